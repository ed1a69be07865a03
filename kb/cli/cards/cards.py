"""``kb cards``."""

from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.cards.card_options import generator_option, note_and_tag_options, wanted
from kb.cli.options import Session, common_options, json_option, limit_option
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.cards.listing import CardView

_EPILOG: Final = """\b
Examples:
  kb cards --note asyncio
  kb cards --status suspended --json

Exit codes: 0 done; 2 usage; 3 no such note; 4 the store cannot be used."""
_STATUSES: Final = ("inbox", "snoozed", "active", "suspended", "rejected", "retired")


@click.command(name="cards", epilog=_EPILOG)
@note_and_tag_options
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice(_STATUSES),
    help="Cards with this status; may be given again. By default all but rejected and retired.",
)
@generator_option
@limit_option
@json_option
@common_options
@click.pass_obj
def command(  # noqa: PLR0913  # each is an option of the command's own
    session: Session,
    *,
    note: str | None,
    tag: str | None,
    statuses: tuple[str, ...],
    generator: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """List flashcards.

    Each has a short id, by which “kb grade”, “kb suspend” and others know it.
    """
    from kb.app.cards.listing import list_cards  # noqa: PLC0415  # loads the store
    from kb.app.hints import why_empty  # noqa: PLC0415

    which = wanted(note=note, tag=tag, generator=generator, statuses=statuses)
    moment = session.moment()
    found = ask(session, lambda store: list_cards(store, which, moment=moment, limit=limit))
    if as_json:
        output.print_json(found)
    elif not found:
        why = ask(session, lambda store: why_empty(store, tag=tag, generator=generator))
        session.say(why or "No card is like that. “kb cards” lists all that are in use.")
    elif output.on_terminal():
        output.print_table(_COLUMNS, map(_row, found))
    else:
        output.print_lines(map(_line, found))


_COLUMNS: Final = (
    output.Column(header="Id", number=True),
    output.Column(header="Card", ratio=3),
    output.Column(header="Note", ratio=1, most=0.25),
    output.Column(header="Status"),
    output.Column(header="Due", from_width=70),
)


def _row(card: "CardView") -> tuple[str | tuple[str, str], ...]:
    return (
        str(card.id),
        (output.plain(card.front), output.plain(card.back)),
        card.note,
        _standing(card),
        card.due.date().isoformat() if card.due else "",
    )


def _line(card: "CardView") -> str:
    sides = f"{output.plain(card.front)} → {output.plain(card.back)}"
    return f"{card.id}  {_standing(card)}  {output.one_line(card.path)}:{card.line}  {sides}"


def _standing(card: "CardView") -> str:
    """Returns the status, and for a card that is reviewed its state."""
    if card.status != "active":
        return card.status
    return f"{card.state}, changed" if card.changed else card.state
