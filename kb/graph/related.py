"""Weigh many kinds of evidence into one ranking of related concepts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kb.graph.concepts import Concept
from kb.graph.words import idf

Scores = Mapping[Concept, float]
"""The evidence of one kind, on a scale of its own; a concept that is absent has none."""


class EvidenceKind(StrEnum):
    """A kind of evidence."""

    LINK = "link"
    """A link between the two."""
    GRAPH = "graph"
    """Closeness over links."""
    COMMON = "common"
    """Neighbours in common."""
    TOGETHER = "together"
    """Links to both, near each other in one note."""
    TEXT = "text"
    """Words in common."""
    PEERS = "peers"
    """Links with notes of the same words."""
    TITLE = "title"
    """Words in common of the titles."""
    TITLE_IN_OURS = "title-in-ours"
    """Words of the other's title in our text."""
    TITLE_IN_THEIRS = "title-in-theirs"
    """Words of our title in the other's text."""
    TAGS = "tags"
    """Tags in common."""
    NAMES = "names"
    """The name of the other in our text, without a link."""
    NAMED = "named"
    """Our name in the text of the other, without a link."""
    FOLDER = "folder"
    """A folder in common."""
    HOMES = "homes"
    """A folder in common with what is linked."""
    NEXT = "next"
    """Files that are next to each other."""
    MEANING = "meaning"
    """What their texts say, in whatever words; only with the extra ``kb[meaning]``."""


FITTED: Final[tuple[EvidenceKind, ...]] = tuple(
    kind for kind in EvidenceKind if kind != EvidenceKind.LINK
)
"""The kinds whose weights are fitted to hidden links: a hidden link cannot tell about itself."""

Weights = Mapping[EvidenceKind, float]
"""What each kind adds to a concept's score where it is strongest; 0 if it is not named."""

_HALVES: Final[Mapping[EvidenceKind, float]] = {
    EvidenceKind.GRAPH: 0.06,
    EvidenceKind.COMMON: 6.0,
    EvidenceKind.TOGETHER: 6.0,
    EvidenceKind.PEERS: 6.0,
}
"""The evidence that counts one half, of kinds that more and more of counts less and less."""
_RELATIVE: Final[Mapping[EvidenceKind, float]] = {
    EvidenceKind.TEXT: 0.1,
    EvidenceKind.TAGS: 0.0,
}
"""Kinds whose strongest evidence counts 1 if it is at least this much, and less if it is weaker.
All others lie between 0 and 1 by themselves."""

_SQUARED: Final = frozenset({EvidenceKind.TEXT})
"""Kinds of which the strongest evidence tells far more than what is half as strong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A concept with its score."""

    concept: Concept
    score: float
    """In (0, 1]: its share of the best one's."""
    parts: Mapping[EvidenceKind, float]
    """They sum to the score."""


def values(
    scores: Mapping[EvidenceKind, Scores], excluded: Collection[Concept]
) -> dict[Concept, dict[EvidenceKind, float]]:
    """Return how strong the evidence of each kind is, above 0 and up to 1, by concept.

    Excluded concepts have none, nor do they count as the strongest.
    """
    strengths: dict[Concept, dict[EvidenceKind, float]] = {}
    for kind, of_kind in scores.items():
        positive = {
            concept: score
            for concept, score in of_kind.items()
            if score > 0 and concept not in excluded
        }
        half = _HALVES.get(kind, 0.0)
        divisor = max([_RELATIVE[kind], *positive.values()]) if kind in _RELATIVE else 1.0
        for concept, score in positive.items():
            strength = score / (score + half) if half else score / divisor
            strength = strength**2 if kind in _SQUARED else strength
            strengths.setdefault(concept, {})[kind] = strength
    return strengths


def ranking(
    scores: Mapping[EvidenceKind, Scores], excluded: Collection[Concept], weights: Weights
) -> tuple[Ranked, ...]:
    """Return the concepts with any evidence that weighs something, best first."""
    weighed = {
        concept: {
            kind: weights[kind] * strength
            for kind, strength in by_kind.items()
            if weights.get(kind, 0.0) > 0
        }
        for concept, by_kind in values(scores, excluded).items()
    }
    sums = {concept: sum(parts.values()) for concept, parts in weighed.items() if parts}
    best = max(sums.values(), default=1.0)
    ranked = [
        Ranked(
            concept=concept,
            score=total / best,
            parts={kind: part / best for kind, part in weighed[concept].items()},
        )
        for concept, total in sums.items()
    ]
    return tuple(sorted(ranked, key=lambda match: (-match.score, str(match.concept))))


def exactly(score: float) -> float:
    """Return a score as it is compared: sums differ in their last digits by the order of terms."""
    return round(score, 12)


def strongest(scores: Scores, amount: int) -> Scores:
    """Return the highest scores, and all that are as high as the last of them."""
    if len(scores) <= amount:
        return scores
    least = sorted(map(exactly, scores.values()), reverse=True)[amount - 1]
    return {concept: score for concept, score in scores.items() if exactly(score) >= least}


def with_ancestors(tags: Collection[str]) -> dict[str, float]:
    """Return the weight of each tag: 1, or one half for a tag that others are nested below.

    >>> with_ancestors(["language/sound"])
    {'language/sound': 1.0, 'language': 0.5}
    """
    weights = dict.fromkeys(tags, 1.0)
    for tag in tags:
        while "/" in tag:
            tag = tag.rpartition("/")[0]  # noqa: PLW2901  # climbs
            weights.setdefault(tag, 0.5)
    return weights


def shared_tags(
    first: Collection[str], second: Collection[str], counts: Mapping[str, int], notes: int
) -> dict[str, float]:
    """Return the weight of each tag that two notes have in common.

    ``counts`` are how many of all ``notes`` have each tag, or one nested below it.
    """
    ours, theirs = with_ancestors(first), with_ancestors(second)
    weights = {
        tag: min(ours[tag], theirs[tag]) * idf(counts.get(tag, 2), max(notes, 2))
        for tag in ours
        if tag in theirs
    }
    return {tag: weight for tag, weight in weights.items() if weight > 0}
