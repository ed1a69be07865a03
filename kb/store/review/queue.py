"""The cards that a day may bring, as light rows, and what the day has brought already.

A day's queue from a million cards reads one partial index, and the rows of what is due.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Integer, Select, Text, case, func, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.graph.resolve import NoteId
from kb.schedule.memory import CardId, State, midnight
from kb.schedule.pace import LONGEST_ANSWER_S, Timing
from kb.schedule.rows import Card, DueCard, NewCard
from kb.schedule.settings import GENERAL
from kb.store.tables.bulk import chunks
from kb.store.tables.cards import cards, log
from kb.store.tables.columns import moment
from kb.store.tables.notes import note_tags, notes, tags
from kb.store.tables.predicates import is_status, is_tagged

_LATEST: Final = 3000
"""Answers by which the learner's pace is judged."""
_ACTIVE: Final = is_status(Status.ACTIVE)
_COLUMNS: Final = (
    cards.c.id,
    cards.c.note_id,
    cards.c.fact,
    cards.c.kind,
    cards.c.state,
    # As they are stored: of thousands of rows, few days are different.
    type_coerce(cards.c.due, Integer),
    cards.c.stability,
    cards.c.difficulty,
    type_coerce(cards.c.last_day, Text),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a session is about; what is absent does not matter."""

    note_id: NoteId | None = None
    tag: str | None = None


async def due_cards(
    connection: AsyncConnection, scope: Scope, *, day: date, ends: datetime
) -> tuple[DueCard, ...]:
    """Returns the active cards that a study day wants again, but for those that are buried.

    Each under the general settings, whatever its tags.

    Args:
        connection: in any transaction.
        scope: which cards are meant.
        day: the study day.
        ends: when it is over.
    """
    in_steps = cards.c.state != State.REVIEW.value
    query = select(*_COLUMNS).where(
        _ACTIVE,
        cards.c.due <= max(midnight(day), ends),
        case((in_steps, cards.c.due < ends), else_=cards.c.due <= midnight(day)),
        _not_buried(day),
    )
    rows = await connection.execute(_within(query, scope))
    return tuple(_due_card(*row) for row in rows.all())


async def new_notes(
    connection: AsyncConnection, scope: Scope, *, day: date, limit: int | None = None
) -> tuple[NoteId, ...]:
    """Returns the first notes, as they were imported, that have cards to be learnt; or all."""
    query = (
        select(cards.c.note_id)
        .where(_IS_NEW, _not_buried(day))
        .distinct()
        .order_by(cards.c.note_id)
        .limit(limit)
    )
    found = await connection.execute(_within(query, scope))
    return tuple(NoteId(note_id) for note_id in found.scalars())


async def notes_with_new(
    connection: AsyncConnection, note_ids: Collection[int], *, day: date
) -> frozenset[int]:
    """Returns those of the notes that have cards to be learnt."""
    found: set[int] = set()
    for some in chunks(sorted(note_ids)):
        rows = await connection.execute(
            select(cards.c.note_id)
            .where(_IS_NEW, _not_buried(day), cards.c.note_id.in_(some))
            .distinct()
        )
        found.update(rows.scalars())
    return frozenset(found)


async def new_cards(
    connection: AsyncConnection, note_ids: Sequence[int], *, day: date
) -> tuple[NewCard, ...]:
    """Returns the cards of these notes that are to be learnt, by rank within their note."""
    found: list[NewCard] = []
    for some in chunks(note_ids):
        rows = await connection.execute(
            select(*_COLUMNS)
            .where(_IS_NEW, _not_buried(day), cards.c.note_id.in_(some))
            .order_by(cards.c.note_id, cards.c.position, cards.c.id)
        )
        found += [_new_card(row) for row in rows]
    return tuple(found)


async def waiting_card(connection: AsyncConnection, card: CardId) -> Card:
    """Returns one card as the schedule sees it, whatever its status."""
    row = (await connection.execute(select(*_COLUMNS).where(cards.c.id == card))).one()
    return _new_card(row) if row.state is None else _due_card(*row)


async def places(
    connection: AsyncConnection, card_ids: Collection[int]
) -> dict[int, tuple[int, str]]:
    """Returns, by card, its note and what its siblings ask for."""
    found: dict[int, tuple[int, str]] = {}
    for some in chunks(sorted(card_ids)):
        rows = await connection.execute(
            select(cards.c.id, cards.c.note_id, cards.c.fact).where(cards.c.id.in_(some))
        )
        found.update((card, (note, fact)) for card, note, fact in rows)
    return found


async def tags_of_notes(
    connection: AsyncConnection, note_ids: Collection[int]
) -> dict[int, list[str]]:
    """Returns the tags of notes in their order, a kind that was written as a tag first."""
    found: dict[int, list[str]] = {}
    for some in chunks(sorted(note_ids)):
        rows = await connection.execute(
            select(note_tags.c.note_id, tags.c.name)
            .join(tags, tags.c.id == note_tags.c.tag_id)
            .where(note_tags.c.note_id.in_(some))
            .order_by(note_tags.c.note_id, note_tags.c.position)
        )
        for note_id, name in rows:
            found.setdefault(note_id, []).append(name)
    return found


async def timings(connection: AsyncConnection) -> tuple[Timing, ...]:
    """Returns how long the learner's latest answers took, by kind of card and state."""
    latest = (
        select(log.c.card_id, log.c.state_before, log.c.duration_ms)
        .where(log.c.kind == "review", log.c.duration_ms.is_not(None))
        .order_by(log.c.position.desc())
        .limit(_LATEST)
        .subquery()
    )
    seconds = func.min(latest.c.duration_ms, LONGEST_ANSWER_S * 1000) / 1000.0
    rows = await connection.execute(
        select(cards.c.kind, latest.c.state_before, func.count(), func.total(seconds))
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
    """Returns how many answers each card had in review, and the seconds of all together.

    Each is counted up to ``LONGEST_ANSWER_S``; cards without are left out.
    """
    seconds = func.min(log.c.duration_ms, LONGEST_ANSWER_S * 1000) / 1000.0
    found: dict[int, tuple[int, float]] = {}
    for some in chunks(sorted(card_ids)):
        rows = await connection.execute(
            select(log.c.card_id, func.count(), func.total(seconds))
            .where(
                log.c.card_id.in_(some),
                log.c.kind == "review",
                log.c.state_before == State.REVIEW.value,
                log.c.duration_ms.is_not(None),
            )
            .group_by(log.c.card_id)
        )
        found.update((card, (count, total)) for card, count, total in rows)
    return found


async def next_due(connection: AsyncConnection, scope: Scope) -> tuple[datetime, State] | None:
    """Returns when the next card with a memory is due, and its state; none if there is none."""
    query = (
        select(cards.c.due, cards.c.state)
        .where(_ACTIVE, cards.c.due.is_not(None))
        .order_by(cards.c.due)
        .limit(1)
    )
    row = (await connection.execute(_within(query, scope))).first()
    return (row.due, State(row.state)) if row else None


def _new_card(row: Any) -> NewCard:  # noqa: ANN401  # the type of a row has as many parts as it
    return NewCard(CardId(row.id), row.note_id, row.fact, row.kind, GENERAL)


def _due_card(  # noqa: PLR0913, PLR0917  # the columns of a row
    card: int,
    note: int,
    fact: str,
    kind: str,
    state: str,
    due_ms: int,
    stability_days: float,
    difficulty: float,
    last_day: str,
) -> DueCard:
    return DueCard(
        CardId(card),
        note,
        fact,
        kind,
        GENERAL,
        _STATES[state],
        _moment(due_ms),
        stability_days,
        difficulty,
        _day(last_day),
    )


_STATES: Final = {state.value: state for state in State}
_moment: Final = lru_cache(4096)(moment)
_day: Final = lru_cache(4096)(date.fromisoformat)
_IS_NEW: Final = _ACTIVE & cards.c.state.is_(None)


def _not_buried(day: date) -> Any:  # noqa: ANN401  # SQLAlchemy's own type takes three lines
    return or_(cards.c.buried_until.is_(None), cards.c.buried_until <= day)


def _within(query: Select[Any], scope: Scope) -> Select[Any]:
    if scope.note_id is not None:
        query = query.where(cards.c.note_id == scope.note_id)
    if scope.tag is not None:
        query = query.join(notes, notes.c.id == cards.c.note_id).where(is_tagged(scope.tag))
    return query
