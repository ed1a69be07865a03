"""Vectors in bytes: what rounding keeps, and what the signs alone tell."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.graph.vectors import (
    estimated_similarity,
    nearest,
    signs,
    signs_length,
    similarity,
    vector,
)

numbers = st.lists(
    st.floats(min_value=-1e6, max_value=1e6, allow_nan=False), min_size=1, max_size=40
)


def cosine(one: list[float], other: list[float]) -> float:
    product = sum(a * b for a, b in zip(one, other, strict=True))
    return product / math.hypot(*one) / math.hypot(*other)


def random_vector(rng: Random, towards: list[float] | None = None) -> list[float]:
    own = [rng.gauss(0, 1) for _ in range(512)]
    return own if towards is None else [a + b for a, b in zip(own, towards, strict=True)]


@given(numbers)
def test_a_vector_is_its_own_likeness(values: list[float]) -> None:
    means = vector(values)
    assert similarity(means, means) == pytest.approx(1.0 if any(means) else 0.0)
    assert estimated_similarity(signs(means), signs(means)) == 1.0


@given(numbers)
def test_a_vector_has_a_byte_for_each_number_and_a_bit_for_its_sign(values: list[float]) -> None:
    means = vector(values)
    assert len(means) == len(values)
    assert len(signs(means)) == signs_length(len(values))
    assert int.from_bytes(signs(means), "big").bit_count() == sum(0 < byte < 128 for byte in means)


@given(numbers, st.floats(min_value=0.001, max_value=1000))
def test_only_the_direction_counts(values: list[float], factor: float) -> None:
    one, other = vector(values), vector([factor * value for value in values])
    assert similarity(one, other) == pytest.approx(similarity(one, one), abs=0.01)


def test_rounding_to_bytes_keeps_the_cosine() -> None:
    rng = Random(1)  # noqa: S311
    for _ in range(50):
        one = random_vector(rng)
        other = random_vector(rng, one)
        assert similarity(vector(one), vector(other)) == pytest.approx(cosine(one, other), abs=0.01)


def test_signs_estimate_the_cosine() -> None:
    rng = Random(1)  # noqa: S311
    misses = []
    for _ in range(50):
        one = random_vector(rng)
        other = random_vector(rng, one)
        estimate = estimated_similarity(signs(vector(one)), signs(vector(other)))
        misses.append(abs(estimate - cosine(one, other)))
    assert sum(misses) / len(misses) < 0.05
    assert max(misses) < 0.2


def test_the_nearest_come_first_and_equals_in_their_order() -> None:
    one = signs(vector([1, 1, 1, 1]))
    others = {
        "far": vector([-1, -1, -1, -1]),
        "same": vector([1, 1, 1, 1]),
        "half": vector([1, 1, -1, -1]),
        "half too": vector([-1, -1, 1, 1]),
    }
    ranked = nearest(one, [(key, signs(means)) for key, means in others.items()], 3)
    assert ranked == ["same", "half", "half too"]
