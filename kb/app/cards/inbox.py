"""The inbox: cards that generators propose, and the user's verdicts on them. For ``kb inbox``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Final

from kb.app.cards.acts import PROPOSED, own_wording
from kb.app.cards.listing import CardView, card_view, explained
from kb.app.cards.selection import CardSelection, resolve_selection
from kb.app.learning import learned_weights, worth_of
from kb.app.memory_models import memory_models
from kb.cards.assistant import ASSISTANT, found_line, source_of_anchor
from kb.cards.card import Status
from kb.cards.worth.model import Weights
from kb.notes.files.decode import decode, lines_of
from kb.notes.files.walk import read_file
from kb.schedule.days import Moment
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards, verdicts
from kb.store.cards.decisions import Decision, decide_cards, decisions
from kb.store.file.store import Store
from kb.store.tables.predicates import SHOWN_STATUSES

SNOOZE_DAYS: Final = 7
LINE_GONE: Final = "The line that the card was proposed for is no longer in the note."
_AROUND: Final = 4
"""Lines of the note shown above and below a card's own."""


class Verdict(Enum):
    """The user's verdict on a proposal, as the status that it gives."""

    ACCEPT = Status.ACTIVE
    REJECT = Status.REJECTED
    SNOOZE = Status.SNOOZED


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The lines of a note around a card."""

    first: int
    """The number of the first line, from 1."""
    lines: tuple[str, ...]
    """Empty if the file cannot be read."""
    line: int = 0
    """The number of the card's own, as the file is now."""
    gone: bool = False
    """Whether the line is no more there for which an assistant proposed the card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratorShare:
    """How many of a generator's decided proposals the user accepted."""

    generator: str
    accepted: int
    decided: int


async def proposals(
    store: Store, selection: CardSelection, moment: Moment, *, learn: bool = True
) -> tuple[StoredCard, ...]:
    """Return the proposed cards, best first; snoozed ones once their day has come.

    Args:
        store: of the cards.
        selection: which cards.
        moment: of the learner.
        learn: whether the user's verdicts count in what a card is worth.

    Raises:
        NotFoundError: there is no such card or note.
    """
    return (await _weighed_proposals(store, selection, moment, learn=learn))[0]


async def _weighed_proposals(
    store: Store, selection: CardSelection, moment: Moment, *, learn: bool
) -> tuple[tuple[StoredCard, ...], Weights | None]:
    """Return the proposed cards, best first, and the weights by which they are."""
    async with store.reading() as transaction:
        query = await resolve_selection(transaction, selection, moment)
        query = replace(query, statuses=PROPOSED)
        cards = await stored_cards(transaction, query)
        weights = await learned_weights(transaction, learn=learn)
    day = moment.day
    shown = [card for card in cards if card.snoozed_until is None or card.snoozed_until <= day]
    # To two digits: cards of about the same worth stay in the order of their notes.
    # What an assistant proposed comes first: somebody asked it to.
    shown.sort(
        key=lambda card: (
            card.generator != ASSISTANT,
            -round(worth_of(card.traits, weights) or 0, 2),
        )
    )
    return tuple(shown), weights


async def proposal_views(
    store: Store, selection: CardSelection, *, moment: Moment, why: bool = False, learn: bool = True
) -> tuple[CardView, ...]:
    """Return the proposals as :func:`~kb.app.cards.listing.list_cards` does, best first.

    Raises:
        NotFoundError: there is no such card or note.
    """
    cards, weights = await _weighed_proposals(store, selection, moment, learn=learn)
    async with store.reading() as transaction:
        model = (await memory_models(transaction)).current
    views = (card_view(card, moment, model) for card in cards)
    if not why:
        return tuple(views)
    return tuple(explained(view, card, weights) for view, card in zip(views, cards, strict=True))


async def decide(  # each is of another kind
    store: Store,
    card_ids: Sequence[int],
    verdict: Verdict,
    *,
    now: datetime,
    today: date,
    again: bool = False,
) -> tuple[Decision, ...]:
    """Save a verdict on proposals, and return their decisions from before.

    Cards that another process decided in the meantime are left alone; with ``again``, an earlier
    verdict is replaced.
    """
    may_be = (*PROPOSED, *(verdict.value for verdict in Verdict)) if again else PROPOSED
    snoozing = verdict is Verdict.SNOOZE
    async with store.writing() as transaction:
        before = await decisions(transaction, CardFilter(card_ids=card_ids, statuses=may_be))
        after = [
            replace(
                decision,
                status=verdict.value,
                decided_at=None if snoozing else now,
                snoozed_until=today + timedelta(days=SNOOZE_DAYS) if snoozing else None,
            )
            for decision in before
        ]
        await decide_cards(transaction, after, now)
    return before


async def accept_all(
    store: Store, selection: CardSelection, *, moment: Moment, but: str | None = None
) -> int:
    """Accept all proposals that are not snoozed, and return their number.

    Args:
        store: of the cards.
        selection: which cards.
        moment: of the learner.
        but: a generator whose cards wait for a verdict of their own.

    Raises:
        NotFoundError: there is no such card or note.
    """
    cards = await proposals(store, selection, moment)
    ids = [card.card_id for card in cards if card.generator != but]
    decided = await decide(store, ids, Verdict.ACCEPT, now=moment.now, today=moment.day)
    return len(decided)


async def reword(
    store: Store, card_id: int, front: str, back: str, now: datetime
) -> tuple[Decision, ...]:
    """Save the user's own wording of a card, and return its decision from before.

    The note is not changed.

    Raises:
        UsageError: a side is empty.
    """
    front, back = own_wording(front, back)
    async with store.writing() as transaction:
        filtered = CardFilter(card_ids=[card_id], statuses=SHOWN_STATUSES)
        before = await decisions(transaction, filtered)
        after = [replace(decision, own_front=front, own_back=back) for decision in before]
        await decide_cards(transaction, after, now)
    return before


async def restore_decisions(store: Store, before: Sequence[Decision], now: datetime) -> None:
    """Undo verdicts and wordings, given the decisions from before."""
    async with store.writing() as transaction:
        await decide_cards(transaction, before, now)


async def generator_shares(store: Store) -> tuple[GeneratorShare, ...]:
    """Return for each generator how many of its decided proposals were accepted."""
    async with store.reading() as transaction:
        return tuple(
            GeneratorShare(generator=generator, accepted=accepted, decided=decided)
            for generator, accepted, decided in await verdicts(transaction)
        )


def excerpt(card: StoredCard) -> Excerpt:
    """Return the lines around a card in its note's file as it is now."""
    try:
        text, _ = decode(card.path, read_file(Path(card.folder), card.path))
    except OSError:
        return Excerpt(first=card.line, lines=(), line=card.line)
    lines = lines_of(text)
    line, gone = card.line, False
    if card.generator == ASSISTANT:
        now = found_line(source_of_anchor(card.anchor), lines, line)
        line, gone = now or line, now is None
    first = max(line - _AROUND, 1)
    around = tuple(lines[first - 1 : line + _AROUND])
    return Excerpt(first=first, lines=around, line=line, gone=gone)


def proposer(card: StoredCard) -> str:
    """Return who proposed a card: the generator, or in words that it was an assistant."""
    return "proposed by an assistant" if card.generator == ASSISTANT else card.generator
