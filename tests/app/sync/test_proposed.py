"""Cards that an assistant proposed travel with their texts, which no note has."""

import shutil

from kb.app.cards.inbox import Verdict, decide
from kb.app.cards.proposing import ProposedText, propose_cards
from kb.app.exchange.export import export
from kb.app.exchange.take_back import take_back
from tests.app.sync.acting import answered, are_equal, card_of, in_turn
from tests.app.sync.conftest import NOTE, MakeMachine
from tests.app.sync.machines import Machine

ASKED = "How many answers does the deck have?"
TOLD = "Four of them"


async def proposes(machine: Machine, front: str = ASKED, note: str = "Deck") -> None:
    idea = ProposedText(line=3, front=front, back=TOLD)
    await propose_cards(machine.store, note, [idea], machine.moment.now)


async def decides(machine: Machine, verdict: Verdict) -> None:
    card, moment = await card_of(machine, ASKED), machine.moment
    await decide(machine.store, [card.card_id], verdict, now=moment.now, today=moment.day)


async def test_a_proposal_and_its_verdict_reach_the_other_machine(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await proposes(desk)
    await in_turn(desk, phone)
    there = await card_of(phone, ASKED)
    assert (there.status, there.generator, there.line, there.back) == (
        "inbox",
        "assistant",
        3,
        TOLD,
    )
    await decides(phone, Verdict.ACCEPT)
    await answered(phone, ASKED)
    await in_turn(phone, desk)
    assert ((await card_of(desk, ASKED)).status, (await card_of(desk, ASKED)).reps) == ("active", 1)
    assert await are_equal(desk, phone)


async def test_one_that_two_machines_proposed_is_one(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    for one in (desk, phone):
        await proposes(one)
    await in_turn(desk, phone)
    await decides(desk, Verdict.REJECT)
    await in_turn(desk, phone)
    assert (await card_of(phone, ASKED)).status == "rejected"
    await proposes(phone)
    assert (await card_of(phone, ASKED)).status == "rejected"
    assert await are_equal(desk, phone)


async def test_one_is_one_though_a_machine_calls_its_note_otherwise(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    for one, title in ((desk, "# First"), (phone, "# Second")):
        (note,) = one.notes.rglob("Deck.md")
        note.write_text(NOTE.replace("# Deck", title))
        await one.imports()
        await proposes(one, note=title[2:])
        note.write_text(NOTE)
        await one.imports()
    await in_turn(desk, phone)
    assert await are_equal(desk, phone)


async def test_proposals_wait_for_their_note(machine: MakeMachine) -> None:
    desk = await machine("desk")
    phone = await machine("phone", "# Empty\n")
    (note,) = phone.notes.rglob("Deck.md")
    note.rename(note.with_name("Other.md"))
    await phone.imports()
    await proposes(desk)
    await decides(desk, Verdict.ACCEPT)
    await desk.syncs()
    assert (await phone.syncs()).waiting == 2
    assert (await phone.syncs()).waiting == 2
    note.write_text(NOTE)
    await phone.imports()
    assert (await phone.syncs()).waiting == 0
    assert (await card_of(phone, ASKED)).status == "active"
    assert await are_equal(desk, phone)


async def test_a_compacted_and_a_new_folder_have_them(machine: MakeMachine) -> None:
    desk = await machine("desk")
    await proposes(desk)
    await desk.syncs()
    await desk.syncs(compact=True)
    phone = await machine("phone")
    await phone.syncs()
    assert (await card_of(phone, ASKED)).status == "inbox"
    for device in desk.folder.iterdir():
        shutil.rmtree(device)
    await desk.syncs()
    tablet = await machine("tablet")
    await tablet.syncs()
    assert (await card_of(tablet, ASKED)).back == TOLD
    assert await are_equal(desk, tablet)


async def test_an_export_brings_them_back(machine: MakeMachine) -> None:
    desk, other = await machine("desk"), await machine("other")
    await proposes(desk)
    await decides(desk, Verdict.ACCEPT)
    await answered(desk, ASKED)
    await export(desk.store, desk.place / "export")
    taken = await take_back(other.store, desk.place / "export", other.moment.now)
    assert (taken.waiting, taken.missing) == (0, ())
    assert ((await card_of(other, ASKED)).status, (await card_of(other, ASKED)).reps) == (
        "active",
        1,
    )
    assert await are_equal(desk, other)
