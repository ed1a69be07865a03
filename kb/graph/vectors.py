"""What texts mean, as vectors that are small enough to store for every note and card.

A vector is stored in one byte a number. Beside it stand the signs of its numbers, one bit each: the
share of signs in which two vectors differ estimates the angle between them, so the signs of all
notes tell which few vectors are worth comparing. Charikar, “Similarity estimation techniques from
rounding algorithms” (2002), https://doi.org/10.1145/509907.509965.
"""

import heapq
import math
from collections.abc import Sequence
from operator import mul
from typing import Final, NewType, TypeVar

Vector = NewType("Vector", bytes)
"""Whole numbers in [-127, 127], one a byte."""
Signs = NewType("Signs", bytes)
"""A bit for each number of a vector: whether it is positive."""

_T = TypeVar("_T")
_MOST: Final = 127


def vector(numbers: Sequence[float]) -> Vector:
    """Return the numbers rounded to bytes. Their direction stays, to about a degree.

    >>> list(memoryview(vector([0.5, -1.0, 0.0])).cast("b"))
    [64, -127, 0]
    """
    largest = max(map(abs, numbers), default=0.0)
    if not largest:
        return Vector(bytes(len(numbers)))
    return Vector(bytes(round(number / largest * _MOST) & 0xFF for number in numbers))


def signs(of: Vector) -> Signs:
    """Return which of a vector's numbers are positive.

    >>> signs(vector([1, -1, 1, 1, -1, -1, -1, -1, 1])).hex()
    '0161'
    """
    bits = "".join("1" if 0 < number < 128 else "0" for number in of)
    return Signs(int(bits or "0", 2).to_bytes(signs_length(len(of)), "big"))


def signs_length(numbers: int) -> int:
    """Return how many bytes hold the signs of so many numbers."""
    return (numbers + 7) // 8


def similarity(one: Vector, other: Vector) -> float:
    """Return the cosine of the angle between two vectors of one length, in [-1, 1].

    >>> similarity(vector([1.0, 0.0]), vector([2.0, 0.0]))
    1.0
    """
    ours, theirs = memoryview(one).cast("b"), memoryview(other).cast("b")
    lengths = _square(ours) * _square(theirs)
    return sum(map(mul, ours, theirs)) / math.sqrt(lengths) if lengths else 0.0


def estimated_similarity(one: Signs, other: Signs) -> float:
    """Return about the cosine of the angle between two vectors, known by their signs.

    For 512 numbers it is off by 0.02 where the cosine is 0.9, and by 0.05 where it is 0.5.
    """
    differing = int.from_bytes(one, "big") ^ int.from_bytes(other, "big")
    return math.cos(math.pi * differing.bit_count() / max(8 * len(one), 1))


def nearest(one: Signs, others: Sequence[tuple[_T, Signs]], amount: int) -> list[_T]:
    """Return those whose signs differ least, nearest first, of equals those that come first."""
    ours = int.from_bytes(one, "big")
    # Written out, and not as calls: it runs once for every note there is.
    counts = [(ours ^ int.from_bytes(other, "big")).bit_count() for _, other in others]
    places = heapq.nsmallest(amount, range(len(counts)), key=counts.__getitem__)
    return [others[place][0] for place in places]


def _square(numbers: Sequence[int]) -> int:
    return sum(map(mul, numbers, numbers))
