"""What is wrong in the user's files, kept until the file is read again."""

from collections.abc import Collection, Iterable

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import FolderId
from kb.notes.problem import Problem, Severity
from kb.store.tables.bulk import execute_rows, insert_rows
from kb.store.tables.notes import problems


async def replace_problems(
    connection: AsyncConnection,
    folder: FolderId,
    paths: Collection[str],
    found: Iterable[Problem],
) -> None:
    """Writes ``found`` in place of all that was known of ``paths``."""
    statement = delete(problems).where(
        problems.c.folder_id == bindparam("of_folder"), problems.c.path == bindparam("at_path")
    )
    rows = [(folder, path) for path in sorted(paths)]
    await execute_rows(connection, statement, ("of_folder", "at_path"), rows)
    await insert_rows(
        connection,
        problems,
        ("folder_id", "path", "line", "code", "severity", "message"),
        [(folder, each.path, each.line, each.code, each.severity, each.message) for each in found],
    )


async def problems_of(connection: AsyncConnection, folder: FolderId) -> tuple[Problem, ...]:
    """Returns the problems of a folder, in the order of paths and lines."""
    rows = await connection.execute(
        select(problems)
        .where(problems.c.folder_id == folder)
        .order_by(problems.c.path, problems.c.line, problems.c.id)
    )
    return tuple(
        Problem(
            path=row.path,
            line=row.line,
            code=row.code,
            severity=Severity(row.severity),
            message=row.message,
        )
        for row in rows
    )
