"""Why two concepts are related, as sentences."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.graph.related import Kind
from kb.notes.note import MENTIONS


class Why(StrEnum):
    """A kind of reason."""

    LINK = "link"
    BACKLINK = "backlink"
    GRAPH = "graph"
    TEXT = "text"
    TAGS = "tags"
    MENTION = "mention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something is related."""

    kind: Why
    score: float
    """Its share of the score."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a link stands, and under which label."""

    relation: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """What stands between the concept asked for and one that is related with it."""

    links: tuple[Place, ...] = ()
    """From the one asked for."""
    backlinks: tuple[Place, ...] = ()
    """To it."""
    both_link_to: tuple[str, ...] = ()
    link_to_both: tuple[str, ...] = ()
    way: tuple[str, ...] = ()
    """Concepts by way of which one comes from one to the other, where nothing else is known."""
    words: tuple[str, ...] = ()
    tags: tuple[tuple[str, int, bool], ...] = ()
    """What both bear: tag, how many notes bear it, and whether both bear just that one."""
    names: bool = False
    """Whether the text of the one asked for names the other."""
    named: bool = False
    """Whether the other's text names it."""
    direct: float = 1.0
    """The share, in [0, 1], that links between the two have in their closeness."""


def reasons(
    asked: str, between: Between, parts: Mapping[Kind, float], *, written: bool
) -> tuple[Reason, ...]:
    """Returns why a concept is related, strongest first.

    Args:
        asked: the title of the concept asked for.
        between: what stands between the two.
        parts: how much each kind of evidence counts.
        written: whether the concept asked for is a note, with words of its own.
    """
    close = parts.get(Kind.GRAPH, 0.0)
    ways = bool(between.links) + bool(between.backlinks)
    shared = bool(between.both_link_to or between.link_to_both or between.way)
    linked = close * (between.direct if shared else 1.0) / ways if ways else 0.0
    told = [
        (Why.LINK, linked, _listed(asked, "it", between.links)),
        (Why.BACKLINK, linked, _listed("it", asked, between.backlinks)),
        (Why.GRAPH, close - linked * ways, _shared(between)),
        (Why.TEXT, parts.get(Kind.TEXT, 0.0), _spoken(asked, between.words, written=written)),
        (Why.TAGS, parts.get(Kind.TAGS, 0.0), _tagged(between.tags)),
        (Why.MENTION, parts.get(Kind.MENTION, 0.0), _named(asked, between)),
    ]
    found = [
        Reason(kind=kind, score=round(score, 4), text=text) for kind, score, text in told if text
    ]
    return tuple(sorted(found, key=lambda reason: -reason.score))


def _enumerated(names: Sequence[str]) -> str:
    """Returns the names as a sentence lists them: ``a, b and c``."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _listed(source: str, target: str, places: Collection[Place]) -> str:
    """Returns “asyncio lists it under Tools (line 65) and Libraries (line 70)”."""
    under: dict[str, list[int]] = {}
    for place in places:
        under.setdefault(place.relation, []).append(place.line)
    lists = [f"{name} ({_lines(at)})" for name, at in under.items() if name != MENTIONS]
    told = [f"lists {target} under {_enumerated(lists)}"] if lists else []
    if MENTIONS in under:
        what = "mentions it" if told or target == "it" else f"mentions {target}"
        told.append(f"{what} ({_lines(under[MENTIONS])})")
    return f"{source} {' and '.join(told)}" if told else ""


def _lines(lines: Sequence[int]) -> str:
    once = sorted(set(lines))
    shown = [str(line) for line in once[:3]] + (["more"] if len(once) > 3 else [])
    return f"line{'s' if len(once) > 1 else ''} {_enumerated(shown)}"


def _shared(between: Between) -> str:
    told = []
    if between.both_link_to:
        told.append(f"both link to {_enumerated(between.both_link_to)}")
    if between.link_to_both:
        verb = "links" if len(between.link_to_both) == 1 else "link"
        told.append(f"{_enumerated(between.link_to_both)} {verb} to both")
    if not told and between.way:
        told.append(f"connected by way of {_enumerated(between.way)}")
    return "; ".join(told)


def _spoken(asked: str, words: Sequence[str], *, written: bool) -> str:
    if not words:
        return ""
    told = ", ".join(words)
    if written:
        return f"both speak of {told}"
    return f"it speaks of {told}, as notes do that link to {asked}"


def _tagged(tags: Sequence[tuple[str, int, bool]]) -> str:
    """Returns “share #Concurrency (4 notes)”."""
    told = []
    for verb, exact in (("share", True), ("are both below", False)):
        listed = [f"#{tag} ({count} notes)" for tag, count, same in tags if same is exact]
        if listed:
            told.append(f"{verb} {_enumerated(listed)}")
    return "; ".join(told)


def _named(asked: str, between: Between) -> str:
    if between.names and between.named:
        return f"{asked} and it name each other without a link"
    if between.names:
        return f"{asked} names it without a link"
    return f"it names {asked} without a link" if between.named else ""
