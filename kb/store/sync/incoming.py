"""What a store takes from a synchronised folder."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Table,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.sqlite import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.cards.identity import other_uid
from kb.store.sync.outgoing import DESCRIPTION, uid_of, weights_id
from kb.store.sync.rows import DecisionRow, LogRow, PlanRow
from kb.store.tables.bulk import chunks, rows_in
from kb.store.tables.cards import cards, decisions, log, weights
from kb.store.tables.columns import milliseconds, moment
from kb.store.tables.plans import plans
from kb.store.tables.predicates import IS_RETIRED
from kb.store.tables.sync import described_cards, waiting_entries
from kb.sync.lines import DescribedLine, Entry, WeightsLine, begin_of

_FAMILY: Final = ("family", "family_at")
_LAST: Final = milliseconds(datetime(2200, 1, 1, tzinfo=UTC))


class WaitingLine(NamedTuple):
    """An entry whose card no note here has."""

    card: str
    """The card's uid."""
    device: str
    """That of the file in which it was."""
    line: str


async def cards_of(connection: AsyncConnection, uids: Collection[str]) -> dict[str, int]:
    """Return which cards uids are of, of those that are known here."""
    other = select(described_cards.c.uid, described_cards.c.card_id).where(
        described_cards.c.card_id.is_not(None)
    )
    own = select(cards.c.uid, cards.c.id)
    known = dict(map(tuple, await rows_in(connection, other, described_cards.c.uid, uids)))
    return known | dict(map(tuple, await rows_in(connection, own, cards.c.uid, uids)))


async def store_weights(
    connection: AsyncConnection, received: Iterable[WeightsLine], now: datetime
) -> dict[str, int]:
    """Store weights that others' answers used, and return the numbers of all by their ids."""
    rows = await connection.execute(select(weights.c.id, weights.c.engine, weights.c.parameters))
    known = {weights_id(row.engine, row.parameters): row.id for row in rows}
    for one in received:
        if weights_id(one.engine, one.parameters) == one.id and one.id not in known:
            values = {"engine": one.engine, "parameters": list(one.parameters)}
            added = insert(weights).values(made_at=now, own=False, **values)
            known[one.id] = (await connection.execute(added.returning(weights.c.id))).scalar_one()
    return known


async def store_descriptions(
    connection: AsyncConnection, described: Sequence[tuple[str, DescribedLine]]
) -> None:
    """Store how devices describe cards: the latest of a card holds, and the earliest family."""
    if not described:
        return
    statement = insert_or(described_cards)
    new, known = statement.excluded, described_cards.c
    names = ("note", "generator", "anchor", "front", "back")
    is_earlier = or_(
        known.family_at.is_(None),
        tuple_(new.family_at, new.family) < tuple_(known.family_at, known.family),
    )
    statement = statement.on_conflict_do_update(
        index_elements=["uid"],
        set_={
            **{name: new[name] for name in names},
            **{name: case((is_earlier, new[name]), else_=known[name]) for name in _FAMILY},
        },
    )
    rows = [
        {
            "device": device,
            "uid": one.card,
            **dict(zip(names, one[1:], strict=False)),
            **dict(zip(_FAMILY, _family(one), strict=True)),
        }
        for device, one in described
    ]
    await connection.execute(statement, rows)


def _family(card: DescribedLine) -> tuple[str | None, datetime | None]:
    """Return the family of a description and since when; none if it has none."""
    if not re.fullmatch(r"[0-9a-f]{16}", card.family) or not 0 <= card.since <= _LAST:
        return None, None
    return card.family, moment(card.since)


async def cards_not_here(connection: AsyncConnection) -> dict[str, DescribedLine]:
    """Return the described cards that no living card here is, by their uids."""
    living = select(cards.c.id).where(~IS_RETIRED)
    named = select(cards.c.uid).where(~IS_RETIRED)
    rows = await connection.execute(
        select(*DESCRIPTION).where(
            or_(described_cards.c.card_id.is_(None), described_cards.c.card_id.not_in(living)),
            described_cards.c.uid.not_in(named),
            described_cards.c.generator != "",  # of another name, nobody has said where it is
        )
    )
    return {row.uid: DescribedLine(*row) for row in rows}


async def unknown_uids(connection: AsyncConnection, uids: Collection[str]) -> set[str]:
    """Return those of the uids that no card here has, living or retired."""
    return set(uids) - (await cards_of(connection, uids)).keys()


async def unshared_cards(
    connection: AsyncConnection, device: str, card_ids: Collection[int]
) -> set[int]:
    """Return those of the cards that no other device knows by their uids.

    A device that knows two uids takes them for two cards.
    """
    foreign_answers = select(log.c.card_id).where(
        log.c.device != device, log.c.adoption_id.is_(None)
    )
    foreign_decisions = select(decisions.c.card_id).where(decisions.c.device != device)
    foreign_names = select(described_cards.c.card_id).where(
        described_cards.c.card_id.is_not(None), described_cards.c.device != device
    )
    described = select(described_cards.c.uid).where(described_cards.c.device != device)
    rows = await connection.scalars(
        select(cards.c.id).where(
            cards.c.id.not_in(foreign_answers),
            cards.c.id.not_in(foreign_decisions),
            cards.c.id.not_in(foreign_names),
            cards.c.uid.not_in(described),
        )
    )
    return {*rows} & set(card_ids)


async def name_card(connection: AsyncConnection, uid: str, card_id: int) -> None:
    """Record that a uid is another name of a card; of all its names, the first is its uid."""
    own = await uid_of(connection, card_id)
    await _add_name(connection, uid, card_id)
    if uid != own:
        await _add_name(connection, own, card_id)
        if uid < own:
            family = func.nullif(func.coalesce(cards.c.family, own), uid)
            await connection.execute(
                update(cards).where(cards.c.id == card_id).values(uid=uid, family=family)
            )


async def join_cards(connection: AsyncConnection, one: int, other: int) -> int:
    """Make two cards here one, as another device says they are; return which has the history.

    The other one begins anew, under another name: a living card stays, if two notes hold it.
    """
    rows = await connection.execute(
        select(cards.c.id, cards.c.uid, IS_RETIRED.label("retired")).where(
            cards.c.id.in_([one, other])
        )
    )
    kept, left = sorted(rows, key=lambda row: (row.retired, row.uid))
    for table in (log, decisions, described_cards):
        await connection.execute(
            update(table).where(table.c.card_id == left.id).values(card_id=kept.id)
        )
    taken = select(cards.c.uid)
    for number in count(1):
        free = other_uid(left.uid, number)
        if not (await connection.execute(taken.where(cards.c.uid == free))).first():
            break
    values: dict[str, Any] = dict.fromkeys(
        ("state", "step", "due", "last_day", "stability", "difficulty")
    )
    await connection.execute(
        update(cards)
        .where(cards.c.id == left.id)
        .values(**values, uid=free, family=None, reps=0, lapses=0, own_front=None, own_back=None)
    )
    await name_card(connection, left.uid, kept.id)
    return int(kept.id)


async def answered_cards(connection: AsyncConnection, card_ids: Collection[int]) -> set[int]:
    """Return those of the cards that have entries in the log."""
    if not (await connection.execute(select(log.c.position).limit(1))).first():
        return set()
    query = select(log.c.card_id).distinct()
    return {row.card_id for row in await rows_in(connection, query, log.c.card_id, card_ids)}


async def store_log(connection: AsyncConnection, rows: Sequence[LogRow]) -> int:
    """Add entries to the log that are not in it, and return how many those are."""
    return await _store_new(connection, log, LogRow._fields, rows)


async def store_decisions(connection: AsyncConnection, rows: Sequence[DecisionRow]) -> int:
    """Add entries to the decisions that are not among them, and return how many those are."""
    return await _store_new(connection, decisions, DecisionRow._fields, rows)


async def store_plans(connection: AsyncConnection, rows: Sequence[PlanRow]) -> int:
    """Add entries to the plans that are not among them, and return how many those are."""
    return await _store_new(connection, plans, PlanRow._fields, rows)


async def store_waiting(connection: AsyncConnection, lines: Iterable[WaitingLine]) -> None:
    """Keep entries until a note here has their card."""
    await _store_new(connection, waiting_entries, WaitingLine._fields, list(lines), unique="line")


async def take_ready(connection: AsyncConnection) -> list[WaitingLine]:
    """Remove the entries whose cards are known by now, and return them."""
    named = select(described_cards.c.uid).where(described_cards.c.card_id.is_not(None))
    card = waiting_entries.c.card
    ready = or_(card.in_(select(cards.c.uid)), card.in_(named))
    columns = waiting_entries.c[WaitingLine._fields]
    rows = await connection.execute(select(*columns).where(ready).order_by(waiting_entries.c.id))
    lines = [WaitingLine(*row) for row in rows]
    if lines:
        await connection.execute(delete(waiting_entries).where(ready))
    return lines


async def take_waiting(connection: AsyncConnection, kind: type[Entry]) -> list[WaitingLine]:
    """Remove the entries of a kind that wait, and return them."""
    begin = begin_of(kind)
    waits = func.substr(waiting_entries.c.line, 1, len(begin)) == begin
    columns = waiting_entries.c[WaitingLine._fields]
    rows = await connection.execute(select(*columns).where(waits).order_by(waiting_entries.c.id))
    lines = [WaitingLine(*row) for row in rows]
    if lines:
        await connection.execute(delete(waiting_entries).where(waits))
    return lines


async def waiting_lines(connection: AsyncConnection) -> list[WaitingLine]:
    """Return the entries whose cards no note here has."""
    columns = waiting_entries.c[WaitingLine._fields]
    rows = await connection.execute(select(*columns).order_by(waiting_entries.c.id))
    return [WaitingLine(*row) for row in rows]


async def apply_decisions(connection: AsyncConnection, card_ids: Collection[int]) -> None:
    """Give cards the status, wording and burial that the latest entries about them say.

    A card that was answered and never decided about is active.
    """
    latest: defaultdict[str, dict[int, Any]] = defaultdict(dict)
    query = select(decisions).order_by(decisions.c.tick, decisions.c.device)
    for row in await rows_in(connection, query, decisions.c.card_id, sorted(card_ids)):
        latest[row.kind][row.card_id] = row
    status: Any = bindparam("decided_status")
    await _update(
        connection,
        {
            "status": func.iif(IS_RETIRED, Status.RETIRED.value, status),
            "retired_from": func.iif(IS_RETIRED, status, None),
            "decided_at": bindparam("when", type_=cards.c.decided_at.type),
            "snoozed_until": bindparam("until", type_=cards.c.snoozed_until.type),
        },
        [
            {
                "card": card,
                "decided_status": row.value,
                "when": row.decided_at,
                "until": row.until,
            }
            for card, row in latest["status"].items()
        ],
    )
    await _update(
        connection,
        {"own_front": bindparam("worded"), "own_back": bindparam("answer")},
        [
            {"card": card, "worded": row.value, "answer": row.back}
            for card, row in latest["wording"].items()
        ],
    )
    answered = await _last_ticks(connection, latest["burial"])
    await _update(
        connection,
        {"buried_until": bindparam("until", type_=cards.c.buried_until.type)},
        [
            {"card": card, "until": row.until if row.tick > answered.get(card, 0) else None}
            for card, row in latest["burial"].items()
        ],
    )
    proposed = or_(cards.c.status == Status.INBOX.value, cards.c.retired_from == Status.INBOX.value)
    for ids in chunks(sorted(set(card_ids) - latest["status"].keys())):
        await connection.execute(
            update(cards)
            .where(cards.c.id.in_(ids), proposed, cards.c.reps > 0)
            .values(
                status=func.iif(IS_RETIRED, Status.RETIRED.value, Status.ACTIVE.value),
                retired_from=func.iif(IS_RETIRED, Status.ACTIVE.value, None),
            )
        )


async def _update(
    connection: AsyncConnection, values: dict[str, Any], rows: list[dict[str, Any]]
) -> None:
    if rows:
        statement = update(cards).where(cards.c.id == bindparam("card")).values(values)
        await connection.execute(statement, rows)


async def _last_ticks(connection: AsyncConnection, card_ids: Collection[int]) -> dict[int, int]:
    """Return the tick of the last entry of each card in the log; entries there unbury."""
    query = select(log.c.card_id, func.max(log.c.tick)).group_by(log.c.card_id)
    return dict(map(tuple, await rows_in(connection, query, log.c.card_id, sorted(card_ids))))


async def _add_name(connection: AsyncConnection, uid: str, card_id: int) -> None:
    named = update(described_cards).where(described_cards.c.uid == uid).values(card_id=card_id)
    if (await connection.execute(named)).rowcount:
        return
    empty = dict.fromkeys(("device", "note", "generator", "anchor", "front", "back"), "")
    await connection.execute(insert(described_cards).values(uid=uid, card_id=card_id, **empty))


async def _store_new(
    connection: AsyncConnection,
    table: Table,
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    *,
    unique: str = "uid",
) -> int:
    """Insert the rows whose unique column is new, as the driver takes them; count them."""
    if not rows:
        return 0
    size = select(func.count()).select_from(table)
    before = (await connection.execute(size)).scalar_one()
    statement = insert_or(table).on_conflict_do_nothing([unique])
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(names))
    if list(compiled.positiontup or ()) != list(names):
        raise ValueError("the columns are in another order")
    await connection.exec_driver_sql(str(compiled), list(rows))
    after = (await connection.execute(size)).scalar_one()
    return int(after - before)
