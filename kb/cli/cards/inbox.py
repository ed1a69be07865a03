"""``kb inbox``."""

from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.cards.card_options import generator_option, selects_cards
from kb.cli.options import Session, common_options, epilog, json_option
from kb.cli.run import ask, back_up_daily

if TYPE_CHECKING:
    from kb.app.cards.selection import CardSelection
    from kb.store.file.store import Store

_EMPTY: Final = "The inbox is empty. “kb import” fills it with cards from your notes."


@click.command(
    name="inbox",
    epilog=epilog(
        "kb inbox",
        "kb inbox --note asyncio --plain",
        "kb inbox --accept-all --generator reverse",
        codes={3: "no such note"},
    ),
)
@selects_cards
@generator_option
@click.option("--accept-all", is_flag=True, help="Accept all proposed cards without asking.")
@click.option("--plain", is_flag=True, help="Ask line by line, without a full screen.")
@json_option
@common_options
def command(
    session: Session,
    *,
    selection: "CardSelection",
    accept_all: bool,
    plain: bool,
    as_json: bool,
) -> None:
    """Accept, edit, reject or snooze proposed cards.

    kb proposes cards that it draws from your notes; no note is changed. A rejected card is not
    proposed again, a snoozed one comes back after a week, and your edits of a card are kept.
    """
    if as_json:
        _print_json(session, selection)
    elif accept_all:
        _accept_all(session, selection)
    else:
        _triage(session, selection, plain=plain)


def _print_json(session: Session, selection: "CardSelection") -> None:
    from kb.app.cards.inbox import proposal_views

    moment = session.moment()
    output.print_json(ask(session, lambda store: proposal_views(store, selection, moment=moment)))


def _accept_all(session: Session, selection: "CardSelection") -> None:
    from kb.app.cards.inbox import accept_all

    moment = session.moment()

    async def accept(store: "Store") -> int:
        accepted = await accept_all(store, selection, moment=moment)
        if not accepted:
            await _say_why_empty(session, store, selection)
        return accepted

    if accepted := ask(session, accept):
        session.say(f"Accepted {output.counted(accepted, 'card')}.")
        back_up_daily(session)


def _triage(session: Session, selection: "CardSelection", *, plain: bool) -> None:
    from kb.app.cards.triage import triage_session

    moment = session.moment()

    async def triage(store: "Store") -> None:
        walk = await triage_session(store, selection, moment)
        if not walk.current:
            await _say_why_empty(session, store, selection)
            return
        if plain or not output.can_show_screens():
            from kb.cli.cards.inbox_lines import triage_by_line

            await triage_by_line(walk, session.say)
        else:
            from kb.tui.app import show
            from kb.tui.inbox import InboxScreen

            await show(InboxScreen(walk))
        session.say(walk.summary)

    ask(session, triage)
    back_up_daily(session)


async def _say_why_empty(session: Session, store: "Store", selection: "CardSelection") -> None:
    from kb.app.hints import why_empty

    why = await why_empty(store, tag=selection.tag, generator=selection.generator)
    session.say(why or _EMPTY)
