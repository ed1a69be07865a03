"""Cards that are one on all machines."""

from kb.store.cards.cards import CardFilter, stored_cards
from kb.store.tables.predicates import SHOWN_STATUSES
from tests.app.sync.acting import answered, are_equal, card_of, in_turn
from tests.app.sync.conftest import NOTE, MakeMachine


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
