"""Notes that tell, plan or quote: what is drawn from them is only proposed."""

import pytest

from kb.cards.card import Status
from tests.cards.reading import drawn, generated

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


@pytest.mark.parametrize(
    "opening",
    [
        "> The man who moves a mountain begins with small stones.\n> — Confucius",
        "A window in a house of rain\nThe girl who waited never came\nThe whistle of a train",
        "The day which they had feared for weeks was over in a blink.",
        "A timeline that makes people angry is no place for them.",
        "The fox who had invited the crane served soup.",
        "An app that reminds me to water the plants.",
    ],
)
def test_quotations_verse_and_whole_sentences_that_open_a_note_define_nothing(opening: str) -> None:
    assert generated(f"{opening}\n", "Blue window.md", by="definition") == []


@pytest.mark.parametrize(
    "opening",
    [
        "A lock that is held by one thread while others are waiting.",
        "A value that must not change once it has been set.",
        "The order that processes must follow.",
        "A graph whose edges have weights, which are numbers.",
        "A treaty that was signed in Vienna and has been in force since.",
    ],
)
def test_a_noun_with_several_clauses_defines(opening: str) -> None:
    assert generated(f"{opening}\n", "Thing.md", by="definition") == [("What is Thing?", opening)]


@pytest.mark.parametrize(
    "opening",
    [
        "Heap: a tree whose parents come before their children.",
        "**Heap**: a tree whose parents come before their children.",
        "Heap = a tree whose parents come before their children.",
    ],
)
def test_a_title_may_be_the_label_of_its_definition(opening: str) -> None:
    assert generated(f"{opening}\n", "Heap.md", by="definition") == [("What is Heap?", opening)]


@pytest.mark.parametrize(
    ("title", "opening"),
    [
        ("Entropie", "Unter Entropie versteht man ein Maß für die Unordnung eines Systems."),
        ("Kognitive Dissonanz", "Kognitive Dissonanz bezeichnet einen Zustand, der unwohl ist."),
        ("Le stoïcisme", "Le stoïcisme désigne une école de philosophie fondée à Athènes."),
        ("Ósmosis", "La ósmosis se refiere al paso de un líquido por una membrana."),
    ],
)
def test_other_languages_define_with_verbs_of_their_own(title: str, opening: str) -> None:
    assert generated(f"{opening}\n", f"{title}.md", by="definition") == [(f"{title} — ?", opening)]


def test_a_wide_colon_after_a_bold_name_is_a_colon() -> None:
    text = (
        "- **惯性定律**：物体在不受外力时保持静止\n- **加速度定律：** 加速度与合外力成正比\n"
        "- **反作用定律**：两物体的作用力大小相等\n"
    )
    assert len(generated(text, "三大定律.md", by="item")) == 3
