"""Queries and updates of cards: their content, status, memory, and the user's decisions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import CardKind, Status
from kb.graph.resolve import NoteId
from kb.schedule.log import CardMemory
from kb.schedule.memory import CardId, Scheduled
from kb.store.cards.context import Place, folders_above, headings_above, shared_titles
from kb.store.review.log import memory_values, scheduled_of
from kb.store.tables.bulk import run_raw
from kb.store.tables.cards import cards
from kb.store.tables.notes import folders, notes
from kb.store.tables.predicates import is_in_folder, is_status, is_tagged

if TYPE_CHECKING:
    from kb.store.query import AskedCards

# Compiled once: building a statement takes longer than running it.
_OF_CARD: Final = cards.c.id == bindparam("of_card")
_SAME: Final = (
    "uid", "path", "line", "generator", "anchor", "fact", "front", "back", "changed",
    "buried_until", "snoozed_until", "reps", "lapses", "traits",
)  # fmt: skip
"""Columns that are fields of :class:`StoredCard`."""
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
_MEMORY: Final[Select[Any]] = select(
    *(cards.c[name] for name in memory_values(None)), cards.c.reps, cards.c.lapses
).where(_OF_CARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCard:
    """A card as it is stored."""

    card_id: CardId
    uid: str
    """Identifies the card on every device."""
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
    """In the user's own wording, if there is one."""
    back: str
    reworded: bool
    """Whether the wording is the user's own."""
    status: Status
    changed: bool
    """Whether its answer in the note has changed since it was last reviewed."""
    buried_until: date | None
    snoozed_until: date | None
    scheduled: Scheduled | None
    """None before the first review."""
    reps: int
    lapses: int
    context: tuple[str, ...] = ()
    """The headings above it, outermost first, if the user wrote it by hand; the folders of its note
    if it was drawn, and another note has the same title."""
    traits: str = ""
    """Of a drawn card, packed: see :mod:`kb.cards.worth.packing`."""


class MemoryRow(NamedTuple):
    """The memory of a card, as the driver has it; a new card has none."""

    state: str | None
    step: int | None
    due: int | None
    """In milliseconds since 1970."""
    last_day: str | None
    stability: float | None
    difficulty: float | None
    reps: int
    lapses: int
    of_card: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCard:
    """What a user thought of a drawn card."""

    traits: str
    """Packed: see :mod:`kb.cards.worth.packing`."""
    status: Status
    reworded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFilter:
    """Conditions on cards; None means any."""

    card_ids: Collection[int] | None = None
    note_id: NoteId | None = None
    tag: str | None = None
    """Of the note; nested tags count too."""
    statuses: Collection[Status] | None = None
    generator: str | None = None
    folder: str | None = None
    """By its name or path; those below it count too."""
    asked: "AskedCards | None" = None


async def stored_cards(
    connection: AsyncConnection, which: CardFilter, *, limit: int | None = None
) -> tuple[StoredCard, ...]:
    """Return cards by folder, path and position."""
    query: Select[Any] = (
        select(
            *(column for column in cards.c if column.name not in {"front", "back"}),
            func.coalesce(cards.c.own_front, cards.c.front).label("front"),
            func.coalesce(cards.c.own_back, cards.c.back).label("back"),
            notes.c.title,
            notes.c.title_key,
            notes.c.path,
            folders.c.root,
        )
        .join(notes, notes.c.id == cards.c.note_id)
        .join(folders, folders.c.id == notes.c.folder_id)
        .where(*conditions(which))
        .order_by(folders.c.root, notes.c.path, cards.c.note_id, cards.c.position, cards.c.id)
        .limit(limit)
    )
    rows = (await connection.execute(query)).all()
    written = [Place(row.note_id, row.line) for row in rows if row.written]
    headings = await headings_above(connection, written) if written else {}
    titles = {row.title_key for row in rows if not row.written}
    shared = await shared_titles(connection, titles) if titles else frozenset()

    def context(row: Row[Any]) -> tuple[str, ...]:
        if row.written:
            return headings.get(Place(row.note_id, row.line), ())
        return folders_above(row.root, row.path) if row.title_key in shared else ()

    return tuple(_stored(row, context(row)) for row in rows)


async def set_memory(connection: AsyncConnection, card_id: CardId, memory: CardMemory) -> None:
    """Store the memory of a card after an undo or a reset, which also unbury it."""
    await connection.execute(
        _SET_MEMORY, {**_values(card_id, memory), "changed": False, "buried_until": None}
    )


async def correct_memories(
    connection: AsyncConnection, memories: Mapping[CardId, CardMemory]
) -> None:
    """Store the memories of cards, and change nothing else."""
    if memories:
        await connection.execute(_SET_MEMORY, [_values(*card) for card in memories.items()])


async def store_memories(connection: AsyncConnection, memories: Sequence[MemoryRow]) -> None:
    """As :func:`correct_memories`, for many cards."""
    await run_raw(connection, _SET_MEMORY, MemoryRow._fields, memories)


def _values(card_id: CardId, memory: CardMemory) -> dict[str, Any]:
    counts = {"reps": memory.reps, "lapses": memory.lapses}
    return {**memory_values(memory.scheduled), **counts, "of_card": card_id}


async def answer_card(
    connection: AsyncConnection,
    card_id: CardId,
    before: Scheduled | None,
    after: Scheduled,
    *,
    lapsed: bool,
) -> bool:
    """Store the memory after an answer, and return whether that was possible.

    If the card is not active, or its memory is no longer ``before``, nothing changes.
    """
    was = {f"was_{name}": value for name, value in memory_values(before).items()}
    values = {**memory_values(after), **was, "of_card": card_id, "lapsed": int(lapsed)}
    changed = await connection.execute(_ANSWER, {**values, "changed": False, "buried_until": None})
    return changed.rowcount == 1


async def stored_memory(connection: AsyncConnection, card_id: CardId) -> CardMemory:
    """Return the memory of a card, its reps and its lapses."""
    row = (await connection.execute(_MEMORY, {"of_card": card_id})).one()
    return CardMemory(scheduled=scheduled_of(row), reps=row.reps, lapses=row.lapses)


async def generators_in_use(connection: AsyncConnection) -> frozenset[str]:
    """Return the generators of all cards."""
    rows = await connection.execute(select(cards.c.generator).distinct())
    return frozenset(rows.scalars())


async def cards_by_status(connection: AsyncConnection, today: date) -> dict[Status, int]:
    """Return how many cards have each status; those snoozed until today count as in the inbox."""
    status = func.iif(
        is_status(Status.SNOOZED) & (cards.c.snoozed_until <= today), "inbox", cards.c.status
    )
    rows = await connection.execute(select(status, func.count()).group_by(status))
    return {Status(name): count for name, count in rows}


async def judged_cards(connection: AsyncConnection, *, limit: int) -> tuple[JudgedCard, ...]:
    """Return the drawn cards that the user accepted, rejected, suspended or reworded.

    The latest verdicts come last; there are at most ``limit``.
    """
    reworded = cards.c.own_front.is_not(None) | cards.c.own_back.is_not(None)
    status = func.coalesce(cards.c.retired_from, cards.c.status)
    suspended = status == Status.SUSPENDED.value
    query = (
        select(cards.c.traits, status, reworded)
        .where(cards.c.traits != "", cards.c.decided_at.is_not(None) | reworded | suspended)
        .order_by(cards.c.decided_at.desc(), cards.c.id.desc())
        .limit(limit)
    )
    rows = (await connection.execute(query)).all()
    return tuple(
        JudgedCard(traits=traits, status=Status(status), reworded=bool(changed))
        for traits, status, changed in reversed(rows)
    )


async def verdicts(connection: AsyncConnection) -> tuple[tuple[str, int, int], ...]:
    """Return, by generator, how many proposals were accepted, and how many were decided."""
    rejected = func.coalesce(cards.c.retired_from, cards.c.status) == Status.REJECTED.value
    rows = await connection.execute(
        select(cards.c.generator, func.total(~rejected), func.count())
        .where(cards.c.proposed, cards.c.decided_at.is_not(None))
        .group_by(cards.c.generator)
        .order_by(cards.c.generator)
    )
    return tuple((generator, int(accepted), decided) for generator, accepted, decided in rows)


def conditions(which: CardFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter, for a query that joins the notes."""
    wanted: list[ColumnElement[bool]] = []
    if which.card_ids is not None:
        wanted.append(cards.c.id.in_(which.card_ids))
    if which.note_id is not None:
        wanted.append(cards.c.note_id == which.note_id)
    if which.tag is not None:
        wanted.append(is_tagged(which.tag))
    if which.statuses is not None:
        wanted.append(is_status(*which.statuses))
    if which.generator is not None:
        wanted.append(cards.c.generator == which.generator)
    if which.folder is not None:
        wanted.append(is_in_folder(which.folder))
    if which.asked is not None:
        wanted.append(which.asked.condition())
    return wanted


def _stored(row: Row[Any], context: tuple[str, ...]) -> StoredCard:
    return StoredCard(
        card_id=CardId(row.id),
        note_id=NoteId(row.note_id),
        note=row.title,
        folder=row.root,
        kind=CardKind(row.kind),
        reworded=row.own_front is not None or row.own_back is not None,
        status=Status(row.status),
        scheduled=scheduled_of(row),
        context=context,
        **{name: getattr(row, name) for name in _SAME},
    )
