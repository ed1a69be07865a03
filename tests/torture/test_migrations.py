"""A migration that is interrupted at any statement leaves the store as it was."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.engine import Engine

from kb.errors import StoreError
from kb.store.file import upgrade as schema
from kb.store.file.store import open_store
from tests.torture.migrating import old_store
from tests.torture.tally import counted, often

EARLIER = [
    script.revision
    for script in ScriptDirectory(str(schema.migrations_folder())).walk_revisions()
    if script.revision != schema.HEAD
]


class PulledPlugError(Exception):
    pass


@contextmanager
def interrupted_at(statement: int) -> Iterator[list[str]]:
    """Lets no statement through from this one on, and gives those that were let through."""
    passed: list[str] = []

    def stop(*given: Any) -> None:
        if len(passed) >= statement:
            raise PulledPlugError
        passed.append(given[2])

    event.listen(Engine, "before_cursor_execute", stop)
    try:
        yield passed
    finally:
        event.remove(Engine, "before_cursor_execute", stop)


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as store:
        return list(store.iterdump())


async def opened(path: Path) -> None:
    async with open_store(path):
        pass


WITHOUT_TABLES = {"0014"}
"""After these come migrations that change no table: they keep an older kb from a newer log."""


@pytest.mark.parametrize("revision", EARLIER)
def test_a_migration_interrupted_at_any_statement_leaves_the_store_as_it_was(
    tmp_path: Path, revision: str
) -> None:
    template, path = tmp_path / "template.db", tmp_path / "kb.db"
    old_store(revision, template)
    before = dump(template)
    shutil.copy(template, path)
    statement = 0
    while True:
        with interrupted_at(statement) as passed:
            try:
                asyncio.run(opened(path))
            except PulledPlugError:
                assert dump(path) == before
            else:
                break
        counted["faults"] += 1
        statement += often(13, 1)
    changes = sum(each.lstrip().startswith(("CREATE", "DROP", "ALTER")) for each in passed)
    assert (changes > 0) is (revision not in WITHOUT_TABLES)
    with closing(sqlite3.connect(path)) as store:
        (count,) = store.execute("SELECT count(*) FROM log").fetchone()
        assert count == sum('INSERT INTO "log"' in line for line in before)
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("revision", EARLIER)
def test_a_migration_without_room_for_its_backup_does_not_begin(
    tmp_path: Path, revision: str
) -> None:
    path = tmp_path / "kb.db"
    old_store(revision, path)
    before = dump(path)
    (tmp_path / "kb.db.backups").write_text("in the way")
    with pytest.raises(StoreError, match="cannot make"):
        asyncio.run(opened(path))
    counted["faults"] += 1
    assert dump(path) == before
