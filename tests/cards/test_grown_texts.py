"""A short text keeps its history when words are added to it, and never takes another's."""

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.cards.card import Card
from kb.cards.identity import DrawnCard, KnownCard
from kb.cards.matching import Matching, match
from tests.cards.reading import drawn

NOTES = Path(__file__).parents[2] / "notes"
MORE = "often in practice as a rule where nothing else is said by those who know it".split()
LONGEST = 12
"""Words that are added."""


def known(cards: list[Card]) -> list[KnownCard]:
    return [
        KnownCard(
            card_id=position,
            note=1,
            generator=card.generator,
            anchor=card.anchor,
            front=card.front,
            back=card.back,
            kind=card.kind,
        )
        for position, card in enumerate(cards)
    ]


def edited(before: str, after: str) -> tuple[list[Card], Matching]:
    """Return the cards of a text, and what became of them with another one in its place."""
    old = drawn(before)
    return old, match(known(old), [DrawnCard(note=1, card=card) for card in drawn(after)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{{c1::Water}} boils.", "{{c1::Water}} boils at one hundred degrees, at sea level."),
        ("{{c1::Water}} boils.", "As a rule, {{c1::water}} boils sooner where the air is thin."),
        ("Ice is {{c1::water}}, as snow is.", "Ice is {{c1::water}}."),
        ("C: [Water] boils.", "C: [Water] boils at one hundred degrees, at sea level."),
        (
            "Q: What boils?\nA: Water.",
            "Q: What of all that is in this kitchen boils at one hundred degrees?\nA: Water.",
        ),
    ],
)
def test_a_text_with_more_or_fewer_words_is_the_same_card(before: str, after: str) -> None:
    _, matching = edited(before, after)
    assert (len(matching.kept), matching.changed, matching.retired, matching.added) == (
        (1, (), (), ())
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{{c1::Water}} boils.", "{{c1::Milk}} boils at one hundred degrees, at sea level."),
        ("{{c1::Water}} boils.", "Nothing boils as long as {{c1::water}} is as cold as this here."),
        ("{{c1::Water}}", "It cannot be {{c1::water}} that is in this glass."),
        ("{{c1::Water}} boils.", f"{{{{c1::Water}}}} boils {' '.join(MORE)} at all times."),
        ("Q: Water?\nA: Yes.", "Q: Is there no milk in this glass of water?\nA: Yes."),
        ("Q: What boils?\nA: Water.", "Q: What is it that boils in kettles?\nA: Milk."),
    ],
)
def test_a_text_that_says_something_else_is_another_card(before: str, after: str) -> None:
    _, matching = edited(before, after)
    assert (len(matching.retired), len(matching.added)) == (1, 1)


def test_of_two_longer_texts_the_one_with_fewer_words_more_is_the_card() -> None:
    text = "{{c1::Water}} boils."
    near, far = (
        "{{c1::Water}} boils there, now and then.",
        "{{c1::Water}} boils in pots on the fire.",
    )
    _, matching = edited(text, f"{far}\n\n{near}")
    assert [pair.new.card.line for pair in matching.kept] == [3]


def test_of_two_texts_with_as_many_words_more_neither_is_the_card() -> None:
    ends = "down there on the fire", "up here in the sun"
    both = "\n\n".join(f"{{{{c1::Water}}}} boils {end}." for end in ends)
    _, matching = edited("{{c1::Water}} boils.", both)
    assert (len(matching.retired), len(matching.added)) == (1, 2)


def test_a_card_that_came_from_another_note_keeps_its_own_history() -> None:
    short, long = (drawn(f"{{{{c1::Water}}}} boils{end}.") for end in ("", " up here in the sun"))
    (here,) = known(short)
    (there,) = known(long)
    there = KnownCard(
        card_id=7,
        note=2,
        generator=there.generator,
        anchor=there.anchor,
        front=there.front,
        back=there.back,
        kind=there.kind,
    )
    matching = match([here, there], [DrawnCard(note=1, card=long[0])])
    assert [pair.old.card_id for pair in matching.moved] == [7]
    assert [card.card_id for card in matching.retired] == [0]


def short_texts() -> list[list[str]]:
    """Return the sentences of each sample note, cut short, each with a word to ask for."""
    notes = []
    for path in sorted(NOTES.rglob("*.md")):
        lines = path.read_text(encoding="utf-8").split("\n")
        texts = [re.findall(r"[A-Za-z]{2,}", line)[:4] for line in lines if line[:1].isalpha()]
        asked = [f"{{{{c1::{words[0]}}}}} {' '.join(words[1:])}." for words in texts if words[2:]]
        if asked:
            notes.append(list(dict.fromkeys(asked)))
    return notes


SHORT = short_texts()


@given(st.randoms(use_true_random=False))
def test_in_real_notes_no_card_takes_the_history_of_another(random: Random) -> None:
    texts = random.choice(SHORT)
    after = []
    for text in texts:
        words = text.split(" ")
        fate = random.randrange(4)
        for _ in range(random.randrange(1, LONGEST + 1) if fate < 2 else 0):
            words.insert(random.randrange(1, len(words) + 1), random.choice(MORE))
        after.append("" if fate == 3 else " ".join(words))
    old, matching = edited("\n\n".join(texts), "\n\n".join(after))
    pairs = (*matching.kept, *matching.moved, *matching.changed)
    assert all(old[pair.old.card_id].line == pair.new.card.line for pair in pairs)
    # Of texts that are parts of each other, it may be uncertain which is which.
    gone = [old[card.card_id].line for card in matching.retired]
    assert {2 * at + 1 for at, text in enumerate(after) if not text} <= set(gone)
    left = [card.card.line for card in matching.added]
    assert sorted(left) == sorted(line for line in gone if after[line // 2])
    assert len(left) <= len(texts) / 10


def test_the_sample_notes_have_short_texts() -> None:
    assert len(SHORT) > 20
    assert sum(map(len, SHORT)) > 200
