"""``kb anki import``."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli import output
from kb.cli.importing.progress import progress_bar
from kb.cli.options import Session, common_options, epilog, json_option
from kb.cli.run import ask, back_up_daily

if TYPE_CHECKING:
    from kb.app.exchange.anki_decks import DecksImport
    from kb.app.exchange.anki_import import AnkiImport


@click.command(
    name="import",
    epilog=epilog(
        "kb anki import from-anki.apkg",
        "kb anki import from-anki.apkg --dry-run",
        "kb anki import spanish.apkg --into ~/notes/spanish",
        codes={2: "usage, or the package cannot be read, or the folder cannot be written"},
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--into",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Make a new folder of notes from the cards that are none of kb's, and import it.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be imported.")
@json_option
@common_options
def import_command(
    session: Session, *, file: Path, into: Path | None, dry_run: bool, as_json: bool
) -> None:
    """Take over answers that you gave in Anki, and texts that you changed there.

    FILE is an .apkg or .colpkg that Anki exported, with scheduling. kb knows the cards that it
    exported itself, and those whose texts bear the id of a note of Anki's. Each answer is taken
    once, however often you import. A text that you changed in Anki becomes your own wording; your
    notes stay as they are. “kb adopt --undo” undoes the answers.
    """
    if into is not None:
        _into(session, file, into, dry_run=dry_run, as_json=as_json)
        return
    from kb.app.exchange.anki_import import import_from_anki

    moment = session.moment()
    result = ask(session, lambda store: import_from_anki(store, file, moment, dry_run=dry_run))
    if as_json:
        output.print_json(result)
    else:
        output.print_lines(history_lines(result))
        if result.others:
            others = output.counted(result.others, "card")
            session.say(
                f"None of kb's: {others}. “kb anki import FILE --into FOLDER” makes notes of them."
            )
    if result.done:
        back_up_daily(session)


def _into(session: Session, file: Path, into: Path, *, dry_run: bool, as_json: bool) -> None:
    from kb.app.exchange.anki_decks import import_decks

    moment, settings = session.moment(), session.configuration().settings
    with progress_bar("Importing", silent=session.quiet or as_json) as on_progress:
        result = ask(
            session,
            lambda store: import_decks(
                store,
                file,
                into.expanduser(),
                settings,
                moment,
                dry_run=dry_run,
                on_progress=on_progress,
            ),
        )
    if as_json:
        output.print_json(result)
    else:
        output.print_lines(_deck_lines(result))
    if result.history is not None:
        back_up_daily(session)


def _deck_lines(result: "DecksImport") -> Iterator[str]:
    files, cards = output.counted(result.files, "note"), output.counted(result.cards, "card")
    media = f", and {output.counted(result.media, 'picture or sound')}" if result.media else ""
    verb = "Wrote" if result.history is not None else "Would write"
    yield f"{verb} {files} with {cards}{media} to {output.one_line(str(result.folder))}."
    if result.history is not None:
        yield from history_lines(result.history)
    if result.suspended:
        yield f"Suspended, as in Anki: {output.counted(result.suspended, 'card')}."
    yield from (f"Left out: {output.one_line(what)}." for what in result.left_out)


def history_lines(result: "AnkiImport") -> Iterator[str]:
    """Yield what a package brings about the cards that kb knows."""
    if not result.cards:
        yield "The package has no card that kb knows."
        return
    verb = "Imported" if result.done else "Would import"
    what = [output.counted(result.answers, "answer")]
    if result.schedules:
        what.append(output.counted(result.schedules, "schedule"))
    if result.reworded:
        what.append(output.counted(len(result.reworded), "changed text"))
    of = output.counted(result.cards, "card")
    yield f"{verb} {_listed(what)} of {of} that kb knows."
    if result.back:
        yield f"Back, as they were undone before: {output.counted(result.back, 'entry')}."
    if result.reviewed_here:
        cards = output.counted(result.reviewed_here, "card")
        yield f"Answered in kb since, and left as they are: {cards}."
    for prompt in result.conflicts:
        shown = output.one_line(prompt)
        yield f"Changed in Anki and in the note, and left as it is here: {shown}"
    yield from (f"Left out: {output.one_line(what)}." for what in result.left_out)


def _listed(parts: list[str]) -> str:
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
