"""Why two concepts are related, in sentences."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from kb.graph.related import EvidenceKind
from kb.notes.note import MENTIONS

MUCH_THE_SAME: Final = 0.75
"""The least cosine at which two texts say much the same."""


class ReasonKind(StrEnum):
    """A kind of reason."""

    LINK = "link"
    BACKLINK = "backlink"
    GRAPH = "graph"
    TEXT = "text"
    TAGS = "tags"
    MENTION = "mention"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason why a concept is related."""

    kind: ReasonKind
    score: float
    """Its share of the concept's score."""
    text: str


class LinkPlace(NamedTuple):
    """The line of a link, and the label above it."""

    relation: str
    line: int


class SharedTag(NamedTuple):
    """A tag that two notes have in common."""

    tag: str
    notes: int
    """How many notes have it."""
    exact: bool
    """Whether both have this very tag, and not one nested below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """What connects the concept asked about (the first) with a related one (the second)."""

    links: tuple[LinkPlace, ...] = ()
    """From the first to the second."""
    backlinks: tuple[LinkPlace, ...] = ()
    both_link_to: tuple[str, ...] = ()
    """Titles, as in the two fields below."""
    link_to_both: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    """The concepts on the shortest path between the two, if nothing above connects them."""
    words: tuple[str, ...] = ()
    """That both use, the most characteristic first."""
    tags: tuple[SharedTag, ...] = ()
    names: bool = False
    """Whether the text of the first names the second."""
    named: bool = False
    """Whether the text of the second names the first."""
    alike: float | None = None
    """The cosine between what the two say, in [-1, 1]; None if that is not known."""
    direct: float = 1.0
    """The share, in [0, 1], of their closeness that links between the two account for."""


def reasons(
    title: str, between: Relationship, parts: Mapping[EvidenceKind, float], *, is_note: bool
) -> tuple[Reason, ...]:
    """Return why a concept is related to the one called ``title``, strongest first.

    ``parts`` are what each kind of evidence adds to the score; ``is_note`` is whether the concept
    asked about is a note, with words of its own.
    """
    closeness = parts.get(EvidenceKind.GRAPH, 0.0)
    directions = bool(between.links) + bool(between.backlinks)
    indirect = bool(between.both_link_to or between.link_to_both or between.path)
    direct = closeness * (between.direct if indirect else 1.0) / directions if directions else 0.0
    text = _words(title, between.words, is_note=is_note)
    candidates = [
        (ReasonKind.LINK, direct, _links(title, "it", between.links)),
        (ReasonKind.BACKLINK, direct, _links("it", title, between.backlinks)),
        (ReasonKind.GRAPH, closeness - direct * directions, _common_links(between)),
        (ReasonKind.TEXT, parts.get(EvidenceKind.TEXT, 0.0), text),
        (ReasonKind.TAGS, parts.get(EvidenceKind.TAGS, 0.0), _tags(between.tags)),
        (ReasonKind.MENTION, parts.get(EvidenceKind.MENTION, 0.0), _mentions(title, between)),
        (ReasonKind.MEANING, parts.get(EvidenceKind.MEANING, 0.0), _meaning(between.alike)),
    ]
    stated = [
        Reason(kind=kind, score=round(score, 4), text=sentence)
        for kind, score, sentence in candidates
        if sentence
    ]
    return tuple(sorted(stated, key=lambda reason: -reason.score))


def _enumerated(names: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _links(source: str, target: str, places: Collection[LinkPlace]) -> str:
    """Return “asyncio lists it under Tools (line 65) and Libraries (line 70)”."""
    lines: dict[str, list[int]] = {}
    for place in places:
        lines.setdefault(place.relation, []).append(place.line)
    labels = [f"{label} ({_lines(at)})" for label, at in lines.items() if label != MENTIONS]
    clauses = [f"lists {target} under {_enumerated(labels)}"] if labels else []
    if MENTIONS in lines:
        clauses.append(f"mentions {'it' if clauses else target} ({_lines(lines[MENTIONS])})")
    return f"{source} {' and '.join(clauses)}" if clauses else ""


def _lines(lines: Collection[int]) -> str:
    distinct = sorted(set(lines))
    shown = [str(line) for line in distinct[:3]] + (["more"] if len(distinct) > 3 else [])
    return f"line{'s' if len(distinct) > 1 else ''} {_enumerated(shown)}"


def _common_links(between: Relationship) -> str:
    clauses = []
    if between.both_link_to:
        clauses.append(f"both link to {_enumerated(between.both_link_to)}")
    if between.link_to_both:
        verb = "links" if len(between.link_to_both) == 1 else "link"
        clauses.append(f"{_enumerated(between.link_to_both)} {verb} to both")
    if not clauses and between.path:
        clauses.append(f"connected by way of {_enumerated(between.path)}")
    return "; ".join(clauses)


def _words(title: str, words: Sequence[str], *, is_note: bool) -> str:
    listed = ", ".join(words)
    if is_note:
        return listed and f"both speak of {listed}"
    return listed and f"it speaks of {listed}, as notes do that link to {title}"


def _tags(tags: Sequence[SharedTag]) -> str:
    """Return “share #Concurrency (4 notes)”."""
    clauses = {
        verb: [f"#{tag.tag} ({tag.notes} notes)" for tag in tags if tag.exact is exact]
        for verb, exact in (("share", True), ("are both below", False))
    }
    return "; ".join(f"{verb} {_enumerated(listed)}" for verb, listed in clauses.items() if listed)


def _meaning(alike: float | None) -> str:
    if alike is None:
        return ""
    return "says much the same" if alike >= MUCH_THE_SAME else "is about something similar"


def _mentions(title: str, between: Relationship) -> str:
    if between.names and between.named:
        return f"{title} and it name each other without a link"
    if between.names:
        return f"{title} names it without a link"
    return f"it names {title} without a link" if between.named else ""
