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


@pytest.mark.parametrize(
    "text",
    [
        "Which kinds are there?\n?\nPlant cells\nAnimal cells\n",
        "Which kinds are there?\n??\nPlant cells\nAnimal cells\n",
        "START\nBasic\nWhat does it measure?\nBack: Heat.\nEND\n",
        "Capital of France::Paris\nSome more\nof text.\n",
        "Capital of France ::: Paris\nSome more\nof text.\n",
        "The capital is ==Paris==.\nAnother line\nof text.\n",
        "The capital is {{c1::Paris}}.\nAnother line\nof text.\n",
        "What is osmosis? #card\nMovement of water\nthrough a wall.\n",
        "Q: What is it?\nA: A thing.\nAnother line\nof text.\n",
        "C: The [cell] is small.\nAnother line\nof text.\n",
        "Run this.\n\n    Import the key\n    Say [[no link]] #notag\n\nThen it runs.\n",
        "Run this.\n\n\tImport the key\n\tSay [[no link]]\n\nThen it runs.\n",
        "Some words\nof a text. ^a1b2c3\n",
        "A text with a note.[^1]\nMore words\nfollow.\n\n[^1]: A footnote\n",
        "Some words\nof a text.\n<!--SR:!2024-01-01,1,250-->\n",
        "Shopping\n- [ ] Milk\n- [x] Bread\n",
    ],
)
@pytest.mark.parametrize("head", ["Tags: #flashcards\n\n", HEAD, f"{HEAD}-\nAnd: this.\n"])
def test_cards_and_marks_that_are_there_speak_against_lost_ones(head: str, text: str) -> None:
    assert not parse_note("x.md", head + text)[0].flattened


@pytest.mark.parametrize(
    "text",
    [
        "Tags: #setup\n\nRun these lines\nand it is done.\n",
        "Tags: #poem\nDate: 2024-05-01\n\nHope Is the Thing\nwith feathers.\n\nAnd Sings\non.\n",
        "Definition:\nA thing of use.\n\nOther Things\n\nThere are more.\n",
        "Sources: Some Book\n\nFirst Words\nof a text.\n",
    ],
)
def test_one_label_and_a_short_line_do_not_make_a_heading(text: str) -> None:
    note, _ = parse_note("x.md", text)
    assert not note.flattened
    assert note.sections == ()
