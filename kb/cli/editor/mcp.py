"""``kb mcp``: answers an assistant over the standard streams, until it goes away."""

import sys
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.options import Session, common_options, epilog
from kb.cli.run import run
from kb.errors import UsageError, reason_of

if TYPE_CHECKING:
    from typing import TextIO


@click.command(
    name="mcp",
    epilog=epilog("kb mcp", "kb mcp --write", "kb mcp --log ~/kb-mcp.log"),
)
@click.option("--write", "writes", is_flag=True, help="Let it propose cards and make new notes.")
@click.option(
    "--log",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what it logs to FILE. Default: standard error.",
)
@common_options
def command(session: Session, *, writes: bool, log: Path | None) -> None:
    """Let an assistant search your notes and cards.

    Your assistant starts it and talks to it over the standard streams, by the Model Context
    Protocol; by itself it does nothing. It only reads. With --write, an assistant can also propose
    cards, which wait in your inbox, and make notes that do not exist yet. It never changes a note,
    and never rates or accepts a card.
    """
    if find_spec("mcp") is None:
        raise UsageError("kb mcp needs more packages. “pip install 'kb[editor]'” installs them.")
    from kb.mcp.access import Access
    from kb.mcp.server import log_to, serve

    access = Access(settings=lambda: session.configuration().settings, moment=session.moment)
    with ExitStack() as stack:
        log_to(stack.enter_context(_opened(log)) if log else sys.stderr)
        run(serve(access, writes=writes))


def _opened(log: Path) -> "TextIO":
    try:
        return log.open("a", encoding="utf-8", errors="replace", buffering=1)
    except OSError as error:
        raise UsageError(f"cannot write the log {log}: {reason_of(error)}.") from error
