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
    TOGETHER = "together"
    TEXT = "text"
    PEERS = "peers"
    TITLE = "title"
    TAGS = "tags"
    MENTION = "mention"
    FOLDER = "folder"
    MEANING = "meaning"


_OF_TITLES: Final = (
    EvidenceKind.TITLE,
    EvidenceKind.TITLE_IN_OURS,
    EvidenceKind.TITLE_IN_THEIRS,
)
_OF_MENTIONS: Final = (EvidenceKind.NAMES, EvidenceKind.NAMED)
_OF_FOLDERS: Final = (EvidenceKind.FOLDER, EvidenceKind.HOMES, EvidenceKind.NEXT)
_ALWAYS: Final = frozenset({ReasonKind.LINK, ReasonKind.BACKLINK})
_LEAST_SHARE: Final = 0.04
"""A smaller share of the score is no reason; a link always is one."""


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


class Beside(NamedTuple):
    """A note that links to both, in lines that are near."""

    source: str
    label: str | None
    """That both stand under."""
    line: int
    """Of the link to the second."""
    lines_apart: int


class Lies(NamedTuple):
    """A folder, and how many notes lie in it or below."""

    folder: str
    notes: int


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
    beside: tuple[Beside, ...] = ()
    """The nearest first."""
    peers: tuple[str, ...] = ()
    """Titles of what the second is linked with, whose words are like those of the first."""
    title_words: tuple[str, ...] = ()
    """In both titles."""
    words_of_second: tuple[str, ...] = ()
    """Of the title of the second, in the text of the first."""
    words_of_first: tuple[str, ...] = ()
    """Of the title of the first, in the text of the second."""
    folder: Lies | None = None
    """That both lie in."""
    home: Lies | None = None
    """That the second lies in, and most of what the first is linked with."""
    is_next: bool = False
    """Whether their files follow each other in the folder."""
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
    by_link = closeness * (between.direct if indirect else 1.0) if directions else 0.0
    around = closeness - by_link + parts.get(EvidenceKind.COMMON, 0.0)
    direct = (by_link + parts.get(EvidenceKind.LINK, 0.0)) / max(directions, 1)
    candidates = [
        (ReasonKind.LINK, direct, _links(title, "it", between.links)),
        (ReasonKind.BACKLINK, direct, _links("it", title, between.backlinks)),
        (ReasonKind.GRAPH, around, _common_links(between)),
    ]
    for kind, kinds, sentence in (
        (ReasonKind.TOGETHER, (EvidenceKind.TOGETHER,), _beside(title, between.beside)),
        (ReasonKind.TEXT, (EvidenceKind.TEXT,), _words(title, between.words, is_note=is_note)),
        (ReasonKind.PEERS, (EvidenceKind.PEERS,), _peers(title, between.peers)),
        (ReasonKind.TITLE, _OF_TITLES, _title_words(title, between, parts)),
        (ReasonKind.TAGS, (EvidenceKind.TAGS,), _tags(between.tags)),
        (ReasonKind.MENTION, _OF_MENTIONS, _mentions(title, between)),
        (ReasonKind.FOLDER, _OF_FOLDERS, _folder(title, between)),
        (ReasonKind.MEANING, (EvidenceKind.MEANING,), _meaning(between.alike)),
    ):
        candidates.append((kind, sum(parts.get(part, 0.0) for part in kinds), sentence))
    stated = [
        (kind, score, sentence)
        for kind, score, sentence in sorted(candidates, key=lambda stated: -stated[1])
        if sentence
    ]
    total = sum(parts.values())
    counted = [
        (kind, score, sentence)
        for at, (kind, score, sentence) in enumerate(stated)
        if not at or score >= _LEAST_SHARE * total or kind in _ALWAYS
    ]
    # What is not said is divided among what is: together the reasons are the score.
    scale = total / (sum(score for _, score, _ in counted) or 1.0)
    return tuple(
        Reason(kind=kind, score=round(score * scale, 4), text=sentence)
        for kind, score, sentence in counted
    )


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
    told = {place.source for place in between.beside[:1]}  # with the line, see _beside
    if others := [source for source in between.link_to_both if source not in told]:
        verb = "links" if len(others) == 1 else "link"
        clauses.append(f"{_enumerated(others)} {verb} to both")
    if not clauses and between.path and not told:
        clauses.append(f"connected by way of {_enumerated(between.path)}")
    return "; ".join(clauses)


def _beside(title: str, places: Sequence[Beside]) -> str:
    """Return “both are listed under Tools in asyncio”, or “a links to it 2 lines from b”."""
    if not places:
        return ""
    source, label, line, apart = places[0]
    if label is not None:
        said = f"both are listed under {label} in {source}"
    elif not apart:
        said = f"{source} links to both in line {line}"
    else:
        lines = "1 line" if apart == 1 else f"{apart} lines"
        said = f"{source} links to it {lines} from {title} (line {line})"
    others = len(places) - 1
    return f"{said}; so do {others} other notes" if others > 1 else said


def _peers(title: str, peers: Sequence[str]) -> str:
    verb = "which shares" if len(peers) == 1 else "which share"
    return f"linked with {_enumerated(peers)}, {verb} words with {title}" if peers else ""


def _title_words(title: str, between: Relationship, parts: Mapping[EvidenceKind, float]) -> str:
    told = {
        EvidenceKind.TITLE: ("both titles have", between.title_words),
        EvidenceKind.TITLE_IN_OURS: (f"{title} uses words of its title:", between.words_of_second),
        EvidenceKind.TITLE_IN_THEIRS: (
            f"it uses words of the title of {title}:",
            between.words_of_first,
        ),
    }
    strongest = sorted(told, key=lambda kind: -parts.get(kind, 0.0))
    clauses = [f"{told[kind][0]} {', '.join(told[kind][1])}" for kind in strongest if told[kind][1]]
    return "; ".join(clauses)


def _folder(title: str, between: Relationship) -> str:
    clauses = []
    if between.folder:
        folder, notes = between.folder
        lie = "they lie next to each other" if between.is_next else "both lie"
        clauses.append(f"{lie} in {folder}/ ({notes} notes)")
    if between.home and (between.folder is None or between.home.folder != between.folder.folder):
        folder, linked = between.home
        others = "a note" if linked == 1 else f"{linked} notes"
        clauses.append(f"it lies in {folder}/, like {others} linked with {title}")
    return "; ".join(clauses)


def _words(title: str, words: Sequence[str], *, is_note: bool) -> str:
    # A letter by itself, such as a variable, says nothing.
    listed = ", ".join(word for word in words if len(word) > 1 or not word.isascii())
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
