"""Queries for statistics: answers, workload and recall, as light rows."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from sqlalchemy import Integer, Text, func, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.graph.resolve import NoteId
from kb.schedule.load import Due, Load
from kb.schedule.memory import CardId, State, midnight
from kb.schedule.pace import LONGEST_ANSWER_S
from kb.schedule.recall import GroupedCard
from kb.store.review.queue import Scope, within
from kb.store.tables.bulk import chunks, rows_in_turn
from kb.store.tables.cards import cards, log
from kb.store.tables.notes import folders, note_tags, notes, tags
from kb.store.tables.predicates import COUNTS, is_status

_ACTIVE: Final = is_status(Status.ACTIVE)
_MET: Final = select(cards.c.note_id).where(_ACTIVE, cards.c.due.is_not(None))
"""Notes with a card that was answered."""
_ONE_DAY: Final = timedelta(days=1)
_DUE_DAY: Final = func.date(type_coerce(cards.c.due, Integer) / 1000.0, "unixepoch")


_day: Final = lru_cache(4096)(date.fromisoformat)


async def work_by_day(connection: AsyncConnection, first: date, last: date) -> list[Load]:
    """Return the workload of each study day from ``first`` to ``last`` that has answers."""
    seconds = func.min(log.c.duration_ms, LONGEST_ANSWER_S * 1000) / 1000.0
    rows = await connection.execute(
        select(log.c.study_day, func.count(), func.total(seconds))
        .where(COUNTS, log.c.study_day.between(first, last))
        .group_by(log.c.study_day)
        .order_by(log.c.study_day)
    )
    return [Load(day=day, reviews=count, minutes=total / 60) for day, count, total in rows]


async def due_by_day(connection: AsyncConnection, last: date, scope: Scope) -> list[Due]:
    """Return how many active cards are due on each study day up to ``last``, by kind and state."""
    due = (
        select(_DUE_DAY, cards.c.kind, cards.c.state, func.count())
        .where(_ACTIVE, cards.c.due.is_not(None), cards.c.due < midnight(last) + _ONE_DAY)
        .group_by(_DUE_DAY, cards.c.kind, cards.c.state)
    )
    rows = await connection.execute(within(due, scope))
    return [
        Due(date.fromisoformat(day), kind, State(state), count) for day, kind, state, count in rows
    ]


class NoteCards(NamedTuple):
    """The active cards of all notes with an answered card."""

    cards: list[GroupedCard[NoteId]]
    """By the paths of their notes."""
    titles: dict[NoteId, str]
    tags: dict[NoteId, list[str]]
    """The keys of each note's tags."""
    tag_names: dict[str, str]
    """What the tags of each key are called."""


async def cards_of_met_notes(connection: AsyncConnection) -> NoteCards:
    """Return the active cards of all notes with an answered card."""
    query = (
        select(
            cards.c.note_id,
            cards.c.id,
            cards.c.stability,
            type_coerce(cards.c.last_day, Text),
            notes.c.title,
        )
        .join(notes, notes.c.id == cards.c.note_id)
        .join(folders, folders.c.id == notes.c.folder_id)
        .where(_ACTIVE, cards.c.note_id.in_(_MET))
        .order_by(notes.c.path, folders.c.root, cards.c.position)
    )
    known = NoteCards(cards=[], titles={}, tags={}, tag_names={})
    async for rows in rows_in_turn(connection, query):
        for note, card, stability, last, title in rows:
            known.cards.append(GroupedCard(note, card, stability, last and _day(last)))
            known.titles[note] = title
    tagged = (
        select(note_tags.c.note_id, tags.c.tag_key, tags.c.name)
        .join(tags, tags.c.id == note_tags.c.tag_id)
        .where(note_tags.c.note_id.in_(_MET))
    )
    async for rows in rows_in_turn(connection, tagged):
        for note, key, name in rows:
            known.tags.setdefault(note, []).append(key)
            known.tag_names[key] = min(name, known.tag_names.get(key, name))
    return known


class HardNote(NamedTuple):
    """A note with cards that are hard to learn."""

    note_id: NoteId
    title: str
    cards: int
    """Active ones that were answered."""
    difficulty: float
    """Their mean, from 1 to 10."""
    lapses: int
    """How often they were forgotten, together."""


async def hardest_notes(connection: AsyncConnection, most: int) -> tuple[HardNote, ...]:
    """Return the notes whose active cards are the most difficult, the worst first."""
    hard = func.avg(cards.c.difficulty)
    rows = await connection.execute(
        select(notes.c.id, notes.c.title, func.count(), hard, func.sum(cards.c.lapses))
        .join(notes, notes.c.id == cards.c.note_id)
        .where(_ACTIVE, cards.c.difficulty.is_not(None))
        .group_by(notes.c.id)
        .order_by(hard.desc(), func.sum(cards.c.lapses).desc(), notes.c.title, notes.c.id)
        .limit(most)
    )
    return tuple(HardNote(*row) for row in rows)


async def answered_cards(
    connection: AsyncConnection, notes: Sequence[NoteId]
) -> list[GroupedCard[NoteId]]:
    """Return the answered active cards of these notes, by note."""
    query = (
        select(cards.c.note_id, cards.c.id, cards.c.stability, type_coerce(cards.c.last_day, Text))
        .where(_ACTIVE, cards.c.due.is_not(None))
        .order_by(cards.c.note_id, cards.c.position)
    )
    answered = []
    for some in chunks(notes):
        async for rows in rows_in_turn(connection, query.where(cards.c.note_id.in_(some))):
            answered += [
                GroupedCard(note, card, stability, last and _day(last))
                for note, card, stability, last in rows
            ]
    return answered


async def fronts_of(connection: AsyncConnection, card_ids: list[CardId]) -> dict[CardId, str]:
    """Return the prompts of cards."""
    rows = await connection.execute(
        select(cards.c.id, func.coalesce(cards.c.own_front, cards.c.front)).where(
            cards.c.id.in_(card_ids)
        )
    )
    return {CardId(card): front for card, front in rows}
