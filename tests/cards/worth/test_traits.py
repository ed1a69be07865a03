"""Traits: what speaks for and against a card, each read from a small note."""

import pytest

from kb.cards.worth.packing import unpacked
from tests.cards.reading import drawn, traits

BOLT = "A bolt is a rod that keeps a door shut.\n"


@pytest.mark.parametrize(
    ("path", "held"),
    [
        ("2026-11-29 Bolt.md", {"title-of-a-day"}),
        ("Bolt 3-14-26.md", {"title-of-a-day"}),
        ("Bolt 26.md", set()),
        ("homework/Bolt.md", {"note-of-exercises"}),
        ("Übungen/Bolt.md", {"note-of-exercises"}),
        ("labs/Bolt.md", {"note-of-exercises"}),
        ("syllables/Bolt.md", set()),
    ],
)
def test_a_note_may_be_of_a_day_or_of_exercises(path: str, held: set[str]) -> None:
    (of_note,) = traits(f"Definition: {BOLT}", path, by="definition")
    assert of_note & {"title-of-a-day", "note-of-exercises"} == held


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("A bolt is a rod that keeps a door shut.", {"answer-says-it-is-a"}),
        ("A bolt is usually a rod of iron in a door.", {"answer-says-it-is-a"}),
        ("A bolt is easy to open from within a house.", {"answer-says-a-property"}),
        ("A bolt is used to keep the door of a house shut.", {"answer-says-a-property"}),
        (
            "A bolt is a simple thing, and there are many in houses.",
            {"answer-says-it-is-a", "answer-of-a-vague-kind"},
        ),
        ("A bolt is the part that slides into the frame.", set()),
        ("Ein Riegel ist ein Stab, der eine Tür zuhält.", {"answer-says-it-is-a"}),
    ],
)
def test_an_answer_says_what_something_is_or_only_how(said: str, kinds: set[str]) -> None:
    title = "Riegel" if "Riegel" in said else "Bolt"
    (held,) = traits(f"Definition: {said}\n", f"{title}.md", by="definition")
    known = {"answer-says-it-is-a", "answer-says-a-property", "answer-of-a-vague-kind"}
    assert held & known == kinds


def test_a_clue_may_be_short_or_name_its_answer() -> None:
    text = (
        "## Calls\n\n- `locksmith_call()`: Rings up locksmiths who are awake at night.\n"
        "- `lift()`: Raises the latch.\n- `grab()`: Takes the knob of iron in one hand.\n"
    )
    clues = {
        card.back: {trait for trait in unpacked(card.traits) if trait.startswith("clue-")}
        for card in drawn(text, "Bolt.md")
    }
    assert clues["`locksmith_call()`"] == {"clue-names-its-answer"}
    assert clues["`lift()`"] == {"clue-of-few-words"}
    assert clues["`grab()`"] == set()


@pytest.mark.parametrize(
    ("column", "cell", "held"),
    [
        ("Notes", "holds a door shut", {"column-says-nothing"}),
        ("Purpose of it", "holds a door shut", set()),
        ("Purpose of it", "holds " + "a door " * 8 + "shut", {"cell-long"}),
    ],
)
def test_a_table_may_say_little_of_what_it_asks(column: str, cell: str, held: set[str]) -> None:
    text = f"| Part | {column} |\n|---|---|\n| Rod | {cell} |\n| Ring | is for the hand |\n"
    first, _ = traits(f"# Bolt\n\n## Parts\n\n{text}", "Bolt.md", by="table")
    assert first & {"column-says-nothing", "cell-long"} == held
