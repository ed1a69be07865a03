"""``kb export``."""

from pathlib import Path

import click

from kb.cli import output
from kb.cli.options import Session, common_options, epilog, json_option
from kb.cli.run import ask


@click.command(
    name="export",
    epilog=epilog(
        "kb export ~/kb-export",
        codes={2: "FOLDER holds something else, or cannot be written"},
    ),
)
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
@common_options
def command(session: Session, *, folder: Path, as_json: bool) -> None:
    """Write all that kb knows to a folder, as JSON Lines and CSV.

    FOLDER is a new folder, or an older export to replace; kb writes to no other. It gets notes,
    links, cards, the whole review log and your decisions as JSON Lines, the cards as a table for a
    spreadsheet, and your answers in the form that FSRS's own tools read.
    """
    from kb.app.exchange.export import export

    exported = ask(session, lambda store: export(store, folder))
    if as_json:
        output.print_json(exported)
        return
    notes, cards = output.counted(exported.notes, "note"), output.counted(exported.cards, "card")
    entries = output.counted(exported.entries, "log entry")
    where = output.one_line(str(exported.folder))
    session.say(f"Exported {notes}, {cards} and {entries} to {where}.")
