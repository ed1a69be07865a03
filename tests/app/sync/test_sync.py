"""What machines learn from each other through a folder."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from zlib import crc32

import pytest
from sqlalchemy import text

from kb.app.cards.card_state import suspend, unsuspend
from kb.app.cards.inbox import reword
from kb.app.cards.selection import CardSelection
from kb.app.review.answers import undo
from kb.schedule.memory import Rating
from kb.schedule.planning.plans import Exam
from kb.store.review.plans import PlanEntry, PlanKind, add_plans, planned
from kb.sync.folder import append, log_files, read_from
from kb.sync.lines import KINDS, AnswerLine, header
from tests.app.sync.acting import answered, are_equal, card_of, due, in_turn
from tests.app.sync.conftest import MakeMachine
from tests.app.sync.machines import Machine


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


async def test_what_is_planned_is_shared_and_the_latest_holds(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    away = PlanEntry(PlanKind.BREAK, "2026-12-24", date(2027, 1, 2))
    exam = PlanEntry(PlanKind.EXAM, "law", date(2027, 2, 1), 0.95)
    async with desk.store.writing() as transaction:
        await add_plans(transaction, [away, exam], desk.moment.now)
    assert [(await one.syncs()).received for one in (desk, phone)] == [0, 2]
    phone.clock = timedelta(days=-365)
    later = [exam._replace(name="Law", until=date(2027, 3, 1)), away._replace(until=None)]
    async with phone.store.writing() as transaction:
        await add_plans(transaction, later, phone.moment.now)
    await in_turn(phone, desk)
    async with desk.store.reading() as transaction:
        plans = await planned(transaction)
    assert plans.breaks == ()
    assert plans.exams == (Exam(tag="Law", day=date(2027, 3, 1), retention=0.95),)
    assert await are_equal(desk, phone)
    await desk.syncs(compact=True)
    assert await are_equal(desk, phone)


async def test_plans_that_an_older_kb_has_passed_over_come_with_the_next_synchronisation(
    machine: MakeMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    async with desk.store.writing() as transaction:
        exam = PlanEntry(PlanKind.EXAM, "law", date(2027, 2, 1))
        await add_plans(transaction, [exam], desk.moment.now)
    await desk.syncs()
    with monkeypatch.context() as older:
        older.delitem(KINDS, "plan")
        assert (await phone.syncs()).received == 0
    assert (await phone.syncs()).received == 0
    async with phone.store.writing() as transaction:
        await transaction.execute(text("UPDATE sync_folders SET plan_position = NULL"))
    assert (await phone.syncs()).received == 1
    assert await are_equal(desk, phone)
    assert (await phone.syncs()).received == 0


async def test_the_order_of_the_files_and_lines_does_not_matter(
    machine: MakeMachine, tmp_path: Path
) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    for rating in (Rating.GOOD, Rating.AGAIN, Rating.GOOD):
        await answered(desk, "Question 0?", rating)
        await answered(phone, "Question 0?", rating)
    await undo(desk.store, 1, desk.moment)
    for one, day in ((desk, 1), (phone, 2), (desk, 3)):
        exam = PlanEntry(PlanKind.EXAM, "law", date(2027, 2, day))
        async with one.store.writing() as transaction:
            await add_plans(transaction, [exam], one.moment.now)
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
                content = b"".join((lines[0], *lines[1 + part :: 3]))
                (place / f"{turn}0000{part}.jsonl").write_bytes(content)
            await machine.syncs()


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
        '["plan",1769851200000,"break","20261224","2027-01-02",null',
        '["plan",1769851200000,"break","2026-12-24","tomorrow",null',
        '["plan",1769851200000,"exam","law","2027-01-02",7',
        '["plan",1769851200000,"holiday","2026-12-24","2027-01-02",null',
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
