"""What was typed beside what is right."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.app.review.session.typed_answer import DiffPart, compare_answers, expected_answer
from kb.cards.card import CardKind


def marked(parts: tuple[DiffPart, ...]) -> str:
    """Returns the parts with brackets around what the other does not say."""
    return "".join(part.text if part.matches else f"[{part.text}]" for part in parts)


@pytest.mark.parametrize(
    ("typed", "right", "ours", "theirs"),
    [
        ("tin", "Tin.", "tin", "Tin."),
        ("a  Counter\nof places", "a counter of places", "a Counter of places", None),
        ("parrallel", "parallel", "par[r]allel", "parallel"),
        ("an event", "an event loop", "an event", "an event[ loop]"),
        ("one two three", "one three", "one [two ]three", "one three"),
        ("lead", "tin", "[lead]", "[tin]"),
        ("", "tin", "", "[tin]"),
        ("e\u0301t\u00e9", "\u00e9te\u0301", "\u00e9t\u00e9", "\u00e9t\u00e9"),
        ("first, second", "second, first", "[first], [second]", "[second], [first]"),
    ],
)
def test_only_what_differs_is_marked(typed: str, right: str, ours: str, theirs: str | None) -> None:
    comparison = compare_answers(typed, right)
    assert marked(comparison.typed) == ours
    assert marked(comparison.right) == (right if theirs is None else theirs)
    assert comparison.alike == ("[" not in marked(comparison.typed) + marked(comparison.right))


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_parts_are_the_texts_and_what_matches_is_the_same(typed: str, right: str) -> None:
    comparison = compare_answers(typed, right)
    same = [
        "".join(part.text for part in parts if part.matches).casefold().removesuffix(".")
        for parts in (comparison.typed, comparison.right)
    ]
    assert same[0] == same[1]
    assert compare_answers(right, right).alike


@pytest.mark.parametrize(
    ("front", "back", "kind", "text"),
    [
        ("What is tin?", "A **soft** [[metal]].", CardKind.FORWARD, "A soft metal."),
        ("[...] melts at 232.", "**Tin** melts at 232.", CardKind.CLOZE, "Tin"),
        ("a[0] is [number] (say)", "a[0] is **the first** (say)", CardKind.CLOZE, "the first"),
        ("[...] and [...]", "**One** and **two**", CardKind.CLOZE, "One … two"),
        ("[...] gone", "All is **other**", CardKind.CLOZE, "All is other"),
    ],
)
def test_what_is_to_be_typed_has_no_mark_up_and_only_the_gaps_of_a_cloze(
    front: str, back: str, kind: CardKind, text: str
) -> None:
    assert expected_answer(front, back, kind) == text


@pytest.mark.parametrize(
    ("typed", "right"), [("word " * 5_000, "wort " * 5_000), ("ab" * 5_000, "ba" * 5_000)]
)
def test_long_answers_are_compared_quickly(typed: str, right: str) -> None:
    begun = process_time()
    assert not compare_answers(typed, right).alike
    assert process_time() - begun < 0.5
