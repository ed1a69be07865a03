"""Whether every row holds values that its columns are for, as the tables themselves say.

SQLite stores any value in any column. What reads rows relies on their types, so this goes first.
"""

from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Double,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.store.tables import cards, notes, plans, sync, vectors
from kb.store.tables.columns import UtcDateTime, allowed, metadata, milliseconds

_MOST: Final = 20
"""Rows of one column that are named."""
_IS_DAY: Final = "date({}, '+0 days') IS {}"
"""Without the shift, SQLite takes the 30th of February as it is."""
_IS_UTF_8: Final = "kb_is_utf_8"
_FIRST: Final = milliseconds(datetime.min.replace(tzinfo=UTC))
_LAST: Final = milliseconds(datetime.max.replace(tzinfo=UTC))
_TABLES: Final = (cards, notes, plans, sync, vectors)
"""The modules that add tables to the metadata."""


class _Expected(NamedTuple):
    """What a column may hold."""

    condition: str
    """In SQL, with ``{}`` for the column."""
    words: str
    """As in: is not …"""


def _list_of(types: str, words: str) -> _Expected:
    others = f"SELECT 1 FROM json_each({{}}) WHERE type NOT IN ({types})"  # noqa: S608  # of ours
    condition = (
        "CASE WHEN typeof({}) != 'text' THEN 0 WHEN NOT json_valid({}) THEN 0 "
        f"WHEN json_type({{}}) != 'array' THEN 0 ELSE NOT EXISTS ({others}) END"
    )
    return _Expected(condition, f"a list of {words}")


_NUMBERS: Final = _list_of("'integer', 'real'", "numbers")
_BY_TYPE: Final = (
    (
        UtcDateTime,
        _Expected(f"typeof({{}}) = 'integer' AND {{}} BETWEEN {_FIRST} AND {_LAST}", "a moment"),
    ),
    (Boolean, _Expected("typeof({}) = 'integer' AND {} IN (0, 1)", "0 or 1")),
    (Integer, _Expected("typeof({}) = 'integer'", "a whole number")),
    (Double, _Expected("typeof({}) = 'real' AND {} BETWEEN -1.7e308 AND 1.7e308", "a number")),
    (Date, _Expected(f"typeof({{}}) = 'text' AND {_IS_DAY} AND {{}} >= '0001-01-01'", "a day")),
    (JSON, _list_of("'text'", "texts")),
    (LargeBinary, _Expected("typeof({}) = 'blob'", "bytes")),
    (Text, _Expected(f"typeof({{}}) = 'text' AND {_IS_UTF_8}(CAST({{}} AS BLOB))", "a text")),
)
"""By the first type that a column's is of."""


async def wrong_values(connection: AsyncConnection) -> list[str]:
    """Return values that no column of their kind may hold, in tables that have all columns."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.create_function(_IS_UTF_8, 1, _is_utf_8, deterministic=True)
    return [
        finding
        for table in metadata.sorted_tables
        for finding in await _wrong_in_table(connection, table)
    ]


async def _wrong_in_table(connection: AsyncConnection, table: Table) -> list[str]:
    expected = {column.name: expected_of(column) for column in table.columns}
    # One scan tells of all columns; only what is wrong is looked for again.
    sums = ", ".join(f"sum(NOT ({_in(name, rule)}))" for name, rule in expected.items())
    counts = (await connection.execute(text(f"SELECT {sums} FROM {table.name}"))).one()  # noqa: S608  # names of ours
    findings = []
    for (name, rule), count in zip(expected.items(), counts, strict=True):
        if not count:
            continue
        query = f"SELECT rowid FROM {table.name} WHERE NOT ({_in(name, rule)}) LIMIT {_MOST}"  # noqa: S608  # as above
        rows = await connection.scalars(text(query))
        findings += [f"{name} in row {row} of {table.name} is not {rule.words}" for row in rows]
    return findings


def _in(name: str, rule: _Expected) -> str:
    """Return the condition on a column."""
    return rule.condition.replace("{}", f'"{name}"')


def expected_of(column: Column[Any]) -> _Expected:
    """Return what a column may hold, by its type and by what its table says of it.

    Raises:
        TypeError: nobody has said yet how values of its type are told.
    """
    condition, words = _by_type(column)
    limits = allowed(column)
    if limits.values:
        condition += f" AND {{}} IN ({', '.join(map(_literal, limits.values))})"
        words = " or ".join(map(str, limits.values))
    if limits.least is not None:
        condition += f" AND {{}} BETWEEN {limits.least} AND {limits.most}"
        words += f" from {limits.least} to {limits.most}"
    if column.nullable:
        return _Expected(f"{{}} IS NULL OR ({condition})", words)
    return _Expected(f"{{}} IS NOT NULL AND ({condition})", words)


def _by_type(column: Column[Any]) -> _Expected:
    for kind, expected in _BY_TYPE:
        if isinstance(column.type, kind):
            lists = isinstance(column.type, JSON) and allowed(column).numbers
            return _NUMBERS if lists else expected
    raise TypeError(f"no check of {column.table}.{column.name}, a {column.type!r}")


def _literal(value: object) -> str:
    return f"'{value}'"


def _is_utf_8(value: bytes | None) -> bool:
    try:
        (value or b"").decode()
    except UnicodeDecodeError:
        return False
    return True
