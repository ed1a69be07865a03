"""``kb new`` and ``kb edit``."""

import os
from pathlib import Path

import click

from kb import clock
from kb.cli import output
from kb.cli.completers import a_concept, a_note
from kb.cli.options import Session, common_options, epilog, json_option, name_argument
from kb.cli.run import ask


@click.command(
    name="new",
    epilog=epilog(
        "kb new Connection Pool",
        'kb new "Green Thread" --folder ~/notes/async',
        "kb new Dune --template book --no-edit",
        codes={2: "usage, or the note exists", 3: "no such template"},
    ),
)
@click.argument("title", metavar="TITLE", nargs=-1, required=True, shell_complete=a_concept)
@click.option(
    "--folder",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the note. Default: new.folder, or that of the notes that link to it, or the "
    "working directory, if its notes are imported.",
)
@click.option("--template", metavar="NAME", help="Use this template from the configuration.")
@click.option("--no-edit", is_flag=True, help="Do not open an editor.")
@json_option
@common_options
def new(
    session: Session,
    *,
    title: tuple[str, ...],
    folder: Path | None,
    template: str | None,
    no_edit: bool,
    as_json: bool,
) -> None:
    """Create a note from a template, and open it in your editor.

    If other notes already link to TITLE, kb creates the note in their folder, with links back to
    them. kb never overwrites a file. It imports the note when you close the editor.
    """
    from kb.app.notes.create import new_note, write_new
    from kb.app.notes.editor import find_editor
    from kb.cli.importing.edit_and_import import edit_and_import, import_file
    from kb.cli.importing.report import card_changes

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
    report = (import_file if no_edit else edit_and_import)(session, note.file)
    if as_json:
        output.print_json(
            {"title": note.title, "file": str(note.file), "wanted_by": list(note.wanted_by)}
        )
    else:
        linked = f", linked from {output.first_few(note.wanted_by)}" if note.wanted_by else ""
        session.say(f"Created {output.one_line(str(note.file))}{output.one_line(linked)}.")
        if not no_edit:
            session.say(card_changes(report))


@click.command(
    name="edit",
    epilog=epilog(
        "kb edit asyncio",
        'EDITOR=nano kb edit "event loop"',
        codes={2: "usage, or no editor", 3: "no such note"},
    ),
)
@name_argument("note", metavar="NOTE", complete=a_note)
@common_options
def edit(session: Session, *, note: str) -> None:
    """Open a note in your editor, then import the changes.

    NOTE is a title, an alias, a file name or a path. Case does not matter. The environment variable
    VISUAL or EDITOR names the editor.
    """
    from kb.app.notes.create import file_of
    from kb.cli.importing.edit_and_import import edit_and_import
    from kb.cli.importing.report import card_changes

    file = ask(session, lambda store: file_of(store, note))
    session.say(card_changes(edit_and_import(session, file)))
