"""What is a card is no field."""

import pytest

from kb.notes.parse import parse_note


@pytest.mark.parametrize(
    "card",
    [
        "What is rewriting?\n?\nA technique that words a query anew.",
        "What is rewriting?\n??\nA technique that words a query anew.",
        "Which are there?\n?\n- one\n- two",
        "Q: What is rewriting?\nA: A technique that words a query anew.",
        "Q: What is rewriting?\n\nA: A technique that words a query anew.",
        "C: Rewriting is a [technique].",
        "START\nBasic\nWhat is rewriting?\nBack: A technique.\nTags: physics\nEND",
        "START\nBasic\n\nWhat is rewriting?\n\nBack: A technique.\n\nEND",
        "- What is rewriting? #card\n\t- A technique",
        "What is rewriting? #card\nA technique",
    ],
)
@pytest.mark.parametrize("label", ["## {}", "{}:", "**{}:**"])
def test_a_card_is_no_field(label: str, card: str) -> None:
    names = ("Definition", "Sources", "Connections", "Reflection")
    note, _ = parse_note(
        "a.md", "# A\n\n" + "\n\n".join(f"{label.format(name)}\n\n{card}" for name in names)
    )
    assert note.definition is None
    assert note.sources == ()
    assert note.links == ()
    assert note.reflection is None
    assert note.properties == ()
    assert "physics" not in note.tags


def test_what_is_around_a_card_is_a_field_all_the_same() -> None:
    note, _ = parse_note(
        "a.md",
        "# A\n\nSource: A Book\nQ: Which?\nA: This.\n\nLinks: [[Alpha]]\nSTART\nBasic\nx\nBack: y\n"
        "END\nReflection: Good.\n\n## Definition\nWhat?\n?\nThis.\n\nA thing of use.\n",
    )
    assert [source.text for source in note.sources] == ["A Book"]
    assert [(link.relation, link.target, link.line) for link in note.links] == [
        ("Links", "Alpha", 7)
    ]
    assert note.reflection is not None
    assert note.reflection == ("Good.", 13)
    assert note.definition == ("A thing of use.", 20)


def test_start_without_end_and_a_tag_of_the_note_make_no_card() -> None:
    note, _ = parse_note("a.md", "# A\n\nTags: #card, physics\n\nSTART\n\nSource: A Book\n")
    assert note.tags == ("card", "physics")
    assert [source.text for source in note.sources] == ["A Book"]
