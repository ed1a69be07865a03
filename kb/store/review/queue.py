"""Queries for the queue of a study day: due and new cards as light rows, and answer durations.

Among a million cards, a day's queue reads one partial index and the rows of the due cards.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import FromClause, Integer, Select, Text, case, func, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.graph.resolve import NoteId
from kb.schedule.cards import Card, DueCard, NewCard
from kb.schedule.memory import CardId, State, midnight
from kb.schedule.options import GENERAL
from kb.schedule.pace import LONGEST_ANSWER_S, Timing
from kb.store.tables.bulk import rows_in
from kb.store.tables.cards import cards, log
from kb.store.tables.columns import moment
from kb.store.tables.notes import note_tags, notes, tags
from kb.store.tables.predicates import SHOWN_STATUSES, is_in_folder, is_status, is_tagged

if TYPE_CHECKING:
    from kb.store.query import AskedCards

LATEST_ANSWERS: Final = 3000
"""How many answers the learner's pace is estimated from."""
_ACTIVE: Final = is_status(Status.ACTIVE)
QUEUE_COLUMNS: Final = (
    cards.c.id,
    cards.c.note_id,
    cards.c.fact,
    cards.c.kind,
    cards.c.state,
    # As stored, to be converted with a cache: thousands of rows have few different days.
    type_coerce(cards.c.due, Integer),
    cards.c.stability,
    cards.c.difficulty,
    type_coerce(cards.c.last_day, Text),
)
"""What a card in the queue is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The cards of a session; None means any."""

    note_id: NoteId | None = None
    tag: str | None = None
    folder: str | None = None
    """By its name or path; those below it count too."""
    asked: "AskedCards | None" = None


async def due_cards(
    connection: AsyncConnection, scope: Scope, *, day: date, ends: datetime, ahead_days: int = 0
) -> tuple[DueCard, ...]:
    """Return the active cards that are due before a study day ends, except buried ones.

    With ``ahead_days``, those in review that are due within so many days more, except those that
    were answered on the day. All have the general preset, whatever their tags.
    """
    in_steps = cards.c.state != State.REVIEW.value
    last = midnight(day + timedelta(days=ahead_days))
    in_time = cards.c.due <= last
    if ahead_days:
        in_time &= (cards.c.due <= midnight(day)) | (cards.c.last_day < day)
    query = select(*QUEUE_COLUMNS).where(
        _ACTIVE,
        cards.c.due <= max(last, ends),
        case((in_steps, cards.c.due < ends), else_=in_time),
        _not_buried(day),
    )
    rows = await connection.execute(within(query, scope))
    return tuple(map(due_card, rows.all()))


async def new_notes(
    connection: AsyncConnection, scope: Scope, *, day: date, limit: int | None = None
) -> tuple[NoteId, ...]:
    """Return the notes with new cards, or the first of them, in the order of import."""
    query = (
        select(cards.c.note_id)
        .where(_IS_NEW, _not_buried(day))
        .distinct()
        .order_by(cards.c.note_id)
        .limit(limit)
    )
    rows = await connection.execute(within(query, scope))
    return tuple(map(NoteId, rows.scalars()))


async def notes_with_new(
    connection: AsyncConnection, note_ids: Collection[int], *, day: date
) -> frozenset[int]:
    """Return those of the notes that have new cards."""
    query = select(cards.c.note_id).where(_IS_NEW, _not_buried(day)).distinct()
    rows = await rows_in(connection, query, cards.c.note_id, sorted(note_ids))
    return frozenset(row.note_id for row in rows)


async def new_cards(
    connection: AsyncConnection, scope: Scope, note_ids: Sequence[int], *, day: date
) -> tuple[NewCard, ...]:
    """Return the new cards of these notes, in the order within each note."""
    query = (
        select(*QUEUE_COLUMNS, cards.c.written)
        .where(_IS_NEW, _not_buried(day))
        .order_by(cards.c.note_id, cards.c.position, cards.c.id)
    )
    if scope.asked is not None:  # all else is the same for all cards of a note
        query = query.where(scope.asked.condition())
    rows = await rows_in(connection, query, cards.c.note_id, note_ids)
    return tuple(new_card(row, written=row.written) for row in rows)


async def decks_among(
    connection: AsyncConnection, note_ids: Collection[int], *, more_than: int
) -> frozenset[int]:
    """Return those of the notes with more handwritten cards than that, and than other cards."""
    written = func.total(cards.c.written)
    query = (
        select(cards.c.note_id)
        .where(is_status(*SHOWN_STATUSES))
        .group_by(cards.c.note_id)
        .having(written > more_than, 2 * written > func.count())
    )
    rows = await rows_in(connection, query, cards.c.note_id, sorted(note_ids))
    return frozenset(row.note_id for row in rows)


async def every_card(
    connection: AsyncConnection, scope: Scope, *, day: date, seed: int, limit: int
) -> tuple[Card, ...]:
    """Return the active cards, due or not, except buried ones; of too many, some at random."""
    # Multiplied by a prime and divided by another, numbers in a row are scattered.
    scattered = (cards.c.id * 2_654_435_761 + seed * 40_503) % 1_000_003
    query = select(*QUEUE_COLUMNS).where(_ACTIVE, _not_buried(day)).order_by(scattered).limit(limit)
    rows = await connection.execute(within(query, scope))
    return tuple(new_card(row) if row.state is None else due_card(row) for row in rows.all())


async def queued_card(connection: AsyncConnection, card: CardId) -> Card:
    """Return one card as a queue row, whatever its status."""
    row = (await connection.execute(select(*QUEUE_COLUMNS).where(cards.c.id == card))).one()
    return new_card(row) if row.state is None else due_card(row)


async def facts_of(
    connection: AsyncConnection, card_ids: Collection[int]
) -> dict[int, tuple[int, str]]:
    """Return the note and the fact of each card."""
    query = select(cards.c.id, cards.c.note_id, cards.c.fact)
    rows = await rows_in(connection, query, cards.c.id, sorted(card_ids))
    return {card: (note, fact) for card, note, fact in rows}


async def tags_of_notes(
    connection: AsyncConnection, note_ids: Collection[int]
) -> dict[int, list[str]]:
    """Return the tags of notes in their order, first a kind that was written as a tag."""
    query = (
        select(note_tags.c.note_id, tags.c.name)
        .join(tags, tags.c.id == note_tags.c.tag_id)
        .order_by(note_tags.c.note_id, note_tags.c.position)
    )
    by_note: dict[int, list[str]] = {}
    for note, tag in await rows_in(connection, query, note_tags.c.note_id, sorted(note_ids)):
        by_note.setdefault(note, []).append(tag)
    return by_note


async def timings(connection: AsyncConnection) -> tuple[Timing, ...]:
    """Return the durations of the learner's latest answers, by kind of card and state."""
    latest = (
        select(log.c.card_id, log.c.state_before, log.c.duration_ms)
        .where(log.c.kind == "review", log.c.duration_ms.is_not(None))
        .order_by(log.c.tick.desc(), log.c.device.desc())
        .limit(LATEST_ANSWERS)
        .subquery()
    )
    rows = await connection.execute(
        select(cards.c.kind, latest.c.state_before, func.count(), _seconds(latest))
        .join(cards, cards.c.id == latest.c.card_id)
        .group_by(cards.c.kind, latest.c.state_before)
    )
    return tuple(
        Timing(kind=kind, state=State(state or State.NEW), answers=count, seconds=total)
        for kind, state, count, total in rows
    )


async def own_timings(
    connection: AsyncConnection, card_ids: Collection[int]
) -> dict[int, tuple[int, float]]:
    """Return how many answers each card had in review, and the sum of their seconds.

    Each counts up to ``LONGEST_ANSWER_S``; cards with none are left out.
    """
    query = (
        select(log.c.card_id, func.count(), _seconds(log))
        .where(
            log.c.kind == "review",
            log.c.state_before == State.REVIEW.value,
            log.c.duration_ms.is_not(None),
        )
        .group_by(log.c.card_id)
    )
    rows = await rows_in(connection, query, log.c.card_id, sorted(card_ids))
    return {card: (count, total) for card, count, total in rows}


async def count_new(connection: AsyncConnection, scope: Scope, *, day: date) -> int:
    """Return how many active cards were never answered, except buried ones."""
    query = select(func.count(cards.c.id)).where(_IS_NEW, _not_buried(day))
    return int((await connection.execute(within(query, scope))).scalar_one())


async def new_by_note(connection: AsyncConnection, scope: Scope, *, day: date) -> dict[int, int]:
    """Return how many cards of :func:`count_new` each note has, in the order of import."""
    query = (
        select(cards.c.note_id, func.count(cards.c.id).label("cards"))
        .where(_IS_NEW, _not_buried(day))
        .group_by(cards.c.note_id)
        .order_by(cards.c.note_id)
    )
    rows = await connection.execute(within(query, scope))
    return {row.note_id: row.cards for row in rows}


async def next_due(connection: AsyncConnection, scope: Scope) -> tuple[datetime, State] | None:
    """Return when the next card with a memory is due, and its state; none if there is none."""
    query = (
        select(cards.c.due, cards.c.state)
        .where(_ACTIVE, cards.c.due.is_not(None))
        .order_by(cards.c.due)
        .limit(1)
    )
    row = (await connection.execute(within(query, scope))).first()
    return (row.due, State(row.state)) if row else None


def new_card(row: Any, *, written: bool = False) -> NewCard:  # noqa: ANN401  # the type of a row has as many parts as it
    """Return the new card of a row of ``QUEUE_COLUMNS``, with the general preset."""
    return NewCard(CardId(row.id), row.note_id, row.fact, row.kind, GENERAL, written)


def due_card(row: Any) -> DueCard:  # noqa: ANN401  # likewise
    """Return the card with a memory of a row of ``QUEUE_COLUMNS``, with the general preset."""
    card, note, fact, kind, state, due_ms, stability, difficulty, last_day = row
    return DueCard(
        card=CardId(card),
        note=note,
        fact=fact,
        kind=kind,
        preset=GENERAL,
        state=_STATES[state],
        due=_moment(due_ms),
        stability_days=stability,
        difficulty=difficulty,
        last_day=_day(last_day),
    )


_STATES: Final = {state.value: state for state in State}
_moment: Final = lru_cache(4096)(moment)
_day: Final = lru_cache(4096)(date.fromisoformat)
_IS_NEW: Final = _ACTIVE & cards.c.state.is_(None)


def _seconds(answers: FromClause) -> Any:  # noqa: ANN401  # SQLAlchemy's own type takes three lines
    """Return the sum of durations, each counted up to ``LONGEST_ANSWER_S``."""
    return func.total(func.min(answers.c.duration_ms, LONGEST_ANSWER_S * 1000) / 1000.0)


def _not_buried(day: date) -> Any:  # noqa: ANN401  # likewise
    return or_(cards.c.buried_until.is_(None), cards.c.buried_until <= day)


def within(query: Select[Any], scope: Scope) -> Select[Any]:
    """Restrict a query of cards to a scope."""
    if scope.note_id is not None:
        query = query.where(cards.c.note_id == scope.note_id)
    if scope.tag is not None or scope.folder is not None:
        query = query.join(notes, notes.c.id == cards.c.note_id)
    if scope.tag is not None:
        query = query.where(is_tagged(scope.tag))
    if scope.folder is not None:
        query = query.where(is_in_folder(scope.folder))
    if scope.asked is not None:
        query = query.where(scope.asked.condition())
    return query
