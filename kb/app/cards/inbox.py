"""``kb inbox``: what generators propose, and what the user makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Final

from kb.app.cards.listing import CardView, card_view
from kb.app.cards.selection import Wanted, which
from kb.app.review.queue import models
from kb.cards.card import Status
from kb.errors import UsageError
from kb.notes.files.decode import decode
from kb.notes.files.walk import read_file
from kb.schedule.moment import Moment
from kb.store.cards.cards import (
    Decision,
    StoredCard,
    Which,
    decide_cards,
    decisions,
    stored_cards,
    verdicts,
)
from kb.store.file.store import Store
from kb.store.tables.predicates import SHOWN_STATUSES

SNOOZE_DAYS: Final = 7
_AROUND: Final = 4
"""Lines of the note that are shown before and after a card's own."""
_PROPOSED: Final = (Status.INBOX, Status.SNOOZED)


class Verdict(Enum):
    """What the user makes of a proposal."""

    ACCEPT = Status.ACTIVE
    REJECT = Status.REJECTED
    SNOOZE = Status.SNOOZED


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The lines of a note from which a card was drawn."""

    first: int
    """The number of the first of them; counted from 1."""
    lines: tuple[str, ...]
    """None, if the file cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratorShare:
    """How a generator's proposals fare."""

    generator: str
    accepted: int
    decided: int


async def proposals(store: Store, wanted: Wanted, *, today: date) -> tuple[StoredCard, ...]:
    """Returns the cards that wait to be accepted, note by note; the snoozed ones on their day.

    Raises:
        NotFoundError: there is no such card or note.
    """
    async with store.reading() as transaction:
        meant = replace(await which(transaction, wanted), statuses=_PROPOSED)
        found = await stored_cards(transaction, meant)
    return tuple(card for card in found if _is_offered(card, today))


async def proposal_views(store: Store, wanted: Wanted, *, moment: Moment) -> tuple[CardView, ...]:
    """Returns the proposals as cards are listed.

    Raises:
        NotFoundError: there is no such card or note.
    """
    found = await proposals(store, wanted, today=moment.day)
    async with store.reading() as transaction:
        _, model = (await models(transaction)).current
    return tuple(card_view(card, moment, model) for card in found)


async def decide(
    store: Store, card_ids: Sequence[int], verdict: Verdict, *, now: datetime, today: date
) -> tuple[Decision, ...]:
    """Keeps what the user decided of proposals, and returns how they stood before.

    What was decided elsewhere in the meantime is left as it is.
    """
    snoozing = verdict is Verdict.SNOOZE
    async with store.writing() as transaction:
        before = await decisions(transaction, Which(card_ids=card_ids, statuses=_PROPOSED))
        after = [
            replace(
                each,
                status=verdict.value,
                decided_at=None if snoozing else now,
                snoozed_until=today + timedelta(days=SNOOZE_DAYS) if snoozing else None,
            )
            for each in before
        ]
        await decide_cards(transaction, after)
    return before


async def accept_all(store: Store, wanted: Wanted, *, moment: Moment) -> int:
    """Accepts all that is proposed, but for what is snoozed, and returns how many those are.

    Raises:
        NotFoundError: there is no such card or note.
    """
    found = await proposals(store, wanted, today=moment.day)
    ids = [card.card_id for card in found]
    decided = await decide(store, ids, Verdict.ACCEPT, now=moment.now, today=moment.day)
    return len(decided)


async def reword(store: Store, card_id: int, front: str, back: str) -> tuple[Decision, ...]:
    """Gives a card the user's own wording, and returns how it stood before. No note is written.

    Raises:
        UsageError: a side would be empty.
    """
    if not front.strip() or not back.strip():
        raise UsageError("a card needs a prompt and an answer. Write both.")
    async with store.writing() as transaction:
        before = await decisions(transaction, Which(card_ids=[card_id], statuses=SHOWN_STATUSES))
        after = [replace(each, own_front=front.strip(), own_back=back.strip()) for each in before]
        await decide_cards(transaction, after)
    return before


async def take_back(store: Store, before: Sequence[Decision]) -> None:
    """Makes cards stand as they did."""
    async with store.writing() as transaction:
        await decide_cards(transaction, before)


async def shares(store: Store) -> tuple[GeneratorShare, ...]:
    """Returns how the proposals of each generator fare, of those that were decided."""
    async with store.reading() as transaction:
        return tuple(
            GeneratorShare(generator=generator, accepted=accepted, decided=decided)
            for generator, accepted, decided in await verdicts(transaction)
        )


def excerpt(card: StoredCard) -> Excerpt:
    """Returns the lines around the card in its note's file as it is now."""
    try:
        text, _ = decode(card.path, read_file(Path(card.folder), card.path))
    except OSError:
        return Excerpt(first=card.line, lines=())
    lines = text.splitlines()
    first = max(card.line - _AROUND, 1)
    return Excerpt(first=first, lines=tuple(lines[first - 1 : card.line + _AROUND]))


def _is_offered(card: StoredCard, today: date) -> bool:
    return card.snoozed_until is None or card.snoozed_until <= today
