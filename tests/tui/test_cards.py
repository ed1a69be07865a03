"""The screen of ``kb cards``, driven by Textual's pilot."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from textual.pilot import Pilot

from kb.app.card_browser import CardBrowser
from kb.app.cards.listing import CardView, list_cards
from kb.app.cards.selection import CardSelection
from kb.app.maintenance.doctor import diagnosis
from kb.app.review.grade import grade
from kb.config.settings import Settings
from kb.errors import StoreError
from kb.schedule.memory import Rating
from kb.store.file.store import Store
from kb.tui.app import ScreenApp
from kb.tui.browser.look import LookScreen
from kb.tui.browser.screen import CardsScreen
from tests.editors import fake_editor
from tests.hostile import HOSTILE
from tests.tui.conftest import MOMENT
from tests.tui.seeing import pressed, seen, strips

SIZES = pytest.mark.parametrize("size", [(80, 24), (60, 20)])


@asynccontextmanager
async def browsing(
    store: Store, size: tuple[int, int] = (80, 24), **only: Any
) -> AsyncIterator[Pilot[None]]:
    """Gives a pilot on the screen."""
    selection = CardSelection(**only)
    browser = CardBrowser(store, selection, moment=lambda: MOMENT, settings=Settings())
    await browser.search(selection.query)
    async with ScreenApp(CardsScreen(browser)).run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot


async def typed(pilot: Pilot[None], *keys: str) -> str:
    """Returns what is shown when keys were pressed, and what they began is done."""
    await pressed(pilot, *keys)
    for _ in range(200):
        screens = [s for s in pilot.app.screen_stack if isinstance(s, CardsScreen)]
        looks = isinstance(pilot.app.screen, LookScreen)
        if not any(screen.is_busy for screen in screens) and (not looks or "card" in seen(pilot)):
            break
        await asyncio.sleep(0.05)
    await pilot.pause()
    return seen(pilot)


async def cards(store: Store, query: str = "") -> tuple[CardView, ...]:
    return await list_cards(store, CardSelection(query=query), moment=MOMENT)


async def ids(store: Store, query: str) -> list[int]:
    return [card.id for card in await cards(store, query)]


def card_lines(shown: str) -> list[str]:
    """Returns the lines of the list, without its heading."""
    lines = shown.split("\n")
    begin = next(at for at, line in enumerate(lines) if line.strip().startswith("Card  "))
    end = next(at for at, line in enumerate(lines) if line.startswith("──"))
    return [line for line in lines[begin + 1 : end] if line.strip()]


@SIZES
async def test_the_cards_are_listed_with_a_cursor(store: Store, size: tuple[int, int]) -> None:
    async with browsing(store, size) as pilot:
        shown = seen(pilot)
        assert "1/10 cards · by note ↑" in shown
        lines = card_lines(shown)
        assert len(lines) == 10
        assert lines[0].startswith(" >  Lathe: name it")
        assert ("Lathe   " in lines[0]) == (size[0] == 80)
        assert [line.startswith(" > ") for line in lines] == [True, *[False] * 9]
        assert {word for line in lines for word in ("new", "inbox") if word in line} == {
            "new",
            "inbox",
        }
        assert "q Quit" in shown
        shown = await pressed(pilot, "down", "j", "k", "end")
        assert "10/10 cards" in shown
        assert card_lines(shown)[-1].startswith(" > ")
        assert "1/10 cards" in await pressed(pilot, "pageup", "up")


@SIZES
async def test_a_search_shows_what_it_finds(store: Store, size: tuple[int, int]) -> None:
    async with browsing(store, size, query="tin") as pilot:
        assert "Search: tin" in seen(pilot)
        shown = await typed(pilot, "slash", *"lead", "space", *"is:new", "enter")
        assert "Search: lead is:new" in shown
        assert len(card_lines(shown)) == 1
        shown = await typed(pilot, "slash", "delete", "enter")
        assert "1/10 cards" in shown
        shown = await typed(pilot, "slash", *"nothing", "enter")
        assert "0 cards" in shown
        assert "No cards match." in shown
        await typed(pilot, "space", "v", "a", "!", "b", "x", "d", "e", "o", "enter", "down", "u")
        assert "0 cards" in seen(pilot)


@SIZES
async def test_what_is_wrong_with_a_query_is_shown_below_its_place(
    store: Store, size: tuple[int, int]
) -> None:
    async with browsing(store, size) as pilot:
        shown = await typed(pilot, "slash", *"tin", "space", *"prop:ease=2", "enter")
        lines = shown.split("\n")
        assert lines[1].rstrip() == " Search: tin prop:ease=2"
        assert lines[2].index("^") == lines[1].index("ease")
        assert lines[3].strip().startswith("FSRS has no ease. Use prop:d")
        assert len(card_lines(shown)) == 10  # as before
        shown = await typed(pilot, "escape")
        assert "ease" not in shown
        assert "Search: every card" in shown
        shown = await typed(pilot, "slash", *"is:new", "enter")
        assert "1/5 cards" in shown


async def test_a_long_or_wide_query_is_shown_around_its_place(store: Store) -> None:
    async with browsing(store, (60, 20)) as pilot:
        field = pilot.app.screen.query_one("Input")
        field.value = "日本" * 40 + " is:soon tin"  # type: ignore[attr-defined]
        shown = await typed(pilot, "slash", "end", "enter")
        lines = shown.split("\n")
        (at,) = (at for at, line in enumerate(lines) if line.strip() == "^")
        before = lines[at - 1][: lines[at - 1].index("soon")]
        assert lines[at].index("^") == len(before) + sum(char in "日本" for char in before)
        assert all(strip.cell_length <= 60 for strip in strips(pilot.app))


@SIZES
async def test_cards_are_sorted_and_turned_round(store: Store, size: tuple[int, int]) -> None:
    await grade(store, "2", Rating.EASY, moment=MOMENT, settings=Settings())
    await grade(store, "5", Rating.GOOD, moment=MOMENT, settings=Settings())
    async with browsing(store, size) as pilot:
        shown = await pressed(pilot, "s")
        assert "Sort by? Now by note" in shown
        assert all(f" {word}" in shown for word in ("n Note", "d Due", "s Stability", "w Worth"))
        shown = await shown_with(pilot, "by due ↑", "d")
        assert "2026-" not in card_lines(shown)[0]
        assert "01-31 09:10" in card_lines(shown)[0]  # in its steps
        assert "2026-02-" in card_lines(shown)[1]
        shown = await shown_with(pilot, "by due ↓", "s", "d")
        assert "2026-02-" in card_lines(shown)[0]
        shown = await shown_with(pilot, "by stability ↑", "s", "s")
        assert [line.split()[-1] for line in card_lines(shown)[:2]] == ["2.3d", "8.3d"]
        await shown_with(pilot, "by stability ↓", "s", "r")
        for key, name in ("a", "added"), ("f", "difficulty"), ("l", "lapses"), ("w", "worth"):
            await shown_with(pilot, f"by {name} ↓", "s", key)
        assert "by worth ↓" in await typed(pilot, "s", "escape")


async def test_a_card_is_suspended_and_unsuspended_and_that_is_undone(store: Store) -> None:
    async with browsing(store, query="is:active") as pilot:
        shown = await typed(pilot, "j", "!")
        assert "Suspended 1 card. Press u to undo." in shown
        assert "suspended" in card_lines(shown)[1]
        assert len(await ids(store, "is:suspended")) == 1
        assert "Unsuspended 1 card." in await typed(pilot, "!")
        assert "Undone: 1 card is no longer unsuspended." in await typed(pilot, "u")
        assert "Undone: 1 card is no longer suspended." in await typed(pilot, "u")
        assert "There is nothing to undo in this session." in await typed(pilot, "u")
        assert await ids(store, "is:suspended") == []


@SIZES
async def test_what_was_undone_is_redone(store: Store, size: tuple[int, int]) -> None:
    async with browsing(store, size, query="is:active") as pilot:
        assert "u Undo U Redo" in " ".join(seen(pilot).split())
        await typed(pilot, "j", "!", "u")
        assert await ids(store, "is:suspended") == []
        assert "Redone: 1 card is suspended again." in await typed(pilot, "U")
        assert len(await ids(store, "is:suspended")) == 1
        assert "There is nothing to redo in this session." in await typed(pilot, "U")
        shown = await typed(pilot, "?")
        assert "U  Redo what you have just undone" in shown


@SIZES
async def test_what_waits_in_the_inbox_is_accepted_and_rejected(
    store: Store, size: tuple[int, int]
) -> None:
    waiting = await ids(store, "is:inbox")
    async with browsing(store, size, query="is:inbox") as pilot:
        assert "a Accept r Reject" in " ".join(seen(pilot).split())
        shown = await typed(pilot, "a")
        assert "Accepted 1 card. Press u to undo." in shown
        assert "inbox" not in card_lines(shown)[0]
        assert await ids(store, "is:inbox") == waiting[1:]
        assert "Nothing was changed: only cards that wait" in await typed(pilot, "r")
        assert "Undone: 1 card is no longer accepted." in await typed(pilot, "u")
        shown = await shown_with(pilot, "· card", "enter")
        assert "Rejected 1 card." in await typed(pilot, "r")
        assert await ids(store, "is:rejected") == waiting[:1]
        assert "Redone" not in await typed(pilot, "u")
        assert await ids(store, "is:inbox") == waiting
        assert "Accept what waits in the inbox" in await pressed(pilot, "?")


async def test_many_are_marked_and_changed_at_once(store: Store) -> None:
    async with browsing(store, query="is:active") as pilot:
        shown = await typed(pilot, "space", "down", "space")
        assert "3/5" not in shown
        assert "2 marked" in shown
        assert [line[1:3] for line in card_lines(shown)] == [" *", "  ", " *", "> ", "  "]
        assert "Buried 2 cards until tomorrow. Press u to undo." in await typed(pilot, "b")
        assert len(await ids(store, "is:buried")) == 2
        assert "marked" not in seen(pilot)
        shown = await typed(pilot, "u")
        assert "2 marked" in shown  # for another act
        assert "marked" not in await typed(pilot, "escape")
        shown = await typed(pilot, "home", "space", "end", "v")
        assert "5 marked" in shown
        assert "5 marked" not in await typed(pilot, "*")
        assert "5 marked" in await typed(pilot, "*")
        assert "marked" not in await typed(pilot, "escape", "v")
        assert "Mark the first card of the range with Space" in seen(pilot)
        assert "2 marked" in await typed(pilot, "home", "shift+down", "J")


async def test_many_cards_are_asked_about_first(store: Store) -> None:
    async with store.writing() as transaction:
        await transaction.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 130) "
                "INSERT INTO cards (id, uid, note_id, generator, anchor, position, line, kind, "
                "fact, written, status, proposed, changed, added_at, reps, lapses, front, back) "
                "SELECT i, 'u' || i, note_id, generator, anchor || i, i, line, kind, fact, "
                "written, status, proposed, changed, added_at, reps, lapses, front || i, back "
                "FROM cards, n WHERE id = 1"
            )
        )
    async with browsing(store, query="is:active") as pilot:
        await shown_with(pilot, "Suspend 36 cards?", "*", "!")
        await typed(pilot, "z", "n")
        assert await ids(store, "is:suspended") == []
        await shown_with(pilot, "Suspended 36 cards.", "!", "y")
        await shown_with(pilot, "Unsuspend 36 cards?", "*", "!")
        await shown_with(pilot, "Undone: 36 cards", "escape", "u")
        assert await ids(store, "is:suspended") == []
        shown = await typed(pilot, "end")
        assert "36/36" in shown
        assert card_lines(shown)[-1].startswith(" >")


@SIZES
async def test_cards_are_rescheduled_and_reset(store: Store, size: tuple[int, int]) -> None:
    for number in (2, 5):
        await grade(store, str(number), Rating.EASY, moment=MOMENT, settings=Settings())
    before = await cards(store)
    async with browsing(store, size, query="is:active -is:new") as pilot:
        await shown_with(pilot, "In how many days are 2 cards due?", "*", "d")
        shown = await typed(pilot, *"soon", "enter")
        assert "Give a number of days up to 36,500, such as 7" in shown
        keys = (*["backspace"] * 4, *"12", "enter")
        shown = await shown_with(pilot, "Rescheduled 2 cards", *keys)
        assert "Rescheduled 2 cards to 2026-02-12. Press u" in " ".join(shown.split())
        assert [line.split()[-1] for line in card_lines(shown)] == ["2026-02-12"] * 2
        assert len(await ids(store, "prop:due=12")) == 2
        shown = await typed(pilot, "escape", "x")
        assert "Reset 1 card." in shown
        assert len(await ids(store, "is:new is:active")) == 4
        await typed(pilot, "u", "u")
        await shown_with(pilot, "no longer rescheduled")
        assert await cards(store) == before
        await typed(pilot, "d", "escape")
        assert await cards(store) == before
    assert (await diagnosis(store, MOMENT.now)).ok


async def test_a_new_card_is_not_asked_for_its_day(store: Store) -> None:
    async with browsing(store, query="is:new") as pilot:
        assert "A new card has no due day yet: answer it first." in await typed(pilot, "d")


@SIZES
async def test_a_card_is_looked_at_with_all_that_is_known_of_it(
    store: Store, size: tuple[int, int]
) -> None:
    await grade(store, "5", Rating.EASY, moment=MOMENT, settings=Settings())
    async with browsing(store, size, query="lead") as pilot:
        shown = await shown_with(pilot, "card 5", "enter")
        assert "1/2 · card 5 · review · definition" in shown
        assert "What is Lead?" in shown
        assert "Lead is a heavy metal that stops rays" in shown
        assert "Memory and history" in shown
        shown += await typed(pilot, "pagedown")
        shown += await typed(pilot, *["pagedown"] * 5)
        assert re.search(r"2026-01-31  easy +then [0-9.]+d", shown)
        assert "── Lead.md:3 ──" in shown
        assert "3 ▶ Definition: Lead is" in shown
        assert "It is worth" in shown
        shown = await typed(pilot, "n")
        assert "2/2 · card 6 · inbox · concept" in shown
        assert "This is the last card." in await typed(pilot, "right")
        assert "1/2" in await typed(pilot, "p")
        assert "This is the first card." in await typed(pilot, "left")
        await typed(pilot, "n", "escape")
        assert "2/2 cards" in seen(pilot)


async def test_a_card_that_is_looked_at_is_changed_alone(store: Store) -> None:
    async with browsing(store, query="is:active") as pilot:
        await shown_with(pilot, "1/5 · card", "*", "enter")
        shown = await typed(pilot, "!")
        assert "Suspended 1 card. Press u to undo." in shown
        assert "suspended · definition" in shown or "suspended · item" in shown
        assert len(await ids(store, "is:suspended")) == 1
        assert "Undone: 1 card" in await typed(pilot, "u")
        assert await ids(store, "is:suspended") == []
        assert "Show all keys" in await pressed(pilot, "?")
        await pressed(pilot, "x")
        await typed(pilot, "q")
        assert "1/5 cards" in seen(pilot)


async def test_the_wording_of_a_card_is_edited_and_undone(store: Store) -> None:
    async with browsing(store, query="tin") as pilot:
        before = await cards(store)
        shown = await shown_with(pilot, "Reworded 1 card. Press u", "e", "!", "ctrl+s")
        assert "!" in card_lines(shown)[0]
        assert "· edited" in await shown_with(pilot, "· card", "enter")
        await shown_with(pilot, "Undone: 1 card", "escape", "u")
        assert await cards(store) == before


@pytest.mark.parametrize("keys", [("o",), ("enter", "E")])
async def test_the_note_is_edited_and_imported(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    editor = fake_editor(tmp_path / "vim", adds="\nMore.\n")
    monkeypatch.setenv("VISUAL", str(editor))
    async with browsing(store, query="tin is:active") as pilot:
        await shown_with(pilot, "The note is imported.", *keys)
    assert editor.with_suffix(".seen").read_text().startswith("+3\n")


async def test_an_editor_that_there_is_not_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "nosuch")
    async with browsing(store) as pilot:
        assert "nosuch" in await typed(pilot, "o")


async def test_the_keys_are_listed_and_the_bar_has_those_that_work(store: Store) -> None:
    async with browsing(store, (100, 45)) as pilot:
        shown = await pressed(pilot, "?")
        assert "Reschedule: choose in how many days it is due" in shown
        assert "Mark the card, and go on" in shown
        await pressed(pilot, "x")
        assert "Enter Search" in await pressed(pilot, "slash")
        assert "is:due, tag:name" in seen(pilot)
        assert "Enter Search" not in await pressed(pilot, "escape")
        assert "is:due, tag:name" not in seen(pilot)
        shown = await typed(pilot, "slash", *"foo:bar", "enter")
        assert 'To look for such a text, quote it: "foo:…".' in shown  # not for a shell


async def test_the_mouse_moves_the_cursor_and_opens_a_card(store: Store) -> None:
    async with browsing(store) as pilot:
        await pilot.click("CardList", offset=(10, 4))
        await pilot.pause()
        assert "4/10 cards" in seen(pilot)
        await pilot.click("CardList", offset=(10, 4))
        await shown_with(pilot, "4/10 · card")


async def test_a_restriction_is_shown(store: Store) -> None:
    async with browsing(store, tag="tool") as pilot:
        assert "1/4 cards · by note ↑ · --tag tool" in seen(pilot)


async def test_a_note_cannot_steer_the_terminal(store: Store) -> None:
    async with store.writing() as transaction:
        await transaction.execute(
            text("UPDATE cards SET front = :bad, back = :bad WHERE id = 1"), {"bad": HOSTILE}
        )
        await transaction.execute(text("UPDATE notes SET title = :bad"), {"bad": HOSTILE})
    async with browsing(store) as pilot:
        for keys, words in ((), "1/10 cards"), (("enter",), "1/10 · card"):
            await shown_with(pilot, words, *keys)
            text_ = "".join(segment.text for strip in strips(pilot.app) for segment in strip)
            assert "\x1b" not in text_
            assert all(strip.cell_length <= 80 for strip in strips(pilot.app))


async def test_wide_characters_keep_the_columns(store: Store) -> None:
    async with store.writing() as transaction:
        wide = {"wide": "什么是事件循环" * 20}
        await transaction.execute(text("UPDATE cards SET front = :wide WHERE id < 3"), wide)
        await transaction.execute(text("UPDATE notes SET title = :wide WHERE id = 2"), wide)
    async with browsing(store) as pilot:
        lines = [s for s in strips(pilot.app) if " new " in s.text or " inbox " in s.text]
        columns = set()
        for strip in lines:
            word = " new " if " new " in strip.text else " inbox "
            before = strip.text[: strip.text.index(word)]
            columns.add(len(before) + sum(char in wide["wide"] for char in before))
        assert len(columns) == 1


def slowed(monkeypatch: pytest.MonkeyPatch, name: str) -> asyncio.Event:
    """Makes a method of the browser wait for an event, and returns that."""
    method, go_on = getattr(CardBrowser, name), asyncio.Event()

    async def slow(browser: CardBrowser, *words: object) -> object:
        await go_on.wait()
        return await method(browser, *words)

    monkeypatch.setattr(CardBrowser, name, slow)
    return go_on


async def shown_with(pilot: Pilot[None], words: str, *keys: str) -> str:
    """Returns what is shown as soon as words are."""
    await pilot.press(*keys)
    for _ in range(200):
        await pilot.pause(0.02)
        if words in seen(pilot):
            return seen(pilot)
    raise AssertionError(f"{words!r} is not shown, but {seen(pilot)}")


async def test_the_screen_goes_on_while_it_searches_and_the_latest_query_wins(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browsing(store) as pilot:
        go_on = slowed(monkeypatch, "search")
        await shown_with(pilot, "Searching …", "slash", *"tin", "enter")
        assert "3/10 cards" in await shown_with(pilot, "3/10", "down", "down")
        await pilot.press("slash", *"lead", "enter")
        await pilot.press("slash", *"zinc", "enter")
        go_on.set()
        shown = await shown_with(pilot, " >  What is Zinc?")
        assert "1/2 cards" in shown
        assert "Search: zinc" in shown


async def test_the_screen_goes_on_while_cards_are_changed_but_changes_no_others(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browsing(store, query="is:active") as pilot:
        go_on = slowed(monkeypatch, "do")
        await shown_with(pilot, "Working …", "!")
        assert "2/5 cards" in await shown_with(pilot, "2/5 cards", "down")
        await shown_with(pilot, "kb is still working", "u")
        go_on.set()
        await shown_with(pilot, "Suspended 1 card.")
        assert len(await ids(store, "is:suspended")) == 1


async def test_what_goes_on_when_the_user_leaves_is_done(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browsing(store, query="is:active") as pilot:
        go_on = slowed(monkeypatch, "do")
        await shown_with(pilot, "Working …", "!")
        screen = pilot.app.screen
        assert isinstance(screen, CardsScreen)
        await pilot.press("q")
    go_on.set()
    await screen.finish()
    assert len(await ids(store, "is:suspended")) == 1


@pytest.mark.parametrize("patience", [True, False])
async def test_a_store_that_fails_ends_the_screen_with_its_error(
    store: Store, monkeypatch: pytest.MonkeyPatch, *, patience: bool
) -> None:
    async def fails(*_: object) -> str:
        if patience:
            await asyncio.sleep(0.5)
        raise StoreError("the disk is full")

    monkeypatch.setattr(CardBrowser, "do", fails)
    app = ScreenApp(await screen_of(store))

    async def run() -> None:
        async with app.run_test() as pilot:
            await pilot.press("!")
            await pilot.pause(1)

    with pytest.raises(StoreError, match="full"):
        await run()
    assert isinstance(app.fault, StoreError)


async def screen_of(store: Store) -> CardsScreen:
    browser = CardBrowser(
        store, CardSelection(query="is:active"), moment=lambda: MOMENT, settings=Settings()
    )
    await browser.search("is:active")
    return CardsScreen(browser)
