"""Notes that tell, plan or quote: what is drawn from them is only proposed."""

import pytest

from kb.cards.card import Status
from tests.cards.reading import drawn

_LIST = (
    "- **Stove**: with two spare cartridges\n- **Map**: the sheet of the whole valley\n"
    "- **Tent**: the green one from below\n"
)


def active(text: str, path: str = "Note.md") -> list[str]:
    return [card.front for card in drawn(text, path) if card.status is Status.ACTIVE]


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
def test_a_title_of_something_told_or_planned_makes_no_card_active(title: str) -> None:
    assert drawn(_LIST, f"{title}.md")
    assert active(_LIST, f"{title}.md") == []


@pytest.mark.parametrize(
    "path", ["TCP vs UDP.md", "Skip List.md", "Write-Ahead Log.md", "Lecture notes.md", "Memory.md"]
)
def test_a_title_that_may_be_of_anything_makes_no_record(path: str) -> None:
    assert len(active(f"---\ntags: [memory, feedback]\n---\n{_LIST}", path)) == 3


@pytest.mark.parametrize("tag", ["recipe", "recipes", "life/meetings", "Diary", "lyrics"])
def test_a_tag_of_something_told_makes_no_card_active(tag: str) -> None:
    assert active(f"---\ntags: [{tag}]\n---\n{_LIST}", "Valley.md") == []


@pytest.mark.parametrize("title", ["Camping", "Linked list", "Meeting", "Event log"])
def test_a_title_of_something_to_be_known_leaves_cards_active(title: str) -> None:
    text = f"{title} is a thing that people in camps know.\n\n{_LIST}"
    assert len(active(text, f"{title}.md")) == 4


def test_a_note_about_code_explains_whatever_it_is_called() -> None:
    code = "- `+1`: one day forward\n- `-1`: one day backward\n- `prev`: the previous day\n"
    assert len(active(code, "Daily notes.md")) == 3


def test_ingredients_are_no_facts() -> None:
    text = "- **Flour**: 250 g, sifted\n- **Eggs**: 3, at room heat\n- **Salt**: a pinch of it\n"
    assert active(text, "Banana bread.md") == []


def test_an_author_who_speaks_of_himself_tells_a_story() -> None:
    text = "A hut that stands above the valley.\n\nI walked there with my brother, who led me.\n"
    assert active(text, "Refuge.md") == []
    assert active(text.replace("I walked", "He walked"), "Refuge.md") == ["What is Refuge?"]
