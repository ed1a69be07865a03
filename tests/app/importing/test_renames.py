"""Which note each file is."""

import pytest

from kb.app.importing.renames import Displaced, Newcomer, identities
from kb.graph.resolve import NoteId

Gone = tuple[str, str]
"""A note's path and content; the first is note 1. A ``!`` and an id may follow the content."""


def _split(content: str) -> tuple[str, str | None]:
    said, _, given = content.partition("!")
    return said, given or None


def found(new: list[tuple[str, str]], before: list[Gone]) -> list[int | None]:
    """Returns the notes of the files ``new``, where all that ``before`` names changed or went."""
    numbers = {path: NoteId(number) for number, (path, _) in enumerate(before, start=1)}
    displaced = [Displaced(numbers[path], path, *_split(content)) for path, content in before]
    newcomers = []
    for ref, (path, content) in enumerate(new):
        said, given = _split(content)
        newcomers.append(Newcomer(ref, path, said, len(said), given, numbers.get(path)))
    known = identities(newcomers, displaced)
    return [known[ref] for ref in range(len(new))]


@pytest.mark.parametrize(
    ("new", "before", "notes"),
    [
        ([("b", "x")], [("a", "x")], [1]),
        ([("b", "y")], [("a", "x")], [None]),
        ([("d/a", "x")], [("b", "x"), ("a", "x")], [2]),
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
