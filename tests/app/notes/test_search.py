"""Searching notes, and what comes first among the sample notes."""

from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from kb.app.importing.run import ImportReport
from kb.app.notes.browse import list_notes
from kb.app.notes.search import search_notes
from kb.errors import UsageError
from kb.store.file.store import Store
from kb.store.notes.listing import NoteSummary

SAMPLES = Path(__file__).parents[3] / "notes"

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]


@pytest.fixture
async def samples(store: Store, imported: Import) -> tuple[NoteSummary, ...]:
    await imported(SAMPLES)
    return await list_notes(store)


async def test_every_title_and_alias_finds_its_own_note_first(
    store: Store, samples: tuple[NoteSummary, ...]
) -> None:
    assert len(samples) > 50
    for note in samples:
        for name in (note.title, *note.aliases, note.title.upper()):
            hits = await search_notes(store, name, limit=1)
            assert [hit.path for hit in hits] == [note.path], name


async def test_part_of_a_title_finds_the_note_before_those_that_only_speak_of_it(
    store: Store, samples: tuple[NoteSummary, ...]
) -> None:
    first, second = (await search_notes(store, "loop"))[:2]
    assert first.title == "Event Loop"
    assert first.score > second.score + 0.5
    named = [hit.title for hit in await search_notes(store, "asynchronous", limit=4)]
    assert all(title.startswith("Asynchronous") for title in named)


async def test_scores_fall_visibly_even_for_a_word_that_most_notes_have(
    store: Store, samples: tuple[NoteSummary, ...]
) -> None:
    scores = [hit.score for hit in await search_notes(store, "asyncio", limit=100)]
    assert len(scores) > len(samples) / 2
    assert all(better >= worse > 0 for better, worse in pairwise(scores))
    assert len({round(score, 3) for score in scores}) > 0.8 * len(scores)


async def test_a_score_does_not_depend_on_how_many_are_shown(
    store: Store, samples: tuple[NoteSummary, ...]
) -> None:
    everything = await search_notes(store, "scheduler", limit=100)
    assert await search_notes(store, "scheduler", limit=2) == everything[:2]


async def test_a_search_shows_where_the_words_stand(store: Store, library: Path) -> None:
    (hit,) = await search_notes(store, "coroutine waits")
    assert (hit.title, hit.path, hit.folder) == ("coroutine", "deep/coroutine.md", str(library))
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["coroutine", "waits"]


@pytest.mark.parametrize("words", ["", "  ", "++", '""', "-"])
async def test_a_search_for_nothing_is_told(store: Store, words: str) -> None:
    with pytest.raises(UsageError, match=r"to search for\. Give a word"):
        await search_notes(store, words)


FOLDED: Final[dict[str, list[str]]] = {
    "strasse": ["Kuss", "Weg"],
    "STRASSE": ["Kuss", "Weg"],
    "Straße": ["Kuss", "Weg"],
    "STRAẞE": ["Kuss", "Weg"],
    '"eine strasse"': ["Weg"],
    '"Eine Straße"': ["Weg"],
    "strass": ["Kuss", "Weg"],
    "stras": ["Kuss", "Weg"],
    "küsse -strasse": ["Beide"],
    "office": ["Beide"],
    "oﬃce": ["Beide"],
    "ΣΊΣΥΦΟΣ": ["Beide"],
    "東京 strasse": ["Kuss"],
    "tag:strasse": ["Weg"],
}
"""What is searched for, and the titles that are found."""


async def test_search_folds_letters_as_links_do(
    store: Store, write: Write, imported: Import
) -> None:
    root = write("Weg.md", "Eine Straße ist breiter. #Straße").parent
    write("Kuss.md", "STRASSE 東京, Kuß")
    write("Beide.md", "Küße, oﬃce und Σίσυφος")
    await imported(root)
    answers = {
        words: sorted(hit.title for hit in await search_notes(store, words)) for words in FOLDED
    }
    assert answers == FOLDED


async def test_a_word_is_marked_in_each_spelling(
    store: Store, write: Write, imported: Import
) -> None:
    await imported(write("Weg.md", "Eine Straße, eine Strasse.").parent)
    (hit,) = await search_notes(store, "STRASSE")
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["Straße", "Strasse"]
