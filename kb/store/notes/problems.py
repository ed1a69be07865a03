"""Problems in the user's files, kept until the file is read again."""

from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import FolderId
from kb.notes.problem import Problem, Severity
from kb.store.tables.bulk import execute_rows
from kb.store.tables.notes import problems

_FIELDS: Final = ("path", "line", "code", "severity", "message")


async def replace_problems(
    connection: AsyncConnection,
    folder: FolderId,
    paths: Collection[str],
    current: Iterable[Problem],
) -> None:
    """Replace all stored problems of ``paths`` by the current ones."""
    statement = delete(problems).where(
        problems.c.folder_id == bindparam("of_folder"), problems.c.path == bindparam("at_path")
    )
    rows = [(folder, path) for path in sorted(paths)]
    await execute_rows(connection, statement, ("of_folder", "at_path"), rows)
    rows = [(folder, *(getattr(problem, name) for name in _FIELDS)) for problem in current]
    await execute_rows(connection, insert(problems), ("folder_id", *_FIELDS), rows)


async def problems_of(connection: AsyncConnection, folder: FolderId) -> tuple[Problem, ...]:
    """Return the problems of a folder, by path and line."""
    rows = await connection.execute(
        select(*(problems.c[name] for name in _FIELDS))
        .where(problems.c.folder_id == folder)
        .order_by(problems.c.path, problems.c.line, problems.c.code, problems.c.message)
    )
    return tuple(
        Problem(**{**row, "severity": Severity(row["severity"])}) for row in rows.mappings()
    )
