"""Notes that were renamed and edited at once: similar content, where it is beyond doubt."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from rapidfuzz import fuzz

MOST: Final = 2000
"""Files, and notes, beyond which nobody can wait for such guesses."""
_CANDIDATES: Final = 5
_COMMON_LINE: Final = 20
"""A line of so many notes says nothing about any of them."""
_COMPARED: Final = 5000
"""Characters of each text: comparing costs their square, and so many say enough."""
_SHORTEST: Final = 60
"""Characters; of shorter texts too many are alike."""
_ALIKE: Final = 75
"""Of 100."""
_AHEAD: Final = 10
"""By so much of 100 a match must beat the next."""


def most_similar(new: Mapping[int, str], gone: Mapping[int, str]) -> dict[int, int]:
    """Returns the pairs (new, gone) of texts that are each other's best match, by a margin.

    Only texts that share a line are compared, so the work grows with what was read, and not with
    its square.
    """
    lines: dict[str, list[int]] = defaultdict(list)
    for key, text in gone.items():
        for line in _lines(text):
            lines[line].append(key)
    scores = []
    for key, text in new.items():
        for other in _candidates(text, lines):
            score = fuzz.ratio(text[:_COMPARED], gone[other][:_COMPARED], score_cutoff=50)
            scores.append((score, key, other))
    return _certain(scores)


def _candidates(text: str, lines: Mapping[str, list[int]]) -> list[int]:
    if len(text) < _SHORTEST:
        return []
    shared: dict[int, int] = defaultdict(int)
    for line in _lines(text):
        bearers = lines.get(line, ())
        if len(bearers) <= _COMMON_LINE:
            for key in bearers:
                shared[key] += len(line)
    return sorted(shared, key=lambda key: (-shared[key], key))[:_CANDIDATES]


def _certain(scores: Iterable[tuple[float, int, int]]) -> dict[int, int]:
    """Returns the matches that are good enough, one to one, and have no close rival."""
    of_new: dict[int, list[float]] = defaultdict(list)
    of_gone: dict[int, list[float]] = defaultdict(list)
    matches = list(scores)
    for score, key, other in matches:
        of_new[key].append(score)
        of_gone[other].append(score)
    return {
        key: other
        for score, key, other in matches
        if score >= _ALIKE and _leads(score, of_new[key]) and _leads(score, of_gone[other])
    }


def _leads(score: float, all_scores: Iterable[float]) -> bool:
    """Returns whether all scores but this one lie well below it."""
    return sum(each > score - _AHEAD for each in all_scores) == 1


def _lines(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.splitlines() if len(line.strip()) > 8)
