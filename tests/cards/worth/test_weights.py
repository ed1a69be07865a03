"""The default weights are those that the table of verdicts gives, and they tell cards apart."""

from collections import Counter

import pytest

from benchmarks import worth as script
from kb.cards.card import Status
from kb.cards.worth import weights
from kb.cards.worth.model import Weights, worth
from tests.cards.reading import judged

ROWS = script.read_table()


def pull(name: str, values: Weights) -> float:
    """Return how far the table would still move a trait's weight."""
    pulled = sum(row.kept - worth(row.traits, values) for row in ROWS if name in row.traits)
    return pulled - script.STRENGTH * values.get(name, 0.0)


def test_the_table_has_what_the_page_says() -> None:
    assert len(ROWS) >= 1500
    assert len({row.vault for row in ROWS}) >= 20
    assert len({row.subject for row in ROWS}) >= 10
    assert len([row for row in ROWS if row.second]) >= 300
    assert {row.first for row in ROWS} == set(script.KEPT)


@pytest.mark.parametrize("name", ["answer-asks", "within-an-argument", "note-of-a-tool", "by-term"])
def test_the_weights_are_those_of_the_table(name: str) -> None:
    holders = sum(name in row.traits for row in ROWS)
    assert abs(pull(name, weights.DEFAULT_WEIGHTS)) < 0.02 * holders + 0.5


def test_the_thresholds_are_those_of_the_script() -> None:
    assert (weights.ACTIVE_FROM, weights.PROPOSED_FROM) == (
        script.ACTIVE_FROM,
        script.PROPOSED_FROM,
    )


def test_an_active_card_is_kept_more_often_than_a_proposed_one() -> None:
    kept: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for row in ROWS:
        chance = worth(row.traits, weights.DEFAULT_WEIGHTS)
        if chance >= weights.PROPOSED_FROM:
            kept[chance >= weights.ACTIVE_FROM][row.first] += 1
    active, proposed = (counts["noise"] / counts.total() for counts in (kept[True], kept[False]))
    assert active < 0.15 < proposed


@pytest.mark.parametrize(
    ("path", "text", "status"),
    [
        (
            "Bolt.md",
            "Tags: #Doors\nDefinition: A bolt is a rod that keeps a door shut.\n",
            "active",
        ),
        ("Bolt.md", "## Rod\n\nThe rod is the part that slides into the frame.\n", "inbox"),
        ("Bolt.md", "## Source\n\n- **Author**: Ann Hall\n- **Year**: 1987\n", None),
        ("Exercise 7.md", "## Problem 2\n\n$$x = 7$$\n", None),
        ("skills/SKILL.md", "Use this when the user asks for a bolt.\n", None),
        ("Bolt.md", "In this chapter we will see below how bolts are made.\n", None),
    ],
)
def test_what_is_active_and_what_is_not_made(path: str, text: str, status: str | None) -> None:
    forward = [card for card in judged(text, path) if card.kind == "forward"]
    assert [card.status for card in forward] == ([Status(status)] if status else [])
