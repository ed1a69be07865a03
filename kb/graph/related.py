"""What is related with a concept: four kinds of evidence, weighed into one ranking."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kb.graph.concepts import Concept
from kb.graph.words import rarity

Evidence = Mapping[Concept, float]
"""What speaks for each concept, on a scale of its own; what is absent counts as 0."""


class Kind(StrEnum):
    """A kind of evidence."""

    GRAPH = "graph"
    """Closeness over links."""
    TEXT = "text"
    """Words in common."""
    TAGS = "tags"
    """Tags in common."""
    MENTION = "mention"
    """The name of one in the text of the other, without a link."""


WEIGHTS: Final[Mapping[Kind, float]] = MappingProxyType(
    {Kind.GRAPH: 0.40, Kind.TEXT: 0.35, Kind.TAGS: 0.15, Kind.MENTION: 0.10}
)
"""How much the best evidence of each kind counts; see docs/graph.md for where they come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A concept, and what speaks for it."""

    concept: Concept
    score: float
    """In (0, 1]."""
    parts: Mapping[Kind, float]
    """They sum to the score."""


def ranking(
    evidence: Mapping[Kind, Evidence], leave_out: Collection[Concept]
) -> tuple[Ranked, ...]:
    """Returns the concepts for which anything speaks, best first.

    Each kind of evidence is divided by its maximum. A kind that speaks for nothing is dropped,
    and the others take its weight.

    Args:
        evidence: by kind.
        leave_out: concepts that are not to be ranked, nor to be a maximum.
    """
    kept = {
        kind: {
            concept: value
            for concept, value in values.items()
            if value > 0 and concept not in leave_out
        }
        for kind, values in evidence.items()
    }
    kept = {kind: values for kind, values in kept.items() if values}
    total = sum(WEIGHTS[kind] for kind in kept)
    parts: dict[Concept, dict[Kind, float]] = {}
    for kind, values in kept.items():
        factor = WEIGHTS[kind] / total / max(values.values())
        for concept, value in values.items():
            parts.setdefault(concept, {})[kind] = value * factor
    found = [
        Ranked(concept=concept, score=sum(given.values()), parts=given)
        for concept, given in parts.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.score, str(each.concept))))


def with_ancestors(tags: Collection[str]) -> dict[str, float]:
    """Returns the tags at 1, and those that they are nested below at one half.

    >>> with_ancestors(["language/sound"])
    {'language/sound': 1.0, 'language': 0.5}
    """
    counted = dict.fromkeys(tags, 1.0)
    for tag in tags:
        while "/" in tag:
            tag = tag.rpartition("/")[0]  # noqa: PLW2901  # climbs
            counted.setdefault(tag, 0.5)
    return counted


def shared_tags(
    one: Collection[str], other: Collection[str], bearers: Mapping[str, int], notes: int
) -> dict[str, float]:
    """Returns the tags that two notes have in common, each with its weight.

    Args:
        one: keys of a note's tags.
        other: those of another note.
        bearers: how many notes bear each tag, or one below it.
        notes: how many notes there are.
    """
    mine, theirs = with_ancestors(one), with_ancestors(other)
    weighed = {
        tag: min(mine[tag], theirs[tag]) * rarity(bearers.get(tag, 2), max(notes, 2))
        for tag in mine
        if tag in theirs
    }
    return {tag: weight for tag, weight in weighed.items() if weight > 0}
