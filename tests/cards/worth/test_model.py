"""The model of a card's worth: what weights do, and what verdicts teach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.cards.worth.model import EVERY_CARD, Example, fitted, reasons, worth
from kb.cards.worth.packing import TRAITS, packed, unpacked

GOOD = Example(("by-item", "item-code"), 1.0)
BAD = Example(("by-item", "item-plain"), 0.0)


def test_without_a_weight_a_card_is_as_likely_kept_as_not() -> None:
    assert worth(("by-item",), {}) == 0.5


def test_weights_add_up_and_those_of_a_generator_are_its_own() -> None:
    weights = {EVERY_CARD: -1.0, "answer-asks": 0.5, "by-item answer-asks": 2.0}
    of_item = worth(("by-item", "answer-asks"), weights)
    of_table = worth(("by-table", "answer-asks"), weights)
    assert of_item == pytest.approx(1 / (1 + 2.718281828**-1.5))
    assert of_table == pytest.approx(1 / (1 + 2.718281828**0.5))


def test_reasons_come_strongest_first_and_add_up() -> None:
    weights = {"by-item": 0.1, "answer-asks": -0.5, "by-item answer-asks": -2.0, "note-long": 0.3}
    assert reasons(("by-item", "answer-asks", "note-long", "note-short"), weights) == (
        ("answer-asks", -2.5),
        ("note-long", 0.3),
        ("by-item", 0.1),
    )


def test_verdicts_move_the_weights_of_their_traits_and_of_no_others() -> None:
    prior = {EVERY_CARD: 0.2, "note-long": 0.7}
    weights = fitted([GOOD] * 5 + [BAD] * 5, prior, strength=1.0)
    assert weights["item-code"] > 0.3
    assert weights["item-plain"] < -0.3
    assert weights["note-long"] == 0.7
    assert worth(GOOD.traits, weights) > worth(GOOD.traits, prior) > worth(BAD.traits, weights)


def test_the_stronger_the_defaults_the_less_verdicts_move_them() -> None:
    moved = [
        fitted([GOOD] * 3, {}, strength=strength)["item-code"] for strength in (0.5, 5.0, 50.0)
    ]
    assert moved == sorted(moved, reverse=True)
    assert moved[-1] > 0


def test_no_verdict_moves_nothing() -> None:
    assert fitted([], {"note-long": 0.7}, strength=1.0) == {"note-long": 0.7}


examples = st.lists(
    st.builds(
        Example,
        st.lists(st.sampled_from(TRAITS[:40]), min_size=1, max_size=6, unique=True).map(tuple),
        st.sampled_from([0.0, 0.4, 1.0]),
    ),
    max_size=25,
)


@given(examples, st.floats(0.5, 20))
def test_the_fit_is_where_nothing_pulls_it_on(verdicts: list[Example], strength: float) -> None:
    weights = fitted(verdicts, {}, strength=strength)
    assert weights == fitted(list(verdicts), {}, strength=strength)
    for trait in TRAITS[:40]:
        pull = sum(v.kept - worth(v.traits, weights) for v in verdicts if trait in v.traits)
        assert pull - strength * weights.get(trait, 0.0) == pytest.approx(0, abs=0.1)


@given(st.lists(st.sampled_from(TRAITS), unique=True))
def test_a_store_gives_back_the_traits_that_it_was_given(traits: list[str]) -> None:
    assert set(unpacked(packed(traits))) == set(traits)


def test_traits_of_a_later_version_are_left_out() -> None:
    assert unpacked(f"{1 << len(TRAITS) | 1:x}") == TRAITS[:1]


def test_no_trait_is_named_twice() -> None:
    assert len(set(TRAITS)) == len(TRAITS)
