"""Notes that tell, plan or quote: what is drawn from them knows it."""

import pytest

from kb.cards.worth.packing import unpacked
from tests.cards.reading import drawn

_LIST = (
    "- **Stove**: with two spare cartridges\n- **Map**: the sheet of the whole valley\n"
    "- **Tent**: the green one from below\n"
)


def is_record(text: str, path: str) -> bool:
    """Return whether the note's cards know that it is a record; they agree."""
    (answer,) = {"note-of-a-record" in unpacked(card.traits) for card in drawn(text, path)}
    return answer


@pytest.mark.parametrize(
    "title",
    [
        "Monday standup",
        "Meeting with Dana",
        "Call with the bank",
        "Things I noticed",
        "Run on Sunday",
        "First day at work",
    ],
)
def test_a_title_of_something_told_or_planned(title: str) -> None:
    assert is_record(_LIST, f"{title}.md")


@pytest.mark.parametrize(
    "path", ["TCP vs UDP.md", "Skip List.md", "Write-Ahead Log.md", "Lecture notes.md", "Memory.md"]
)
def test_a_title_that_may_be_of_anything_makes_no_record(path: str) -> None:
    assert not is_record(f"---\ntags: [memory, feedback]\n---\n{_LIST}", path)


@pytest.mark.parametrize("tag", ["recipe", "recipes", "life/meetings", "Diary", "lyrics"])
def test_a_tag_of_something_told(tag: str) -> None:
    assert is_record(f"---\ntags: [{tag}]\n---\n{_LIST}", "Valley.md")


@pytest.mark.parametrize("title", ["Camping", "Linked list", "Meeting", "Event log"])
def test_a_title_of_something_to_be_known(title: str) -> None:
    text = f"{title} is a thing that people in camps know.\n\n{_LIST}"
    assert not is_record(text, f"{title}.md")


def test_a_note_about_code_explains_whatever_it_is_called() -> None:
    code = "- `+1`: one day forward\n- `-1`: one day backward\n- `prev`: the previous day\n"
    assert not is_record(code, "Daily notes.md")


def test_ingredients_are_no_facts() -> None:
    text = "- **Flour**: 250 g, sifted\n- **Eggs**: 3, at room heat\n- **Salt**: a pinch of it\n"
    assert is_record(text, "Banana bread.md")


def test_an_author_who_speaks_of_himself_tells_a_story() -> None:
    text = "A hut that stands above the valley.\n\nI walked there with my brother, who led me.\n"
    assert is_record(text, "Refuge.md")
    assert not is_record(text.replace("I walked", "He walked"), "Refuge.md")
