"""Cards: what is known of them, and what becomes of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import CardKind, Status
from kb.graph.resolve import NoteId
from kb.schedule.memory import CardId, Scheduled
from kb.store.review.log import memory_values, scheduled_of
from kb.store.tables.bulk import chunks, execute_rows
from kb.store.tables.cards import cards
from kb.store.tables.notes import folders, notes
from kb.store.tables.predicates import is_status, is_tagged

# Made once: to make a statement takes longer than SQLite takes to carry it out.
_OF_CARD: Final = cards.c.id == bindparam("of_card")
_SET_MEMORY: Final = update(cards).where(_OF_CARD)
_ANSWER: Final = (
    update(cards)
    .where(
        _OF_CARD,
        is_status(Status.ACTIVE),
        *(
            cards.c[name].is_not_distinct_from(bindparam(f"was_{name}", type_=cards.c[name].type))
            for name in memory_values(None)
        ),
    )
    .values(reps=cards.c.reps + 1, lapses=cards.c.lapses + bindparam("lapsed"))
)
_DECIDED: Final = ("status", "decided_at", "snoozed_until", "own_front", "own_back")
"""Columns of what a user decided, in the order of :class:`Decision`."""
_STANDING: Final[Select[Any]] = select(
    *(cards.c[name] for name in memory_values(None)), cards.c.reps, cards.c.lapses
).where(_OF_CARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCard:
    """A card as the store knows it."""

    card_id: CardId
    uid: str
    """Names the card on every device."""
    note_id: NoteId
    note: str
    """The note's title."""
    folder: str
    path: str
    line: int
    generator: str
    anchor: str
    kind: CardKind
    fact: str
    front: str
    """In the user's own words, if there are any."""
    back: str
    reworded: bool
    """Whether the wording is the user's own."""
    status: Status
    changed: bool
    """Whether its answer became another since it was last answered."""
    buried_until: date | None
    snoozed_until: date | None
    scheduled: Scheduled | None
    """What is remembered, and when it is due; none before the first review."""
    reps: int
    lapses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which cards are meant; what is absent does not matter."""

    card_ids: Collection[int] | None = None
    note_id: NoteId | None = None
    tag: str | None = None
    """Of the note; one nested below it counts too."""
    statuses: Collection[Status] | None = None
    generator: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a user decided about a card, as far as it can be taken back."""

    card_id: CardId
    status: Status
    decided_at: datetime | None
    snoozed_until: date | None
    own_front: str | None
    own_back: str | None


async def stored_cards(
    connection: AsyncConnection, which: Which, *, limit: int | None = None
) -> tuple[StoredCard, ...]:
    """Returns cards by folder, path and rank."""
    query: Select[Any] = (
        select(
            *(each for each in cards.c if each.name not in {"front", "back"}),
            func.coalesce(cards.c.own_front, cards.c.front).label("front"),
            func.coalesce(cards.c.own_back, cards.c.back).label("back"),
            notes.c.title,
            notes.c.path,
            folders.c.root,
        )
        .join(notes, notes.c.id == cards.c.note_id)
        .join(folders, folders.c.id == notes.c.folder_id)
        .where(*_conditions(which))
        .order_by(folders.c.root, notes.c.path, cards.c.note_id, cards.c.position, cards.c.id)
        .limit(limit)
    )
    return tuple(_stored(row) for row in await connection.execute(query))


async def decisions(connection: AsyncConnection, which: Which) -> tuple[Decision, ...]:
    """Returns what was decided about cards, however many are named."""
    if which.card_ids is None:
        return await _decisions(connection, which)
    found: list[Decision] = []
    for some in chunks(sorted(which.card_ids)):
        found += await _decisions(connection, replace(which, card_ids=some))
    return tuple(found)


async def _decisions(connection: AsyncConnection, which: Which) -> tuple[Decision, ...]:
    rows = await connection.execute(
        select(cards.c.id, *(cards.c[name] for name in _DECIDED))
        .join(notes, notes.c.id == cards.c.note_id)
        .where(*_conditions(which))
        .order_by(cards.c.id)
    )
    return tuple(
        Decision(
            card_id=CardId(row.id),
            status=Status(row.status),
            decided_at=row.decided_at,
            snoozed_until=row.snoozed_until,
            own_front=row.own_front,
            own_back=row.own_back,
        )
        for row in rows
    )


async def decide_cards(connection: AsyncConnection, decided: Sequence[Decision]) -> None:
    """Keeps what was decided about cards."""
    names = tuple(f"new_{name}" for name in _DECIDED)
    statement = (
        update(cards)
        .where(cards.c.id == bindparam("card"))
        .values({name: bindparam(f"new_{name}", type_=cards.c[name].type) for name in _DECIDED})
    )
    rows = [
        (
            each.card_id,
            each.status.value,
            each.decided_at,
            each.snoozed_until,
            each.own_front,
            each.own_back,
        )
        for each in decided
    ]
    await execute_rows(connection, statement, ("card", *names), rows)


async def set_memory(
    connection: AsyncConnection,
    card_id: CardId,
    scheduled: Scheduled | None,
    *,
    reps: int,
    lapses: int,
) -> None:
    """Keeps what is remembered of a card after its log has grown."""
    values = {**memory_values(scheduled), "reps": reps, "lapses": lapses, "of_card": card_id}
    await connection.execute(_SET_MEMORY, {**values, "changed": False, "buried_until": None})


async def answer_card(
    connection: AsyncConnection,
    card_id: CardId,
    before: Scheduled | None,
    after: Scheduled,
    *,
    lapsed: bool,
) -> bool:
    """Keeps what an answer makes of a card, and returns whether that could be done.

    It cannot if the card is not active, or not as it was before the answer; nothing changes then.
    """
    was = {f"was_{name}": value for name, value in memory_values(before).items()}
    values = {**memory_values(after), **was, "of_card": card_id, "lapsed": int(lapsed)}
    changed = await connection.execute(_ANSWER, {**values, "changed": False, "buried_until": None})
    return changed.rowcount == 1


async def stored_memory(
    connection: AsyncConnection, card_id: CardId
) -> tuple[Scheduled | None, int, int]:
    """Returns what is remembered of a card, its answers and its lapses."""
    row = (await connection.execute(_STANDING, {"of_card": card_id})).one()
    return scheduled_of(row), row.reps, row.lapses


async def bury_cards(
    connection: AsyncConnection, card_ids: Sequence[CardId], until: date | None
) -> None:
    """Puts cards off until a study day, or no longer."""
    for some in chunks(card_ids):
        await connection.execute(
            update(cards).where(cards.c.id.in_(some)).values(buried_until=until)
        )


async def generators_in_use(connection: AsyncConnection) -> frozenset[str]:
    """Returns what drew the cards that there are."""
    rows = await connection.execute(select(cards.c.generator).distinct())
    return frozenset(rows.scalars())


async def cards_by_status(connection: AsyncConnection, today: date) -> dict[Status, int]:
    """Returns how many cards have each status; the snoozed whose day has come are in the inbox."""
    status = func.iif(
        is_status(Status.SNOOZED) & (cards.c.snoozed_until <= today), "inbox", cards.c.status
    )
    rows = await connection.execute(select(status, func.count()).group_by(status))
    return {Status(found): count for found, count in rows}


async def verdicts(connection: AsyncConnection) -> tuple[tuple[str, int, int], ...]:
    """Returns, by generator, how many proposals were accepted, and how many decided."""
    rejected = func.coalesce(cards.c.retired_from, cards.c.status) == Status.REJECTED.value
    rows = await connection.execute(
        select(cards.c.generator, func.total(~rejected), func.count())
        .where(cards.c.proposed, cards.c.decided_at.is_not(None))
        .group_by(cards.c.generator)
        .order_by(cards.c.generator)
    )
    return tuple((generator, int(accepted), decided) for generator, accepted, decided in rows)


def _conditions(which: Which) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if which.card_ids is not None:
        conditions.append(cards.c.id.in_(which.card_ids))
    if which.note_id is not None:
        conditions.append(cards.c.note_id == which.note_id)
    if which.tag is not None:
        conditions.append(is_tagged(which.tag))
    if which.statuses is not None:
        conditions.append(is_status(*which.statuses))
    if which.generator is not None:
        conditions.append(cards.c.generator == which.generator)
    return conditions


def _stored(row: Row[Any]) -> StoredCard:
    return StoredCard(
        card_id=CardId(row.id),
        uid=row.uid,
        note_id=NoteId(row.note_id),
        note=row.title,
        folder=row.root,
        path=row.path,
        line=row.line,
        generator=row.generator,
        anchor=row.anchor,
        kind=CardKind(row.kind),
        fact=row.fact,
        front=row.front,
        back=row.back,
        reworded=row.own_front is not None or row.own_back is not None,
        status=Status(row.status),
        changed=row.changed,
        buried_until=row.buried_until,
        snoozed_until=row.snoozed_until,
        scheduled=scheduled_of(row),
        reps=row.reps,
        lapses=row.lapses,
    )
