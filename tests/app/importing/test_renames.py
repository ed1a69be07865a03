"""Which note each file is: renamed, moved, or edited."""

import pytest

from kb.app.importing.renames import KnownNote, ReadFile, identities, most_similar
from kb.graph.resolve import NoteId
from kb.store.importing.rows import FileRef

LOOP = "An event loop runs tasks one after the other.\nIt waits for input and output.\n" * 2
TASK = "A task wraps a coroutine and schedules it soon.\nIt can be cancelled at any time.\n" * 2

Gone = tuple[str, str]
"""A note's path and content; the first is note 1. A ``!`` and an id may follow the content."""


def _split(content: str) -> tuple[str, str | None]:
    said, _, given = content.partition("!")
    return said, given or None


def found(new: list[tuple[str, str]], before: list[Gone]) -> list[int | None]:
    """Returns the notes of the files ``new``, where all that ``before`` names changed or went."""
    numbers = {path: NoteId(number) for number, (path, _) in enumerate(before, start=1)}
    notes = [KnownNote(numbers[path], path, *_split(content)) for path, content in before]
    files = []
    for ref, (path, content) in enumerate(new):
        said, given = _split(content)
        files.append(ReadFile(FileRef(ref), path, said, len(said), given, numbers.get(path)))
    known = identities(files, notes)
    return [known[FileRef(ref)] for ref in range(len(new))]


@pytest.mark.parametrize(
    ("new", "before", "notes"),
    [
        ([("b", "x")], [("a", "x")], [1]),
        ([("b", "y")], [("a", "x")], [None]),
        ([("d/a", "x")], [("b", "x"), ("a", "x")], [2]),
        ([("c/y", "new"), ("c/z", "x")], [("a/y", "old"), ("a/z", "x")], [1, 2]),
        ([("c/d/y", "new"), ("c/z", "x")], [("a/d/y", "old"), ("a/z", "x")], [1, 2]),
        ([("c/y", "new"), ("e/z", "x")], [("a/y", "old"), ("a/z", "x")], [None, 2]),
        ([("c/y", "new"), ("c/zz", "x")], [("a/y", "old"), ("a/z", "x")], [None, 2]),
        ([("c", "x")], [("b", "x"), ("a", "x")], [None]),
        ([("b", ""), ("c", "x")], [("a", ""), ("d", "x")], [None, 2]),
        ([("b", "x"), ("c", "x")], [("a", "x")], [1, None]),
    ],
)
def test_equal_content_is_a_move_where_it_is_certain(
    new: list[tuple[str, str]], before: list[Gone], notes: list[int | None]
) -> None:
    assert found(new, before) == notes


def test_a_file_at_its_path_is_the_note_that_it_was() -> None:
    assert found([("a", "y"), ("b", "z")], [("a", "x"), ("b", "w")]) == [1, 2]


def test_files_that_changed_places_take_their_notes_along() -> None:
    assert found([("a", "y"), ("b", "x")], [("a", "x"), ("b", "y")]) == [2, 1]


def test_a_chain_of_renames_takes_the_notes_along() -> None:
    assert found([("b", "x"), ("c", "y")], [("a", "x"), ("b", "y")]) == [1, 2]


def test_a_file_moved_over_another_is_the_note_that_moved() -> None:
    assert found([("b", "x")], [("a", "x"), ("b", "y")]) == [1]


def test_a_copy_does_not_take_the_note_away_from_an_edited_original() -> None:
    """As with a template that is copied for the next day after today's was filled in."""
    assert found([("today", "filled in"), ("tomorrow", "template")], [("today", "template")]) == [
        1,
        None,
    ]


def test_an_id_in_the_front_matter_counts_more_than_the_path() -> None:
    assert found([("a", "z!two"), ("b", "w!one")], [("a", "x!one"), ("b", "y!two")]) == [2, 1]
    assert found([("b", "edited!one")], [("a", "x!one")]) == [1]


def test_an_id_that_stands_in_several_files_means_nothing() -> None:
    assert found([("b", "y!one"), ("c", "z!one")], [("a", "x!one")]) == [None, None]


def test_thousands_of_equal_files_keep_their_notes_by_their_names() -> None:
    files = [(f"there/{number}", "x") for number in range(20_000)]
    before = [(f"here/{number}", "x") for number in range(20_000)]
    assert found(files, before) == list(range(1, 20_001))


def similar(files: list[str], notes: list[str]) -> dict[int, int]:
    """Returns which of the files are which of the notes, both counted from 0."""
    pairs = most_similar(
        {FileRef(number): text for number, text in enumerate(files)},
        {NoteId(number): text for number, text in enumerate(notes)},
    )
    return {int(file): int(note) for file, note in pairs.items()}


def test_an_edited_text_is_recognised() -> None:
    assert similar([LOOP + "One more line."], [TASK, LOOP]) == {0: 1}


def test_another_text_is_not() -> None:
    assert similar([TASK], [LOOP]) == {}


def test_of_two_that_are_alike_neither_is_taken() -> None:
    assert similar([LOOP], [LOOP + "x", LOOP + "y"]) == {}
    assert similar([LOOP + "x", LOOP + "y"], [LOOP]) == {}


def test_short_texts_are_all_alike_and_so_none_is_taken() -> None:
    assert similar(["See the other note."], ["See the other note."]) == {}
