"""``kill -9`` at any moment: the store opens, and every answer that was acknowledged is there."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.schedule.memory import CardId
from kb.store.file.store import open_store
from tests.app.review.studying import studied
from tests.torture.migrating import old_store
from tests.torture.stand import Stand
from tests.torture.tally import often

SHORT, LONG = 2, 60


def test_a_killed_import_loses_nothing(stand: Stand) -> None:
    stand.edit()
    whole = stand.seconds("import")
    for _ in range(often(SHORT, LONG)):
        stand.edit()
        before = stand.log()
        stand.killed("import", within=whole * 1.2)
        stand.assert_sound(before=before)


def test_a_killed_review_keeps_every_answer_that_was_acknowledged(stand: Stand) -> None:
    typed = "\n3\n" * 12
    shutil.copy(stand.store, stand.place / "kept.db")
    words = ("review", "--plain", "--no-import", "--limit", "12")
    whole = stand.seconds(*words, typed=typed)
    for _ in range(often(SHORT, LONG)):
        stand.must("restore", stand.place / "kept.db")
        before = stand.log()
        ended = stand.killed(*words, typed=typed, within=whole * 1.1)
        acknowledged = max(ended.out.count("Prompt: ") - 1, 0)
        now = stand.assert_sound(before=before)
        assert acknowledged <= len(now) - len(before) <= acknowledged + 1
        for old in stand.store.with_name("kb.db.backups").glob("before-restore-*"):
            old.unlink()


def test_a_killed_undo_takes_back_all_or_nothing(stand: Stand) -> None:
    stand.must("review", "--plain", "--no-import", typed="\n3\n" * 6 + "q\n")
    whole = stand.seconds("undo", "3")
    for _ in range(often(SHORT, LONG)):
        before = stand.log()
        ended = stand.killed("undo", "2", within=whole * 1.1)
        now = stand.assert_sound(before=before)
        assert len(now) - len(before) in ({2} if "Undid" in ended.out else {0, 1, 2})
        stand.must("review", "--plain", "--no-import", typed="\n3\n\n3\nq\n")


def test_a_killed_fit_changes_all_memories_and_due_days_or_nothing(stand: Stand) -> None:
    asyncio.run(_study(stand.store))
    nothing = stand.memories()
    whole = stand.seconds("fit", "--reschedule")
    everything, moved = stand.memories(), len(stand.log())
    assert everything != nothing
    stand.must("fit", "--undo")
    assert stand.memories() == nothing
    back = len(stand.log())
    for _ in range(often(SHORT, LONG)):
        before = stand.log()
        stand.killed("fit", "--reschedule", within=whole * 1.1)
        now = stand.assert_sound(before=before)
        if len(now) > len(before):
            assert len(now) - len(before) == back - moved
            assert stand.memories() == everything
            stand.must("fit", "--undo")
        assert stand.memories() == nothing


async def _study(path: Path) -> None:
    """Adds a year of answers to cards that had none."""
    async with open_store(path) as store:
        with closing(sqlite3.connect(path)) as connection:
            new = "SELECT id FROM cards WHERE status = 'active' AND state IS NULL ORDER BY id"
            cards = [CardId(card) for (card,) in connection.execute(new)]
        await studied(store, cards, days=300, start=datetime(2025, 1, 1, 9, tzinfo=UTC))


@pytest.mark.parametrize("to_the_folder", [True, False])
def test_a_killed_backup_leaves_no_half_of_one(stand: Stand, *, to_the_folder: bool) -> None:
    copy = stand.place / "copies" / "copy.db"
    words = ("backup",) if to_the_folder else ("backup", copy)
    whole = stand.seconds(*words)
    for _ in range(often(2, 30)):
        before = stand.log()
        stand.killed(*words, within=whole * 1.1)
        stand.assert_sound(before=before)
        made = [*stand.store.with_name("kb.db.backups").glob("*.db"), *copy.parent.glob("*.db")]
        assert made
        for each in made:
            with closing(sqlite3.connect(each)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert connection.execute("SELECT count(*) FROM log").fetchone()


def test_a_killed_restore_leaves_the_one_or_the_other_and_keeps_both(stand: Stand) -> None:
    copy = stand.place / "copy.db"
    stand.must("backup", copy)
    older = stand.log()
    stand.must("review", "--plain", "--no-import", typed="\n3\n\n3\nq\n")
    newer, kept = stand.log(), stand.place / "newer.db"
    stand.must("backup", kept)
    backups = stand.store.with_name("kb.db.backups")
    whole = stand.seconds("restore", copy)
    for _ in range(often(SHORT, LONG)):
        for old in backups.glob("before-restore-*"):
            old.unlink()
        stand.must("restore", kept)
        for old in backups.glob("before-restore-*"):
            old.unlink()
        stand.killed("restore", copy, within=whole * 1.1)
        now = stand.assert_sound(before=older)
        assert now in (older, newer)
        if now == older:
            (replaced,) = backups.glob("before-restore-*")
            assert stand.log(replaced) == newer
        assert stand.log(copy) == older


def test_a_killed_migration_leaves_the_old_store_or_the_new(stand: Stand, tmp_path: Path) -> None:
    template = tmp_path / "template.db"
    old_store("0001", template)
    answers = stand.answers(template)
    whole = 0.0
    for number in range(often(SHORT, LONG) + 1):
        for each in tmp_path.glob("kb.db*"):
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        shutil.copy(template, stand.store)
        if number == 0:
            whole = stand.seconds("list")
        else:
            stand.killed("list", within=whole * 1.1)
        assert stand.answers() == answers
        stand.must("list")
        assert stand.answers() == answers
        checks = stand.runner.run("doctor", "--json").out
        assert '"name": "references",\n      "ok": true' in checks
