"""What is typed or pasted at once goes to the screen that is there when its turn comes."""

from collections.abc import Awaitable, Callable

from textual.events import Key, Paste
from textual.pilot import Pilot

from kb.app.cards.triage import TriageSession
from kb.store.file.store import Store
from tests.tui.fake_review import FakeReview
from tests.tui.seeing import pressed, seen
from tests.tui.test_inbox import inbox, statuses
from tests.tui.test_review import review

PATIENCE = 400
"""Looks at the screen, twenty a second. A machine that is busy is slow."""


async def at_once(
    pilot: Pilot[None], *events: str | Paste, until: Callable[[], Awaitable[bool]]
) -> None:
    """Sends keys, and pastes, that come before any has had its effect, and waits for theirs."""
    for each in events:
        key = each if isinstance(each, Paste) else Key(each, each if len(each) == 1 else None)
        pilot.app.post_message(key)
    for _ in range(PATIENCE):
        await pilot.pause(0.05)
        if await until():
            return


async def test_a_key_after_a_panel_goes_to_the_review() -> None:
    session = FakeReview()
    async with review(session) as pilot:

        async def explained() -> bool:  # which is told after the answer only
            return "It was drawn from Tin.md." in seen(pilot)

        await at_once(pilot, "i", "x", "space", "i", until=explained)
        assert "Why this card" in seen(pilot)
        assert "It was drawn from Tin.md." in seen(pilot)
        assert "reveal" in session.calls


async def test_a_key_after_a_question_goes_to_the_inbox(walk: TriageSession, store: Store) -> None:
    expected = ["inbox", "inbox", *["rejected"] * 3]

    async def decided() -> bool:
        return await statuses(store) == expected

    async with inbox(walk) as pilot:
        await at_once(pilot, "n", "n", "A", "n", "r", "R", "y", until=decided)
    assert await statuses(store) == expected


async def test_a_key_after_the_editing_goes_to_the_inbox(walk: TriageSession, store: Store) -> None:
    async with inbox(walk) as pilot:

        async def went_on() -> bool:
            return "3/5" in seen(pilot)

        await at_once(pilot, "e", "!", "ctrl+s", "a", "n", until=went_on)
        assert "3/5" in seen(pilot)
    assert await statuses(store) == ["active", *["inbox"] * 4]


async def test_two_texts_at_once_are_both_in_the_wording(walk: TriageSession) -> None:
    async with inbox(walk) as pilot:

        async def written() -> bool:
            return "turns the work. Three" in seen(pilot)

        pastes = Paste(" One"), Paste(" two"), Paste(" Three")
        await at_once(pilot, "e", *pastes[:2], "!", "tab", pastes[2], until=written)
        assert "do? One two!" in seen(pilot)
        assert "turns the work. Three" in seen(pilot)
        await pressed(pilot, "ctrl+s", "q")
