"""What comes back from Anki: each answer once and in order, changed texts, and decks of others."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from kb.anki.collection import (
    AnkiCard,
    CardQueue,
    Collection,
    NoteRow,
    ReviewKind,
    ReviewRow,
)
from kb.anki.history import histories
from kb.anki.kinds import BACK, FRONT
from kb.anki.origin import origin_of
from kb.anki.package.reading import open_package
from kb.anki.package.writing import write_package
from kb.app.cards.selection import CardSelection
from kb.app.exchange import adoption_plan, anki_import
from kb.app.exchange.adoption import adopt, undo_adoption
from kb.app.exchange.adoption_plan import Binding, plan_adoption
from kb.app.exchange.anki_decks import import_decks
from kb.app.exchange.anki_export import AnkiExportOptions, export_to_anki
from kb.app.exchange.anki_import import AnkiImport, import_from_anki
from kb.app.exchange.known_histories import KnownInAnki
from kb.app.importing import run
from kb.app.importing.run import ImportReport
from kb.app.maintenance.doctor import diagnosis
from kb.app.meaning import update
from kb.app.meaning.embedder import Embedder
from kb.app.review.answers import undo
from kb.config.settings import Settings
from kb.errors import AnkiPackageError, UsageError
from kb.schedule.days import Moment
from kb.schedule.log import Review, living
from kb.schedule.memory import CardId
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store
from kb.store.review.log import entries_of, keys_of_cards
from tests.anki import collections
from tests.anki.shared_deck import shared_deck
from tests.app.days import answered, at
from tests.app.exchange.histories import schedule_of

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]
_MS = timedelta(milliseconds=1)


async def cards(store: Store) -> dict[str, StoredCard]:
    """Returns all cards by their prompts."""
    async with store.reading() as transaction:
        return {card.front: card for card in await stored_cards(transaction, CardFilter())}


async def answers(store: Store, front: str) -> list[Review]:
    card = (await cards(store))[front]
    async with store.reading() as transaction:
        entries = await entries_of(transaction, card.card_id)
    return [entry for entry in living(entries) if isinstance(entry, Review)]


async def exported(store: Store, file: Path, days: float) -> Collection:
    """Exports all cards, and returns what the package holds."""
    moment = at(days)
    await export_to_anki(
        store, file, CardSelection(), AnkiExportOptions(), settings=Settings(), moment=moment
    )
    with open_package(file) as package:
        return package.collection


def rewritten(file: Path, collection: Collection, days: float) -> Path:
    """Writes a package as Anki would hand it back."""
    media = {name: (lambda: open("/dev/null", "rb")) for name in collection.media}  # noqa: PTH123, SIM115
    write_package(file, collection, media, now=at(days).now)
    return file


def row_of(collection: Collection, front: str) -> AnkiCard:
    note = next(note for note in collection.notes if note.fields[FRONT] == front)
    return next(card for card in collection.cards if card.note == note.id)


def answer_in_anki(
    collection: Collection, front: str, days: float, *, button: int = 3, interval: int = 12
) -> Collection:
    """Adds an answer to a card in review."""
    card = row_of(collection, front)
    moment = at(days)
    review = ReviewRow(
        id=round(moment.now.timestamp() * 1000),
        card=card.id,
        button=button,
        interval=interval,
        last_interval=max(card.interval_days, 1),
        factor=500,
        duration_ms=4000,
        kind=ReviewKind.REVIEW,
    )
    due = collection.calendar.number(moment.day) + interval
    changed = card._replace(
        due=due, interval_days=interval, queue=CardQueue.REVIEW, phase=2, reps=card.reps + 1,
        last_review=int(moment.now.timestamp()),
    )  # fmt: skip
    rows = [changed if row.id == card.id else row for row in collection.cards]
    return replace(collection, cards=rows, reviews=[*collection.reviews, review])


def edit_in_anki(collection: Collection, front: str, field: int, text: str) -> Collection:
    notes = [
        note._replace(fields=(*note.fields[:field], text, *note.fields[field + 1 :]))
        if note.fields[FRONT] == front
        else note
        for note in collection.notes
    ]
    return replace(collection, notes=notes)


async def taken(store: Store, file: Path, days: float, *, dry_run: bool = False) -> AnkiImport:
    return await import_from_anki(store, file, at(days), dry_run=dry_run)


@pytest.mark.usefixtures("three")
async def test_answers_come_back_once_and_in_order(store: Store, tmp_path: Path) -> None:
    await answered(store, 0)
    await answered(store, 2)
    before = await answers(store, "Say alpha")
    there = await exported(store, tmp_path / "out.apkg", 3)
    there = answer_in_anki(there, "Say alpha", 6)
    there = answer_in_anki(there, "Say alpha", 18, button=1, interval=2)
    file = rewritten(tmp_path / "back.apkg", there, 19)
    assert (await taken(store, file, 19, dry_run=True)).answers == 2
    assert await answers(store, "Say alpha") == before
    result = await taken(store, file, 19)
    assert (result.answers, result.schedules, result.cards, result.others) == (2, 0, 3, 0)
    after = await answers(store, "Say alpha")
    assert after[: len(before)] == before
    assert [entry.program for entry in after[len(before) :]] == ["anki", "anki"]
    assert after[len(before)].before == before[-1].after
    assert (await taken(store, file, 20)).answers == 0
    assert await answers(store, "Say alpha") == after
    card = (await cards(store))["Say alpha"]
    assert card.scheduled
    assert card.scheduled.due.date() == at(20).day
    assert (await diagnosis(store, at(21).now)).ok


@pytest.mark.usefixtures("three")
async def test_an_answer_that_was_undone_here_stays_undone(store: Store, tmp_path: Path) -> None:
    await answered(store, 0)
    there = await exported(store, tmp_path / "out.apkg", 1)
    await undo(store, 1, at(1))
    file = rewritten(tmp_path / "back.apkg", there, 1)
    known = await cards(store)
    assert (await taken(store, file, 2)).answers == 0
    assert await cards(store) == known


@pytest.mark.usefixtures("three")
async def test_answers_of_anki_are_undone_as_a_whole(store: Store, tmp_path: Path) -> None:
    await answered(store, 0)
    await answered(store, 2)
    known = await cards(store)
    there = answer_in_anki(await exported(store, tmp_path / "out.apkg", 3), "Say alpha", 6)
    file = rewritten(tmp_path / "back.apkg", there, 7)
    await taken(store, file, 7)
    assert await undo_adoption(store, at(8))
    assert await cards(store) == known
    assert (await taken(store, file, 9)).back == 1


@pytest.mark.usefixtures("three")
async def test_a_text_changed_in_anki_becomes_the_own_wording(store: Store, tmp_path: Path) -> None:
    there = await exported(store, tmp_path / "out.apkg", 0)
    there = edit_in_anki(there, "Say alpha", BACK, "It is <b>alpha</b>, \\(\\alpha\\)")
    file = rewritten(tmp_path / "back.apkg", there, 1)
    assert (await taken(store, file, 1, dry_run=True)).reworded == ("Say alpha",)
    assert (await taken(store, file, 1)).reworded == ("Say alpha",)
    card = (await cards(store))["Say alpha"]
    assert (card.back, card.reworded) == ("It is **alpha**, $\\alpha$", True)
    assert (await taken(store, file, 2)).reworded == ()
    again = await exported(store, tmp_path / "again.apkg", 3)
    note = next(note for note in again.notes if note.fields[FRONT] == "Say alpha")
    assert note.fields[BACK] == "It is <strong>alpha</strong>, \\(\\alpha\\)"


@pytest.mark.usefixtures("three")
async def test_a_text_changed_on_both_sides_stays_and_is_told(
    store: Store, tmp_path: Path, vault: Path, write: Write, imported: Import
) -> None:
    there = await exported(store, tmp_path / "out.apkg", 0)
    write("Deck.md", "#flashcards\n\nSay alpha::It is alpha, I say\n", when=at(1).now)
    await imported(vault, force=True)
    there = edit_in_anki(there, "Say alpha", BACK, "It is not alpha")
    result = await taken(store, rewritten(tmp_path / "back.apkg", there, 1), 2)
    assert (result.reworded, result.conflicts) == ((), ("Say alpha",))
    assert (await cards(store))["Say alpha"].back == "It is alpha, I say"


@pytest.mark.usefixtures("three")
async def test_a_text_that_was_taken_over_is_known_when_it_comes_again(
    store: Store, tmp_path: Path
) -> None:
    there = await exported(store, tmp_path / "out.apkg", 0)
    # Of several ways to write a text in HTML, Anki's editor has another one than kb.
    there = edit_in_anki(there, "Say alpha", BACK, "It <i>is</i> alpha<div>indeed</div>")
    file = rewritten(tmp_path / "back.apkg", there, 1)
    assert (await taken(store, file, 1)).reworded == ("Say alpha",)
    again = await taken(store, file, 2)
    assert (again.reworded, again.conflicts) == ((), ())


async def test_pictures_and_sounds_stay_in_a_text_that_was_changed_in_anki(
    store: Store, tmp_path: Path, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", "#flashcards\n\nHear it::![[loop.png|40]] ![[call.mp3]]\n")
    for name in ("loop.png", "call.mp3"):
        (vault / name).write_bytes(name.encode())
    await imported(vault)
    there = await exported(store, tmp_path / "out.apkg", 0)
    (back,) = [note.fields[BACK] for note in there.notes]
    file = rewritten(
        tmp_path / "back.apkg", edit_in_anki(there, "Hear it", BACK, f"{back} and more"), 1
    )
    assert (await taken(store, file, 1)).reworded == ("Hear it",)
    assert (await cards(store))["Hear it"].back == "![[loop.png|40]] [sound:call.mp3] and more"
    again = await exported(store, tmp_path / "again.apkg", 2)
    assert [note.fields[BACK] for note in again.notes] == [f"{back} and more"]
    assert again.media == there.media
    assert (await taken(store, file, 3)).reworded == ()


@pytest.mark.usefixtures("three")
async def test_answers_and_texts_come_together_or_not_at_all(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await answered(store, 0)
    before = await cards(store)
    there = edit_in_anki(await exported(store, tmp_path / "out.apkg", 1), "Say alpha", BACK, "A")
    file = rewritten(tmp_path / "back.apkg", answer_in_anki(there, "Say beta", 2), 3)

    async def broken(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(anki_import, "take_texts", broken)
    with pytest.raises(OSError):  # noqa: PT011  # the one above
        await taken(store, file, 3)
    assert await cards(store) == before


@pytest.mark.usefixtures("three")
async def test_a_card_that_no_note_has_any_more_gets_answers_and_no_text(
    store: Store, tmp_path: Path, vault: Path, write: Write, imported: Import
) -> None:
    await answered(store, 0)
    there = await exported(store, tmp_path / "out.apkg", 1)
    write("Deck.md", "#flashcards\n\nSay omega::It is omega\n", when=at(1).now)
    await imported(vault, force=True)
    there = edit_in_anki(there, "Say alpha", BACK, "It is not alpha")
    there = answer_in_anki(there, "Say alpha", 2)
    result = await taken(store, rewritten(tmp_path / "back.apkg", there, 2), 3)
    assert (result.answers, result.reworded, result.conflicts) == (1, (), ())


@pytest.mark.usefixtures("three")
async def test_a_text_changed_here_alone_stays(
    store: Store, tmp_path: Path, vault: Path, write: Write, imported: Import
) -> None:
    there = await exported(store, tmp_path / "out.apkg", 0)
    write("Deck.md", "#flashcards\n\nSay alpha::It is alpha, I say\n", when=at(1).now)
    await imported(vault, force=True)
    result = await taken(store, rewritten(tmp_path / "back.apkg", there, 1), 2)
    assert (result.reworded, result.conflicts) == ((), ())


async def test_a_cloze_changed_in_anki_changes_all_its_cards(
    store: Store, tmp_path: Path, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", "#flashcards\n\nThe ==heart== pumps ==blood==.\n")
    await imported(vault)
    there = await exported(store, tmp_path / "out.apkg", 0)
    (text,) = [note.fields[FRONT] for note in there.notes]
    edited = text.replace("The", "A").replace("blood}}", "blood::what?}}")
    there = edit_in_anki(there, text, FRONT, edited)
    result = await taken(store, rewritten(tmp_path / "back.apkg", there, 1), 2)
    assert len(result.reworded) == 2
    assert sorted(await cards(store)) == ["A [...] pumps blood.", "A heart pumps [what?]."]


async def test_a_shared_deck_becomes_a_folder_of_notes_with_media_and_history(
    store: Store, tmp_path: Path
) -> None:
    into = tmp_path / "decks"
    result = await import_decks(
        store, shared_deck(tmp_path / "shared.apkg"), into, Settings(), at(0)
    )
    assert (result.files, result.cards, result.media, result.suspended) == (1, 4, 1, 1)
    assert sorted(str(p.relative_to(into)) for p in into.rglob("*") if p.is_file()) == [
        "Body/Organs.md",
        "media/heart.png",
    ]
    known = await cards(store)
    assert set(known) == {
        "What is **this**?", "[...] is in Italy", "Rome is in [...]", "Suspended?",
    }  # fmt: skip
    first = known["What is **this**?"]
    assert first.back == "A heart\n![[heart.png]]"
    assert first.reps == 1
    assert known["Suspended?"].status == "suspended"
    assert (await diagnosis(store, at(1).now)).ok
    again = await taken(store, shared_deck(tmp_path / "shared.apkg"), 1)
    assert (again.cards, again.answers, again.others) == (4, 0, 0)


async def test_the_meaning_of_a_deck_is_read_when_its_history_is_there(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_off(_: Sequence[str]) -> list[list[float]]:
        raise KeyboardInterrupt

    embedder = Embedder(model="none/1", encode=broken_off)
    monkeypatch.setattr(run, "installed_embedder", lambda: embedder)
    monkeypatch.setattr(update, "_FEW", 0)
    into = tmp_path / "decks"
    with pytest.raises(KeyboardInterrupt):
        await import_decks(store, shared_deck(tmp_path / "shared.apkg"), into, Settings(), at(0))
    known = await cards(store)
    assert known["What is **this**?"].reps == 1
    assert known["Suspended?"].status == "suspended"
    assert sorted(path.name for path in into.iterdir()) == ["Body", "media"]


async def test_clozes_that_outlive_the_first_of_their_text_stay_its_note_and_go_on(
    store: Store, vault: Path, write: Write, imported: Import, tmp_path: Path
) -> None:
    text = "#flashcards\n\nThe ==kiln== is ==hot== and ==dry== now\n"
    write("Deck.md", text)
    await imported(vault)
    await answered(store, 0)
    before = await exported(store, tmp_path / "first.apkg", 1)
    [note] = before.notes
    write("Deck.md", text.replace("==kiln==", "kiln"), when=at(2).now)
    await imported(vault, now=at(2).now)
    after = await exported(store, tmp_path / "second.apkg", 2)
    [edited] = after.notes
    assert edited.guid == note.guid
    assert "kiln::" not in edited.fields[FRONT]
    # Anki updates the text of its note, and keeps its cards.
    front = "The kiln is [...] and dry now"
    uid = (await cards(store))[front].uid
    origin = origin_of(edited.fields)
    assert origin is not None
    [ordinal] = [ordinal for ordinal, of in origin.uids.items() if of == uid]
    [card] = [card for card in before.cards if card.ordinal == ordinal]
    review = ReviewRow(
        round(at(3).now.timestamp() * 1000), card.id, 3, 12, 4, 500, 4000, ReviewKind.REVIEW
    )
    there = replace(before, notes=[edited], reviews=[*before.reviews, review])
    known = len(await answers(store, front))
    done = await taken(store, rewritten(tmp_path / "back.apkg", there, 4), 4)
    assert (done.answers, done.conflicts, done.reworded) == (1, (), ())
    assert len(await answers(store, front)) == known + 1
    assert (await taken(store, tmp_path / "back.apkg", 5)).answers == 0
    third = await exported(store, tmp_path / "third.apkg", 5)
    assert [note.guid for note in third.notes] == [note.guid for note in before.notes]
    assert review.id in {row.id for row in third.reviews}


async def test_a_direction_that_outlives_the_other_stays_its_note(
    store: Store, vault: Path, write: Write, imported: Import, tmp_path: Path
) -> None:
    answer = "an oven in which potters burn their clay"
    write("Deck.md", f"#flashcards\n\nKiln:::{answer}\n")
    await imported(vault)
    before = await exported(store, tmp_path / "first.apkg", 1)
    [note] = before.notes
    for days, front in ((1, answer), (2, answer.replace("clay", "loam"))):
        write("Deck.md", f"#flashcards\n\n{front}::Kiln\n", when=at(days).now)
        await imported(vault, now=at(days).now)
    after = await exported(store, tmp_path / "second.apkg", 2)
    [edited] = after.notes
    assert edited.guid == note.guid
    [card] = after.cards
    origin, first = origin_of(edited.fields), origin_of(note.fields)
    assert origin is not None
    assert first is not None
    assert origin.uids == {card.ordinal: first.uids[card.ordinal]}


async def test_what_of_a_deck_is_left_out_is_told_once(store: Store, tmp_path: Path) -> None:
    entries = collections.entries_of(shared_deck(tmp_path / "shared.apkg"))
    del entries["0"]
    package = collections.zipped(tmp_path / "other.apkg", entries)
    result = await import_decks(store, package, tmp_path / "body", Settings(), at(0))
    assert len(result.left_out) == 1
    assert result.history
    assert result.history.left_out == ()


async def test_a_folder_that_is_there_is_never_written_to(store: Store, tmp_path: Path) -> None:
    into = tmp_path / "decks"
    into.mkdir()
    (into / "mine.md").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        await import_decks(store, shared_deck(tmp_path / "shared.apkg"), into, Settings(), at(0))
    assert [path.name for path in into.iterdir()] == ["mine.md"]
    file = into / "mine.md"
    with pytest.raises(UsageError, match="not empty"):
        await import_decks(store, shared_deck(tmp_path / "shared.apkg"), file, Settings(), at(0))


_KILLED: Final = """
import asyncio, os, signal, sys
from pathlib import Path
from kb.app.exchange import anki_decks
from kb.config.settings import Settings
from kb.store.file.store import open_store
from tests.app.days import at

async def kill(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

async def main(step, database, package, into):
    setattr(anki_decks, step, kill)
    async with open_store(Path(database)) as store:
        await anki_decks.import_decks(store, Path(package), Path(into), Settings(), at(0))

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("step", ["import_notes", "import_collection", "_suspend"])
async def test_the_same_call_goes_on_where_a_killed_one_left(
    step: str, store: Store, tmp_path: Path
) -> None:
    into, package = tmp_path / "decks", shared_deck(tmp_path / "shared.apkg")
    words = [sys.executable, "-c", _KILLED, step, str(store.path), str(package), str(into)]
    killed = await asyncio.to_thread(subprocess.run, words, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert (into / "Body" / "Organs.md").exists()
    other = tmp_path / "other.apkg"
    other.write_bytes(package.read_bytes() + b"more")
    with pytest.raises(UsageError, match="not empty"):
        await import_decks(store, other, into, Settings(), at(0))
    result = await import_decks(store, package, into, Settings(), at(0))
    assert (result.files, result.cards, result.media, result.suspended) == (1, 4, 1, 1)
    known = await cards(store)
    assert known["What is **this**?"].reps == 1
    assert known["Suspended?"].status == "suspended"
    with pytest.raises(UsageError, match="not empty"):
        await import_decks(store, package, into, Settings(), at(0))


async def test_only_new_cards_are_suspended_with_a_deck(
    store: Store, imported: Import, write: Write, vault: Path, tmp_path: Path
) -> None:
    write("Known.md", "Q: Mine?\nA: Yes\n<!--ID: 1700000000002-->\n")
    await imported(vault)
    package = shared_deck(tmp_path / "shared.apkg")
    result = await import_decks(store, package, tmp_path / "decks", Settings(), at(0))
    assert (result.cards, result.suspended) == (3, 0)
    assert (await cards(store))["Mine?"].status == "active"


async def test_cards_whose_ids_are_counted_are_known_when_they_come_again(
    store: Store, tmp_path: Path
) -> None:
    with open_package(shared_deck(tmp_path / "shared.apkg")) as shared:
        there = shared.collection
    notes = [NoteRow(1, "a!", 7, ("one", "two")), NoteRow(2, "b!", 7, ("x", "y"))]
    rows = [AnkiCard(note.id + 4, note.id, 0, deck=5) for note in notes]
    there = replace(there, notes=notes, cards=rows, reviews=(), media=())
    package = rewritten(tmp_path / "counted.apkg", there, 0)
    result = await import_decks(store, package, tmp_path / "decks", Settings(), at(0))
    assert result.history is not None
    assert (result.cards, result.history.cards, result.history.others) == (2, 2, 0)


async def test_a_dry_run_writes_no_folder(store: Store, tmp_path: Path) -> None:
    into = tmp_path / "decks"
    result = await import_decks(
        store, shared_deck(tmp_path / "shared.apkg"), into, Settings(), at(0), dry_run=True
    )
    assert (result.files, result.cards, result.history) == (1, 4, None)
    assert not into.exists()
    assert await cards(store) == {}


async def test_what_a_killed_import_left_is_removed_by_a_later_one(
    store: Store, tmp_path: Path
) -> None:
    old, new, mine = tmp_path / ".kb-1.folder", tmp_path / ".kb-2.folder", tmp_path / ".kb"
    for folder in (old, new, mine):
        folder.mkdir()
        (folder / "a.md").write_text("a")
    for folder in (old, mine):
        os.utime(folder, (1_700_000_000, 1_700_000_000))
    await import_decks(
        store, shared_deck(tmp_path / "shared.apkg"), tmp_path / "decks", Settings(), at(0)
    )
    assert names_in(tmp_path) == [".kb", ".kb-2.folder", "decks", "shared.apkg", "store"]


async def test_what_is_known_is_told_without_reading_the_log_as_with_it(
    store: Store, vault: Path, write: Write, imported: Import, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    write("Deck.md", "#flashcards\n\n" + "\n\n".join(f"Say {n}::It is {n}" for n in "abcd"))
    await imported(vault)
    here = await cards(store)
    for days in (0, 2, 9):
        await answered(store, days)
    there = await exported(store, tmp_path / "out.apkg", 10)
    there = answer_in_anki(there, "Say b", 11)
    read: list[frozenset[CardId]] = []

    async def plans_agree() -> None:
        known = {card.id: here[note.fields[FRONT]].card_id for note in there.notes
                 for card in there.cards if card.note == note.id}  # fmt: skip
        bindings = [Binding(card=known[row.id], history=past) for row, past in histories(there)]
        async with store.reading() as transaction:
            quick = await plan_adoption(transaction, bindings, at(12))
            with monkeypatch.context() as patched:
                patched.setattr(adoption_plan, "surely_known", lambda *_: frozenset())
                assert quick.cards == (await plan_adoption(transaction, bindings, at(12))).cards
            keys = await keys_of_cards(transaction, {*known.values()})
        read.append(frozenset(quick.logs))
        skip = KnownInAnki(known, keys, there.calendar)
        assert {known[row.id] for row, _ in histories(there, skip)} == {*quick.logs}

    await plans_agree()
    await taken(store, rewritten(tmp_path / "b.apkg", there, 11), 12)
    await plans_agree()
    await undo_adoption(store, at(12))
    await plans_agree()
    row = row_of(there, "Say c")
    later = row._replace(due=row.due + 5)
    there = replace(there, cards=[later if one.id == row.id else one for one in there.cards])
    await plans_agree()
    await taken(store, rewritten(tmp_path / "c.apkg", there, 11), 12)
    await plans_agree()
    one, two = here["Say b"].card_id, here["Say c"].card_id
    assert read == [{one}, set(), {one}, {one, two}, {one}]


async def test_a_schedule_of_today_is_nothing_from_the_future(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", "#flashcards\n\nSay alpha::It is alpha\n")
    await imported(vault)
    one = (await cards(store))["Say alpha"]
    told = schedule_of(one.card_id, "a").history
    assert told.schedule
    morning = Moment(now=at(0).now.replace(hour=1), calendar=at(0).calendar)
    history = replace(told, schedule=replace(told.schedule, last=at(0).day))
    await adopt(store, [Binding(card=one.card_id, history=history)], "notes", morning)
    assert (await diagnosis(store, at(0).now.replace(hour=5))).ok
    assert not (await diagnosis(store, at(-2).now)).ok


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_damaged_package_leaves_everything_as_it_was(store: Store, tmp_path: Path) -> None:
    file = shared_deck(tmp_path / "shared.apkg")
    file.write_bytes(file.read_bytes()[:-200])
    names = names_in(tmp_path)
    with pytest.raises(AnkiPackageError, match=r"shared\.apkg"):
        await import_decks(store, file, tmp_path / "decks", Settings(), at(0))
    with pytest.raises(AnkiPackageError):
        await taken(store, file, 0)
    assert names_in(tmp_path) == names
