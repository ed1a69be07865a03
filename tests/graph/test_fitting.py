"""Weights of evidence, fitted to links that are known."""

from random import Random

import pytest

from kb.graph.fitting import LEAST, KnownLink, fitted
from kb.graph.related import FITTED, EvidenceKind

PRIOR = dict.fromkeys(FITTED, 1.0)


def links(seed: int, telling: EvidenceKind | None, amount: int = 60) -> list[KnownLink]:
    """Return links whose target has the most of one kind, or is any of the candidates."""
    rng = Random(seed)  # noqa: S311  # not for secrets
    known = []
    for _ in range(amount):
        candidates = [{kind: rng.random() for kind in FITTED[:5]} for _ in range(12)]
        places = range(len(candidates))
        target = (
            rng.randrange(12)
            if telling is None
            else max(places, key=lambda at: candidates[at][telling])
        )
        known.append(KnownLink(candidates, target))
    return known


@pytest.mark.parametrize("kind", FITTED[:5])
def test_the_kind_that_tells_gets_the_most_weight(kind: EvidenceKind) -> None:
    weights = fitted(links(1, kind), PRIOR, strength=1.0)
    assert max(weights, key=weights.__getitem__) == kind
    assert weights[kind] > 4


def test_a_kind_that_nothing_has_keeps_its_weight() -> None:
    assert fitted(links(1, FITTED[0]), PRIOR, strength=1.0)[FITTED[-1]] == 1.0


def test_no_kind_weighs_less_than_the_least() -> None:
    weights = fitted(links(2, None), PRIOR, strength=0.1)
    assert min(weights.values()) == LEAST


def test_the_more_the_prior_is_held_the_less_the_links_move() -> None:
    moved = [
        fitted(links(3, FITTED[1]), PRIOR, strength=strength)[FITTED[1]] - 1.0
        for strength in (1.0, 10.0, 1000.0)
    ]
    assert moved[0] > moved[1] > moved[2] > 0
    assert moved[2] < 0.1


def test_only_some_kinds_are_fitted_beside_the_others() -> None:
    kind, held = FITTED[:2]
    weights = fitted(links(1, kind), {held: 3.0}, strength=1.0, kinds=[kind])
    assert weights.keys() == {kind, held}
    assert weights[held] == 3.0
    assert weights[kind] > 4


def test_without_links_the_prior_stays() -> None:
    assert fitted([], PRIOR, strength=1.0) == PRIOR
