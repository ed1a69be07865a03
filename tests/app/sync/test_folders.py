"""Folders and stores that are copied, lost, damaged, moved or away."""

import errno
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from kb.app.cards.card_state import suspend, unsuspend
from kb.app.cards.selection import CardSelection
from kb.app.sync.automatic import sync_if_there
from kb.app.sync.places import SyncError
from kb.app.sync.run import sync
from kb.app.sync.status import sync_status
from kb.store.file.copy import copy_store
from kb.store.file.store import open_store
from kb.sync.folder import log_files, read_from
from kb.sync.lines import header
from tests.app.sync.acting import answered, are_equal, card_of, in_turn
from tests.app.sync.conftest import MakeMachine
from tests.app.sync.machines import Machine


async def test_a_copy_of_a_store_takes_a_name_of_its_own(
    machine: MakeMachine, tmp_path: Path
) -> None:
    desk = await machine("desk")
    await answered(desk, "Question 0?")
    first = await desk.syncs()
    copied = tmp_path / "copied.db"
    shutil.copy(desk.store.path, copied)
    shutil.copy(f"{desk.store.path}-wal", f"{copied}-wal")
    async with open_store(copied) as store:
        copy = Machine(place=desk.place, store=store, done=50)
        second = await copy.syncs()
        assert second.device != first.device
        await answered(copy, "Question 1?")
        await answered(desk, "Question 2?")
        await in_turn(copy, desk)
        assert await are_equal(copy, desk)
        assert {file.device for file in log_files(desk.folder)} == {first.device, second.device}


async def test_a_store_that_was_set_back_gets_its_answers_again_under_a_new_name(
    machine: MakeMachine, tmp_path: Path
) -> None:
    desk = await machine("desk")
    await answered(desk, "Question 0?")
    first = await desk.syncs()
    old = [tuple(row) for row in await desk.shared()]
    copy_store(desk.store.path, tmp_path / "old.db")
    await answered(desk, "Question 1?")
    await desk.syncs()
    new = await desk.shared()
    shutil.copy(tmp_path / "old.db", tmp_path / "back.db")
    async with open_store(tmp_path / "back.db") as store:
        back = Machine(place=desk.place, store=store, done=50)
        assert await back.shared() == old
        report = await back.syncs()
        assert report.device != first.device
        assert await back.shared() == new


async def test_a_new_folder_gets_everything(machine: MakeMachine, tmp_path: Path) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 0?")
    await answered(phone, "Question 1?")
    await in_turn(desk, phone)
    (tmp_path / "new").mkdir()
    report = await sync(desk.store, tmp_path / "new", desk.moment.now)
    assert report.sent == 2
    tablet = await machine("tablet")
    await sync(tablet.store, tmp_path / "new", tablet.moment.now)
    assert await are_equal(desk, phone, tablet)


async def test_files_that_were_lost_are_written_again(machine: MakeMachine) -> None:
    desk = await machine("desk")
    await answered(desk, "Question 0?")
    await desk.syncs()
    for file in log_files(desk.folder):
        (desk.folder / file.device / file.name).unlink()
    assert (await desk.syncs()).sent == 1
    phone = await machine("phone")
    await phone.syncs()
    assert await are_equal(desk, phone)


async def test_a_damaged_line_is_told_and_written_again(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 0?")
    await answered(desk, "Question 1?")
    await desk.syncs()
    (file,) = log_files(desk.folder)
    path = desk.folder / file.device / file.name
    lines = path.read_bytes().splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith(b'["answer"'))
    lines[at] = lines[at].replace(b"60", b"61", 1)
    path.write_bytes(b"".join(lines))
    report = await phone.syncs()
    assert (report.damaged, report.received) == (1, 1)
    assert any("1 line" in finding for finding in await phone.is_sound())
    await desk.syncs(full=True, compact=True)
    assert (await phone.syncs()).received == 1
    assert await are_equal(desk, phone)


async def test_a_file_of_a_newer_kb_is_told_and_left_alone(
    machine: MakeMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await machine("desk")
    with monkeypatch.context() as newer:
        newer.setattr("kb.sync.lines.VERSION", 99)
        (desk.folder / "aaaabbbb").mkdir()
        (desk.folder / "aaaabbbb" / "000001.jsonl").write_bytes(header("aaaabbbb"))
    report = await desk.syncs()
    assert report.newer == ("aaaabbbb/000001.jsonl",)


async def test_compacting_leaves_out_what_was_replaced_and_no_answer(machine: MakeMachine) -> None:
    desk = await machine("desk")
    card = CardSelection(cards=(str((await card_of(desk, "Question 1?")).card_id),))
    for _ in range(5):
        await suspend(desk.store, card, desk.moment)
        await unsuspend(desk.store, card, desk.moment)
        await answered(desk, "Question 0?")
    await desk.syncs()
    (file,) = log_files(desk.folder)
    await desk.syncs(compact=True)
    (shorter,) = log_files(desk.folder)
    kinds = [type(record).__name__ for record in read_from(desk.folder, shorter, 0).records]
    assert shorter.size < file.size
    assert kinds.count("StatusLine") == 1
    assert kinds.count("AnswerLine") == 5
    phone = await machine("phone")
    await phone.syncs()
    assert await are_equal(desk, phone)


async def test_the_status_says_what_would_happen_and_changes_nothing(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 0?")
    await desk.syncs()
    await answered(phone, "Question 1?")
    status = await sync_status(phone.store, phone.folder)
    assert (status.synced_at, status.to_send, status.to_read_bytes > 0) == (None, 1, True)
    assert [device.own for device in status.devices] == [False]
    assert (await phone.syncs()).sent == 1
    status = await sync_status(phone.store, phone.folder)
    assert (status.to_send, status.to_read_bytes) == (0, 0)
    assert sorted(device.own for device in status.devices) == [False, True]


async def test_a_folder_that_is_away_is_an_error_if_it_is_named_and_none_in_a_review(
    machine: MakeMachine, tmp_path: Path
) -> None:
    desk = await machine("desk")
    with pytest.raises(SyncError, match="there is no folder"):
        await sync(desk.store, tmp_path / "away", desk.moment.now)
    assert await sync_if_there(desk.store, tmp_path / "away", desk.moment.now) is None


async def test_a_store_in_the_folder_is_warned_of(machine: MakeMachine) -> None:
    desk = await machine("desk")
    report = await sync(desk.store, desk.place, desk.moment.now)
    assert report.store_inside


async def test_copies_of_a_store_sign_with_names_of_their_own_even_if_a_clock_was_ahead(
    machine: MakeMachine, tmp_path: Path
) -> None:
    """A tick that is ahead of the clock is followed by the same one in every copy."""
    desk = await machine("desk")
    desk.clock = timedelta(days=365)
    await answered(desk, "Question 0?")
    desk.clock = timedelta()
    copy_store(desk.store.path, tmp_path / "copied.db")
    async with open_store(tmp_path / "copied.db") as store:
        copy = Machine(place=desk.place, store=store)
        await answered(copy, "Question 1?")
        await answered(desk, "Question 2?")
        await in_turn(desk, copy)
        assert len(await desk.answers()) == 3
        assert await are_equal(desk, copy)


async def test_files_that_are_written_again_have_other_names(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    card = CardSelection(cards=(str((await card_of(desk, "Question 1?")).card_id),))
    for _ in range(6):
        await suspend(desk.store, card, desk.moment)
        await unsuspend(desk.store, card, desk.moment)
    await answered(desk, "Question 0?")
    await in_turn(desk, phone)
    (file,) = [file for file in log_files(desk.folder) if file.size > 1000]
    shutil.rmtree(desk.folder / file.device)
    await answered(desk, "Question 2?")
    await desk.syncs()
    assert file.name not in {new.name for new in log_files(desk.folder)}
    assert (await phone.syncs()).damaged == 0
    assert await are_equal(desk, phone)


async def test_a_folder_is_the_same_by_another_path(machine: MakeMachine, tmp_path: Path) -> None:
    desk = await machine("desk")
    await answered(desk, "Question 0?")
    first = await desk.syncs()
    (tmp_path / "shared").rename(tmp_path / "stick")
    (tmp_path / "link").symlink_to(tmp_path / "stick")
    await answered(desk, "Question 1?")
    for path in (tmp_path / "stick", tmp_path / "link", tmp_path / "desk" / ".." / "stick"):
        report = await sync(desk.store, path, desk.moment.now)
        assert (report.device, report.devices) == (first.device, 1)


async def test_a_file_that_cannot_be_read_is_named_and_the_others_count(
    machine: MakeMachine,
) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 0?")
    await desk.syncs()
    (desk.folder / "aaaabbbb").mkdir()
    (desk.folder / "aaaabbbb" / "000001.jsonl").symlink_to("000001.jsonl")
    report = await phone.syncs()
    assert report.received == 1


async def test_what_can_be_received_is_though_nothing_can_be_sent(
    machine: MakeMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 0?")
    await desk.syncs()
    await answered(phone, "Question 1?")
    with monkeypatch.context() as full:

        def refuse(*_: object, **__: object) -> None:
            raise OSError(errno.EROFS, "read-only file system")

        full.setattr("kb.app.sync.run.append", refuse)
        report = await phone.syncs()
    assert (report.received, report.sent) == (1, 0)
    assert "read-only" in report.trouble
    assert (await phone.syncs()).sent == 1
    await desk.syncs()
    assert await are_equal(desk, phone)


async def test_a_first_time_that_failed_is_made_up_for_with_all_entries(
    machine: MakeMachine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that were signed with an earlier name, too."""
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 0?")
    copy_store(desk.store.path, tmp_path / "copied.db")
    async with open_store(tmp_path / "copied.db") as store:
        copy = Machine(place=desk.place, store=store, done=9)
        with monkeypatch.context() as full:

            def refuse(*_: object, **__: object) -> None:
                raise OSError(errno.ENOSPC, "no space left on device")

            full.setattr("kb.app.sync.run.append", refuse)
            assert (await copy.syncs()).sent == 0
        assert (await copy.syncs()).sent == 1
        await phone.syncs()
        assert await are_equal(copy, phone)
