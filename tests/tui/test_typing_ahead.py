"""What is typed or pasted at once goes to the screen that is there when its turn comes."""

from textual.events import Key, Paste
from textual.pilot import Pilot

from kb.app.cards.triage import TriageSession
from kb.store.file.store import Store
from tests.tui.fake_review import FakeReview
from tests.tui.seeing import pressed, seen
from tests.tui.test_inbox import inbox, statuses
from tests.tui.test_review import review


async def at_once(pilot: Pilot[None], *events: str | Paste) -> str:
    """Returns what is shown after keys, and pastes, that come before any has had its effect."""
    for each in events:
        key = each if isinstance(each, Paste) else Key(each, each if len(each) == 1 else None)
        pilot.app.post_message(key)
    await pilot.pause(0.5)
    return seen(pilot)


async def test_a_key_after_a_panel_goes_to_the_review() -> None:
    session = FakeReview()
    async with review(session) as pilot:
        shown = await at_once(pilot, "i", "x", "space", "i")
        assert "Why this card" in shown
        assert "It was drawn from Tin.md." in shown  # which is told after the answer only
        assert "reveal" in session.calls


async def test_a_key_after_a_question_goes_to_the_inbox(walk: TriageSession, store: Store) -> None:
    async with inbox(walk) as pilot:
        await at_once(pilot, "n", "n", "A", "n", "r", "R", "y")
    assert await statuses(store) == ["inbox", "inbox", *["rejected"] * 3]


async def test_a_key_after_the_editing_goes_to_the_inbox(walk: TriageSession, store: Store) -> None:
    async with inbox(walk) as pilot:
        await at_once(pilot, "e", "!", "ctrl+s", "a", "n")
        assert "3/5" in seen(pilot)
    assert await statuses(store) == ["active", *["inbox"] * 4]


async def test_two_texts_at_once_are_both_in_the_wording(walk: TriageSession) -> None:
    async with inbox(walk) as pilot:
        shown = await at_once(pilot, "e", Paste(" One"), Paste(" two"), "!", "tab", Paste(" Three"))
        assert "do? One two!" in shown
        assert "turns the work. Three" in shown
        await pressed(pilot, "ctrl+s", "q")
