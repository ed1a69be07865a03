"""One statement for many rows: compiled once, then tuples straight to the driver.

For 10,000 notes this is twice as fast as SQLAlchemy's own way with dictionaries, and 15 times as
fast as a statement for each note.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, TypeVar

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Delete,
    Dialect,
    Insert,
    Select,
    TableClause,
    Update,
    column,
    insert,
    table,
)
from sqlalchemy.ext.asyncio import AsyncConnection

_T = TypeVar("_T")
IN_LIMIT: Final = 1000
"""The most values in one ``IN (…)``; SQLite takes 32,766, other databases fewer."""
_SOME: Final = 2000
"""Rows of which a server that reads many holds the event loop for 10 ms at most."""


async def execute_rows(
    connection: AsyncConnection,
    statement: Insert | Update | Delete,
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Run ``statement`` once for each row; ``names`` are its parameters in the rows' order."""
    if not rows:
        return
    dialect = connection.dialect
    inserted = list(names) if isinstance(statement, Insert) else None
    compiled = statement.compile(dialect=dialect, column_keys=inserted)
    parameters: list[str] = list(getattr(compiled, "positiontup", None) or names)
    order = [names.index(name) for name in parameters]
    if order != list(range(len(names))):
        rows = [tuple(row[index] for index in order) for row in rows]
    converters = [
        (index, convert)
        for index, name in enumerate(parameters)
        if any(row[index] is not None for row in rows)
        and (convert := _converter(compiled.binds[name].type, dialect))
    ]
    if converters:
        rows = [_converted(row, converters) for row in rows]
    await connection.exec_driver_sql(str(compiled), list(rows))


async def run_raw(
    connection: AsyncConnection,
    statement: Update,
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Run an update once for each row of values that the driver takes as they are.

    ``names`` are its columns and parameters in the rows' order.
    """
    if not rows:
        return
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(names))
    parameters: list[str] = list(getattr(compiled, "positiontup", None) or names)
    order = [names.index(name) for name in parameters]
    if order != list(range(len(names))):
        rows = list(map(itemgetter(*order), rows))
    await connection.exec_driver_sql(str(compiled), list(rows))


async def insert_raw(
    connection: AsyncConnection,
    into: TableClause,
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Insert rows of values that the driver takes as they are, such as numbers and texts."""
    if rows:
        statement = _insertion(connection.dialect, into.name, tuple(names))
        await connection.exec_driver_sql(statement, list(rows))


async def insert_filled(
    connection: AsyncConnection,
    into: TableClause,
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """As :func:`insert_raw`, without the columns that are null in all of the rows.

    The driver takes longer for nothing than for a number.
    """
    filled = [at for at in range(len(names)) if any(row[at] is not None for row in rows)]
    if len(filled) > 1:
        names = [names[at] for at in filled]
        rows = list(map(itemgetter(*filled), rows))
    await insert_raw(connection, into, names, rows)


@lru_cache(maxsize=64)
def _insertion(dialect: Dialect, name: str, names: tuple[str, ...]) -> str:
    """Return the statement for values in the order of ``names``, compiled once for all batches."""
    return str(insert(table(name, *map(column, names))).compile(dialect=dialect))


def chunks(values: Sequence[_T]) -> list[Sequence[_T]]:
    """Return ``values`` in pieces that fit into an ``IN (…)``."""
    return [values[start : start + IN_LIMIT] for start in range(0, len(values), IN_LIMIT)]


async def rows_in(
    connection: AsyncConnection,
    query: Select[Any],
    column_: ColumnElement[Any],
    values: Collection[Any],
) -> list[Any]:
    """Return the rows of a query whose column has one of these values, of any number."""
    rows: list[Any] = []
    for some in chunks(list(values)):
        rows += (await connection.execute(query.where(column_.in_(some)))).all()
    return rows


async def rows_in_turn(
    connection: AsyncConnection, query: Select[Any]
) -> AsyncIterator[Sequence[Any]]:
    """Yield the rows of a query, some at a time, so that others get their turn in between."""
    async with connection.stream(query) as rows:
        async for some in rows.partitions(_SOME):
            yield some


def _converter(type_: Any, dialect: Any) -> Any:  # noqa: ANN401  # SQLAlchemy types neither
    """Return what converts a Python value for the driver, where the driver does not itself."""
    if isinstance(type_, Boolean):
        return None
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _converted(row: tuple[Any, ...], converters: Sequence[tuple[int, Any]]) -> tuple[Any, ...]:
    values = list(row)
    for index, convert in converters:
        if values[index] is not None:
            values[index] = convert(values[index])
    return tuple(values)
