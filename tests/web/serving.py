"""``kb serve`` in a process, over a store with notes, answers, proposals and problems."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb.app.importing.run import Target, import_notes
from kb.config.settings import Settings
from kb.store.file.store import open_store
from tests.app.days import START, answered, at

NOTES: Final = Path(__file__).parent.parent.parent / "notes"
PATIENCE: Final = 60
_REVIEWED: Final = (-300, -220, -150, -100, -60, -59, -30, -12, -4, -1)
"""Days before today on which all that was due was answered."""
_BROKEN: Final = "---\ntags: [open\n---\n# Broken\n\nSee [[Event Loop#Nowhere]].\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server that runs."""

    process: "subprocess.Popen[str]"
    address: str
    """With the token, as it was printed."""

    @property
    def host(self) -> str:
        """Without a path: ``http://127.0.0.1:8765``."""
        return self.address.partition("/?")[0]


@contextmanager
def serving(
    store: Path, *words: str, environ: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[str]"]:
    """Give ``kb serve`` as a shell starts it, which a test may end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kb", "--db", str(store), "serve", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environ or {})},
        preexec_fn=_as_in_foreground,  # noqa: PLW1509  # no thread of the tests runs meanwhile
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _as_in_foreground() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def address_of(process: "subprocess.Popen[str]") -> str:
    """Return the address that a server prints first."""
    assert process.stdout
    return process.stdout.readline().strip()


@contextmanager
def serving_days(place: Path) -> Iterator[Served]:
    """Give a server over the sample notes, some of which were reviewed for most of a year."""
    (place / "drafts").mkdir()
    (place / "drafts" / "Broken.md").write_text(_BROKEN)
    asyncio.run(_fill(place / "kb.db", (NOTES, place / "drafts")))
    with serving(place / "kb.db", environ={"KB_NOW": START.isoformat()}) as process:
        yield Served(process=process, address=address_of(process))


async def _fill(path: Path, folders: tuple[Path, ...]) -> None:
    async with open_store(path) as store:
        targets = [Target(path=folder, extensions=()) for folder in folders]
        begun = at(_REVIEWED[0] - 1).now
        await import_notes(store, targets, settings=Settings(), now=begun)
        for day in _REVIEWED:
            await answered(store, day)
