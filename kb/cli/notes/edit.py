"""``kb edit``."""

import click

from kb.cli.completers import a_note
from kb.cli.options import Session, common_options, epilog
from kb.cli.run import ask


@click.command(
    name="edit",
    epilog=epilog(
        "kb edit asyncio",
        'EDITOR=nano kb edit "event loop"',
        codes={2: "usage, or no editor", 3: "no such note"},
    ),
)
@click.argument("note", shell_complete=a_note)
@common_options
def command(session: Session, *, note: str) -> None:
    """Open a note in your editor, then import the changes.

    NOTE is a title, an alias, a file name or a path. Case does not matter. The environment variable
    VISUAL or EDITOR names the editor.
    """
    from kb.app.notes.create import file_of
    from kb.cli.importing.edit_and_import import edit_and_import
    from kb.cli.importing.report import card_changes

    file = ask(session, lambda store: file_of(store, note))
    session.say(card_changes(edit_and_import(session, file)))
