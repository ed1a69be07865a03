"""``kb lsp``: the language server, which an editor starts."""

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from kb.cli.options import Session, common_options, epilog
from kb.cli.run import run
from kb.errors import UsageError, reason_of

_NEEDED: Final = ("lsprotocol", "pygls")
_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@click.command(
    name="lsp", epilog=epilog("kb lsp", "kb lsp --log ~/kb.log", codes={1: "the editor broke off"})
)
@click.option(
    "--log",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to FILE what the server does. Without it, standard error has what goes wrong.",
)
@common_options
def command(session: Session, *, log: Path | None) -> None:
    """Answer an editor about your notes, while you write them.

    It completes and renames links, and shows problems and cards.
    An editor starts it, and speaks the Language Server Protocol with it. It reads the folders that
    the editor has open, with what you have not saved yet, and never writes a note. What you have
    imported of them adds their cards.
    """
    if any(find_spec(name) is None for name in _NEEDED):
        raise UsageError(
            "the language server needs more packages. “pip install 'kb[editor]'” installs them."
        )
    _log_to(log)
    from kb.app.editing.remembering import StoreMemory
    from kb.lsp.features import register_all
    from kb.lsp.server import NotebookServer
    from kb.lsp.stdio import serve

    settings = session.configuration().settings
    memory = StoreMemory(settings.store.path, lambda: session.moment(settings))
    server = NotebookServer(settings, memory)
    register_all(server)
    run(serve(server))


def _log_to(log: Path | None) -> None:
    try:
        logging.basicConfig(
            filename=log,
            level=logging.INFO if log else logging.ERROR,
            format=_FORMAT,
            force=True,
        )
    except OSError as error:
        raise UsageError(f"cannot write the log {log}: {reason_of(error)}.") from error
    logging.getLogger("pygls").setLevel(logging.ERROR)
