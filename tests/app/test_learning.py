"""What the user's verdicts teach: which cards are drawn, and in which order they are proposed."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.app.cards.inbox import Verdict, decide, proposals, reword
from kb.app.cards.selection import CardSelection
from kb.app.importing.report import ImportReport
from kb.app.learning import foresight, learned_weights, reasons_of, worth_of
from kb.cards.worth.model import Weights
from kb.cards.worth.weights import DEFAULT_WEIGHTS, PROPOSED_FROM
from kb.schedule.days import Calendar, Moment
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
DAYS = Calendar(zone=UTC, rollover_hour=4)
METALS = (
    *("tin", "iron", "lead", "zinc", "gold", "silver", "copper", "nickel", "cobalt", "sodium"),
    *("radium", "barium", "cerium", "indium", "osmium", "gallium", "hafnium", "niobium", "thorium"),
    *("uranium", "yttrium", "rhodium"),
)
Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]


def metal(name: str) -> str:
    """Return a note with a definition and a component, which is proposed."""
    return (
        f"Tags: #metals\n\nDefinition: {name.title()} is a metal of the smith of {name} town.\n\n"
        f"## Smiths\n\nSmiths of {name} are paid by weight.\n"
    )


async def weights(store: Store, *, learn: bool = True) -> Weights | None:
    async with store.reading() as transaction:
        return await learned_weights(transaction, learn=learn)


async def proposed(store: Store) -> tuple[StoredCard, ...]:
    return await proposals(store, CardSelection(), Moment(now=NOW, calendar=DAYS))


async def everything(store: Store) -> tuple[StoredCard, ...]:
    async with store.reading() as transaction:
        return await stored_cards(transaction, CardFilter())


@pytest.fixture
async def metals(vault: Path, write: Write, imported: Import, store: Store) -> Store:
    for name in METALS:
        write(f"{name.title()}.md", metal(name))
    await imported(vault)
    return store


async def test_without_verdicts_there_is_nothing_to_learn(metals: Store) -> None:
    assert await weights(metals) is None


async def test_the_best_proposals_come_first(metals: Store) -> None:
    worths = [worth_of(card.traits, None) or 0 for card in await proposed(metals)]
    rounded = [round(worth, 2) for worth in worths]
    assert len(set(rounded)) > 1
    assert rounded == sorted(rounded, reverse=True)
    assert min(worths) >= PROPOSED_FROM


async def test_rejected_cards_teach_what_not_to_draw(
    metals: Store, vault: Path, write: Write, imported: Import
) -> None:
    components = [card for card in await proposed(metals) if card.generator == "component"]
    assert len(components) == len(METALS)
    ids = [card.card_id for card in components[:-1]]
    await decide(metals, ids, Verdict.REJECT, now=NOW, today=NOW.date())
    learned = await weights(metals)
    last = components[-1].traits
    assert (worth_of(last, learned) or 1) < PROPOSED_FROM < (worth_of(last, None) or 0)
    write("Titanium.md", metal("titanium"))
    await imported(vault)
    drawn = {card.generator for card in await everything(metals) if card.note == "Titanium"}
    assert "component" not in drawn
    assert "definition" in drawn


async def test_learning_can_be_turned_off(metals: Store) -> None:
    ids = [card.card_id for card in await proposed(metals)]
    await decide(metals, ids, Verdict.REJECT, now=NOW, today=NOW.date())
    assert await weights(metals, learn=False) is None


async def test_accepting_and_rejecting_pull_in_opposite_directions(metals: Store) -> None:
    cards = [card for card in await proposed(metals) if card.generator == "component"]
    before = worth_of(cards[0].traits, None) or 0
    ids = [card.card_id for card in cards[1:6]]
    await decide(metals, ids, Verdict.ACCEPT, now=NOW, today=NOW.date())
    assert (worth_of(cards[0].traits, await weights(metals)) or 0) > before


async def test_an_edit_counts_for_less_than_a_card_that_was_taken_as_it_is(metals: Store) -> None:
    cards = [card for card in await proposed(metals) if card.generator == "component"]
    for card in cards[1:8]:
        await reword(metals, card.card_id, "Why is it soft?", card.back, NOW)
    edited = worth_of(cards[0].traits, await weights(metals)) or 0
    ids = [card.card_id for card in cards[1:8]]
    await decide(metals, ids, Verdict.REJECT, now=NOW, today=NOW.date())
    assert (worth_of(cards[0].traits, await weights(metals)) or 0) < edited


async def test_foresight_is_told_once_there_are_verdicts_of_both_kinds(metals: Store) -> None:
    cards = await proposed(metals)
    bad = [card.card_id for card in cards if card.generator == "component"]
    good = [card.card_id for card in cards if card.generator != "component"]
    await decide(metals, bad[:10], Verdict.REJECT, now=NOW, today=NOW.date())
    async with metals.reading() as transaction:
        few = await foresight(transaction)
    assert (few.decided, few.by_default, few.learned) == (10, None, None)
    await decide(metals, bad[10:], Verdict.REJECT, now=NOW, today=NOW.date())
    await decide(metals, good, Verdict.ACCEPT, now=NOW, today=NOW.date())
    async with metals.reading() as transaction:
        told = await foresight(transaction)
    assert told.decided == len(bad) + len(good)
    assert told.learned is not None
    assert told.learned > 0.9


async def test_the_reasons_of_a_card_are_those_of_its_weights(metals: Store) -> None:
    card = next(card for card in await everything(metals) if card.generator == "definition")
    reasons = reasons_of(card.traits, None)
    assert {reason.trait for reason in reasons} >= {"defined-in-a-field", "note-with-a-definition"}
    assert [abs(reason.weight) for reason in reasons] == sorted(
        (abs(reason.weight) for reason in reasons), reverse=True
    )
    assert reasons_of("", DEFAULT_WEIGHTS) == ()
    assert worth_of("", None) is None
