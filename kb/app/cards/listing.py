"""``kb cards``: cards as they are listed."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from kb.app.cards.selection import Wanted, which
from kb.app.review.queue import models
from kb.schedule.days import Calendar
from kb.schedule.fsrs import Model
from kb.schedule.memory import State, state_of
from kb.schedule.moment import Moment
from kb.store.cards.cards import StoredCard, stored_cards
from kb.store.file.store import Store
from kb.store.tables.predicates import SHOWN_STATUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A card as it is listed."""

    id: int
    note: str
    folder: str
    path: str
    line: int
    generator: str
    anchor: str
    front: str
    back: str
    status: str
    state: str
    changed: bool
    buried_until: date | None
    due: datetime | None
    """Where the learner is; of a card in review, when its study day begins."""
    stability: float | None
    """In days."""
    difficulty: float | None
    """From 1 to 10."""
    retrievability: float | None
    """The chance, in (0, 1], that it is recalled now."""
    reps: int
    lapses: int


async def list_cards(
    store: Store, wanted: Wanted, *, moment: Moment, limit: int | None = None
) -> tuple[CardView, ...]:
    """Returns cards by folder, path and rank; unless asked for, none that was given up.

    Raises:
        NotFoundError: there is no such card or note.
    """
    async with store.reading() as transaction:
        meant = await which(transaction, wanted)
        if not (wanted.cards or wanted.statuses):
            meant = replace(meant, statuses=SHOWN_STATUSES)
        found = await stored_cards(transaction, meant, limit=limit)
        _, model = (await models(transaction)).current
    wanted.refuse_unknown([card.card_id for card in found])
    return tuple(card_view(card, moment, model) for card in found)


def card_view(card: StoredCard, moment: Moment, model: Model) -> CardView:
    """Returns a card as it is listed."""
    memory = card.scheduled.memory if card.scheduled else None
    return CardView(
        id=card.card_id,
        note=card.note,
        folder=card.folder,
        path=card.path,
        line=card.line,
        generator=card.generator,
        anchor=card.anchor,
        front=card.front,
        back=card.back,
        status=card.status.value,
        state=state_of(memory).value,
        changed=card.changed,
        buried_until=card.buried_until,
        due=_due(card, moment),
        stability=memory.stability_days if memory else None,
        difficulty=memory.difficulty if memory else None,
        retrievability=model.retrievability(memory, moment.day) if memory else None,
        reps=card.reps,
        lapses=card.lapses,
    )


def _due(card: StoredCard, moment: Moment) -> datetime | None:
    if card.scheduled is None:
        return None
    return falls_due(card.scheduled.due, card.scheduled.memory.state, moment.calendar)


def falls_due(due: datetime, state: State, calendar: Calendar) -> datetime:
    """Returns when a card is due where the learner is: in review, when its study day begins.

    Args:
        due: as a memory keeps it, see :class:`kb.schedule.memory.Scheduled`.
        state: of the card, any but new.
        calendar: where the learner is.
    """
    at = due if state.in_steps else calendar.start_of(due.date())
    return at.astimezone(calendar.zone)
