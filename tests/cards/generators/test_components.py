"""What stands under a label answers the question that the label asks for."""

import pytest

from tests.cards.reading import generated


@pytest.mark.parametrize(
    ("label", "said", "question"),
    [
        ("Spring", "Pushes the rod into its hole.", "In Bolt, what does Spring do?"),
        ("Spring", "Used to keep the rod in place.", "In Bolt, what is Spring used for?"),
        ("Parts of a lock", "Case, latch, key and plate.", "In Bolt, what are Parts of a lock?"),
        ("How it works", "A rod goes into a hole.", "How does Bolt work?"),
        ("When to use it", "At night, and in storms.", "When do you use Bolt?"),
        ("Advantages", "Cheap, simple and silent.", "Bolt: what are the advantages?"),
        ("Remove the rod", "Lift its knob, then turn it.", "Bolt: Remove the rod – how?"),
        ("2.1 Spring", "A coil of steel for the rod.", "In Bolt, what is Spring?"),
    ],
)
def test_a_label_is_asked_for_by_what_is_said(label: str, said: str, question: str) -> None:
    assert generated(f"## {label}\n\n{said}\n", "Bolt.md", by="component") == [(question, said)]


def test_a_command_answers_how_something_is_done() -> None:
    text = "## Undo a commit\n\n```sh\ngit reset --soft HEAD~1\n```\n"
    assert generated(text, "Git.md", by="component") == [
        ("In Git, what is Undo a commit?", "```sh\ngit reset --soft HEAD~1\n```")
    ]


def test_a_short_entry_is_told_of_by_those_below_it() -> None:
    text = "## Closed doors\n\n- Padlock\n  - hangs from a staple\n- Latch\n  - falls by itself\n"
    assert {
        ("In Lock › Closed doors, what is Padlock?", "- hangs from a staple"),
        ("In Lock › Closed doors, what is Latch?", "- falls by itself"),
    } <= set(generated(text, "Lock.md", by="component"))


@pytest.mark.parametrize(
    "body",
    [
        "- **Rod**: The part that slides.\n- **Knob**: The part that fingers hold.",
        "The oil for all doors is kept in one large can.",
        "It is sold apart.",
        "```dataview\nLIST\n```",
    ],
)
def test_what_says_nothing_of_its_label_is_not_asked(body: str) -> None:
    assert generated(f"## Spring\n\n{body}\n", "Bolt.md", by="component") == []


def test_a_term_need_not_be_marked() -> None:
    text = "Doors are old.\n\n- A staple is a loop that takes the rod of a bolt.\n"
    assert generated(text, "Bolt.md", by="term") == [
        ("In Bolt, what is a staple?", "A staple is a loop that takes the rod of a bolt.")
    ]


def test_a_definition_may_stand_under_its_heading_in_another_language() -> None:
    text = "# Definición\n---\nEs un cierre que mantiene cerrada la puerta de una casa.\n"
    assert generated(text, "Cerrojo.md", by="definition") == [
        ("¿Qué es Cerrojo?", "Es un cierre que mantiene cerrada la puerta de una casa.")
    ]


def test_a_title_that_says_nothing_is_shown_with_its_folder() -> None:
    text = "## Closure\n\nA closure is a function that keeps the names around it.\n"
    assert generated(text, "Python/Functions.md", by="component") == [
        (
            "In Python › Functions, what is a closure?",
            "A closure is a function that keeps the names around it.",
        )
    ]


def test_the_code_of_a_course_is_not_shown() -> None:
    text = "## Emf\n\nThe emf is the work that a source does for each unit of charge.\n"
    assert generated(text, "PX157 - D1a - Induction.md", by="component") == [
        (
            "In Induction, what is the emf?",
            "The emf is the work that a source does for each unit of charge.",
        )
    ]
