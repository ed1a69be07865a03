"""A review as its screen uses it, over a real store, with a watch that the test turns."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.app.cards.listing import list_cards
from kb.app.cards.selection import CardSelection
from kb.app.importing.run import ImportReport
from kb.app.review.session import Reviewing, Timepiece
from kb.app.review.sitting import sit_down
from kb.app.review.turn import ReviewSession, Turn
from kb.app.review.undo import Answered
from kb.config import ScheduleSettings, Settings
from kb.schedule.days import Calendar
from kb.schedule.memory import CardId, Rating
from kb.schedule.moment import Moment
from kb.schedule.queue import Wish
from kb.store.file.store import Store

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]

CALENDAR = Calendar(zone=UTC)
NOTE = "#flashcards\n\n" + "\n\n".join(f"Say {each}::It is {each}" for each in ("a", "b", "c"))


@dataclass
class Hands:
    """A watch that stands still until it is turned."""

    now: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))
    seconds: float = 0.0

    @property
    def timepiece(self) -> Timepiece:
        return Timepiece(now=lambda: self.now, seconds=lambda: self.seconds, calendar=CALENDAR)

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.seconds += seconds


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def note(vault: Path, write: Write, imported: Import) -> Path:
    """Imports one note of three cards."""
    file = write("Deck.md", NOTE)
    await imported(vault)
    return file


async def begun(
    store: Store, hands: Hands, wish: Wish | None = None, settings: Settings | None = None
) -> Reviewing:
    moment = Moment(now=hands.now, calendar=CALENDAR)
    sitting = await sit_down(store, moment, settings or Settings(), wish or Wish())
    return Reviewing(store, sitting, settings or Settings(), hands.timepiece)


def rewrite(note: Path, text: str) -> None:
    note.write_text(text)


def front(turn: Turn) -> str:
    assert turn.card is not None
    return turn.card.front


async def answered(review: ReviewSession, rating: Rating) -> Turn:
    await review.reveal()
    return await review.rate(rating)


@pytest.mark.usefixtures("note")
async def test_turn_by_turn_to_the_end(store: Store, hands: Hands) -> None:
    review = await begun(store, hands)
    turn = await review.show()
    assert (front(turn), turn.left.new, turn.answered) == ("Say a", 3, 0)
    for _ in range(3):
        hands.turn(30)
        turn = await answered(review, Rating.EASY)
    assert (turn.card, turn.left.cards, turn.answered, turn.wait_s) == (None, 0, 3, None)
    summary = await review.summary()
    assert (summary.cards, summary.minutes) == (3, 1.5)


@pytest.mark.usefixtures("note")
async def test_time_counts_from_showing_a_card_and_not_in_the_editor(
    store: Store, hands: Hands
) -> None:
    review = await begun(store, hands)
    turn = await review.show()
    hands.turn(600)
    assert turn.card
    await review.edited(turn.card)
    hands.turn(12)
    await answered(review, Rating.EASY)
    assert (await review.summary()).minutes == pytest.approx(0.2)


@pytest.mark.usefixtures("note")
async def test_an_undo_brings_the_card_back_and_says_so(store: Store, hands: Hands) -> None:
    review = await begun(store, hands)
    await review.show()
    assert (await review.undo()).said == "There is nothing to undo."
    await answered(review, Rating.AGAIN)
    turn = await review.undo()
    said = "Took your answer back: “Say a”"
    assert (front(turn), turn.said, turn.answered) == ("Say a", said, 0)


@pytest.mark.usefixtures("note")
async def test_bury_and_suspend_go_on_with_the_next(store: Store, hands: Hands) -> None:
    review = await begun(store, hands)
    turn = await review.show()
    turn = await review.bury()
    assert front(turn) == "Say b"
    assert turn.card
    turn = await review.suspend(turn.card.card_id)
    assert (front(turn), turn.said) == ("Say c", "Set aside, until “kb unsuspend 2”.")


@pytest.mark.usefixtures("note")
async def test_undo_takes_the_last_key_back_and_names_its_card(store: Store, hands: Hands) -> None:
    review = await begun(store, hands)
    await review.show()
    await answered(review, Rating.EASY)
    turn = await review.bury()
    assert turn.card
    await review.suspend(turn.card.card_id)
    turns = [await review.undo() for _ in range(4)]
    assert [(front(turn), turn.said, turn.left.new) for turn in turns] == [
        ("Say c", "No longer set aside: “Say c”", 1),
        ("Say b", "No longer put off: “Say b”", 2),
        ("Say a", "Took your answer back: “Say a”", 3),
        ("Say a", "There is nothing to undo.", 3),
    ]


async def test_undo_of_a_card_that_went_since_says_so_and_goes_on(
    store: Store, hands: Hands, note: Path, vault: Path, imported: Import
) -> None:
    review = await begun(store, hands)
    turn = await review.show()
    assert turn.card
    await answered(review, Rating.EASY)
    turn = await review.show()
    assert turn.card
    await review.suspend(turn.card.card_id)
    rewrite(note, NOTE.replace("Say b::It is b", ""))
    await imported(vault, now=hands.now)
    turn = await review.undo()
    assert (front(turn), "card 2 is" in turn.said) == ("Say c", True)
    assert (await review.undo()).said == "Took your answer back: “Say a”"


async def test_a_long_prompt_names_its_card_by_how_it_begins(
    store: Store, hands: Hands, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", "#flashcards\n\nSay **this** " + "and that " * 20 + "::Yes")
    await imported(vault)
    review = await begun(store, hands)
    await review.show()
    await review.bury()
    said = (await review.undo()).said
    assert said == "No longer put off: “Say this and that and that and that and…”"


@pytest.mark.usefixtures("note")
async def test_another_card_than_the_one_shown_can_be_set_aside(store: Store, hands: Hands) -> None:
    review = await begun(store, hands)
    await review.show()
    assert front(await review.suspend(CardId(3))) == "Say a"
    await answered(review, Rating.EASY)
    turn = await answered(review, Rating.EASY)
    assert turn.card is None
    statuses = [
        each.status
        for each in await list_cards(
            store, CardSelection(), moment=Moment(now=hands.now, calendar=CALENDAR)
        )
    ]
    assert statuses == ["active", "active", "suspended"]


@pytest.mark.usefixtures("note")
async def test_undo_takes_another_card_back_and_leaves_the_one_shown(
    store: Store, hands: Hands
) -> None:
    review = await begun(store, hands)
    await review.show()
    await answered(review, Rating.AGAIN)
    await review.suspend(CardId(1))  # as one does with a leech
    turn = await review.undo()
    assert (front(turn), turn.said) == ("Say b", "No longer set aside: “Say a”")
    assert (turn.left.learning, turn.left.new) == (1, 2)
    assert (await review.undo()).said == "Took your answer back: “Say a”"


@pytest.mark.usefixtures("note")
async def test_what_was_answered_elsewhere_is_told_and_the_next_comes(
    store: Store, hands: Hands
) -> None:
    one, other = await begun(store, hands), await begun(store, hands)
    await one.show()
    await other.show()
    await answered(other, Rating.EASY)
    turn = await answered(one, Rating.AGAIN)
    assert "answered or set aside elsewhere" in turn.said
    assert front(turn) == "Say b"


async def test_an_edited_note_is_taken_in_at_once(store: Store, hands: Hands, note: Path) -> None:
    review = await begun(store, hands)
    turn = await review.show()
    assert turn.card
    rewrite(note, NOTE.replace("It is a", "It is surely a"))
    turn = await review.edited(turn.card)
    assert turn.card
    assert (turn.card.back, turn.said) == ("It is surely a", "The note is taken in.")
    await answered(review, Rating.EASY)


@pytest.mark.usefixtures("note")
async def test_a_note_that_was_left_as_it_is_is_not_said_to_be_taken_in(
    store: Store, hands: Hands
) -> None:
    review = await begun(store, hands)
    turn = await review.show()
    assert turn.card
    assert (await review.edited(turn.card)).said == "No note has changed."


async def test_a_card_that_was_edited_away_gives_way_to_the_next(
    store: Store, hands: Hands, note: Path
) -> None:
    review = await begun(store, hands)
    turn = await review.show()
    assert turn.card
    rewrite(note, NOTE.replace("Say a::It is a", ""))
    turn = await review.edited(turn.card)
    assert (front(turn), turn.said) == ("Say b", "The note yields this card no more.")


async def test_a_changed_card_begins_anew(
    store: Store, hands: Hands, note: Path, vault: Path, imported: Import
) -> None:
    review = await begun(store, hands)
    await review.show()
    await answered(review, Rating.EASY)
    rewrite(note, NOTE.replace("It is a", "Quite other words stand here now"))
    await imported(vault, now=hands.now)
    hands.turn(20 * 86_400)
    review = await begun(store, hands)
    turn = await review.show()
    assert turn.card
    assert (front(turn), turn.card.changed) == ("Say a", True)
    turn = await review.reset()
    assert turn.card
    assert (turn.card.changed, turn.card.scheduled) == (False, None)
    await answered(review, Rating.GOOD)


@pytest.mark.usefixtures("note")
async def test_a_card_that_is_learnt_ahead_says_so(store: Store, hands: Hands) -> None:
    review = await begun(store, hands, Wish(cards=1))
    await review.show()
    assert front(await answered(review, Rating.GOOD)) == "Say a"
    why = await review.why()
    assert why.reasons[0] == "Its step is nearly over, and nothing else is left."
    assert "Deck.md" in why.origin
    assert await review.related() == ()


@pytest.mark.usefixtures("note")
async def test_it_waits_for_a_card_in_steps_and_shows_it_when_its_time_has_come(
    store: Store, hands: Hands
) -> None:
    settings = Settings(schedule=ScheduleSettings(learn_ahead_minutes=0))
    review = await begun(store, hands, Wish(cards=1), settings)
    await review.show()
    turn = await answered(review, Rating.GOOD)
    assert (turn.card, turn.wait_s) == (None, 600)
    assert turn.said == "The next card comes by itself at 09:10."
    hands.turn(300)
    assert (await review.show()).wait_s == 300
    hands.turn(300)
    assert front(await review.show()) == "Say a"


async def test_a_leech_comes_with_what_may_help(
    store: Store, hands: Hands, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = await begun(store, hands)
    await review.show()
    rate = review._sitting.rate  # noqa: SLF001  # eight lapses take long

    async def leeching(rating: Rating, *, seconds: float) -> Answered:
        return replace(await rate(rating, seconds=seconds), leech=True)

    monkeypatch.setattr(review._sitting, "rate", leeching)  # noqa: SLF001
    turn = await answered(review, Rating.AGAIN)
    assert turn.leech
    assert turn.leech.card.front == "Say a"
    assert "Say a::It is a" in turn.leech.around.lines
    assert [past.what for past in turn.leech.history] == ["again"]
