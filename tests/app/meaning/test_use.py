"""What notes and cards mean: in searches, in what is related, and among cards."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from kb.app.cards.inbox import Verdict, decide
from kb.app.graph.related import related_concepts
from kb.app.maintenance.doctor import checks_of_store
from kb.app.meaning.alike_cards import near_double
from kb.app.meaning.update import update_meaning
from kb.app.notes.search import search_by_meaning, search_notes
from kb.app.review.session.interference import confusable
from kb.errors import UsageError
from kb.graph.reasons import ReasonKind
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store
from kb.store.maintenance import repairs
from tests.app.conftest import Import, Write
from tests.app.meaning.conftest import Reader

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)


async def card(store: Store, front: str) -> StoredCard:
    async with store.reading() as transaction:
        (one,) = [
            each for each in await stored_cards(transaction, CardFilter()) if each.front == front
        ]
    return one


@pytest.fixture
async def notes(write: Write, imported: Import, vault: Path, store: Store, reader: Reader) -> None:
    write("Lock.md", "keeps two threads apart while one writes")
    write("Mutex.md", "keeps two threads apart while one writes too")
    write("Bread.md", "flour and water and salt in a hot oven")
    write("A.md", "#flashcards\n\nWho keeps threads apart while one writes?::the lock\n")
    write("B.md", "#flashcards\n\nWho keeps threads apart while one writes then?::the lock\n")
    write("C.md", "#flashcards\n\nWhat goes into a hot oven?::bread\n")
    await imported(vault)
    await update_meaning(store, reader.embedder)


@pytest.mark.usefixtures("notes")
async def test_a_search_by_meaning_finds_the_nearest_first(store: Store, reader: Reader) -> None:
    hits = await search_by_meaning(store, "hot oven with flour and salt", reader.embedder)
    assert hits[0].title == "Bread"
    assert hits[0].snippet.startswith("flour and water")
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    first = await search_by_meaning(store, "hot oven with flour and salt", reader.embedder, 1)
    assert first == hits[:1]
    # The words of a search by words must all be there.
    assert await search_notes(store, "hot oven with flour and salt") == ()


@pytest.mark.usefixtures("notes")
async def test_a_search_without_words_is_refused(store: Store, reader: Reader) -> None:
    with pytest.raises(UsageError):
        await search_by_meaning(store, "  ", reader.embedder)


async def test_a_search_by_meaning_reads_some_notes_and_leaves_many_to_an_import(
    store: Store, reader: Reader, write: Write, imported: Import, vault: Path
) -> None:
    write("Few.md", "A lock.")
    await imported(vault)
    assert [hit.title for hit in await search_by_meaning(store, "lock", reader.embedder)] == ["Few"]
    for number in range(201):
        write(f"{number}.md", f"Note number {number}.")
    await imported(vault)
    with pytest.raises(UsageError, match="kb import"):
        await search_by_meaning(store, "lock", Reader("words/2").embedder)
    assert [hit.title for hit in await search_by_meaning(store, "lock", reader.embedder)] == ["Few"]


@pytest.mark.usefixtures("notes", "_with_reader")
async def test_a_note_that_says_much_the_same_is_related(store: Store) -> None:
    view = await related_concepts(store, "Lock")
    (related,) = [one for one in view.related if one.title == "Mutex"]
    (reason,) = [reason for reason in related.why if reason.kind is ReasonKind.MEANING]
    assert reason.text == "says much the same"


@pytest.mark.usefixtures("notes")
async def test_without_the_extra_vectors_count_for_nothing(store: Store) -> None:
    before = await related_concepts(store, "Lock")
    assert all(
        reason.kind is not ReasonKind.MEANING for one in before.related for reason in one.why
    )
    async with store.writing() as transaction:
        await transaction.execute(text("DELETE FROM note_vectors"))
    assert await related_concepts(store, "Lock") == before


@pytest.mark.usefixtures("notes", "_with_reader")
async def test_a_note_in_no_ones_words_is_read_by_no_link(store: Store) -> None:
    view = await related_concepts(store, "Bread")
    assert "Lock" not in {
        one.title
        for one in view.related
        if any(reason.text == "says much the same" for reason in one.why)
    }


@pytest.mark.usefixtures("notes", "_with_reader")
async def test_a_proposal_is_a_double_only_of_an_active_card(store: Store) -> None:
    asked = await card(store, "Who keeps threads apart while one writes?")
    again = await card(store, "Who keeps threads apart while one writes then?")
    double = await near_double(store, again)
    assert double is not None
    assert double.card_id == asked.card_id
    assert await near_double(store, await card(store, "What goes into a hot oven?")) is None
    async with store.writing() as transaction:
        await transaction.execute(
            text("UPDATE cards SET status = 'inbox' WHERE id = :id"), {"id": asked.card_id}
        )
    assert await near_double(store, again) is None
    await decide(store, [asked.card_id], Verdict.ACCEPT, now=NOW, today=NOW.date())
    assert await near_double(store, again) is not None


@pytest.mark.usefixtures("notes")
async def test_without_the_extra_no_card_is_a_double(store: Store) -> None:
    again = await card(store, "Who keeps threads apart while one writes then?")
    assert await near_double(store, again) is None
    assert await confusable(store, again) == ()


@pytest.mark.usefixtures("notes", "_with_reader")
async def test_a_leech_is_confused_with_a_card_of_a_note_that_it_does_not_link_to(
    store: Store,
) -> None:
    again = await card(store, "Who keeps threads apart while one writes then?")
    rivals = await confusable(store, again)
    assert [rival.front for rival in rivals] == ["Who keeps threads apart while one writes?"]


@pytest.mark.usefixtures("notes")
async def test_broken_vectors_are_named_and_dropped(store: Store, reader: Reader) -> None:
    assert {check.name: check.ok for check in await checks_of_store(store)}["vectors"]
    async with store.writing() as transaction:
        note = await transaction.execute(text("SELECT id FROM notes WHERE path = 'Bread.md'"))
        bread = note.scalar_one()
        await transaction.execute(
            text("UPDATE note_vectors SET vector = x'00' WHERE note_id = :id"), {"id": bread}
        )
        await transaction.execute(
            text("UPDATE card_vectors SET signs = x'' WHERE card_id = (SELECT min(id) FROM cards)")
        )
    (wrong,) = [check for check in await checks_of_store(store) if check.name == "vectors"]
    assert not wrong.ok
    assert f"the vector of note {bread} is broken" in wrong.detail
    async with store.writing() as transaction:
        assert await repairs.drop_broken_vectors(transaction) == 2
    (right,) = [check for check in await checks_of_store(store) if check.name == "vectors"]
    assert right.ok
    assert await update_meaning(store, reader.embedder) == 2


@pytest.mark.usefixtures("notes")
async def test_a_vector_of_an_unknown_note_is_dropped(store: Store) -> None:
    async with store.connect() as connection:
        async with connection.writing() as transaction:
            await transaction.execute(text("PRAGMA defer_foreign_keys = ON"))
        async with connection.dry_run() as transaction:
            await transaction.execute(text("PRAGMA defer_foreign_keys = ON"))
            await transaction.execute(
                text("UPDATE note_vectors SET note_id = 999 WHERE note_id = 1")
            )
            assert await repairs.drop_lost_rows(transaction) == 1


async def test_a_store_without_vectors_is_not_checked_for_them(store: Store) -> None:
    assert "vectors" not in {check.name for check in await checks_of_store(store)}
