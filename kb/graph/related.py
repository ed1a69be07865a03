"""Weigh five kinds of evidence into one ranking of related concepts."""

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

    GRAPH = "graph"
    """Closeness over links."""
    TEXT = "text"
    """Words in common."""
    TAGS = "tags"
    """Tags in common."""
    MENTION = "mention"
    """The name of one in the text of the other, without a link."""
    MEANING = "meaning"
    """What their texts say, in whatever words; only with the extra ``kb[meaning]``."""


WEIGHTS: Final[Mapping[EvidenceKind, float]] = {
    EvidenceKind.GRAPH: 0.40,
    EvidenceKind.TEXT: 0.35,
    EvidenceKind.TAGS: 0.15,
    EvidenceKind.MENTION: 0.10,
    EvidenceKind.MEANING: 0.15,
}
"""The share of each kind's best score in the ranking; docs/graph.md says where they come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A concept with its score."""

    concept: Concept
    score: float
    """In (0, 1]."""
    parts: Mapping[EvidenceKind, float]
    """They sum to the score."""


def ranking(
    scores: Mapping[EvidenceKind, Scores], excluded: Collection[Concept]
) -> tuple[Ranked, ...]:
    """Return the concepts with any evidence, best first.

    Each kind's scores are divided by their maximum. A kind without any is dropped, and its weight
    divided among the others. Excluded concepts are not ranked, nor do they count as a maximum.
    """
    positive = {
        kind: {
            concept: score
            for concept, score in kind_scores.items()
            if score > 0 and concept not in excluded
        }
        for kind, kind_scores in scores.items()
    }
    total = sum(WEIGHTS[kind] for kind, kind_scores in positive.items() if kind_scores)
    parts: dict[Concept, dict[EvidenceKind, float]] = {}
    for kind, kind_scores in positive.items():
        factor = WEIGHTS[kind] / total / max(kind_scores.values()) if kind_scores else 0.0
        for concept, score in kind_scores.items():
            parts.setdefault(concept, {})[kind] = score * factor
    ranked = [
        Ranked(concept=concept, score=sum(by_kind.values()), parts=by_kind)
        for concept, by_kind in parts.items()
    ]
    return tuple(sorted(ranked, key=lambda match: (-match.score, str(match.concept))))


def exactly(score: float) -> float:
    """Return a score as it is compared: sums differ in their last digits by the order of terms."""
    return round(score, 12)


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
