"""Queries for a simulation: all active cards, whenever they are due, and how answers were given."""

from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.schedule.cards import DueCard, NewCard
from kb.schedule.memory import CardId, Rating, State
from kb.schedule.pace import LONGEST_ANSWER_S
from kb.schedule.simulation.habits import AnswerCount
from kb.store.review.queue import QUEUE_COLUMNS, due_card, new_card
from kb.store.tables.cards import cards, log
from kb.store.tables.predicates import COUNTS, is_status

_ACTIVE: Final = is_status(Status.ACTIVE)
_LATEST_ANSWERS: Final = 20_000
"""How many answers tell how ratings are given: with fewer, those to new cards and after lapses are
too few, and chance in them moves the work of all days to come by some percent."""


class ActiveCards(NamedTuple):
    """All active cards, with the general preset, whatever their tags."""

    known: tuple[DueCard, ...]
    steps: dict[CardId, int]
    """The step of each that is in steps, from 0."""
    new: tuple[NewCard, ...]
    """By note in the order of import; within a note, in the order in which they are offered."""
    buried: dict[CardId, date]
    """The study day on which each that was put aside comes back."""


async def active_cards(connection: AsyncConnection) -> ActiveCards:
    """Return all active cards."""
    rows = await connection.execute(
        select(*QUEUE_COLUMNS, cards.c.step, cards.c.buried_until, cards.c.written)
        .where(_ACTIVE)
        .order_by(cards.c.note_id, cards.c.position, cards.c.id)
    )
    known, steps, new, buried = [], {}, [], {}
    for row in rows.all():
        *columns, step, until, written = row
        card = CardId(row.id)
        if row.state is None:
            new.append(new_card(row, written=written))
        else:
            known.append(due_card(columns))
        if step is not None:
            steps[card] = step
        if until is not None:
            buried[card] = until
    return ActiveCards(tuple(known), steps, tuple(new), buried)


async def answer_counts(connection: AsyncConnection) -> tuple[AnswerCount, ...]:
    """Return the learner's latest answers by state and rating; those that were undone are none."""
    latest = (
        select(log.c.state_before, log.c.rating, log.c.duration_ms)
        .where(COUNTS)
        .order_by(log.c.tick.desc(), log.c.device.desc())
        .limit(_LATEST_ANSWERS)
        .subquery()
    )
    seconds = func.min(latest.c.duration_ms, LONGEST_ANSWER_S * 1000) / 1000.0
    rows = await connection.execute(
        select(
            latest.c.state_before,
            latest.c.rating,
            func.count(),
            func.count(latest.c.duration_ms),
            func.total(seconds),
        ).group_by(latest.c.state_before, latest.c.rating)
    )
    return tuple(
        AnswerCount(State(state or State.NEW), Rating(rating), answers, timed, total)
        for state, rating, answers, timed, total in rows
    )
