"""Sentences that look like definitions and are none."""

import pytest

from kb.cards.generators.no_definition import defines_nothing
from tests.cards.reading import generated, traits


@pytest.mark.parametrize(
    "sentence",
    [
        "How does one delete an element?",
        "Refer to [[Heaps]] for implementations.",
        "A heap brings several advantages that we explore in detail below.",
        "Heaps are explained in more depth below.",
        "Heaps are denoted by arrows.",
        "A heap is often declared using the reserved word `heap`.",
        "The `heap` specifier is rarely used.",
        "This is often generalized to accommodate any other as well.",
        "A machine that halts is called a **decider**.",
        "The heap is **binary** if it has two children.",
        "The **heap theorem** guarantees that heaps exist.",
    ],
)
def test_it_defines_nothing(sentence: str) -> None:
    assert defines_nothing(sentence, lambda name: name == "heap")


@pytest.mark.parametrize(
    "sentence",
    [
        "A **heap** is a tree.",
        "A heap is a **self-balancing** tree.",
        "A tree that keeps its smallest element at the root is called a **heap**.",
        "A heap is a tree that is used for sorting.",
        "A heap is not a stack, but a tree.",
        "It is a tree whose root is the smallest element.",
        "A heap is a structure that is widely used in sorting.",
    ],
)
def test_it_may_define(sentence: str) -> None:
    assert not defines_nothing(sentence, lambda name: name == "heap")


@pytest.mark.parametrize(
    ("heading", "trait"),
    [
        ("Proof sketch", "heading-of-an-argument"),
        ("Claim 3", "heading-of-an-argument"),
        ("Support for Trees", "heading-of-an-aspect"),
    ],
)
def test_a_heading_may_name_no_concept(heading: str, trait: str) -> None:
    text = (
        f"# Heap\n\n## {heading}\n\n{heading}s are trees that keep their smallest element on top.\n"
    )
    (found,) = traits(text, "Heap.md", by="component")
    assert trait in found


@pytest.mark.parametrize("heading", ["Overview", "Proof", "Remarks", "Example 3", "Week 5"])
def test_a_heading_that_names_nothing_is_not_asked(heading: str) -> None:
    text = f"# Heap\n\n## {heading}\n\nTrees that keep their smallest element on top.\n"
    assert generated(text, "Heap.md", by="component") == []


def test_a_heading_that_begins_like_one_is() -> None:
    text = "# Heap\n\n## Proof tree\n\nA proof tree is a tree of the steps of an argument.\n"
    assert [front for front, _ in generated(text, "Heap.md", by="component")] == [
        "In Heap, what is a proof tree?"
    ]
