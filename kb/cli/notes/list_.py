"""``kb list`` and ``kb tags``."""

from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.completers import a_tag
from kb.cli.options import (
    Session,
    common_options,
    epilog,
    folder_option,
    json_option,
    limit_option,
)
from kb.cli.pager import pager_option
from kb.cli.run import ask, say_why_empty

if TYPE_CHECKING:
    from kb.store.notes.listing import NoteSummary

SORTS: Final = ("title", "path", "links", "links-in", "links-out", "cards")
"""Those of :mod:`kb.store.notes.listing`, which the help does not import."""


@click.command(
    name="list",
    epilog=epilog(
        "kb list --tag python --sort links-in --limit 10",
        "kb list --orphans --json",
        codes={3: "no such tag or folder"},
    ),
)
@click.option(
    "--tag",
    metavar="TAG",
    shell_complete=a_tag,
    help="Only notes with this tag, or with one nested below it.",
)
@folder_option("Only notes in this folder, or below it.")
@click.option("--missing", is_flag=True, help="Only notes that link to a missing note.")
@click.option("--orphans", is_flag=True, help="Only notes without links to or from other notes.")
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    default="title",
    show_default=True,
    help="Sort by name, or by a count, highest first.",
)
@limit_option
@json_option
@pager_option
@common_options
def command(  # noqa: PLR0913  # one for each option
    session: Session,
    *,
    tag: str | None,
    folder: str | None,
    missing: bool,
    orphans: bool,
    sort: str,
    limit: int | None,
    as_json: bool,
) -> None:
    """List notes."""
    from kb.app.notes.browse import list_notes

    notes = ask(
        session,
        lambda store: list_notes(
            store,
            tag=tag,
            folder=folder,
            missing=missing,
            orphans=orphans,
            sort=sort,
            limit=limit,
        ),
    )
    if as_json:
        output.print_json(notes)
    elif not notes:
        say_why_empty(session, _why_none(missing=missing, orphans=orphans))
    elif output.on_terminal():
        columns = (
            output.Column(header="Note", most=0.4),
            output.Column(header="Definition, tags", ratio=1),
            output.Column(header="Out", number=True, from_width=70),
            output.Column(header="In", number=True, from_width=70),
            output.Column(header="Cards", number=True),
        )
        output.print_table(columns, map(_row, notes))
    else:
        output.print_lines(map(_line, notes))


def _why_none(*, missing: bool, orphans: bool) -> str:
    """Return why the filters leave no note."""
    if missing and orphans:
        return "No orphan links to a missing note. Leave out --missing or --orphans."
    if missing:
        return "Every link leads to a note. “kb list” shows all notes."
    if not orphans:
        return "No note in the folder has the tag. Leave out --tag or --folder."
    return "Every note is connected to another. “kb list” shows all notes."


def _row(note: "NoteSummary") -> tuple[str | tuple[str, str], ...]:
    return (
        (note.title, note.path),
        (output.plain(note.definition or ""), _tags(note)),
        str(note.links_out),
        str(note.links_in),
        str(note.cards),
    )


def _line(note: "NoteSummary") -> str:
    counts = f"{note.links_out} out, {note.links_in} in, {output.counted(note.cards, 'card')}"
    parts = (note.title, note.path, counts, _tags(note))
    return "  ".join(output.one_line(part) for part in parts if part)


def _tags(note: "NoteSummary") -> str:
    return " ".join(f"#{tag}" for tag in note.tags)


@click.command(name="tags", epilog=epilog("kb tags", "kb tags --json"))
@json_option
@pager_option
@common_options
def tags_command(session: Session, *, as_json: bool) -> None:
    """List tags, most used first.

    A note counts for each of its tags, and for those in which they are nested, as in “kb list
    --tag”.
    """
    from kb.app.notes.browse import list_tags

    tags = ask(session, list_tags)
    if as_json:
        output.print_json(tags)
    elif not tags:
        say_why_empty(
            session, "No note has a tag. Write #tag in a note, or list tags under “Tags:”."
        )
    elif output.on_terminal():
        columns = (output.Column(header="Tag"), output.Column(header="Notes", number=True))
        output.print_table(columns, ((count.tag, str(count.notes)) for count in tags))
    else:
        output.print_lines(f"{output.one_line(count.tag)}  {count.notes}" for count in tags)
