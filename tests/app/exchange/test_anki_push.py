"""What ``kb anki push`` sends to Anki."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kb.anki.connect import AnkiConnect, ConnectedReview
from kb.anki.gathering import gathered
from kb.anki.kinds import BASIC_ID, CLOZE_ID, FRONT, LINK
from kb.app.cards.card_state import reset_cards
from kb.app.cards.inbox import reword
from kb.app.cards.selection import CardSelection
from kb.app.exchange.anki_notes import SHOWN, DeckBy, LinkBack, NoteMaker, siblings_of
from kb.app.exchange.anki_push import AnkiPush, push_to_anki
from kb.app.exchange.attachments import attachment_finder
from kb.app.review.answers import undo
from kb.errors import AnkiConnectError
from kb.schedule.memory import CardId, Rating
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.exchange.siblings import cards_of_families
from kb.store.file.store import open_store
from tests.anki.connect_server import TODAY, AnkiServer, ServedCard, serving
from tests.app.sync.acting import answered, card_of
from tests.app.sync.machines import SETTINGS, Machine

NOTE = """\
#flashcards #metals

Question 0?::Answer 0.
Question 1?::Answer 1.
Both:::Ways

Rome is in ==Italy== and Paris in ==France==.
"""


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Machine]:
    """A machine with three facts and a text with two clozes."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "Deck.md").write_text(NOTE)
    async with open_store(tmp_path / "kb.db") as store:
        machine = Machine(place=tmp_path, store=store)
        await machine.imports()
        yield machine


@pytest.fixture
async def anki(desk: Machine) -> AsyncIterator[AnkiServer]:
    """Anki, with the cards of the machine as new ones."""
    with serving(AnkiServer()) as server:
        await exported(desk, server)
        yield server


async def exported(desk: Machine, server: AnkiServer) -> None:
    """Brings the notes of a machine to Anki, as an export does."""
    async with desk.store.reading() as transaction:
        cards: dict[int, StoredCard] = {
            card.card_id: card for card in await stored_cards(transaction, CardFilter())
        }
        finder = await attachment_finder(
            transaction, {card.folder for card in cards.values()}, SHOWN
        )
        known = await cards_of_families(transaction, [CardId(card) for card in cards])
    maker = NoteMaker(
        tags={},
        read_at=dict.fromkeys((c.note_id for c in cards.values()), desk.moment.now),
        worded_at={},
        decks=DeckBy.FOLDER,
        link_back=LinkBack.FILE,
        finder=finder,
    )
    for note in gathered(siblings_of(known), [*cards]):
        fields = maker.note(note, cards, 0).fields
        server.add_note(fields, CLOZE_ID if note.cloze else BASIC_ID)


async def pushed(
    desk: Machine, anki: AnkiServer, *, dry_run: bool = False, **only: Any
) -> AnkiPush:
    return await push_to_anki(
        desk.store,
        AnkiConnect(anki.port),
        CardSelection(**only),
        settings=SETTINGS,
        moment=desk.moment,
        dry_run=dry_run,
    )


async def there(desk: Machine, anki: AnkiServer, front: str) -> ServedCard:
    return anki.card_of((await card_of(desk, front)).uid)


def state(anki: AnkiServer) -> object:
    """Returns all that a push could change."""
    return (
        {note.id: tuple(note.fields) for note in anki.notes.values()},
        {card.id: vars(card).copy() for card in anki.cards.values()},
        anki.revlog.execute("select * from revlog order by id").fetchall(),
        dict(anki.media),
    )


async def test_later_answers_reach_anki_with_their_schedule(
    desk: Machine, anki: AnkiServer
) -> None:
    await answered(desk, "Question 0?", Rating.EASY)
    report = await pushed(desk, anki)
    assert (report.answers, report.schedules, report.texts, report.absent) == (1, 1, 0, 0)
    card, here = await there(desk, anki, "Question 0?"), await card_of(desk, "Question 0?")
    assert here.scheduled
    days = (here.scheduled.due.date() - desk.moment.day).days
    assert (card.type, card.queue, card.reps, card.lapses) == (2, 2, 1, 0)
    assert (card.due, card.ivl) == (TODAY + days, days)
    assert card.memory_state == pytest.approx(
        {
            "stability": here.scheduled.memory.stability_days,
            "difficulty": here.scheduled.memory.difficulty,
        }
    )
    ((at, ease, interval, *_),) = anki.rows(card.id)
    assert (ease, interval) == (4, days)
    assert at // 1000 == card.last_review_time


async def test_pushing_twice_changes_nothing(desk: Machine, anki: AnkiServer) -> None:
    for front, rating in (
        ("Question 0?", Rating.EASY),
        ("Question 1?", Rating.AGAIN),
        ("Both", Rating.GOOD),
    ):
        await answered(desk, front, rating)
    (desk.notes / "Deck.md").write_text(NOTE.replace("Answer 1.", "Another answer."))
    await desk.imports()
    assert (await pushed(desk, anki)).texts == 1
    before = state(anki)
    anki.calls.clear()
    report = await pushed(desk, anki)
    assert (report.answers, report.schedules, report.texts) == (0, 0, 0)
    assert anki.written == []
    assert state(anki) == before


async def test_a_trial_writes_nothing_and_counts_the_same(desk: Machine, anki: AnkiServer) -> None:
    await answered(desk, "Question 0?", Rating.EASY)
    await answered(desk, "Question 1?", Rating.AGAIN)
    before = state(anki)
    trial = await pushed(desk, anki, dry_run=True)
    assert state(anki) == before
    assert anki.written == []
    done = await pushed(desk, anki)
    assert (trial.answers, trial.schedules) == (done.answers, done.schedules) == (2, 2)


async def test_a_card_that_was_answered_in_anki_is_left_alone(
    desk: Machine, anki: AnkiServer
) -> None:
    await answered(desk, "Question 0?", Rating.EASY)
    card = await there(desk, anki, "Question 0?")
    later = int((desk.moment.now + timedelta(days=1)).timestamp() * 1000)
    row = ConnectedReview(later, 3, 9, 0, 500, 4000, 1)
    AnkiConnect(anki.port).insert_reviews([(card.id, row)])
    card.type = card.queue = 2
    before = state(anki)
    report = await pushed(desk, anki)
    assert (report.ahead, report.answers, report.schedules) == (1, 0, 0)
    assert state(anki) == before


async def test_a_due_date_that_was_chosen_in_anki_is_left_alone(
    desk: Machine, anki: AnkiServer
) -> None:
    await answered(desk, "Question 0?", Rating.EASY)
    await pushed(desk, anki)
    card = await there(desk, anki, "Question 0?")
    later = int((desk.moment.now + timedelta(days=1)).timestamp() * 1000)
    manual, resched, crammed = (
        ConnectedReview(later, 0, 30, 5, 500, 0, 4),
        ConnectedReview(later + 1, 0, 30, 5, 500, 0, 5),
        ConnectedReview(later + 2, 3, 30, 5, 0, 900, 3),
    )
    client = AnkiConnect(anki.port)
    client.insert_reviews([(card.id, resched), (card.id, crammed)])
    assert (await pushed(desk, anki)).ahead == 0
    client.insert_reviews([(card.id, manual)])
    card.due += 30
    assert (await pushed(desk, anki)).ahead == 1
    assert card.due > TODAY + 30


async def test_an_answer_that_was_undone_goes_no_further(desk: Machine, anki: AnkiServer) -> None:
    await answered(desk, "Question 0?", Rating.EASY)
    await pushed(desk, anki)
    await undo(desk.store, 1, desk.moment)
    report = await pushed(desk, anki)
    card = await there(desk, anki, "Question 0?")
    assert (report.ahead, report.schedules) == (0, 1)
    assert (card.type, card.queue, card.reps, card.memory_state) == (0, 0, 0, None)
    assert (await pushed(desk, anki)).schedules == 0


async def test_a_reset_reaches_anki(desk: Machine, anki: AnkiServer) -> None:
    await answered(desk, "Question 0?", Rating.EASY)
    await pushed(desk, anki)
    number = str((await card_of(desk, "Question 0?")).card_id)
    await reset_cards(desk.store, CardSelection(cards=(number,)), desk.moment)
    report = await pushed(desk, anki)
    card = await there(desk, anki, "Question 0?")
    assert (report.answers, report.schedules, card.type) == (1, 1, 0)
    assert [(row[1], row[6], row[4]) for row in anki.rows(card.id)][-1] == (0, 4, 0)


async def test_a_suspended_card_stays_suspended(desk: Machine, anki: AnkiServer) -> None:
    await answered(desk, "Question 0?", Rating.EASY)
    card = await there(desk, anki, "Question 0?")
    card.queue = -1
    assert (await pushed(desk, anki)).schedules == 1
    assert (card.type, card.queue) == (2, -1)


async def test_cards_in_filtered_decks_are_left_alone(desk: Machine, anki: AnkiServer) -> None:
    await answered(desk, "Question 0?", Rating.EASY)
    card = await there(desk, anki, "Question 0?")
    card.odid = 7
    report = await pushed(desk, anki)
    assert (report.filtered, report.answers) == (1, 0)
    assert card.type == 0


async def test_texts_are_updated_unless_they_were_changed_in_anki(
    desk: Machine, anki: AnkiServer
) -> None:
    for front, wording in (("Question 0?", "Mine 0?"), ("Question 1?", "Mine 1?")):
        number = (await card_of(desk, front)).card_id
        note = anki.notes[(await there(desk, anki, front)).nid]
        if front == "Question 1?":
            note.fields[FRONT] = "Theirs?"
        await reword(desk.store, number, wording, "Answer.", desk.moment.now)
    link = note.fields[LINK]
    report = await pushed(desk, anki)
    assert (report.texts, report.edited) == (1, 1)
    assert {note.fields[FRONT] for note in anki.notes.values()} >= {"Mine 0?", "Theirs?"}
    assert all(note.fields[LINK] == link for note in anki.notes.values())


async def test_a_new_cloze_is_made_by_its_text(desk: Machine, anki: AnkiServer) -> None:
    text = NOTE.replace("==France==.", "==France==, Bern in ==Switzerland==.")
    (desk.notes / "Deck.md").write_text(text)
    await desk.imports()
    before = len(anki.cards)
    assert (await pushed(desk, anki)).texts == 1
    assert len(anki.cards) == before + 1


async def test_pictures_go_with_their_texts(desk: Machine, anki: AnkiServer) -> None:
    (desk.notes / "fig.png").write_bytes(b"picture")
    (desk.notes / "Deck.md").write_text(NOTE.replace("Answer 0.", "Answer ![[fig.png]]"))
    await desk.imports()
    report = await pushed(desk, anki)
    assert (report.texts, report.media) == (1, 1)
    assert list(anki.media.values()) == [b"picture"]
    assert (await pushed(desk, anki)).media == 0


async def test_only_selected_cards_are_pushed(desk: Machine, anki: AnkiServer) -> None:
    for front in ("Question 0?", "Question 1?"):
        await answered(desk, front, Rating.EASY)
    number = str((await card_of(desk, "Question 1?")).card_id)
    report = await pushed(desk, anki, cards=(number,))
    assert (report.cards, report.answers) == (1, 1)
    assert (await there(desk, anki, "Question 0?")).type == 0


async def test_what_anki_lacks_is_counted_and_not_made(desk: Machine, anki: AnkiServer) -> None:
    gone = await there(desk, anki, "Question 0?")
    del anki.notes[gone.nid], anki.cards[gone.id]
    report = await pushed(desk, anki)
    assert report.absent == 1
    assert gone.id not in anki.cards


async def test_an_empty_anki_is_said(desk: Machine) -> None:
    with serving(AnkiServer()) as empty, pytest.raises(AnkiConnectError, match="no note of kb"):
        await pushed(desk, empty)


@pytest.mark.parametrize("name", ["findNotes", "notesInfo", "cardsInfo", "getReviewsOfCards"])
async def test_an_answer_in_part_stops_before_anything_is_written(
    desk: Machine, anki: AnkiServer, name: str
) -> None:
    await answered(desk, "Question 0?", Rating.EASY)
    anki.spoiled[name] = lambda told: dict([*told.items()][1:]) if name[0] == "g" else [{}]
    before = state(anki)
    with pytest.raises(AnkiConnectError, match="in part"):
        await pushed(desk, anki)
    assert state(anki) == before


async def test_a_push_that_broke_off_is_finished_by_the_next(
    desk: Machine, anki: AnkiServer
) -> None:
    await answered(desk, "Question 0?", Rating.EASY)
    await pushed(desk, anki)
    await answered(desk, "Question 1?", Rating.EASY)
    anki.refused.add("setSpecificValueOfCard")
    with pytest.raises(AnkiConnectError, match="database is locked"):
        await pushed(desk, anki)
    anki.refused.clear()
    report = await pushed(desk, anki)
    assert (report.answers, report.schedules) == (0, 1)
    card = await there(desk, anki, "Question 1?")
    assert (card.type, len(anki.rows(card.id))) == (2, 1)
