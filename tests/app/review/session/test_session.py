"""A review as its screen uses it, over a real store, with a watch that the test turns."""

from collections.abc import Awaitable, Callable
from datetime import UTC
from pathlib import Path

import pytest

from kb.app.cards.listing import list_cards
from kb.app.cards.selection import CardSelection
from kb.app.importing.run import ImportReport
from kb.app.review.session.session import ReviewSession
from kb.app.review.session.turn import Turn
from kb.config.settings import ScheduleSettings, Settings
from kb.schedule.days import Calendar, Moment
from kb.schedule.memory import CardId, Rating
from kb.schedule.queue import SessionOptions
from kb.store.file.store import Store
from tests.app.days import Watch, rated, review_at

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]

CALENDAR = Calendar(zone=UTC, rollover_hour=4)
NOTE = "#flashcards\n\n" + "\n\n".join(f"Say {each}::It is {each}" for each in ("a", "b", "c"))


@pytest.fixture
def watch() -> Watch:
    return Watch(calendar=CALENDAR)


@pytest.fixture
async def note(vault: Path, write: Write, imported: Import) -> Path:
    """Imports one note of three cards."""
    file = write("Deck.md", NOTE)
    await imported(vault)
    return file


async def begun(
    store: Store,
    watch: Watch,
    options: SessionOptions | None = None,
    settings: Settings | None = None,
) -> ReviewSession:
    return await review_at(store, 0, options, settings, watch=watch)


def rewrite(note: Path, text: str) -> None:
    note.write_text(text)


def front(turn: Turn) -> str:
    assert turn.card is not None
    return turn.card.front


@pytest.mark.usefixtures("note")
async def test_turn_by_turn_to_the_end(store: Store, watch: Watch) -> None:
    review = await begun(store, watch)
    turn = await review.show()
    assert (front(turn), turn.left.new, turn.answered) == ("Say a", 3, 0)
    for _ in range(3):
        watch.turn(30)
        turn = await rated(review, Rating.EASY)
    assert (turn.card, turn.left.cards, turn.answered, turn.wait_s) == (None, 0, 3, None)
    summary = await review.summary()
    assert (summary.cards, summary.minutes) == (3, 1.5)


@pytest.mark.usefixtures("note")
async def test_time_counts_from_showing_a_card_and_not_in_the_editor(
    store: Store, watch: Watch
) -> None:
    review = await begun(store, watch)
    turn = await review.show()
    watch.turn(600)
    assert turn.card
    await review.edited(turn.card)
    watch.turn(12)
    await rated(review, Rating.EASY)
    assert (await review.summary()).minutes == pytest.approx(0.2)


@pytest.mark.usefixtures("note")
async def test_an_undo_brings_the_card_back_and_says_so(store: Store, watch: Watch) -> None:
    review = await begun(store, watch)
    await review.show()
    assert (await review.undo()).message == "There is nothing to undo."
    await rated(review, Rating.AGAIN)
    turn = await review.undo()
    said = "Answer undone: “Say a”"
    assert (front(turn), turn.message, turn.answered) == ("Say a", said, 0)


@pytest.mark.usefixtures("note")
async def test_bury_and_suspend_go_on_with_the_next(store: Store, watch: Watch) -> None:
    review = await begun(store, watch)
    turn = await review.show()
    turn = await review.bury()
    assert front(turn) == "Say b"
    assert turn.card
    turn = await review.suspend(turn.card.card_id)
    assert (front(turn), turn.message) == ("Say c", "Suspended; “kb unsuspend 2” brings it back.")


@pytest.mark.usefixtures("note")
async def test_undo_takes_the_last_key_back_and_names_its_card(store: Store, watch: Watch) -> None:
    review = await begun(store, watch)
    await review.show()
    await rated(review, Rating.EASY)
    turn = await review.bury()
    assert turn.card
    await review.suspend(turn.card.card_id)
    turns = [await review.undo() for _ in range(4)]
    assert [(front(turn), turn.message, turn.left.new) for turn in turns] == [
        ("Say c", "No longer suspended: “Say c”", 1),
        ("Say b", "No longer buried: “Say b”", 2),
        ("Say a", "Answer undone: “Say a”", 3),
        ("Say a", "There is nothing to undo.", 3),
    ]


async def test_undo_of_a_card_that_went_since_says_so_and_goes_on(
    store: Store, watch: Watch, note: Path, vault: Path, imported: Import
) -> None:
    review = await begun(store, watch)
    turn = await review.show()
    assert turn.card
    await rated(review, Rating.EASY)
    turn = await review.show()
    assert turn.card
    await review.suspend(turn.card.card_id)
    rewrite(note, NOTE.replace("Say b::It is b", ""))
    await imported(vault, now=watch.now)
    turn = await review.undo()
    assert (front(turn), "card 2 is" in turn.message) == ("Say c", True)
    assert (await review.undo()).message == "Answer undone: “Say a”"


async def test_a_long_prompt_names_its_card_by_how_it_begins(
    store: Store, watch: Watch, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", "#flashcards\n\nSay **this** " + "and that " * 20 + "::Yes")
    await imported(vault)
    review = await begun(store, watch)
    await review.show()
    await review.bury()
    said = (await review.undo()).message
    assert said == "No longer buried: “Say this and that and that and that and…”"


@pytest.mark.usefixtures("note")
async def test_another_card_than_the_one_shown_can_be_set_aside(store: Store, watch: Watch) -> None:
    review = await begun(store, watch)
    await review.show()
    assert front(await review.suspend(CardId(3))) == "Say a"
    await rated(review, Rating.EASY)
    turn = await rated(review, Rating.EASY)
    assert turn.card is None
    statuses = [
        each.status
        for each in await list_cards(
            store, CardSelection(), moment=Moment(now=watch.now, calendar=CALENDAR)
        )
    ]
    assert statuses == ["active", "active", "suspended"]


@pytest.mark.usefixtures("note")
async def test_undo_takes_another_card_back_and_leaves_the_one_shown(
    store: Store, watch: Watch
) -> None:
    review = await begun(store, watch)
    await review.show()
    await rated(review, Rating.AGAIN)
    await review.suspend(CardId(1))  # as one does with a leech
    turn = await review.undo()
    assert (front(turn), turn.message) == ("Say b", "No longer suspended: “Say a”")
    assert (turn.left.learning, turn.left.new) == (1, 2)
    assert (await review.undo()).message == "Answer undone: “Say a”"


@pytest.mark.usefixtures("note")
async def test_what_was_answered_elsewhere_is_told_and_the_next_comes(
    store: Store, watch: Watch
) -> None:
    one, other = await begun(store, watch), await begun(store, watch)
    await one.show()
    await other.show()
    await rated(other, Rating.EASY)
    turn = await rated(one, Rating.AGAIN)
    assert "answered, buried or suspended elsewhere" in turn.message
    assert front(turn) == "Say b"


async def test_an_edited_note_is_taken_in_at_once(store: Store, watch: Watch, note: Path) -> None:
    review = await begun(store, watch)
    turn = await review.show()
    assert turn.card
    rewrite(note, NOTE.replace("It is a", "It is surely a"))
    turn = await review.edited(turn.card)
    assert turn.card
    assert (turn.card.back, turn.message) == ("It is surely a", "The note is imported.")
    await rated(review, Rating.EASY)


@pytest.mark.usefixtures("note")
async def test_a_note_that_was_left_as_it_is_is_not_said_to_be_taken_in(
    store: Store, watch: Watch
) -> None:
    review = await begun(store, watch)
    turn = await review.show()
    assert turn.card
    assert (await review.edited(turn.card)).message == "No note has changed."


async def test_a_card_that_was_edited_away_gives_way_to_the_next(
    store: Store, watch: Watch, note: Path
) -> None:
    review = await begun(store, watch)
    turn = await review.show()
    assert turn.card
    rewrite(note, NOTE.replace("Say a::It is a", ""))
    turn = await review.edited(turn.card)
    assert (front(turn), turn.message) == ("Say b", "The note no longer produces this card.")


async def test_a_changed_card_begins_anew(
    store: Store, watch: Watch, note: Path, vault: Path, imported: Import
) -> None:
    review = await begun(store, watch)
    await review.show()
    await rated(review, Rating.EASY)
    rewrite(note, NOTE.replace("It is a", "Quite other words stand here now"))
    await imported(vault, now=watch.now)
    watch.turn(20 * 86_400)
    review = await begun(store, watch)
    turn = await review.show()
    assert turn.card
    assert (front(turn), turn.card.changed) == ("Say a", True)
    turn = await review.reset()
    assert turn.card
    assert (turn.card.changed, turn.card.scheduled) == (False, None)
    await rated(review, Rating.GOOD)


@pytest.mark.usefixtures("note")
async def test_a_card_that_is_learnt_ahead_says_so(store: Store, watch: Watch) -> None:
    review = await begun(store, watch, SessionOptions(cards=1))
    await review.show()
    assert front(await rated(review, Rating.GOOD)) == "Say a"
    why = await review.why()
    assert why.reasons[0] == "Its learning step is nearly over, and no other card is left."
    assert "Deck.md" in why.origin
    assert await review.related() == ()


@pytest.mark.usefixtures("note")
async def test_it_waits_for_a_card_in_steps_and_shows_it_when_its_time_has_come(
    store: Store, watch: Watch
) -> None:
    settings = Settings(schedule=ScheduleSettings(learn_ahead_minutes=0))
    review = await begun(store, watch, SessionOptions(cards=1), settings)
    await review.show()
    turn = await rated(review, Rating.GOOD)
    assert (turn.card, turn.wait_s) == (None, 600)
    assert turn.message == "The next card will appear at 09:10."
    watch.turn(300)
    assert (await review.show()).wait_s == 300
    watch.turn(300)
    assert front(await review.show()) == "Say a"


async def test_a_leech_comes_with_what_may_help(store: Store, watch: Watch, note: Path) -> None:
    settings = Settings(schedule=ScheduleSettings(leech_threshold=1))
    review = await begun(store, watch)
    await review.show()
    await rated(review, Rating.EASY)
    watch.turn(30 * 86_400)
    review = await begun(store, watch, settings=settings)
    await review.show()
    turn = await rated(review, Rating.AGAIN)
    assert turn.leech
    assert turn.leech.card.front == "Say a"
    assert "Say a::It is a" in turn.leech.around.lines
    assert [past.what for past in turn.leech.history] == ["again", "easy"]
