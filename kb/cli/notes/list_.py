"""``kb list``."""

from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.completers import a_tag
from kb.cli.options import Session, common_options, json_option, limit_option
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.store.notes.listing import NoteSummary

_EPILOG: Final = """\b
Examples:
  kb list --tag python --sort links-in --limit 10
  kb list --orphans --json

Exit codes: 0 done, 2 usage, 4 the store cannot be used."""
SORTS: Final = ("title", "path", "links", "links-in", "links-out", "cards")
"""Those of :mod:`kb.store.notes.listing`, which ``--help`` does not load."""


@click.command(name="list", epilog=_EPILOG)
@click.option(
    "--tag",
    metavar="TAG",
    shell_complete=a_tag,
    help="Only notes with this tag, or one nested below it.",
)
@click.option("--missing", is_flag=True, help="Only notes that link to one not yet written.")
@click.option("--orphans", is_flag=True, help="Only notes with no link to or from another.")
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    default="title",
    show_default=True,
    help="By name, or by a number, highest first.",
)
@limit_option
@json_option
@common_options
@click.pass_obj
def command(  # noqa: PLR0913  # one for each option
    session: Session,
    *,
    tag: str | None,
    missing: bool,
    orphans: bool,
    sort: str,
    limit: int | None,
    as_json: bool,
) -> None:
    """List notes."""
    from kb.app.hints import why_empty  # noqa: PLC0415
    from kb.app.notes.browse import list_notes  # noqa: PLC0415  # loads the store

    notes = ask(
        session,
        lambda store: list_notes(
            store, tag=tag, missing=missing, orphans=orphans, sort=sort, limit=limit
        ),
    )
    if as_json:
        output.print_json(notes)
    elif not notes:
        why = ask(session, lambda store: why_empty(store, tag=tag))
        session.say(why or _without(missing=missing, orphans=orphans))
    elif output.on_terminal():
        _print_table(notes)
    else:
        output.print_lines(map(_line, notes))


def _without(*, missing: bool, orphans: bool) -> str:
    """Returns why no note is left, though there are notes with the tag, if one was named."""
    if missing and orphans:
        return "No note that links to a missing one is without links. Leave out one of the two."
    if missing:
        return "Every link leads to a note. “kb list” shows all notes."
    return "Every note is linked with another. “kb list” shows all notes."


def _print_table(notes: "tuple[NoteSummary, ...]") -> None:
    columns = (
        output.Column(header="Note", most=0.4),
        output.Column(header="Definition, tags", ratio=1),
        output.Column(header="Out", number=True, from_width=70),
        output.Column(header="In", number=True, from_width=70),
        output.Column(header="Cards", number=True),
    )
    output.print_table(
        columns,
        (
            (
                (note.title, note.path),
                (output.plain(note.definition or ""), _tags(note)),
                str(note.links_out),
                str(note.links_in),
                str(note.cards),
            )
            for note in notes
        ),
    )


def _line(note: "NoteSummary") -> str:
    counts = f"{note.links_out} out, {note.links_in} in, {note.cards} cards"
    parts = (note.title, note.path, counts, _tags(note))
    return "  ".join(output.one_line(part) for part in parts if part)


def _tags(note: "NoteSummary") -> str:
    return " ".join(f"#{tag}" for tag in note.tags)
