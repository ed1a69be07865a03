"""All that the store knows, row by row, as the lines of an export; see ``docs/export.md``.

Whatever the size of the store, only some thousand rows are in memory. The order of the rows follows
from what they say, not from when this store received them.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Boolean, ColumnElement, Select, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.schedule.memory import State
from kb.store.sync.outgoing import descriptions_of, raw_column, weights_names, weights_records
from kb.store.sync.rows import DecisionRow, LogRow, PlanRow
from kb.store.tables.bulk import rows_in
from kb.store.tables.cards import cards, decisions, log
from kb.store.tables.columns import UtcDateTime
from kb.store.tables.layout import KIND_POSITION
from kb.store.tables.notes import (
    aliases,
    folders,
    items,
    links,
    note_tags,
    note_texts,
    notes,
    properties,
    sections,
    sources,
    tags,
)
from kb.store.tables.plans import plans
from kb.store.tables.predicates import COUNTS
from kb.store.tables.sync import described_cards, waiting_entries
from kb.sync.lines import KINDS, Record, decoded
from kb.sync.takeout import Json, time_text

_PAGE: Final = 1000
_Row = TypeVar("_Row", LogRow, DecisionRow)
_STATES: Final = {state.value: number for number, state in enumerate(State)}
_PLACE: Final[Sequence[ColumnElement[Any]]] = (
    folders.c.root,
    notes.c.path,
    notes.c.gone_at.is_not(None),
    notes.c.id,
)
"""The order of notes: living ones first, of those at one path."""
_OF_NOTES: Final = {
    "sections": sections,
    "items": items,
    "sources": sources,
    "properties": properties,
}
_KIND_NAMES: Final = {kind: name for name, kind in KINDS.items()}


class Counted(NamedTuple):
    """An answer that was not undone, as reviews.csv has it."""

    card: str
    """The uid of its card."""
    at: int
    """Milliseconds since 1970."""
    rating: int
    state: int
    """Before the answer: 0 new, 1 learning, 2 review, 3 relearning."""
    duration_ms: int


async def note_lines(connection: AsyncConnection) -> AsyncIterator[Json]:
    """Yield all notes, also those whose files are gone."""
    columns = ("path", "title", "kind", "given_id", "gone_at", "read_at", "content_hash")
    texts = ("definition", "reflection")
    query = (
        select(notes.c.id, folders.c.root.label("folder"), *_raw(notes, columns))
        .add_columns(*(note_texts.c[name] for name in texts))
        .join(folders, folders.c.id == notes.c.folder_id)
        .outerjoin(note_texts, note_texts.c.note_id == notes.c.id)
        .order_by(*_PLACE)
    )
    converters = _converters(notes)
    async for page in _pages(connection, query):
        ids = [row.id for row in page]
        named = await _grouped(connection, select(aliases.c.note_id, aliases.c.alias), aliases, ids)
        tagged = await _grouped(
            connection,
            select(note_tags.c.note_id, tags.c.name)
            .join(tags, tags.c.id == note_tags.c.tag_id)
            .where(note_tags.c.position != KIND_POSITION),
            note_tags,
            ids,
        )
        parts = {name: await _parts(connection, part, ids) for name, part in _OF_NOTES.items()}
        for row in page:
            line = _object(row._mapping.items(), converters)  # noqa: SLF001  # SQLAlchemy's own name
            line["aliases"] = [alias for (alias,) in named[row.id]]
            line["tags"] = [tag for (tag,) in tagged[row.id]]
            yield line | {name: of[row.id] for name, of in parts.items()}


async def link_lines(connection: AsyncConnection) -> AsyncIterator[Json]:
    """Yield all links, in the order of their notes and lines."""
    names = [column.name for column in links.c if column.name not in _UNTOLD]
    target = notes.alias("target")
    query = (
        select(
            links.c.note_id.label("note"),
            notes.c.path,
            links.c.to_note_id.label("to_note"),
            target.c.path.label("to_path"),
            *(links.c[name].label(name) for name in names),
        )
        .join(notes, notes.c.id == links.c.note_id)
        .join(folders, folders.c.id == notes.c.folder_id)
        .outerjoin(target, target.c.id == links.c.to_note_id)
        .order_by(*_PLACE, links.c.position)
    )
    async for page in _pages(connection, query):
        for row in page:
            yield _object(row._mapping.items(), {})  # noqa: SLF001


async def card_lines(connection: AsyncConnection) -> AsyncIterator[Json]:
    """Yield all cards, also retired ones, in the order of their notes."""
    names = [column.name for column in cards.c if column.name not in _UNTOLD]
    query = (
        select(
            cards.c.id.label("_id"),
            cards.c.note_id.label("note"),
            notes.c.path,
            func.coalesce(notes.c.given_id, notes.c.title_key).label("note_key"),
            *_raw(cards, names),
        )
        .join(notes, notes.c.id == cards.c.note_id)
        .join(folders, folders.c.id == notes.c.folder_id)
        .order_by(*_PLACE, cards.c.position, cards.c.uid)
    )
    others = select(described_cards.c.card_id, described_cards.c.uid).order_by(
        described_cards.c.uid
    )
    converters = _converters(cards)
    async for page in _pages(connection, query):
        rows = await rows_in(
            connection, others, described_cards.c.card_id, [row[0] for row in page]
        )
        named: defaultdict[int, list[str]] = defaultdict(list)
        for card, uid in rows:
            named[card].append(uid)
        for row in page:
            line = _object(row._mapping.items(), converters)  # noqa: SLF001
            names_of = [uid for uid in named[line.pop("_id")] if uid != row.uid]
            yield line | ({"other_uids": names_of} if names_of else {})


async def log_lines(connection: AsyncConnection) -> AsyncIterator[Json]:
    """Yield all entries of the log, of every kind, in its order."""
    weights = await weights_names(connection)
    async for line in _entries(connection, log, LogRow):
        if "weights_id" in line:
            line["weights"] = weights[line.pop("weights_id")]
        yield line


async def decision_lines(connection: AsyncConnection) -> AsyncIterator[Json]:
    """Yield all decisions about cards, in their order."""
    async for line in _entries(connection, decisions, DecisionRow):
        yield line


async def plan_lines(connection: AsyncConnection) -> AsyncIterator[Json]:
    """Yield all that is or was planned, in its order."""
    columns = _raw(plans, PlanRow._fields)
    query = select(*columns).order_by(plans.c.tick, plans.c.device)
    async for page in _pages(connection, query):
        for row in page:
            yield _object(row._mapping.items(), _converters(plans))  # noqa: SLF001  # as above


async def weights_lines(connection: AsyncConnection) -> AsyncIterator[Json]:
    """Yield all weights."""
    for _, one in sorted((await weights_records(connection)).items()):
        yield one._asdict()


async def waiting_records(connection: AsyncConnection) -> AsyncIterator[Json]:
    """Yield the entries that wait for a card that no note here has, and what is told of it."""
    uids = select(waiting_entries.c.card).distinct()
    for one in await descriptions_of(connection, uids):
        yield _record_line(one)
    query = select(waiting_entries.c.device, waiting_entries.c.line).order_by(
        waiting_entries.c.card, waiting_entries.c.line
    )
    async for page in _pages(connection, query):
        for device, line in page:
            record = decoded(line.encode(), device)
            if record is not None:
                told = _record_line(record)
                yield told | {"device": told.get("device") or device}


async def counted_answers(connection: AsyncConnection) -> AsyncIterator[Counted]:
    """Yield the answers that were not undone, in the order of the log."""
    query = (
        select(cards.c.uid, *_raw(log, ("at", "rating", "state_before", "duration_ms")))
        .join(cards, cards.c.id == log.c.card_id)
        .where(COUNTS)
        .order_by(log.c.tick, log.c.device)
    )
    async for page in _pages(connection, query):
        for uid, at, rating, state, duration in page:
            yield Counted(uid, at, rating, _STATES[state or State.NEW.value], duration or 0)


_UNTOLD: Final = frozenset({"id", "note_id", "to_note_id", "target_key"})
"""Numbers and keys that mean something in this store alone."""


async def _entries(
    connection: AsyncConnection, table: Table, kind: type[_Row]
) -> AsyncIterator[Json]:
    names: list[str] = [name for name in kind._fields if name != "card_id"]
    query = (
        select(cards.c.uid.label("card"), *_raw(table, names))
        .join(cards, cards.c.id == table.c.card_id)
        .order_by(table.c.tick, table.c.device)
    )
    fields: tuple[str, ...] = ("card", *names)
    converters = [_converters(table).get(name) for name in fields]
    async for page in _pages(connection, query):
        for row in page:
            yield {
                name: convert(value) if convert else value
                for name, convert, value in zip(fields, converters, row, strict=True)
                if value is not None
            }


async def _pages(connection: AsyncConnection, query: Select[Any]) -> AsyncIterator[Sequence[Any]]:
    async with connection.stream(query, execution_options={"yield_per": _PAGE}) as result:
        async for page in result.partitions():
            yield page


async def _grouped(
    connection: AsyncConnection, query: Select[Any], table: Table, note_ids: Sequence[int]
) -> defaultdict[int, list[Any]]:
    """Return what belongs to notes, in order."""
    ordered = query.order_by(table.c.note_id, table.c.position)
    groups: defaultdict[int, list[Any]] = defaultdict(list)
    for row in await rows_in(connection, ordered, table.c.note_id, note_ids):
        groups[row[0]].append(row[1:])
    return groups


async def _parts(
    connection: AsyncConnection, table: Table, note_ids: Sequence[int]
) -> defaultdict[int, list[Json]]:
    names = [column.name for column in table.c if column.name not in {"note_id", "position"}]
    query = select(table.c.note_id, *(table.c[name].label(name) for name in names))
    rows = await _grouped(connection, query, table, note_ids)
    return defaultdict(
        list,
        {
            note: [_object(zip(names, row, strict=True), {}) for row in of]
            for note, of in rows.items()
        },
    )


def _raw(table: Table, names: Iterable[str]) -> list[ColumnElement[Any]]:
    """Return columns as the driver has them, except for those that are yes or no."""
    return [
        table.c[name].label(name)
        if isinstance(table.c[name].type, Boolean)
        else raw_column(table, name)
        for name in names
    ]


def _converters(table: Table) -> dict[str, Callable[[Any], object]]:
    return {column.name: time_text for column in table.c if isinstance(column.type, UtcDateTime)}


def _object(
    fields: Iterable[tuple[str, Any]], converters: dict[str, Callable[[Any], object]]
) -> Json:
    return {
        name: converters[name](value) if name in converters else value
        for name, value in fields
        if value is not None
    }


def _record_line(record: Record) -> Json:
    fields = {name: value for name, value in record._asdict().items() if value is not None}
    return {"kind": _KIND_NAMES[type(record)], **fields}
