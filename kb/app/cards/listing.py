"""What ``kb cards`` lists, and ``--json`` prints: cards with their state, due date and memory."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from kb.app.cards.selection import CardSelection, resolve_selection, shown_by_default
from kb.app.learning import TraitWeight, learned_weights, reasons_of, worth_of
from kb.app.memory_models import memory_models
from kb.cards.worth.model import Weights
from kb.schedule.days import Moment, falls_due
from kb.schedule.fsrs import Model
from kb.schedule.memory import state_of
from kb.store.cards.cards import StoredCard, stored_cards
from kb.store.file.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A card with its note, state and memory; the fields are those of the JSON output."""

    id: int
    note: str
    folder: str
    path: str
    line: int
    generator: str
    anchor: str
    front: str
    back: str
    context: tuple[str, ...]
    """The headings above a card that was written by hand, outermost first."""
    status: str
    state: str
    changed: bool
    buried_until: date | None
    due: datetime | None
    """In the learner's time zone; for a card in review, the start of its study day."""
    stability: float | None
    """In days."""
    difficulty: float | None
    """From 1 to 10."""
    retrievability: float | None
    """Probability of recall now, in (0, 1]."""
    reps: int
    lapses: int
    worth: float | None = None
    """The chance that a learner keeps a drawn card, from 0 to 1; only if it is asked for."""
    why: tuple[TraitWeight, ...] = ()
    """What speaks for and against it, strongest first; only if it is asked for."""


async def list_cards(
    store: Store,
    selection: CardSelection,
    *,
    moment: Moment,
    limit: int | None = None,
    why: bool = False,
    learn: bool = True,
) -> tuple[CardView, ...]:
    """Return cards by folder, path and rank; rejected and retired ones only if named.

    Args:
        store: of the cards.
        selection: which cards.
        moment: of the learner.
        limit: the most cards.
        why: whether to say what drawn cards are worth, and why.
        learn: whether the user's verdicts count in that.

    Raises:
        NotFoundError: there is no such card or note.
        QueryError: the query cannot be read.
    """
    async with store.reading() as transaction:
        query = await resolve_selection(transaction, selection, moment)
        query = shown_by_default(query, selection)
        cards = await stored_cards(transaction, query, limit=limit)
        model = (await memory_models(transaction)).current
        weights = await learned_weights(transaction, learn=learn) if why else None
    selection.refuse_unknown([card.card_id for card in cards])
    views = (card_view(card, moment, model) for card in cards)
    if not why:
        return tuple(views)
    return tuple(explained(view, card, weights) for view, card in zip(views, cards, strict=True))


def explained(view: CardView, card: StoredCard, weights: Weights | None) -> CardView:
    """Return a card as it is listed, with its worth and what speaks for and against it."""
    worth = worth_of(card.traits, weights)
    return replace(
        view,
        worth=None if worth is None else round(worth, 2),
        why=reasons_of(card.traits, weights),
    )


def card_view(card: StoredCard, moment: Moment, model: Model) -> CardView:
    """Return a card as it is listed."""
    scheduled = card.scheduled
    memory = scheduled.memory if scheduled else None
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
        context=card.context,
        status=card.status.value,
        state=state_of(memory).value,
        changed=card.changed,
        buried_until=card.buried_until,
        due=falls_due(scheduled.due, scheduled.memory.state, moment.calendar)
        if scheduled
        else None,
        stability=memory.stability_days if memory else None,
        difficulty=memory.difficulty if memory else None,
        retrievability=model.retrievability(memory, moment.day) if memory else None,
        reps=card.reps,
        lapses=card.lapses,
    )
