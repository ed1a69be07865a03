"""Histories that other programs keep in notes, and the cards that they are of."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest

from kb.adoption.hashcards import Content
from kb.adoption.history import Program
from kb.app.exchange.adoption_plan import Reception
from kb.app.exchange.in_notes import FoundHistories
from kb.app.exchange.offer import find_histories, offer_of, take_over
from kb.app.importing.run import ImportReport
from kb.config.settings import Settings
from kb.errors import NotFoundError
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store
from tests.adoption.test_hashcards import database
from tests.app.days import at

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]

DECK = """#flashcards

What is a heap?::A tree in an array
<!--SR:!2026-03-20,28,250-->

Capital of France:::Paris
<!--SR:!2026-03-24,30,270!2026-03-01,3,210-->

The ==heart== pumps ==blood== through the body
<!--SR:!2000-01-01,1,250!2026-03-22,20,250-->
"""
LOGSEQ = """- What is a graph? #card
  card-last-interval:: 31.26
  card-repeats:: 3
  card-ease-factor:: 2.6
  card-next-schedule:: 2026-03-21T10:00:00.000Z
  card-last-reviewed:: 2026-02-18T10:00:00.000Z
  card-last-score:: 5
\t- nodes and edges
"""


async def found_in(store: Store, *places: Path, whole_notes: bool = False) -> FoundHistories:
    return await find_histories(store, places, Settings(), at(0), whole_notes=whole_notes)


async def due_days(store: Store) -> dict[str, date | None]:
    """Returns when each card is due, by its prompt."""
    async with store.reading() as transaction:
        cards: tuple[StoredCard, ...] = await stored_cards(transaction, CardFilter())
    return {card.front: card.scheduled.due.date() if card.scheduled else None for card in cards}


async def test_every_schedule_lands_on_the_card_that_the_plugin_means(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", DECK)
    write("Graph.md", LOGSEQ)
    await imported(vault)
    found = await found_in(store)
    assert {(one.path, one.line, one.prompt) for one in found.histories} == {
        ("Deck.md", 3, "What is a heap?"),
        ("Deck.md", 6, "Capital of France"),
        ("Deck.md", 6, "Paris"),
        ("Deck.md", 9, "The heart pumps [...] through the body"),
        ("Graph.md", 1, "What is a graph?"),
    }
    offer = await take_over(store, found, at(0))
    assert offer.programs == ((Program.OBSIDIAN_SR, 4), (Program.LOGSEQ, 1))
    assert offer.changing == 5
    assert await due_days(store) == {
        "What is a heap?": date(2026, 3, 20),
        "Capital of France": date(2026, 3, 24),
        "Paris": date(2026, 3, 1),
        "The [...] pumps blood through the body": None,
        "The heart pumps [...] through the body": date(2026, 3, 22),
        "What is a graph?": date(2026, 3, 21),
    }


async def test_looking_writes_nothing(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", DECK)
    await imported(vault)
    found = await found_in(store)
    offer = await offer_of(store, found, at(0))
    assert (offer.done, offer.changing) == (False, 4)
    assert not any((await due_days(store)).values())
    assert (vault / "Deck.md").read_text() == DECK


async def test_only_the_places_that_are_meant_are_looked_at(
    store: Store, vault: Path, write: Write, imported: Import, tmp_path: Path
) -> None:
    write("a/Deck.md", DECK)
    write("b/Graph.md", LOGSEQ)
    await imported(vault)
    in_folder = await found_in(store, vault / "b")
    assert [one.path for one in in_folder.histories] == ["b/Graph.md"]
    in_note = await found_in(store, vault / "a" / "Deck.md")
    assert {one.path for one in in_note.histories} == {"a/Deck.md"}
    everything = await found_in(store, vault.parent)
    assert len(everything.histories) == 5
    with pytest.raises(NotFoundError, match="known folder"):
        await found_in(store, tmp_path / "elsewhere")


async def test_a_schedule_of_a_whole_note_goes_to_its_definition_if_that_is_wanted(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    note = "---\nsr-due: 2026-04-01\nsr-interval: 40\nsr-ease: 250\n---\n# Heap\n\n"
    write("Heap.md", f"{note}**Definition:** A heap is a tree whose parents are never greater.\n")
    await imported(vault)
    found = await found_in(store)
    assert found.histories == ()
    assert [problem.code for _, problem in found.problems] == ["schedule-of-whole-note"]
    found = await found_in(store, whole_notes=True)
    assert [one.history.schedule.due for one in found.histories if one.history.schedule] == [
        date(2026, 4, 1)
    ]


async def test_what_is_known_and_what_was_answered_since_is_told(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", DECK)
    await imported(vault)
    await take_over(store, await found_in(store), at(0))
    again = await offer_of(store, await found_in(store), at(1))
    assert {one.reception for one in again.histories} == {Reception.KNOWN}


async def test_a_note_that_changed_since_is_imported_first(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", DECK)
    await imported(vault)
    write("Deck.md", DECK.replace("What is a heap?", "What is a binary heap?"), when=at(0).now)
    found = await found_in(store)
    assert "What is a binary heap?" in {one.prompt for one in found.histories}
    assert found.problems == ()


HASHED = "Q: What is a kiln?\nA: A hot oven.\n"
KILN = Content(("What is a kiln?", "A hot oven.")).name
CHANGED = Content(("What is a kiln?", "An oven.")).name


def answered(*names: str) -> list[tuple[object, ...]]:
    return [(name, "2026-02-01T10:00:00.000", "good", 3) for name in names]


async def test_cards_of_hashcards_that_no_note_has_are_told(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("decks/Kiln.md", HASHED)
    await imported(vault)
    database(vault / "decks", answered(KILN, CHANGED))
    found = await found_in(store)
    assert [one.line for one in found.histories] == [1]
    ((folder, problem),) = found.problems
    assert (folder, problem.path, problem.code) == (
        str(vault),
        "decks/hashcards.db",
        "answers-without-card",
    )
    # Of a part of the notes, it cannot be said.
    assert (await found_in(store, vault / "decks")).problems == ()


async def test_a_database_of_hashcards_may_be_named_and_lie_anywhere(
    store: Store, vault: Path, write: Write, imported: Import, tmp_path: Path
) -> None:
    write("decks/Kiln.md", HASHED)
    await imported(vault)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    there = database(elsewhere, answered(KILN, CHANGED))
    beside = database(vault / "decks", answered(KILN))
    for place, problems in ((there, ["hashcards.db"]), (beside, [])):
        found = await found_in(store, place)
        assert [one.history.program for one in found.histories] == [Program.HASHCARDS]
        assert [problem.path for _, problem in found.problems] == problems
