"""``kb edit``."""

from typing import Final

import click

from kb.cli.completers import a_note
from kb.cli.options import Session, common_options
from kb.cli.run import ask

_EPILOG: Final = """\b
Examples:
  kb edit asyncio
  EDITOR=nano kb edit "event loop"

Exit codes: 0 done; 2 usage, or no editor; 3 no such note; 4 the store cannot be used."""


@click.command(name="edit", epilog=_EPILOG)
@click.argument("note", shell_complete=a_note)
@common_options
@click.pass_obj
def command(session: Session, *, note: str) -> None:
    """Open a note in your editor, then import the changes.

    NOTE is a title, an alias, a file name or a path, in any case. The editor is the one that
    VISUAL or EDITOR names.
    """
    from kb.app.notes.create import file_of  # noqa: PLC0415  # loads the store
    from kb.cli.importing.edit_and_import import edit_and_take_in, told  # noqa: PLC0415

    file = ask(session, lambda store: file_of(store, note))
    session.say(told(edit_and_take_in(session, file)))
