"""Looking through cards: queries, orders, marks, and acts with their undo."""

from pathlib import Path

import pytest

from kb.app.card_browser import CardBrowser
from kb.app.cards.acts import Act
from kb.app.cards.browsing import CardOrder
from kb.app.cards.card_state import bury_until_tomorrow, unsuspend
from kb.app.cards.selection import CardSelection
from kb.app.maintenance.doctor import diagnosis
from kb.cards.card import Status
from kb.config.settings import Settings
from kb.errors import QueryError
from kb.schedule.intervals import Bounds
from kb.schedule.memory import CardId, Rating
from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.days import answered, at, deck

NOTE = """\
Tags: #metal

Definition: Tin is a soft metal that melts at 232 degrees and keeps iron from rusting.
"""


def browser_of(store: Store, selection: CardSelection, day: float = 0.1) -> CardBrowser:
    return CardBrowser(store, selection, moment=lambda: at(day), settings=Settings())


@pytest.fixture
async def browser(store: Store, three: Path) -> CardBrowser:
    """Returns a browser on three cards."""
    browser = browser_of(store, CardSelection())
    await browser.search("")
    return browser


async def fronts(browser: CardBrowser) -> list[str]:
    await browser.load(0, len(browser.cards))
    rows = [browser.row(at) for at in range(len(browser.cards))]
    return [row.front.removeprefix("Say ") for row in rows if row]


async def test_a_query_finds_cards_and_a_wrong_one_changes_nothing(browser: CardBrowser) -> None:
    assert await fronts(browser) == ["alpha", "beta", "gamma"]
    await browser.search("alpha or gamma")
    assert await fronts(browser) == ["alpha", "gamma"]
    with pytest.raises(QueryError) as caught:
        await browser.search("alpha is:soon")
    assert caught.value.at == 9
    assert (browser.query, browser.cards) == ("alpha or gamma", (1, 3))


async def test_a_selection_restricts_every_search(store: Store, three: Path) -> None:
    selection = CardSelection(tag="flashcards", statuses=(Status.SUSPENDED,), query="alpha")
    browser = browser_of(store, selection)
    await browser.search(browser.query)
    assert browser.cards == ()
    assert browser.restriction == "--tag flashcards --status suspended"


async def test_rejected_and_retired_cards_are_found_only_if_named(
    browser: CardBrowser, store: Store, write: Write, imported: Import
) -> None:
    write("Deck.md", deck("alpha", "gamma"), when=at(0.5).now)
    await imported(now=at(1).now)
    await browser.search("")
    assert list(browser.cards) == [1, 3]
    await browser.search("is:retired")
    assert list(browser.cards) == [2]


async def test_only_the_lines_that_are_asked_for_are_loaded(
    browser: CardBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.app.card_browser._MOST_KEPT", 1)
    await browser.load(1, 1)
    assert [bool(browser.row(at)) for at in range(3)] == [False, True, False]
    await browser.load(-5, 7)
    assert [bool(browser.row(at)) for at in range(3)] == [True, True, False]
    await browser.load(2, 10)
    assert [bool(browser.row(at)) for at in range(3)] == [False, False, True]


async def test_cards_are_sorted_either_way_and_those_without_a_value_come_last(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", deck("alpha", "beta", "gamma"))
    await imported(vault)
    await answered(store, 0, {"Say alpha": Rating.AGAIN, "Say beta": Rating.EASY})
    write("Later.md", deck("delta"), when=at(1).now)
    await imported(now=at(2).now)
    browser = browser_of(store, CardSelection(), day=2.1)
    await browser.search("")
    assert await fronts(browser) == ["alpha", "beta", "gamma", "delta"]
    await browser.sort(CardOrder.NOTE)
    assert await fronts(browser) == ["delta", "gamma", "beta", "alpha"]
    await browser.sort(CardOrder.STABILITY)
    assert await fronts(browser) == ["alpha", "gamma", "beta", "delta"]
    await browser.sort(CardOrder.STABILITY)
    assert await fronts(browser) == ["beta", "gamma", "alpha", "delta"]
    await browser.sort(CardOrder.DIFFICULTY)
    assert (await fronts(browser))[0] == "alpha"
    await browser.sort(CardOrder.DUE)
    assert (await fronts(browser))[0] in ("alpha", "gamma")
    assert (await fronts(browser))[2:] == ["beta", "delta"]
    await browser.sort(CardOrder.ADDED)
    assert browser.falling
    assert (await fronts(browser))[0] == "delta"
    await browser.sort(CardOrder.LAPSES)
    assert len(await fronts(browser)) == 4


async def test_drawn_cards_are_sorted_by_worth_before_written_ones(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", deck("alpha"))
    write("Tin.md", NOTE)
    await imported(vault)
    browser = browser_of(store, CardSelection())
    await browser.search("")
    await browser.sort(CardOrder.WORTH)
    await browser.load(0, 9)
    rows = [browser.row(at) for at in range(len(browser.cards))]
    worths = [row.worth for row in rows if row and row.worth is not None]
    assert len(worths) == len(rows) - 1
    assert worths == sorted(worths, reverse=True)
    assert (await fronts(browser))[-1] == "alpha"
    await browser.sort(CardOrder.WORTH)
    assert (await fronts(browser))[-1] == "alpha"
    details = await browser.details(browser.cards[0])
    assert details is not None
    assert (details.worth, bool(details.why)) == (worths[-1], True)


async def test_cards_are_marked_one_by_one_by_range_and_all(browser: CardBrowser) -> None:
    browser.toggle(2)
    browser.toggle(0)
    browser.toggle(0)
    assert browser.marked == {3}
    browser.mark(1, 0)
    assert browser.marked == {1, 2, 3}
    browser.mark_all()
    assert browser.marked == frozenset()
    browser.toggle(1)
    browser.mark_all()
    assert browser.marked == {1, 2, 3}
    await browser.search("beta")
    assert browser.marked == {2}  # nothing is marked that is not seen
    await browser.search("alpha")
    assert browser.marked == frozenset()


async def test_acts_unmark_and_are_undone_one_after_the_other(
    browser: CardBrowser, store: Store
) -> None:
    await answered(store, 0)
    await browser.load(0, 3)
    browser.mark_all()
    assert await browser.do(Act.SUSPEND, browser.cards) == "Suspended 3 cards. Press u to undo."
    assert browser.marked == frozenset()
    assert browser.row(0) is None  # its line has changed
    assert await browser.reschedule(browser.cards[:1], Bounds(least=3, most=3)) == (
        "Rescheduled 1 card to 2026-03-05. Press u to undo."
    )
    assert await browser.do(Act.RESET, browser.cards[1:2]) == "Reset 1 card. Press u to undo."
    assert browser.summary == "Suspended 3 cards, rescheduled 1 card, reset 1 card."
    assert await browser.undo() == "Undone: 1 card is no longer reset."
    assert await browser.undo() == "Undone: 1 card is no longer rescheduled."
    await unsuspend(store, CardSelection(cards=("2",)), at(0))
    assert await browser.undo() == (
        "Undone: 2 cards are no longer suspended. 1 changed elsewhere since, and left alone."
    )
    assert browser.marked == {1, 3}
    assert await browser.undo() == "There is nothing to undo in this session."
    assert browser.summary == ""
    assert (await diagnosis(store, at(400).now)).ok


async def test_what_was_undone_is_redone_until_another_act(
    browser: CardBrowser, store: Store
) -> None:
    assert await browser.redo() == "There is nothing to redo in this session."
    await browser.do(Act.SUSPEND, browser.cards)
    await browser.do(Act.BURY, browser.cards)  # which changes nothing
    await browser.undo()
    await browser.load(0, 3)
    assert await browser.redo() == "Redone: 3 cards are suspended again."
    assert browser.row(0) is None  # its line has changed
    assert (browser.marked, browser.summary) == (frozenset(), "Suspended 3 cards.")
    assert await browser.redo() == "There is nothing to redo in this session."
    await browser.undo()
    await unsuspend(store, CardSelection(cards=("2",)), at(0))
    await browser.do(Act.BURY, browser.cards[:1])
    assert await browser.redo() == "There is nothing to redo in this session."
    await browser.undo()
    await bury_until_tomorrow(store, CardSelection(cards=("1",)), at(0))
    assert await browser.redo() == (
        "Redone: 0 cards are buried again. 1 changed elsewhere since, and left alone."
    )


async def test_a_proposal_is_accepted_or_rejected(
    browser: CardBrowser, vault: Path, write: Write, imported: Import
) -> None:
    write("Tin.md", NOTE)
    await imported(vault)
    await browser.search("is:inbox")
    assert await browser.do(Act.ACCEPT, browser.cards[:1]) == ("Accepted 1 card. Press u to undo.")
    assert await browser.undo() == "Undone: 1 card is no longer accepted."
    assert await browser.do(Act.REJECT, browser.cards[:1]) == ("Rejected 1 card. Press u to undo.")
    assert browser.summary == "Rejected 1 card."


async def test_what_changed_nothing_is_not_undone(browser: CardBrowser) -> None:
    told = await browser.do(Act.RESET, browser.cards)
    assert told == "Nothing was changed: new cards have nothing to reset."
    assert browser.summary == ""
    assert await browser.undo() == "There is nothing to undo in this session."


async def test_a_line_says_what_is_to_be_known(browser: CardBrowser, store: Store) -> None:
    await answered(store, 0)
    await browser.do(Act.BURY, browser.cards[:1])
    await browser.do(Act.SUSPEND, browser.cards[1:2])
    await browser.load(0, 3)
    rows = [browser.row(at) for at in range(3)]
    assert [row.status for row in rows if row] == ["buried", "suspended", "review"]
    assert {row.note for row in rows if row} == {"Deck"}
    assert all(row.due and row.stability and not row.in_steps for row in rows if row)


async def test_a_note_that_was_edited_is_imported(
    browser: CardBrowser, write: Write, vault: Path
) -> None:
    assert await browser.edited() == "No note has changed."
    write("Deck.md", deck("alpha", "beta", "delta"), when=at(0).now)
    assert await browser.edited() == "The note is imported."
    await browser.search("delta")
    assert len(browser.cards) == 1
    assert await browser.details(CardId(99)) is None


async def test_cards_are_unmarked_from_one_place_to_another(browser: CardBrowser) -> None:
    browser.mark_all()
    browser.unmark_some(2, 1)
    assert browser.chosen == [browser.cards[0]]
