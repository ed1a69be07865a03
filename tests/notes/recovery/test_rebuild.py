"""Notes whose mark-up was lost, as when a page is copied from a browser."""

import pytest

from kb.notes.note import Note
from kb.notes.parse import parse_note

HEAD = "#atom\nTags: #a\nDefinition:\nA thing is a thing of use.\n"


def read(text: str) -> Note:
    note, _ = parse_note("Thing.md", HEAD + text)
    assert note.flattened
    return note


@pytest.mark.parametrize(
    ("text", "description"),
    [
        (
            "Ecosystem\n- Tools: Such as\nlitecliandDatasetteshow tables.\nTools\nDatasette helps.",
            "Such as litecli and Datasette show tables.",
        ),
        (
            "Ecosystem\n- Tools: With\nFlask,FastAPIandpytestuse plugins.\nMore\nFastAPI, pytest.",
            "With Flask, FastAPI and pytest use plugins.",
        ),
        (
            "Ecosystem\n- Tools: As\nwrapt(robust wrapping) andclick(command lines).\nMore\nText.",
            "As wrapt (robust wrapping) and click (command lines).",
        ),
        (
            "Ecosystem\n- Tools: Runs without\nAndroid phones.\nMore\nIt is out of use.",
            "Runs without Android phones.",
        ),
        (
            "Ecosystem\n- Tools: Such as\nalpha(a long name) andbeta.\nMore\nThe beta is out.",
            "Such as alpha (a long name) and beta.",
        ),
    ],
)
def test_words_that_grew_together_are_cut_apart(text: str, description: str) -> None:
    assert read(text).items[0].description == description


def test_a_numbered_part_is_no_field() -> None:
    note = read(
        "Core Parts\n1. Connections\nA connection is open.\n-\nopen(): Opens it.open(1)\n"
        "2. Sources\nA source gives data.\nSources\n- Book"
    )
    assert [section.heading for section in note.sections] == [
        "Core Parts",
        "Connections",
        "Sources",
    ]
    assert [item.name for item in note.items] == ["open()"]
    assert [source.text for source in note.sources] == ["Book"]


def test_a_name_below_its_label_is_no_heading() -> None:
    text = "Aliases:\nEvent Loop\n\nAn event loop is a thing.\n"
    note, _ = parse_note("Loop.md", text)
    assert note.aliases == ("Event Loop",)
    assert note.sections == ()


def test_code_may_stand_below_a_label_of_its_own() -> None:
    note = read("Errors\n-\nCatching One:\ntry: run(1) except E: print(2)\nMore\nText is here.")
    assert note.items[0].code == "try:\n    run(1)\nexcept E:\n    print(2)"


@pytest.mark.parametrize(
    "text",
    [
        "# Title\nTags: #a\nBig Heading\nText.",
        "Roses Are Red\nViolets Are Blue\nSugar Is Sweet\nAnd So Are You",
        "Just a line.\n\nAnother Line\n\nAnd text.",
        "```\nTags: #a\n```\nBig Heading\nText.",
    ],
)
def test_a_note_with_marks_or_without_fields_is_left_as_it_is(text: str) -> None:
    assert not parse_note("x.md", text)[0].flattened
