"""Opening the store, and what its transactions promise."""

import os
import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from kb.errors import StoreError
from kb.store.file import engine
from kb.store.file.backups import backups_folder
from kb.store.file.store import Store, open_store
from kb.store.tables.notes import folders, notes

as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may do everything")


@contextmanager
def old_umask() -> Iterator[None]:
    before = os.umask(0)
    try:
        yield
    finally:
        os.umask(before)


async def test_the_file_and_its_folder_are_the_users_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kb.db"
    with old_umask():
        async with open_store(path) as store, store.writing() as transaction:
            await transaction.execute(text("CREATE TABLE t (x)"))
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes["kb.db"] == modes["kb.db-wal"] == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("foreign_keys", 1), ("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 30_000)],
)
async def test_every_connection_is_set_up(store: Store, pragma: str, value: object) -> None:
    async with store.reading() as one, store.reading() as other:
        for transaction in (one, other):
            assert (await transaction.execute(text(f"PRAGMA {pragma}"))).scalar() == value


async def test_a_connection_keeps_as_much_of_the_file_as_is_said(tmp_path: Path) -> None:
    async with (
        open_store(tmp_path / "kb.db", cache_kib=1234) as store,
        store.reading() as transaction,
    ):
        assert (await transaction.execute(text("PRAGMA cache_size"))).scalar() == -1234


async def test_the_version_changes_with_what_anybody_writes(store: Store) -> None:
    first = await store.version()
    async with store.reading() as transaction:
        await transaction.execute(text("CREATE TABLE t (x)"))
    assert await store.version() == first
    async with store.writing() as transaction:
        await transaction.execute(text("CREATE TABLE t (x)"))
    second = await store.version()
    async with open_store(store.path) as other, other.writing() as transaction:
        await transaction.execute(text("DROP TABLE t"))
    third = await store.version()
    assert len({first, second, third}) == 3
    assert await store.version() == third


async def test_what_is_written_is_kept(store: Store) -> None:
    async with store.writing() as transaction:
        await transaction.execute(text("CREATE TABLE t (x)"))
    async with store.reading() as transaction:
        assert (await transaction.execute(text("SELECT count(*) FROM t"))).scalar() == 0


async def test_an_error_takes_back_all_of_a_transaction(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):  # noqa: PT012  # what comes before is the point
        async with store.writing() as transaction:
            await transaction.execute(text("CREATE TABLE t (x)"))
            _ = 1 / 0
    assert await _tables_called(store, "t") == 0


async def test_a_rehearsal_keeps_nothing(store: Store) -> None:
    async with store.connect() as connection, connection.dry_run() as transaction:
        await transaction.execute(text("CREATE TABLE t (x)"))
    assert await _tables_called(store, "t") == 0


async def test_a_reading_transaction_keeps_nothing(store: Store) -> None:
    async with store.reading() as transaction:
        await transaction.execute(text("CREATE TABLE t (x)"))
    assert await _tables_called(store, "t") == 0


async def test_a_reader_sees_one_state_while_another_writes(store: Store) -> None:
    async with store.reading() as reader:
        before = (await reader.execute(select(func.count()).select_from(folders))).scalar()
        async with store.writing() as writer:
            await writer.execute(text("INSERT INTO folders VALUES (1, '/n', '[]', 0, NULL, NULL)"))
        after = (await reader.execute(select(func.count()).select_from(folders))).scalar()
    assert (before, after) == (0, 0)


async def test_a_second_writer_waits_and_then_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 50)
    async with open_store(tmp_path / "kb.db") as store, store.writing():
        with pytest.raises(StoreError, match=r"another program is using the store .*kb\.db"):
            async with store.writing():
                pass


async def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(IntegrityError):
        async with store.writing() as transaction:
            await transaction.execute(text("INSERT INTO note_tags VALUES (1, 0, 1)"))


async def test_a_naive_moment_cannot_be_stored(store: Store) -> None:
    naive = datetime(2026, 1, 31)  # noqa: DTZ001  # the point of it
    with pytest.raises(StatementError, match="no time zone"):
        async with store.writing() as transaction:
            await transaction.execute(
                insert(folders).values(root="/n", extensions=[], added_at=naive)
            )


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    path.write_text("This is a letter, and no database at all." * 100)
    with pytest.raises(StoreError, match=r"kb\.db is not a kb store"):
        async with open_store(path):
            pass
    assert path.read_text().startswith("This is a letter")


async def test_another_programs_database_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE places (url)")
    with pytest.raises(StoreError, match="belongs to another program"):
        async with open_store(path):
            pass
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("places",)]


async def test_a_damaged_store_is_told(tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    async with open_store(path):
        pass
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(40 * 4096))
    for at, (name, way_out) in enumerate(
        {
            "": "It has no backup: copy it away, and import your notes into a new one.",
            "daily-2026-01-30.db": "“kb restore FILE” restores its newest backup.",
            "daily-2026-01-31.db": "“kb restore FILE” restores its newest backup.",
        }.items()
    ):
        backup = backups_folder(path) / name
        if name:
            backup.parent.mkdir(exist_ok=True)
            backup.write_bytes(b"")
            os.utime(backup, (at, at))
        told = re.escape(f"is damaged. {way_out.replace('FILE', str(backup))}")
        with pytest.raises(StoreError, match=told):
            async with open_store(path) as store, store.reading() as transaction:
                await transaction.execute(select(notes))


async def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        async with open_store(tmp_path):
            pass


async def test_a_device_is_no_store() -> None:
    with pytest.raises(StoreError, match=r"/dev/null is a device or a pipe\. Name"):
        async with open_store(Path(os.devnull)):
            pass


async def test_a_store_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot create"):
        async with open_store(tmp_path / "file" / "kb.db"):
            pass


@as_root
async def test_a_store_that_may_only_be_read_is_refused_when_written(tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    async with open_store(path):
        pass
    path.chmod(0o400)
    with pytest.raises(StoreError, match="cannot write"):
        async with open_store(path) as store, store.writing() as transaction:
            await transaction.execute(text("CREATE TABLE t (x)"))


async def _tables_called(store: Store, name: str) -> int:
    async with store.reading() as transaction:
        found = await transaction.execute(
            text("SELECT count(*) FROM sqlite_master WHERE name = :name"), {"name": name}
        )
        counted: int = found.scalar_one()
        return counted
