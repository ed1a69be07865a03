"""The lines of an export as records of a synchronised log."""

from collections.abc import Callable, Collection
from typing import Any, Final, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.schedule.log import entry_id
from kb.store.sync.outgoing import fingerprint, weights_id
from kb.store.sync.rows import (
    DecisionRow,
    LogRow,
    PlanRow,
    record_of_decision,
    record_of_log,
    record_of_plan,
)
from kb.store.tables.bulk import rows_in
from kb.store.tables.cards import cards, decisions, log
from kb.store.tables.columns import UtcDateTime
from kb.store.tables.plans import plans
from kb.store.tables.predicates import IS_RETIRED
from kb.sync.lines import KINDS, CardEntry, DescribedLine, PlanLine, Record, WeightsLine, is_sound
from kb.sync.takeout import Json, milliseconds_of

_Row = TypeVar("_Row", LogRow, DecisionRow, PlanRow)
_Record = TypeVar("_Record", bound=Record)
_MOMENTS: Final = frozenset(
    column.name
    for table in (log, decisions, plans)
    for column in table.c
    if isinstance(column.type, UtcDateTime)
)
_WEIGHTS: Final = 0


def log_record(line: Json) -> CardEntry:
    """Return the record of a line of the log.

    Raises:
        ValueError: it says what no entry can.
    """
    weights = line.get("weights")
    card, row = _row(LogRow, {**line, "weights_id": None if weights is None else _WEIGHTS})
    return _made(record_of_log, row, card, {_WEIGHTS: weights})


def decision_record(line: Json) -> CardEntry:
    """Return the record of a line of the decisions; see :func:`log_record`."""
    card, row = _row(DecisionRow, line)
    return _made(record_of_decision, row, card)


def plan_record(line: Json) -> PlanLine:
    """Return the record of a line of the plans; see :func:`log_record`."""
    _, row = _row(PlanRow, {**line, "card": ""})
    return _made(record_of_plan, row)


def weights_record(line: Json) -> WeightsLine:
    """Return the record of a line of the weights; see :func:`log_record`."""
    engine, parameters = line.get("engine"), line.get("parameters")
    if not isinstance(engine, str) or not isinstance(parameters, list):
        raise ValueError("it has no engine or no parameters")  # noqa: TRY004  # of a file
    if not all(isinstance(weight, int | float) for weight in parameters):
        raise ValueError("its parameters are no numbers")
    weights = tuple(map(float, parameters))
    return WeightsLine(weights_id(engine, weights), engine, weights)


def description(line: Json) -> DescribedLine:
    """Return how a line of the cards describes its card; see :func:`log_record`."""
    names = ("uid", "note_key", "generator", "anchor", "front", "back")
    texts = [line.get(name) for name in names]
    if not all(isinstance(text, str) for text in texts):
        missing = names[[isinstance(text, str) for text in texts].index(False)]
        raise ValueError(f"it has no {missing}")
    uid, note, generator, anchor, front, back = map(str, texts)
    family, added_at = line.get("family", uid), line.get("added_at")
    if not isinstance(family, str) or not isinstance(added_at, str):
        raise ValueError("family or added_at is no text")  # noqa: TRY004  # of a file
    return DescribedLine(
        uid,
        note,
        generator,
        anchor,
        fingerprint(front),
        fingerprint(back),
        family,
        milliseconds_of(added_at),
    )


def waiting_record(line: Json) -> Record | None:
    """Return the record of a line that waited; none of a kind that this kb does not know."""
    kind: Any = KINDS.get(str(line.get("kind")))
    if kind is None:
        return None
    known = {name: line.get(name) for name in kind._fields if name in line}
    nothing = dict.fromkeys(set(kind._fields) - kind._field_defaults.keys())
    record: Record = _made(lambda: kind(**(nothing | known)))
    return record


async def living_uids(connection: AsyncConnection, uids: Collection[str]) -> set[str]:
    """Return those of the uids that living cards here have."""
    query = select(cards.c.uid).where(~IS_RETIRED)
    return {row.uid for row in await rows_in(connection, query, cards.c.uid, uids)}


def _row(kind: type[_Row], line: Json) -> tuple[str, _Row]:
    """Return the uid of the card of an entry, and its row, which has no card of this store."""
    card, device, tick = line.get("card"), line.get("device"), line.get("tick")
    if not isinstance(card, str) or not isinstance(device, str) or not isinstance(tick, int):
        raise ValueError("it does not say of which card, device and tick it is")  # noqa: TRY004
    if line.get("uid") != entry_id(device, tick):
        raise ValueError("its uid is not that of its device and tick")
    fields: dict[str, Any] = {"card_id": 0} if "card_id" in kind._fields else {}
    for name in kind._fields:
        value = line.get(name)
        if name in _MOMENTS and value is not None:
            if not isinstance(value, str):
                raise ValueError(f"{name} is no moment")
            value = milliseconds_of(value)
        fields.setdefault(name, value)
    return card, kind(**fields)


def _made(make: Callable[..., _Record], *values: Any) -> _Record:  # noqa: ANN401  # of any kind
    """Return a record that can be kept.

    Raises:
        ValueError: it cannot.
    """
    try:
        record = make(*values)
    except (TypeError, KeyError, AttributeError, OverflowError) as error:
        raise ValueError("a field is missing, or of another kind than it must be") from error
    if not is_sound(record):
        raise ValueError("a field is missing, or of another kind than it must be")
    return record
