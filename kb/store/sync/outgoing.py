"""What a store writes to a synchronised folder."""

import json
from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Double, Integer, Select, Table, Text, and_, func, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.store.sync.rows import (
    DecisionRow,
    LogRow,
    PlanRow,
    record_of_decision,
    record_of_log,
    record_of_plan,
)
from kb.store.tables.bulk import rows_in
from kb.store.tables.cards import cards, decisions, log, weights
from kb.store.tables.columns import UtcDateTime
from kb.store.tables.notes import notes
from kb.store.tables.plans import plans
from kb.store.tables.predicates import IS_RETIRED
from kb.store.tables.sync import described_cards
from kb.sync.lines import DescribedLine, Entry, MemoryLine, WeightsLine

_PAGE: Final = 20_000
_FIRST, _TOLD = cards.alias("first"), described_cards.alias("told")
_FAMILY: Final = func.coalesce(cards.c.family, cards.c.uid)


def _raw(column: Any) -> Any:  # noqa: ANN401  # columns
    """Return a moment as the driver has it."""
    return type_coerce(column, Integer)


_SINCE: Final = func.min(  # of its arguments, as they are several
    _raw(cards.c.added_at),
    func.coalesce(_raw(_FIRST.c.added_at), _raw(cards.c.added_at)),
    func.coalesce(_raw(_TOLD.c.family_at), _raw(cards.c.added_at)),
)
_DESCRIBED: Final[Select[Any]] = (
    select(
        cards.c.id,
        cards.c.uid,
        func.coalesce(notes.c.given_id, notes.c.title_key),
        *(cards.c[name] for name in ("generator", "anchor", "front", "back")),
        _FAMILY,
        _SINCE,
    )
    .join(notes, notes.c.id == cards.c.note_id)
    .outerjoin(_FIRST, _FIRST.c.uid == cards.c.family)
    .outerjoin(_TOLD, and_(_TOLD.c.uid == cards.c.uid, _TOLD.c.family == _FAMILY))
)
DESCRIPTION: Final = (
    *described_cards.c["uid", "note", "generator", "anchor", "front", "back"],
    func.coalesce(described_cards.c.family, ""),
    func.coalesce(_raw(described_cards.c.family_at), 0),
)
"""The fields of a :class:`kb.sync.lines.DescribedLine`."""
_Row = TypeVar("_Row", LogRow, DecisionRow)


class Outgoing(NamedTuple):
    """An entry that may go out."""

    card_id: int | None
    """None of a plan."""
    entry: Entry


class Positions(NamedTuple):
    """How far the log, the decisions and the plans of a store go."""

    log: int
    decisions: int
    plans: int


START: Final = Positions(0, 0, 0)
"""Before all entries."""


async def positions(connection: AsyncConnection) -> Positions:
    """Return how far the log, the decisions and the plans go."""
    tables = (log, decisions, plans)
    ends = (select(func.max(table.c.position)).scalar_subquery() for table in tables)
    row = (await connection.execute(select(*ends))).one()
    return Positions(*(end or 0 for end in row))


async def entries_after(
    connection: AsyncConnection, after: Positions, device: str | None
) -> list[Outgoing]:
    """Return the entries after a position, in their order; of one device, or of all.

    What a store took over from other programs is of its device, too.
    """
    weights_ids = await weights_names(connection)
    entries = [
        Outgoing(row.card_id, record_of_log(row, uid, weights_ids))
        for uid, row in await _rows(connection, log, LogRow, after.log, device)
    ]
    entries += [
        Outgoing(row.card_id, record_of_decision(row, uid))
        for uid, row in await _rows(connection, decisions, DecisionRow, after.decisions, device)
    ]
    entries += [
        Outgoing(None, record_of_plan(row))
        for row in await _plan_rows(connection, after.plans, device)
    ]
    return entries


async def uid_of(connection: AsyncConnection, card_id: int) -> str:
    """Return the uid of a card."""
    uid: str = (
        await connection.execute(select(cards.c.uid).where(cards.c.id == card_id))
    ).scalar_one()
    return uid


async def weights_names(connection: AsyncConnection) -> dict[int, str]:
    """Return the ids in a folder of all weights in the store, by their numbers here."""
    return {row.id: known.id for row, known in await _weights(connection)}


async def weights_records(connection: AsyncConnection) -> dict[str, WeightsLine]:
    """Return all weights in the store by their ids in a folder."""
    return {known.id: known for _, known in await _weights(connection)}


async def signed_cards(connection: AsyncConnection) -> set[int]:
    """Return the cards with entries, of which other devices may have heard."""
    answered, decided = (select(table.c.card_id).distinct() for table in (log, decisions))
    return {*await connection.scalars(answered), *await connection.scalars(decided)}


async def descriptions(
    connection: AsyncConnection, card_ids: Collection[int]
) -> dict[int, DescribedLine]:
    """Return where cards are and what they ask, by their ids here."""
    return _described(await rows_in(connection, _DESCRIBED, cards.c.id, sorted(card_ids)))


async def living_cards(
    connection: AsyncConnection, generators: Collection[str]
) -> dict[int, DescribedLine]:
    """Return the same of all living cards of some generators."""
    living = _DESCRIBED.where(~IS_RETIRED, cards.c.generator.in_(sorted(generators)))
    return _described(await connection.execute(living))


def _described(rows: Iterable[Any]) -> dict[int, DescribedLine]:
    return {
        card: DescribedLine(
            uid, note, generator, anchor, fingerprint(front), fingerprint(back), family, since
        )
        for card, uid, note, generator, anchor, front, back, family, since in rows
    }


async def memory_lines(
    connection: AsyncConnection, card_ids: Iterable[int], engine: str
) -> list[MemoryLine]:
    """Return what the entries of cards lead to, as ``engine`` computes it."""
    last = func.max(func.printf("%016d %s", log.c.tick, log.c.uid))
    query = (
        select(cards.c.uid, func.count(), last, cards.c.stability, cards.c.difficulty)
        .join(log, log.c.card_id == cards.c.id)
        .where(cards.c.stability.is_not(None))
        .group_by(cards.c.id)
    )
    return [
        MemoryLine(uid, count, end.partition(" ")[2], engine, stability, difficulty)
        for uid, count, end, stability, difficulty in await rows_in(
            connection, query, cards.c.id, sorted(card_ids)
        )
    ]


async def known_descriptions(
    connection: AsyncConnection, uids: Collection[str]
) -> dict[str, DescribedLine]:
    """Return how cards are described in a folder already, by their uids."""
    rows = await rows_in(connection, select(*DESCRIPTION), described_cards.c.uid, sorted(uids))
    return {row.uid: DescribedLine(*row) for row in rows}


async def descriptions_of(
    connection: AsyncConnection, uids: Select[tuple[str]]
) -> list[DescribedLine]:
    """Return what others have said about cards, by uid."""
    of_cards = described_cards.c.uid.in_(uids)
    query = select(*DESCRIPTION).where(of_cards).order_by(described_cards.c.uid)
    return [DescribedLine(*row) for row in await connection.execute(query)]


def fingerprint(text: str) -> str:
    """Return eight hexadecimal digits that follow from a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


async def _weights(connection: AsyncConnection) -> list[tuple[Any, WeightsLine]]:
    rows = await connection.execute(select(weights.c.id, weights.c.engine, weights.c.parameters))
    return [
        (
            row,
            WeightsLine(weights_id(row.engine, row.parameters), row.engine, tuple(row.parameters)),
        )
        for row in rows
    ]


def weights_id(engine: str, parameters: Sequence[float]) -> str:
    """Return the id of weights in a folder."""
    return fingerprint(json.dumps([engine, *parameters]))


async def _rows(
    connection: AsyncConnection, table: Table, kind: type[_Row], after: int, device: str | None
) -> list[tuple[str, _Row]]:
    """Return the uids of cards and the rows of a table after a position, as the driver has them."""
    query: Select[Any] = (
        select(table.c.position, cards.c.uid, *(raw_column(table, name) for name in kind._fields))
        .join(cards, cards.c.id == table.c.card_id)
        .order_by(table.c.position)
        .limit(_PAGE)
    )
    if device is not None:
        signed = table.c.device == device
        query = query.where(or_(signed, log.c.adoption_id.is_not(None)) if table is log else signed)
    rows: list[tuple[str, _Row]] = []
    while page := (await connection.execute(query.where(table.c.position > after))).all():
        rows += [(row[1], kind(*row[2:])) for row in page]
        after = page[-1][0]
    return rows


async def _plan_rows(connection: AsyncConnection, after: int, device: str | None) -> list[PlanRow]:
    columns = (raw_column(plans, name) for name in PlanRow._fields)
    query = select(*columns).where(plans.c.position > after).order_by(plans.c.position)
    if device is not None:
        query = query.where(plans.c.device == device)
    return [PlanRow(*row) for row in await connection.execute(query)]


def raw_column(table: Table, name: str) -> Any:  # noqa: ANN401  # a column
    """Return a column as the driver has it: moments as numbers, days as texts."""
    column = table.c[name]
    as_number = isinstance(column.type, UtcDateTime | Integer)
    as_is = isinstance(column.type, Double)
    raw = column if as_is else type_coerce(column, Integer if as_number else Text)
    return raw.label(name)
