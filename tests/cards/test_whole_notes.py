"""The whole of what is drawn from one note, as a learner would see it."""

from pathlib import Path

import pytest

from kb.cards.card import Card, Status
from kb.cards.filters import text_key
from kb.cards.stems import words
from tests.cards.reading import judged

FLATTENED = Path(__file__).with_name("glazekit.txt").read_text(encoding="utf-8")
WHICH = "glazekit: which call"
NOTES = Path(__file__).parents[2] / "notes"


@pytest.fixture(scope="module", params=["flattened", "sample"])
def cards(request: pytest.FixtureRequest) -> list[Card]:
    if request.param == "flattened":
        return judged(FLATTENED, "00ff12.txt")
    return judged((NOTES / "asyncio.md").read_text(encoding="utf-8"), "asyncio.md")


def test_there_are_neither_too_few_nor_too_many(cards: list[Card]) -> None:
    assert 20 <= len(cards) <= 45
    assert 10 <= sum(card.status is Status.ACTIVE for card in cards) <= 25


def test_no_two_answers_and_no_two_prompts_are_alike(cards: list[Card]) -> None:
    assert len({text_key(card.back) for card in cards}) == len(cards)
    assert len({text_key(card.front) for card in cards}) == len(cards)


def test_no_prompt_gives_its_answer_away(cards: list[Card]) -> None:
    assert [c.front for c in cards if set(words(c.back)) <= set(words(c.front))] == []


def test_every_prompt_names_what_it_is_about(cards: list[Card]) -> None:
    topic = "glazekit" if any("glazekit" in card.front for card in cards) else "asyncio"
    strangers = [card.front for card in cards if topic not in card.front]
    assert all(front.startswith("#") for front in strangers)


def test_every_key_is_unique(cards: list[Card]) -> None:
    assert len({(card.generator, card.anchor) for card in cards}) == len(cards)


def test_sources_reflection_and_connections_are_not_asked(cards: list[Card]) -> None:
    said = " ".join(f"{card.front} {card.back}" for card in cards)
    assert "Handbook" not in said
    assert "pleasure" not in said
    assert "Damper" not in said


def test_the_cards_of_the_note_that_lost_its_mark_up() -> None:
    cards = judged(FLATTENED, "00ff12.txt")
    active = {card.front: card.back for card in cards if card.status is Status.ACTIVE}
    assert active == {
        "What is glazekit?": (
            "glazekit is a small Python library for simulating kilns and glazes"
            " with the fire and cool commands."
        ),
        "In glazekit, what is the kiln?": (
            "The kiln is the chamber object that holds all pots in glazekit."
        ),
        f"{WHICH} starts the kiln and heats every pot until the cone bends?": "`glazekit.fire()`",
        f"{WHICH} lowers the temperature by forty degrees an hour?": "`kiln.cool_slowly()`",
        f"{WHICH} opens the damper for fresh air?": "`kiln.vent()`",
        f"{WHICH} mixes two recipes in equal parts?": "`glazekit.blend()`",
        "glazekit: name it – “Represents one metal compound of a mixture”": "`glazekit.Oxide`",
        f"{WHICH} reports the angle of the witness?": "`glazekit.read_cone()`",
        "In which version of Python was glazekit introduced?": "Python 2.6",
        "glazekit: in which version were the fire and cool commands added?": "Version 3.1",
    }
