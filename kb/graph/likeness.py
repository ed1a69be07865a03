"""Evidence that two concepts are related, from their names, places and neighbours."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from kb.graph.concepts import Concept, Neighbours
from kb.graph.pagerank import PageRank

_UNKNOWN_IDF: Final = 5.0
"""Of a word that the concept asked about does not use: of one note in 150."""
_UNDER_ONE_LABEL: Final = 0.5
"""The least that two links under one label count, as fully as two in one line being 1."""


def nearness(lines_apart: int, label: str | None) -> float:
    """Return how near two links are: 1 in one line, the half two lines apart or under one label."""
    near = 1 / (1 + lines_apart / 2)
    return near if label is None else max(near, _UNDER_ONE_LABEL)


def common_neighbours(start: Concept, near: PageRank) -> dict[Concept, float]:
    """Score concepts by the neighbours that they share with ``start``, rare ones counting more.

    After Adamic and Adar, “Friends and neighbors on the Web” (2003),
    https://doi.org/10.1016/S0378-8733(03)00009-1. A hub is scored too, though it is no neighbour
    that counts. Neighbours whose own were not fetched count for nothing.
    """
    around = near.neighbours.get(start, ())
    beyond = {
        between: (*near.neighbours.get(between, ()), *near.hubs_around.get(between, ()))
        for between in around
    }
    return reached(dict.fromkeys(around, 1.0), beyond, start)


def reached(
    weights: Mapping[Concept, float], neighbours: Neighbours, start: Concept
) -> dict[Concept, float]:
    """Score the neighbours of weighted concepts; of one with many neighbours, each gets less."""
    scores: dict[Concept, float] = defaultdict(float)
    for concept, weight in weights.items():
        around = neighbours.get(concept, ())
        for near in around:
            if near != start and len(around) > 1:
                scores[near] += weight / math.log(len(around))
    return dict(scores)


def title_likeness(
    ours: Collection[str], theirs: Collection[str], idfs: Mapping[str, float]
) -> float:
    """Return how alike the words of two titles are, from 0 to 1, rare words counting more."""
    shared = _weight((word for word in theirs if word in ours), idfs)
    return 2 * shared / (_weight(ours, idfs) + _weight(theirs, idfs)) if shared else 0.0


def covered(title: Collection[str], text: Collection[str], idfs: Mapping[str, float]) -> float:
    """Return the share of a title's words, from 0 to 1, that a text has; rare ones count more."""
    held = _weight((word for word in title if word in text), idfs)
    return held / _weight(title, idfs) if held else 0.0


def _weight(words: Iterable[str], idfs: Mapping[str, float]) -> float:
    return sum(idfs.get(word, _UNKNOWN_IDF) for word in sorted(words))


def folders_above(path: str) -> tuple[str, ...]:
    """Return the folders that a path lies in, the nearest first.

    >>> folders_above("a/b/c.md")
    ('a/b', 'a')
    """
    parts = path.split("/")[:-1] if not path.startswith("/") else []
    return tuple("/".join(parts[:length]) for length in range(len(parts), 0, -1))


def common_folder(ours: Sequence[str], path: str) -> str | None:
    """Return the nearest of our folders that another note lies in, too."""
    return next((folder for folder in ours if path.startswith(f"{folder}/")), None)


def rarity(count: int, notes: int) -> float:
    """Return how telling it is to be one of ``count`` among all ``notes``, from 0 to 1."""
    if count >= notes or notes < 2:
        return 0.0
    return math.log(notes / max(count, 1)) / math.log(notes)
