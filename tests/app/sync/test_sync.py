"""What machines learn from each other through a folder."""

import errno
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path
from zlib import crc32

import pytest

from kb.app.cards.inbox import reword
from kb.app.cards.selection import CardSelection
from kb.app.review.answers import undo
from kb.app.review.grade import grade
from kb.app.review.suspend import suspend, unsuspend
from kb.app.sync.automatic import sync_if_there
from kb.app.sync.places import SyncError
from kb.app.sync.run import sync
from kb.app.sync.status import sync_status
from kb.schedule.memory import Rating
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.copy import copy_store
from kb.store.file.store import open_store
from kb.store.tables.predicates import SHOWN_STATUSES
from kb.sync.folder import append, log_files, read_from
from kb.sync.lines import AnswerLine, header
from tests.app.sync.conftest import NOTE, MakeMachine
from tests.app.sync.machines import SETTINGS, Machine


async def answered(machine: Machine, front: str, rating: Rating = Rating.EASY) -> None:
    """Answers the card with this prompt."""
    card = (await card_of(machine, front)).card_id
    await grade(machine.store, str(card), rating, moment=machine.moment, settings=SETTINGS)


async def card_of(machine: Machine, front: str) -> StoredCard:
    """Returns the card with this prompt, whatever its status."""
    async with machine.store.reading() as transaction:
        cards = await stored_cards(transaction, CardFilter())
    (card,) = [card for card in cards if card.front == front]
    return card


async def due(machine: Machine, front: str) -> datetime:
    """Returns when the card with this prompt is due."""
    card = await card_of(machine, front)
    assert card.scheduled
    return card.scheduled.due


async def in_turn(*machines: Machine) -> None:
    """Synchronises until all have everything."""
    for _ in range(2):
        for machine in machines:
            await machine.syncs()


async def are_equal(*machines: Machine) -> bool:
    """Returns whether machines have the same cards and entries, and doctors find nothing."""
    first, *others = [await machine.shared() for machine in machines]
    return all(other == first for other in others) and not any(
        [await machine.is_sound() for machine in machines]
    )


async def test_an_answer_counts_on_every_machine(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 0?")
    await in_turn(desk, phone)
    assert (await card_of(phone, "Question 0?")).reps == 1
    assert await due(phone, "Question 0?") == await due(desk, "Question 0?")
    assert await are_equal(desk, phone)


async def test_the_same_twice_changes_nothing(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 0?")
    await in_turn(desk, phone)
    before = await desk.shared()
    for full in (False, True):
        for one in (desk, phone):
            report = await one.syncs(full=full)
            assert (report.sent, report.received) == (0, 0)
    assert await desk.shared() == before


async def test_of_two_answers_that_knew_nothing_of_each_other_the_earlier_due_date_counts(
    machine: MakeMachine,
) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 0?", Rating.GOOD)
    await answered(desk, "Question 0?", Rating.GOOD)
    phone.done = desk.done
    await answered(phone, "Question 0?", Rating.EASY)
    early, late = await due(desk, "Question 0?"), await due(phone, "Question 0?")
    assert early < late
    await in_turn(desk, phone)
    for one in (desk, phone):
        assert await due(one, "Question 0?") == early
        assert (await card_of(one, "Question 0?")).reps == 3
    assert await are_equal(desk, phone)


async def test_an_undo_takes_back_the_answer_of_another_machine(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 0?")
    await in_turn(desk, phone)
    phone.done = desk.done
    await undo(phone.store, 1, phone.moment)
    await in_turn(desk, phone)
    assert (await card_of(desk, "Question 0?")).scheduled is None
    assert await are_equal(desk, phone)


async def test_the_latest_decision_holds_whatever_the_clocks_say(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    desk.clock = timedelta(days=365)
    card = CardSelection(cards=(str((await card_of(desk, "Question 1?")).card_id),))
    await suspend(desk.store, card, desk.moment)
    await in_turn(desk, phone)
    assert (await card_of(phone, "Question 1?")).status == "suspended"
    phone.clock = timedelta(days=-365)
    theirs = CardSelection(cards=(str((await card_of(phone, "Question 1?")).card_id),))
    await unsuspend(phone.store, theirs, phone.moment)
    await in_turn(phone, desk)
    assert (await card_of(desk, "Question 1?")).status == "active"
    assert await are_equal(desk, phone)


async def test_ones_own_wording_is_shared(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    card = await card_of(desk, "Question 2?")
    await reword(desk.store, card.card_id, "In my words?", "Yes.", desk.moment.now)
    await in_turn(desk, phone)
    assert (await card_of(phone, "In my words?")).back == "Yes."


async def test_a_card_is_one_though_a_machine_renamed_its_note_and_another_edited_it(
    machine: MakeMachine,
) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    (note,) = desk.notes.rglob("Deck.md")
    note.rename(note.with_name("Renamed.md")).write_text(NOTE.replace("# Deck", "# Renamed"))
    (note,) = phone.notes.rglob("Deck.md")
    note.write_text(NOTE.replace("Answer 0, as written.", "Answer 0, as written later."))
    for one in (desk, phone):
        await one.imports()
        await answered(one, "Question 0?")
    await in_turn(desk, phone)
    assert (await card_of(desk, "Question 0?")).reps == 2
    assert await are_equal(desk, phone)


async def test_a_card_is_one_though_machines_first_saw_it_after_different_edits(
    machine: MakeMachine,
) -> None:
    desk = await machine("desk")
    phone = await machine("phone", NOTE.replace("Answer 0, as written.", "Answer 0, but later."))
    for one in (desk, phone):
        await answered(one, "Question 0?")
    await in_turn(desk, phone)
    for one in (desk, phone):
        assert (await card_of(one, "Question 0?")).reps == 2
    assert await are_equal(desk, phone)


async def test_a_card_that_is_retired_here_takes_the_answers_of_elsewhere(
    machine: MakeMachine,
) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    (note,) = desk.notes.rglob("Deck.md")
    note.write_text(NOTE.replace("Q: Question 3?\nA: Answer 3, as written.\n\n", ""))
    await desk.imports()
    await answered(phone, "Question 3?")
    await in_turn(phone, desk)
    retired = await card_of(desk, "Question 3?")
    assert (retired.status, retired.reps) == ("retired", 1)
    note.write_text(NOTE)
    await desk.imports()
    assert (await card_of(desk, "Question 3?")).status == "active"
    assert await are_equal(desk, phone)


async def test_answers_wait_for_their_note(machine: MakeMachine) -> None:
    desk = await machine("desk")
    phone = await machine("phone", "# Empty\n")
    await answered(desk, "Question 0?")
    await desk.syncs()
    assert (await phone.syncs()).waiting == 1
    (note,) = phone.notes.rglob("Deck.md")
    note.write_text(NOTE)
    await phone.imports()
    report = await phone.syncs()
    assert (report.waiting, report.received) == (0, 1)
    assert (await card_of(phone, "Question 0?")).reps == 1
    assert await are_equal(desk, phone)


async def test_the_order_of_the_files_and_lines_does_not_matter(
    machine: MakeMachine, tmp_path: Path
) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    for rating in (Rating.GOOD, Rating.AGAIN, Rating.GOOD):
        await answered(desk, "Question 0?", rating)
        await answered(phone, "Question 0?", rating)
    await undo(desk.store, 1, desk.moment)
    await in_turn(desk, phone)
    expected = await desk.shared()
    files = {
        file.device: (desk.folder / file.device / file.name).read_bytes().splitlines(keepends=True)
        for file in log_files(desk.folder)
    }
    for number, order in enumerate(permutations(range(3))):
        other = await machine(f"other{number}")
        await _carried(other, files, order)
        assert await other.shared() == expected


async def _carried(machine: Machine, files: dict[str, list[bytes]], order: Sequence[int]) -> None:
    """Brings lines to a machine's own folder in three parts, in some order, and twice."""
    machine.folder.unlink()
    machine.folder.mkdir()
    for turn in range(2):
        for part in order:
            for device, lines in files.items():
                place = machine.folder / device
                place.mkdir(exist_ok=True)
                text = b"".join((lines[0], *lines[1 + part :: 3]))
                (place / f"{turn}0000{part}.jsonl").write_bytes(text)
            await machine.syncs()


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


async def test_an_entry_that_no_kb_writes_changes_nothing(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 0?")
    await desk.syncs()
    (file,) = log_files(desk.folder)
    records = read_from(desk.folder, file, 0).records
    (answer,) = [record for record in records if isinstance(record, AnswerLine)]
    wrong = [
        answer._replace(rating=9),
        answer._replace(now=0),
        answer._replace(was=7),
        answer._replace(was=2),
        answer._replace(wait=10**17),
        answer._replace(day=10**9),
    ]
    append(desk.folder, "aaaabbbb", wrong)
    assert (await phone.syncs()).received == 1
    assert await phone.shared() == await desk.shared()
    (finding,) = await phone.is_sound()
    assert "1 line in" in finding  # a number that no program can keep
    assert "5 entries of" in finding


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


async def test_a_card_stays_one_if_a_machine_sees_its_rename_and_its_edit_at_once(
    machine: MakeMachine,
) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    for one in (desk, phone):
        for number in range(4):
            await answered(one, f"Question {number}?")
    await in_turn(desk, phone)
    renamed = NOTE.replace("# Deck", "# Renamed")
    edited = renamed.replace("Answer", "Reply").replace("as written", "in other words")
    (note,) = desk.notes.rglob("Deck.md")
    note = note.rename(note.with_name("Renamed.md"))
    for text in (renamed, edited):
        note.write_text(text)
        await desk.imports()
    (note,) = phone.notes.rglob("Deck.md")
    note.rename(note.with_name("Renamed.md")).write_text(edited)
    await phone.imports()
    await in_turn(desk, phone)
    for one in (desk, phone):
        for number in range(4):
            async with one.store.reading() as transaction:
                cards = await stored_cards(transaction, CardFilter(statuses=SHOWN_STATUSES))
            (card,) = [card for card in cards if card.front == f"Question {number}?"]
            assert card.reps == 2
    report = await phone.syncs()
    assert (report.waiting, report.received, report.sent) == (0, 0, 0)


async def test_of_two_answers_the_earlier_due_date_counts_though_a_clock_is_ahead(
    machine: MakeMachine,
) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 0?")
    early = await due(desk, "Question 0?")
    phone.clock = timedelta(days=365)
    await answered(phone, "Question 0?")
    await in_turn(desk, phone)
    for one in (desk, phone):
        assert await due(one, "Question 0?") == early


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


@pytest.mark.parametrize(
    "line",
    [
        '["answer"',
        '[["answer"],1',
        '[{"kind":"answer"},1',
        "[" + "[" * 2000 + "]" * 2000,
        '["burial",1769851200000,"872c358315f17466","20260601"',
        '["burial",1769851200000,"872c358315f17466","2026-W23-1"',
        '["status",1769851200000,"872c358315f17466","active",null,100000000000000000',
        '["wording",1769851200000,"872c358315f17466","\\ud800","b"',
        '["reset",253402300799999,"872c358315f17466",0,0',
        '["reset",1769851200000,"872c358315f17466",5000,0',
        '["reset",true,"872c358315f17466",0,0',
        '["weights","01234567","FSRS-7",[1,2,3]',
    ],
)
async def test_a_line_that_is_right_but_for_what_it_says_stops_nothing(
    machine: MakeMachine, line: str
) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    uid = (await card_of(desk, "Question 3?")).uid
    body = line.replace("872c358315f17466", uid).encode()
    place = desk.folder / "aaaabbbb"
    place.mkdir()
    sealed = b'%b,"%08x"]\n' % (body, crc32(body, crc32(b"aaaabbbb")))
    (place / "000001.jsonl").write_bytes(header("aaaabbbb") + sealed)
    await answered(desk, "Question 0?")
    await in_turn(desk, phone)
    assert (await card_of(phone, "Question 0?")).reps == 1
    assert await desk.shared() == await phone.shared()
