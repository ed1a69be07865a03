"""``kb cards``."""

from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.cards.card_options import (
    generator_option,
    query_argument,
    selects_cards,
    why_lines,
    why_option,
)
from kb.cli.options import Session, WordsCommand, common_options, epilog, json_option, limit_option
from kb.cli.pager import pager_option
from kb.cli.run import ask, back_up_daily, say_why_empty

if TYPE_CHECKING:
    from kb.app.cards.listing import CardView
    from kb.app.cards.selection import CardSelection
    from kb.store.file.store import Store

_STATUSES: Final = ("inbox", "snoozed", "active", "suspended", "rejected", "retired")


@click.command(
    cls=WordsCommand,
    name="cards",
    epilog=epilog(
        "kb cards --note asyncio",
        "kb cards is:due tag:python",
        "kb cards 'event loop' -generator:item 'prop:lapses>2 or rated:7:1'",
        "kb cards --status suspended --json",
        codes={3: "no such note, tag, folder or generator"},
    ),
)
@query_argument
@selects_cards
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice(_STATUSES),
    help="Only cards with this status; repeatable. Default: all except rejected and retired.",
)
@generator_option
@why_option
@limit_option
@click.option("--plain", is_flag=True, help="List the cards, without a full screen.")
@json_option
@pager_option
@common_options
def command(  # one for each option
    session: Session,
    *,
    selection: "CardSelection",
    why: bool,
    limit: int | None,
    plain: bool,
    as_json: bool,
) -> None:
    """List flashcards, or look through them.

    QUERY selects cards, as in Anki, by words that they contain, “is:due”, “tag:name”,
    “folder:name”, “prop:lapses>2”, with “-” for not, “or” and parentheses. Put it into single
    quotes if it has one of ( ) < > * ".
    Each line starts with the id of a card. Use it with “kb grade”, “kb suspend” and other commands.

    On a terminal, a screen opens, where you search, sort, suspend, reset, reschedule and reword
    cards, one or many at once. --plain, --why, --limit and --no-pager list them there, too.
    """
    no_pager = click.get_current_context().params.get("no_pager")
    if not (plain or why or limit or as_json or no_pager) and output.can_show_screens():
        _browse(session, selection)
        return
    from kb.app.cards.listing import list_cards

    moment = session.moment()
    learn = session.configuration().settings.cards.learn
    cards = ask(
        session,
        lambda store: list_cards(
            store, selection, moment=moment, limit=limit, why=why, learn=learn
        ),
    )
    if as_json:
        output.print_json(cards)
    elif not cards:
        _say_why_empty(session, selection)
    elif why:
        output.print_lines(line for card in cards for line in why_lines(card_line(card), card))
    elif output.on_terminal():
        columns = (
            output.Column(header="Id", number=True),
            output.Column(header="Card", ratio=3),
            output.Column(header="Note", ratio=1, most=0.25),
            output.Column(header="Status"),
            output.Column(header="Due", from_width=70),
        )
        output.print_table(columns, map(_row, cards))
    else:
        output.print_lines(map(card_line, cards))


def _say_why_empty(session: Session, selection: "CardSelection") -> None:
    otherwise = "No cards match. “kb cards” lists all cards."
    say_why_empty(session, otherwise, generator=selection.generator)


def _browse(session: Session, selection: "CardSelection") -> None:
    """Show the cards on a screen, unless there are none."""
    from kb.app.card_browser import CardBrowser

    settings = session.configuration().settings

    async def browse(store: "Store") -> str | None:
        browser = CardBrowser(
            store, selection, moment=lambda: session.moment(settings), settings=settings
        )
        await browser.search(selection.query)
        if not browser.cards:
            return None
        from kb.tui.app import show
        from kb.tui.browser.screen import CardsScreen

        screen = CardsScreen(browser)
        await show(screen)
        await screen.finish()
        return browser.summary

    done = ask(session, browse)
    if done is None:
        _say_why_empty(session, selection)
    elif done:
        session.say(done)
        back_up_daily(session)


def _row(card: "CardView") -> tuple[str | tuple[str, str], ...]:
    return (
        str(card.id),
        (output.plain(card.front), output.plain(card.back)),
        card.note,
        _status(card),
        card.due.date().isoformat() if card.due else "",
    )


def card_line(card: "CardView") -> str:
    """Return a card on one line."""
    sides = f"{output.plain(card.front)} → {output.plain(card.back)}"
    return f"{card.id}  {_status(card)}  {output.one_line(card.path)}:{card.line}  {sides}"


def _status(card: "CardView") -> str:
    if card.status != "active":
        return card.status
    return f"{card.state}, changed" if card.changed else card.state
