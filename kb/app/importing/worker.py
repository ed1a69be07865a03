"""What runs in a process that reads for another.

The process that imports loads this too, to name it, so the reader itself is loaded late.
"""

import gc
import shutil
import signal
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from kb.cards.rules import CardRules
from kb.notes.rules import Rules


def serve(
    pipe: Connection, told: Mapping[str, Any], card_rules: CardRules, litter: str | None
) -> None:
    """Reads what comes, until the other end is closed.

    That end belongs to a process that ends this one when it is done, so it was killed. Then its
    temporary folder, in which it talked to the fork server, is nobody's any more.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from kb.app.importing.read_files import read_files  # noqa: PLC0415  # see above

    # Notes and rows hold no cycles; looking for some takes a fifteenth of the time.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    rules = Rules(**told)
    with suppress(EOFError, OSError):
        while True:
            pipe.send(read_files(pipe.recv(), rules, card_rules))
    if litter is not None:
        shutil.rmtree(litter, ignore_errors=True)
