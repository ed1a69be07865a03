"""Problems in the user's files, kept until the file is read again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import FolderId
from kb.notes.problem import Problem, Severity
from kb.store.tables.bulk import execute_rows
from kb.store.tables.notes import folders, problems

_FIELDS: Final = ("path", "line", "code", "severity", "message")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemCounts:
    """How many problems all files have."""

    errors: int
    warnings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderProblem:
    """A problem, and the folder of the file that has it."""

    folder: str
    problem: Problem


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


async def problems_of_file(
    connection: AsyncConnection, root: str, path: str
) -> tuple[Problem, ...]:
    """Return the problems of one file, by line."""
    rows = await connection.execute(
        select(*(problems.c[name] for name in _FIELDS))
        .join(folders, folders.c.id == problems.c.folder_id)
        .where(folders.c.root == root, problems.c.path == path)
        .order_by(problems.c.line, problems.c.code, problems.c.message)
    )
    return tuple(
        Problem(**{**row, "severity": Severity(row["severity"])}) for row in rows.mappings()
    )


async def count_problems(connection: AsyncConnection) -> ProblemCounts:
    """Return how many problems all files have, by severity."""
    rows = await connection.execute(
        select(problems.c.severity, func.count()).group_by(problems.c.severity)
    )
    counts = {Severity(severity): count for severity, count in rows}
    return ProblemCounts(
        errors=counts.get(Severity.ERROR, 0), warnings=counts.get(Severity.WARNING, 0)
    )


async def worst_problems(connection: AsyncConnection, most: int) -> tuple[FolderProblem, ...]:
    """Return the first problems of all files, errors first, then by folder, path and line."""
    rows = await connection.execute(
        select(folders.c.root, *(problems.c[name] for name in _FIELDS))
        .join(folders, folders.c.id == problems.c.folder_id)
        .order_by(
            problems.c.severity != Severity.ERROR,
            folders.c.root,
            problems.c.path,
            problems.c.line,
            problems.c.code,
            problems.c.message,
        )
        .limit(most)
    )
    return tuple(
        FolderProblem(
            folder=root,
            problem=Problem(
                **{**dict(zip(_FIELDS, row, strict=True)), "severity": Severity(row[3])}
            ),
        )
        for root, *row in rows
    )
