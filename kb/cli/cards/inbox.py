"""``kb inbox``."""

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
from kb.cli.cards.cards import card_line
from kb.cli.options import Session, WordsCommand, common_options, epilog, json_option, limit_option
from kb.cli.run import ask, back_up_daily, say_why_empty
from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.app.cards.listing import CardView
    from kb.app.cards.selection import CardSelection
    from kb.schedule.days import Moment
    from kb.store.file.store import Store

_NONE: Final = "No proposed card matches. “kb inbox” shows all proposed cards."
_EMPTY: Final = "The inbox is empty. “kb import” fills it with cards from your notes."


@click.command(
    cls=WordsCommand,
    name="inbox",
    epilog=epilog(
        "kb inbox",
        "kb inbox --note asyncio --plain",
        "kb inbox tag:python -generator:item",
        "kb inbox --why --limit 5",
        "kb inbox --accept-all --generator reverse",
        codes={3: "no such note, tag, folder or generator"},
    ),
)
@query_argument
@selects_cards
@generator_option
@why_option
@limit_option
@click.option(
    "--accept-all",
    is_flag=True,
    help="Accept all without asking, but an assistant's only with --generator assistant.",
)
@click.option("--plain", is_flag=True, help="Ask line by line, without a full screen.")
@json_option
@common_options
def command(  # noqa: PLR0913  # one for each option
    session: Session,
    *,
    selection: "CardSelection",
    why: bool,
    limit: int | None,
    accept_all: bool,
    plain: bool,
    as_json: bool,
) -> None:
    """Accept, edit, reject or snooze proposed cards.

    QUERY restricts them, as in “kb cards”.
    kb proposes cards that it generates from your notes. It does not propose a rejected card again.
    A snoozed card comes back after a week. If you edit a card, kb stores your edits with the card
    and does not change the note.
    """
    from kb.app.cards import inbox

    moment = session.moment()
    learn = session.configuration().settings.cards.learn

    async def views(store: "Store") -> "tuple[CardView, ...]":
        every = await inbox.proposal_views(store, selection, moment=moment, why=why, learn=learn)
        return every[:limit]

    if accept_all and limit:
        raise UsageError("--accept-all accepts all proposed cards. Leave out --limit.")

    if as_json:
        output.print_json(ask(session, views))
    elif why:
        proposed = ask(session, views)
        output.print_lines(line for card in proposed for line in why_lines(card_line(card), card))
        if not proposed:
            _say_why_empty(session, selection)
    elif accept_all:
        _accept_all(session, selection, moment)
    else:
        _triage(session, selection, moment, limit=limit, plain=plain)


def _accept_all(session: Session, selection: "CardSelection", moment: "Moment") -> None:
    """Accept all, but cards of an assistant only if they are asked for by name."""
    from kb.app.cards import inbox
    from kb.cards.assistant import ASSISTANT

    named = selection.generator == ASSISTANT or f"generator:{ASSISTANT}" in selection.query

    async def accept(store: "Store") -> tuple[int, int]:
        but = None if named else ASSISTANT
        accepted = await inbox.accept_all(store, selection, moment=moment, but=but)
        return accepted, len(await inbox.proposals(store, selection, moment))

    accepted, left = ask(session, accept)
    if accepted:
        session.say(f"Accepted {output.counted(accepted, 'card')}.")
        back_up_daily(session)
    if left:
        proposed = output.counted(left, "card")
        session.say(
            f"{proposed} that an assistant proposed still wait{'s' if left == 1 else ''} for you. "
            f"“kb inbox generator:{ASSISTANT}” shows {'it' if left == 1 else 'them'}."
        )
    elif not accepted:
        _say_why_empty(session, selection)


def _say_why_empty(session: Session, selection: "CardSelection") -> None:
    from kb.app.cards.selection import EVERY_CARD

    otherwise = _EMPTY if selection == EVERY_CARD else _NONE
    say_why_empty(session, otherwise, generator=selection.generator)


def _triage(
    session: Session,
    selection: "CardSelection",
    moment: "Moment",
    *,
    limit: int | None,
    plain: bool,
) -> None:
    from kb.app.cards.selection import EVERY_CARD
    from kb.app.cards.triage import triage_session
    from kb.app.hints import why_empty

    async def triage(store: "Store") -> str:
        learn = session.configuration().settings.cards.learn
        walk = await triage_session(store, selection, moment, learn=learn, limit=limit)
        if not walk.current:
            why = await why_empty(store, generator=selection.generator)
            return why or (_EMPTY if selection == EVERY_CARD else _NONE)
        if plain or not output.can_show_screens():
            from kb.cli.cards.inbox_lines import triage_by_line

            await triage_by_line(walk, session.say)
        else:
            from kb.tui.app import show
            from kb.tui.inbox import InboxScreen

            await show(InboxScreen(walk))
        return walk.summary

    session.say(ask(session, triage))
    back_up_daily(session)
