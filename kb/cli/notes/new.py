"""``kb new``."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kb import clock
from kb.cli import output
from kb.cli.completers import a_concept
from kb.cli.options import Session, common_options, json_option
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.notes.create import NewNote

_EPILOG: Final = """\b
Examples:
  kb new Connection Pool
  kb new "Green Thread" --folder ~/notes/async
  kb new Dune --template book --no-edit

Exit codes: 0 done; 2 usage, or there is such a note; 3 no such template;
4 the store cannot be used."""
_NAMED: Final = 3
"""Of the notes that want it, in a line."""


@click.command(name="new", epilog=_EPILOG)
@click.argument("title", nargs=-1, required=True, shell_complete=a_concept)
@click.option(
    "--folder",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where it goes. By default beside the notes that link to it, or as new.folder says.",
)
@click.option("--template", metavar="NAME", help="A template of the configuration.")
@click.option("--no-edit", is_flag=True, help="Write it, and open no editor.")
@json_option
@common_options
@click.pass_obj
def command(
    session: Session,
    *,
    title: tuple[str, ...],
    folder: Path | None,
    template: str | None,
    no_edit: bool,
    as_json: bool,
) -> None:
    """Write a new note from a template, and open it in your editor.

    A note that others link to already is put beside them, and links back to them. No file is
    ever written over. What you write is taken in when the editor ends.
    """
    from kb.app.notes.create import new_note, write_new  # noqa: PLC0415
    from kb.app.notes.editor import find_editor  # noqa: PLC0415  # loads the store, as what follows
    from kb.cli.importing.edit_and_import import edit_and_take_in, take_in, told  # noqa: PLC0415

    if not no_edit:
        find_editor(os.environ)
    settings = session.configuration().settings
    at = clock.now().astimezone(clock.local_zone())
    note = ask(
        session,
        lambda store: new_note(
            store, " ".join(title), settings=settings.new, at=at, folder=folder, template=template
        ),
    )
    write_new(note)
    report = take_in(session, note.file) if no_edit else edit_and_take_in(session, note.file)
    if as_json:
        wanted_by = list(note.wanted_by)
        output.print_json({"title": note.title, "file": str(note.file), "wanted_by": wanted_by})
    else:
        session.say(_written(note))
        if not no_edit:
            session.say(told(report))


def _written(note: "NewNote") -> str:
    more = len(note.wanted_by) - _NAMED
    wanting = ", ".join(note.wanted_by[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    wanted = f", which is wanted by {wanting}" if wanting else ""
    return f"Wrote {output.one_line(str(note.file))}{output.one_line(wanted)}."
