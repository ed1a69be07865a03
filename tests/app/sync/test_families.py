"""Families of cards: given once, whatever becomes of the first, and the same on all machines."""

from datetime import timedelta
from random import Random

import pytest

from kb.app.exchange.export import export
from kb.app.exchange.take_back import take_back
from kb.store.cards.cards import CardFilter, stored_cards
from kb.store.exchange.siblings import StoredSibling, cards_of_families
from kb.store.tables.predicates import SHOWN_STATUSES
from tests.app.sync.acting import answered, in_turn
from tests.app.sync.conftest import MakeMachine
from tests.app.sync.machines import Machine

ROME = "# Deck\n\nC: [Rome] lies on the [Tiber], far from the river [Po].\n"
NO_ROME = ROME.replace("[Rome]", "Rome")
VALE = ROME.replace("[Rome]", "Rome").replace("[Tiber]", "Tiber")
BOTH = "# Deck\n\n#flashcards\n\nRome:::the capital of Italy\n"


async def edited(machine: Machine, text: str) -> None:
    (note,) = machine.notes.rglob("Deck.md")
    note.write_text(text)
    await machine.imports()


async def joined_later(machine: MakeMachine, name: str) -> Machine:
    """Returns a machine that first saw the text when it had lost its first cloze."""
    made = await machine(name, "# Deck\n")
    made.clock = timedelta(days=9)
    await edited(made, NO_ROME)
    return made


async def living(machine: Machine) -> dict[str, StoredSibling]:
    """Returns the cards that are in use, by what they ask."""
    async with machine.store.reading() as transaction:
        cards = await stored_cards(transaction, CardFilter(statuses=SHOWN_STATUSES))
        found = await cards_of_families(transaction, [card.card_id for card in cards])
    ids = {card.card_id for card in cards}
    return {card.front: card for card in found if card.card_id in ids}


async def families(machine: Machine) -> set[str]:
    return {card.family for card in (await living(machine)).values()}


async def test_the_clozes_of_a_text_are_of_the_family_of_the_first(machine: MakeMachine) -> None:
    desk = await machine("desk", ROME)
    cards = await living(desk)
    first = cards["[...] lies on the Tiber, far from the river Po."]
    assert {card.family for card in cards.values()} == {first.uid}
    assert [card.front for card in cards.values() if card.leads] == [first.front]


async def test_a_family_goes_on_when_its_first_card_is_gone(machine: MakeMachine) -> None:
    desk = await machine("desk", ROME)
    before = await families(desk)
    await edited(desk, NO_ROME)
    assert await families(desk) == before
    await edited(desk, NO_ROME.replace("lies on", "is [built] on"))
    assert len(await living(desk)) == 3
    assert await families(desk) == before
    await edited(desk, ROME)
    assert await families(desk) == before
    assert await desk.is_sound() == []


async def test_a_cloze_that_is_added_later_joins_those_that_are_there(machine: MakeMachine) -> None:
    desk = await machine("desk", VALE)
    before = await families(desk)
    await edited(desk, ROME)
    assert await families(desk) == before


async def test_both_directions_are_of_the_family_of_the_first_and_a_third_card_is_by_itself(
    machine: MakeMachine,
) -> None:
    desk = await machine("desk", BOTH)
    before = await living(desk)
    first = before["Rome"]
    assert {card.family for card in before.values()} == {first.uid}
    # What asks for the country by now is another card than that which asked for the capital.
    await edited(desk, "# Deck\n\n#flashcards\n\nthe capital of Italy::Rome\n")
    assert {card.family for card in (await living(desk)).values()} == {first.uid}
    await edited(desk, BOTH)
    assert await living(desk) == before


async def test_a_direction_that_is_added_joins_the_one_that_is_there(machine: MakeMachine) -> None:
    desk = await machine("desk", BOTH.replace(":::", "::"))
    before = await living(desk)
    await edited(desk, BOTH)
    after = await living(desk)
    assert len(after) == 2
    assert {card.family for card in after.values()} == {before["Rome"].uid}


async def test_a_machine_that_joins_later_takes_over_a_family_that_has_lost_its_first_card(
    machine: MakeMachine,
) -> None:
    desk = await machine("desk", ROME)
    before = await families(desk)
    await edited(desk, NO_ROME)
    phone = await joined_later(machine, "phone")
    assert await families(phone) != before
    (po,) = [front for front in await living(desk) if front.endswith("river [...].")]
    await answered(desk, po)
    await in_turn(desk, phone)
    # Also of the card that nobody has answered.
    assert await families(desk) == await families(phone) == before
    await edited(phone, NO_ROME.replace("lies", "[lies]"))
    assert await families(phone) == before
    assert await phone.is_sound() == []


async def test_a_family_is_told_on_by_a_machine_that_joined_later(machine: MakeMachine) -> None:
    desk = await machine("desk", ROME)
    before = await families(desk)
    await edited(desk, NO_ROME)
    phone, tablet = [await joined_later(machine, name) for name in ("phone", "tablet")]
    (po,) = [front for front in await living(desk) if front.endswith("river [...].")]
    for one in (desk, phone, tablet):
        await answered(one, po)
    await in_turn(desk, phone)
    await in_turn(phone, tablet)
    assert await families(tablet) == before


async def test_an_export_brings_families_to_a_new_store(machine: MakeMachine) -> None:
    desk = await machine("desk", ROME)
    before = await families(desk)
    await edited(desk, NO_ROME)
    phone = await joined_later(machine, "phone")
    folder = desk.place / "export"
    await export(desk.store, folder)
    await take_back(phone.store, folder, phone.moment.now)
    assert await families(phone) == before
    again = await living(phone)
    await take_back(phone.store, folder, phone.moment.now)
    assert await living(phone) == again


@pytest.mark.parametrize("seed", range(12))
async def test_machines_that_saw_texts_at_other_times_agree_on_families(
    machine: MakeMachine, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311  # not for secrets
    texts = [ROME, NO_ROME, VALE, NO_ROME.replace("lies", "[lies]")]
    machines = [await machine(f"m{n}", chance.choice(texts)) for n in range(3)]
    for _ in range(12):
        one = chance.choice(machines)
        one.clock = timedelta(days=chance.randrange(5))
        act = chance.randrange(4)
        if act == 0:
            await one.syncs(full=chance.random() < 0.3, compact=chance.random() < 0.3)
        elif act == 1:
            await edited(one, chance.choice(texts))
        else:
            await answered(one, chance.choice([*await living(one)]))
    for one in machines:
        await edited(one, NO_ROME)
        for front in [*await living(one)]:
            await answered(one, front)
    await in_turn(*machines, *machines)
    named = [
        {card.uid: (card.family, card.leads) for card in (await living(one)).values()}
        for one in machines
    ]
    assert named[0] == named[1] == named[2]
    assert len({family for family, _ in named[0].values()}) == 1
    for one in machines:
        assert await one.is_sound() == []
        report = await one.syncs()
        assert (report.sent, report.received) == (0, 0)
