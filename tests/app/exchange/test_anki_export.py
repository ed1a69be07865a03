# ruff: noqa: ASYNC240  # files of a few bytes
"""Cards as a package of Anki's, read again as Anki reads it."""

import os
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from kb.anki.collection import CardPhase, CardQueue, Collection, ReviewKind
from kb.anki.history import histories
from kb.anki.kinds import (
    ADD_REVERSE,
    BACK,
    BASIC_ID,
    CLOZE_ID,
    FRONT,
    HEADINGS,
    LINK,
    OMIT_FORWARD,
)
from kb.anki.origin import is_changed, origin_of, uid_of_card
from kb.anki.package.archive import PackageVersion
from kb.anki.package.reading import open_package
from kb.app.cards.acts import parse_days, reschedule, reword
from kb.app.cards.card_state import reset_cards, suspend
from kb.app.cards.selection import CardSelection
from kb.app.exchange.adoption import adopt
from kb.app.exchange.adoption_plan import Binding, plan_adoption
from kb.app.exchange.anki_export import AnkiExport, AnkiExportOptions, export_to_anki
from kb.app.exchange.anki_notes import DeckBy, LinkBack
from kb.app.review.answers import undo
from kb.config.settings import Settings
from kb.errors import AnkiPackageError, NotFoundError, UsageError
from kb.schedule.memory import CardId, Rating
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.days import START, answered, at, deck
from tests.app.exchange.histories import schedule_of

PNG = b"\x89PNG\r\n\x1a\n"


async def exported(
    store: Store,
    file: Path,
    *,
    days: float = 0,
    words: CardSelection | None = None,
    **options: object,
) -> AnkiExport:
    done = await export_to_anki(
        store,
        file,
        words or CardSelection(),
        replace(AnkiExportOptions(), **options),  # type: ignore[arg-type]
        settings=Settings(),
        moment=at(days),
    )
    assert done is not None
    return done


def read(file: Path) -> Collection:
    with open_package(file) as package:
        return package.collection


def fields(collection: Collection) -> dict[str, tuple[str, ...]]:
    """Returns the fields of each note by its front."""
    return {note.fields[FRONT]: note.fields for note in collection.notes}


async def cards(store: Store) -> tuple[StoredCard, ...]:
    async with store.reading() as transaction:
        return await stored_cards(transaction, CardFilter())


def make_newer(file: Path) -> None:
    later = file.stat().st_mtime + 9
    os.utime(file, (later, later))


def content(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cards.apkg"


async def test_each_card_is_a_note_with_the_way_back(
    store: Store, three: Path, write: Write, file: Path
) -> None:
    done = await exported(store, file)
    package = read(file)
    assert (done.notes, done.cards, done.answers, done.media) == (3, 3, 0, 0)
    assert fields(package)["Say alpha"][BACK] == "It is alpha indeed"
    assert {note.fields[LINK] for note in package.notes} == {"Deck"}
    assert {note.note_type for note in package.notes} == {BASIC_ID}
    assert {note.tags for note in package.notes} == {("flashcards",)}
    by_uid = {card.uid for card in await cards(store)}
    assert {note.guid for note in package.notes} == by_uid
    assert {uid_of_card(note.guid, 0, note.fields) for note in package.notes} == by_uid
    for note in package.notes:
        origin = origin_of(note.fields)
        assert origin is not None
        assert not is_changed(note.fields, origin)


async def test_new_cards_come_in_the_order_of_the_notes(
    store: Store, three: Path, file: Path
) -> None:
    await exported(store, file)
    package = read(file)
    fronts = {note.id: note.fields[FRONT] for note in package.notes}
    order = [fronts[card.note] for card in sorted(package.cards, key=lambda card: card.due)]
    assert order == ["Say alpha", "Say beta", "Say gamma"]
    assert {(card.phase, card.queue) for card in package.cards} == {(CardPhase.NEW, CardQueue.NEW)}


async def test_a_card_goes_with_its_memory_and_its_answers(
    store: Store, three: Path, file: Path
) -> None:
    await answered(store, 0, {"Say alpha": Rating.AGAIN})
    await answered(store, 3)
    done = await exported(store, file, days=4)
    package = read(file)
    stored = {card.uid: card for card in await cards(store)}
    guids = {note.id: note.guid for note in package.notes}
    assert done.answers == sum(card.reps for card in stored.values()) > 6
    for card in package.cards:
        here = stored[guids[card.note]]
        assert here.scheduled is not None
        assert card.memory is not None
        assert card.memory.stability_days == pytest.approx(
            here.scheduled.memory.stability_days, abs=1e-4
        )
        assert card.memory.difficulty == pytest.approx(here.scheduled.memory.difficulty, abs=1e-3)
        assert (card.reps, card.lapses) == (here.reps, here.lapses)
        assert card.desired_retention == 0.9
        assert card.decay == pytest.approx(0.1542, abs=1e-3)
        assert package.calendar.day(card.due) == here.scheduled.due.date()
        rows = [row for row in package.reviews if row.card == card.id]
        assert (rows[0].kind, rows[0].last_interval) == (ReviewKind.LEARNING, 0)
        assert card.last_review == rows[-1].id // 1000
        assert {row.duration_ms for row in rows} == {6000}
    assert len({row.id for row in package.reviews}) == len(package.reviews)


async def test_what_was_exported_is_known_when_it_comes_back(
    store: Store, three: Path, file: Path
) -> None:
    await answered(store, 0, {"Say alpha": Rating.AGAIN})
    await answered(store, 3)
    ids = [card.card_id for card in await cards(store)]
    await reschedule(store, ids[:1], parse_days("9"), at(3.5))
    await reset_cards(store, CardSelection(cards=(str(ids[1]),)), at(3.6))
    await exported(store, file, days=4)
    package = read(file)
    known = {card.uid: card.card_id for card in await cards(store)}
    notes = {note.id: note for note in package.notes}
    bindings = []
    for card, history in histories(package):
        note = notes[card.note]
        uid = uid_of_card(note.guid, card.ordinal, note.fields)
        assert uid is not None
        bindings.append(Binding(card=CardId(known[uid]), history=history))
    async with store.reading() as transaction:
        plan = await plan_adoption(transaction, bindings, at(5))
    assert len(bindings) == 3
    assert plan.changing == ()


async def test_what_was_undone_is_left_out_and_resets_and_new_dates_are_rows(
    store: Store, three: Path, file: Path
) -> None:
    await answered(store, 0)
    await answered(store, 3)
    first, second, _ = (card.card_id for card in await cards(store))
    await reschedule(store, [first], parse_days("9"), at(3.5))
    await reset_cards(store, CardSelection(cards=(str(second),)), at(3.6))
    done = await exported(store, file, days=4)
    rows = [row for row in read(file).reviews if row.button == 0]
    assert [(row.kind, row.factor > 0) for row in rows] == [
        (ReviewKind.MANUAL, True),
        (ReviewKind.MANUAL, False),
    ]
    await undo(store, 3, at(4))
    again = await exported(store, file, days=4)
    assert again.answers == done.answers - 1
    assert [row for row in read(file).reviews if row.button == 0] == []


async def test_a_schedule_from_elsewhere_goes_with_its_card(
    store: Store, three: Path, file: Path
) -> None:
    one = (await cards(store))[0]
    await adopt(store, [schedule_of(one.card_id, "a")], "notes", at(0))
    await exported(store, file, days=1)
    package = read(file)
    [card] = [card for card in package.cards if card.phase == CardPhase.REVIEW]
    assert package.calendar.day(card.due).isoformat() == "2026-03-20"
    assert (card.interval_days, card.reps, card.lapses) == (28, 5, 1)
    [row] = package.reviews
    assert (row.button, row.interval, row.kind) == (0, 28, ReviewKind.MANUAL)


async def test_without_history_nothing_tells_of_reviews(
    store: Store, three: Path, file: Path
) -> None:
    await answered(store, 0)
    await suspend(store, CardSelection(cards=("1",)), at(1))
    done = await exported(store, file, days=1, history=False)
    package = read(file)
    assert (done.cards, done.answers, done.suspended) == (3, 0, 0)
    assert package.reviews in ((), [])
    for card in package.cards:
        assert (card.phase, card.queue, card.reps, card.interval_days) == (0, 0, 0, 0)
        assert (card.memory, card.decay, card.desired_retention, card.last_review) == (None,) * 4


async def test_suspended_cards_go_suspended_and_others_not_at_all(
    store: Store, vault: Path, write: Write, imported: Import, file: Path
) -> None:
    write("Deck.md", deck("alpha", "beta"))
    write("Kiln.md", "# Kiln\n\nAdvantages:\n- A kiln of brick keeps its heat for two whole days\n")
    await imported(vault)
    await suspend(store, CardSelection(cards=("1",)), at(0))
    done = await exported(store, file)
    assert (done.cards, done.suspended) == (2, 1)
    assert sum(card.suspended for card in read(file).cards) == 1


async def test_both_directions_and_clozes_are_one_note_each(
    store: Store, vault: Path, write: Write, imported: Import, file: Path
) -> None:
    write("Deck.md", "#flashcards\n\n# Heat\n\nKiln:::an oven\n\nThe ==kiln== is ==hot== now\n")
    await imported(vault)
    done = await exported(store, file)
    package = read(file)
    assert (done.notes, done.cards) == (2, 4)
    both = fields(package)["Kiln"]
    assert (both[BACK], both[ADD_REVERSE], both[OMIT_FORWARD]) == ("an oven", "y", "")
    [text] = [note for note in package.notes if note.note_type == CLOZE_ID]
    ordinals = sorted(card.ordinal for card in package.cards if card.note == text.id)
    for ordinal, word in zip(ordinals, sorted(["hot", "kiln"]), strict=True):
        assert f"{{{{c{ordinal + 1}::" in text.fields[FRONT]
        assert f"::{word}}}}}" in text.fields[FRONT]
    assert text.fields[HEADINGS] == "Heat"
    uids = {uid_of_card(text.guid, ordinal, text.fields) for ordinal in ordinals}
    assert uids == {card.uid for card in await cards(store) if card.kind == "cloze"}


async def test_a_note_of_several_cards_goes_whole(
    store: Store, vault: Path, write: Write, imported: Import, file: Path
) -> None:
    write("Deck.md", "#flashcards\n\nThe ==kiln== is ==hot== now\n\nKiln:::an oven\n")
    await imported(vault)
    some = [card for card in await cards(store) if card.kind in {"cloze", "reverse"}][1:]
    words = CardSelection(cards=tuple(str(card.card_id) for card in some))
    done = await exported(store, file, words=words)
    assert (done.notes, done.cards) == (2, 4)


async def test_a_new_cloze_changes_the_text_and_no_number(
    store: Store, vault: Path, write: Write, imported: Import, file: Path
) -> None:
    write("Deck.md", "#flashcards\n\nThe ==kiln== is ==hot== now\n")
    await imported(vault)
    await exported(store, file)
    [before] = read(file).notes
    write("Deck.md", "#flashcards\n\nThe ==kiln== ==of brick== is ==hot== now\n", when=START)
    await imported(vault, now=START)
    await exported(store, file)
    [after] = read(file).notes
    assert after.guid == before.guid
    assert after.modified > before.modified
    old, new = origin_of(before.fields), origin_of(after.fields)
    assert old is not None
    assert new is not None
    kept = {uid: ordinal for ordinal, uid in old.uids.items()}
    assert len(new.uids) == 3
    for ordinal, uid in new.uids.items():
        assert kept.get(uid, ordinal) == ordinal
        assert uid in kept or ordinal not in old.uids


async def test_a_card_has_the_same_id_whatever_else_is_exported(
    store: Store, three: Path, vault: Path, write: Write, imported: Import, file: Path
) -> None:
    await exported(store, file)
    before = {note.guid: note.id for note in read(file).notes}
    ids = {card.id for card in read(file).cards}
    write("A.md", "#flashcards\n\nSay delta::It is delta indeed\n", when=START)
    await imported(vault)
    await exported(store, file)
    after = read(file)
    assert len(after.notes) == len(before) + 1
    assert before.items() <= {note.guid: note.id for note in after.notes}.items()
    assert ids < {card.id for card in after.cards}
    await exported(store, file, words=CardSelection(note="A"))
    assert {card.id for card in read(file).cards} == {card.id for card in after.cards} - ids


async def test_an_edit_and_a_wording_make_a_text_newer(
    store: Store, three: Path, write: Write, imported: Import, file: Path
) -> None:
    await exported(store, file)
    before = {note.guid: note for note in read(file).notes}
    await reword(store, (await cards(store))[0].card_id, "My own words", "mine", at(300))
    await exported(store, file, days=301)
    after = {note.guid: note for note in read(file).notes}
    changed = [guid for guid, note in after.items() if note.modified > before[guid].modified]
    assert [after[guid].fields[FRONT] for guid in changed] == ["My own words"]
    assert [note.fields for guid, note in after.items() if guid not in changed] == [
        note.fields for guid, note in before.items() if guid not in changed
    ]


async def test_pictures_go_under_names_that_no_other_file_has(
    store: Store, vault: Path, write: Write, imported: Import, tmp_path: Path, file: Path
) -> None:
    for name, content in (("a.png", b"1"), ("heat/a.png", b"2"), ("heat/the call.mp3", b"3")):
        (vault / name).parent.mkdir(exist_ok=True)
        (vault / name).write_bytes(PNG + content)
    (tmp_path / "secret.png").write_bytes(PNG)
    (vault / "leak.png").symlink_to(tmp_path / "secret.png")
    write("Deck.md", "#flashcards\n\nSee ![[a.png|40]]::![[leak.png]] ![[lost.png]]\n")
    write("heat/Deck.md", "#flashcards\n\nHear ![[the call.mp3]]::![](a.png)\n")
    await imported(vault)
    done = await exported(store, file)
    assert done.media == 3
    told = [(problem.path, problem.line, problem.code) for problem in done.problems]
    assert told == [("Deck.md", 3, "attachment-missing")] * 2
    package = read(file)
    with open_package(file) as opened:
        held = {}
        for name in package.media:
            with opened.open_media(name) as stream:
                held[name] = stream.read()
    assert sorted(held.values()) == [PNG + b"1", PNG + b"2", PNG + b"3"]
    text = " ".join(" ".join(note.fields[:2]) for note in package.notes)
    for name in held:
        assert name in text
    assert "leak.png lost.png" in text
    assert "[sound:the_call-" in text


async def test_pictures_are_those_that_the_last_import_found(
    store: Store, vault: Path, write: Write, imported: Import, file: Path
) -> None:
    (vault / "a.png").write_bytes(PNG)
    write("Deck.md", "#flashcards\n\nSee ![[a.png]]::![[later.png]]\n")
    await imported(vault)
    (vault / "later.png").write_bytes(PNG + b"later")
    done = await exported(store, file)
    assert done.media == 1
    assert [problem.message for problem in done.problems] == [
        "The file “later.png” of a card was not in this folder at the last import."
    ]
    await imported(vault)
    assert (await exported(store, file)).media == 2


async def test_pictures_of_a_note_that_was_imported_alone_go_along(
    store: Store, vault: Path, write: Write, imported: Import, file: Path
) -> None:
    (vault / "img").mkdir()
    (vault / "img" / "a.png").write_bytes(PNG)
    note = write("Deck.md", "#flashcards\n\nSee ![[a.png]]::a picture\n")
    await imported(note)
    assert (await exported(store, file)).media == 1


async def test_a_picture_that_changed_makes_its_text_newer(
    store: Store, vault: Path, write: Write, imported: Import, file: Path
) -> None:
    picture = vault / "a.png"
    picture.write_bytes(PNG)
    write("Deck.md", "#flashcards\n\nSee ![[a.png]]::a picture\n")
    await imported(vault)
    await exported(store, file)
    [before] = read(file).notes
    picture.write_bytes(PNG + b"new")
    make_newer(picture)
    await exported(store, file)
    [after] = read(file).notes
    assert after.fields[FRONT] != before.fields[FRONT]
    assert after.modified > before.modified


async def test_decks_are_of_folders_of_tags_or_one(
    store: Store, vault: Path, write: Write, imported: Import, file: Path
) -> None:
    write("heat/Deck.md", deck("alpha").replace("#flashcards", "#flashcards/clay"))
    write("Other.md", deck("beta"))
    await imported(vault)
    assert (await exported(store, file)).decks == ("vault", "vault::heat")
    by_tag = await exported(store, file, decks=DeckBy.TAG)
    assert by_tag.decks == ("flashcards", "flashcards::clay")
    assert (await exported(store, file, decks="My::Deck")).decks == ("My::Deck",)


async def test_a_link_leads_back_through_the_vault_or_the_file_or_not_at_all(
    store: Store, vault: Path, write: Write, imported: Import, file: Path
) -> None:
    write("heat/Big Kiln.md", deck("alpha"))
    await imported(vault)

    async def link(link_back: LinkBack) -> str:
        await exported(store, file, link_back=link_back)
        [note] = read(file).notes
        return note.fields[LINK]

    assert await link(LinkBack.OBSIDIAN) == "Big Kiln"
    (vault / ".obsidian").mkdir()
    assert 'href="obsidian://open?vault=vault&amp;file=heat%2FBig%20Kiln"' in await link(
        LinkBack.OBSIDIAN
    )
    assert str(vault) not in await link(LinkBack.OBSIDIAN)
    assert f'href="file://{vault}/heat/Big%20Kiln.md"' in await link(LinkBack.FILE)
    assert await link(LinkBack.NONE) == "Big Kiln"


async def test_the_newest_form_holds_the_same(store: Store, three: Path, tmp_path: Path) -> None:
    await answered(store, 0)
    await exported(store, tmp_path / "older.apkg", days=1)
    await exported(store, tmp_path / "newest.apkg", days=1, version=PackageVersion.LATEST)
    older, newest = read(tmp_path / "older.apkg"), read(tmp_path / "newest.apkg")
    assert list(older.notes) == list(newest.notes)
    assert list(older.reviews) == list(newest.reviews)
    assert [card._replace(modified=0) for card in older.cards] == [
        card._replace(modified=0) for card in newest.cards
    ]


async def test_only_an_earlier_export_is_replaced(
    store: Store, three: Path, tmp_path: Path, file: Path
) -> None:
    file.write_text("something of the user's")
    with pytest.raises(UsageError, match="--force"):
        await exported(store, file)
    assert content(file) == b"something of the user's"
    await exported(store, file, force=True)
    await exported(store, file)
    note = three / "Deck.md"
    before = content(note)
    with pytest.raises(UsageError, match="is a note"):
        await exported(store, note, force=True)
    assert content(note) == before
    with zipfile.ZipFile(tmp_path / "other.apkg", "w") as other:
        other.writestr("collection.anki2", "no database")
    with pytest.raises(UsageError, match="--force"):
        await exported(store, tmp_path / "other.apkg")


async def test_nothing_is_written_if_there_is_nothing(
    store: Store, three: Path, file: Path
) -> None:
    none = CardSelection(query="is:suspended")
    done = await export_to_anki(
        store, file, none, AnkiExportOptions(), settings=Settings(), moment=at(0)
    )
    assert done is None
    assert content(file) is None
    with pytest.raises(NotFoundError):
        await exported(store, file, words=CardSelection(cards=("99",)))


async def test_an_earlier_export_that_cannot_be_unpacked_is_not_taken_for_another_file(
    store: Store, file: Path, write: Write, vault: Path, imported: Import,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    write("Deck.md", "#flashcards\n\nSay alpha::It is alpha\n")
    await imported(vault)
    await exported(store, file)
    before = content(file)
    monkeypatch.setattr(tempfile, "tempdir", str(file.parent / "no disk"))
    with pytest.raises(AnkiPackageError, match="no such file"):
        await exported(store, file)
    assert content(file) == before
