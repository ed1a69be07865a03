"""``kb related``: what is connected with a concept, ranked, and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kb.app.evidence import Gathered, gather
from kb.app.naming import NamedConcept, find_concept
from kb.graph.concepts import Concept
from kb.graph.pagerank import RESTART
from kb.graph.reasons import Between, Place, Reason, reasons
from kb.graph.related import Ranked, ranking, shared_tags
from kb.graph.words import shared
from kb.store.edges import Edge, edges_among
from kb.store.neighbours import hubs, titles_and_paths
from kb.store.open import Store, Transaction

RESULTS: Final = 20
"""How many are shown unless another number is asked for."""
_SHOWN: Final = 3
"""Names, words or tags in one reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedConcept:
    """A concept that is related."""

    title: str
    path: str | None
    """Absent for one that nobody has written yet."""
    score: float
    """In (0, 1]; comparable only within one answer."""
    linked: bool
    """Whether a link leads from one to the other."""
    why: tuple[Reason, ...]
    """Strongest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedView:
    """What is related with a concept."""

    concept: str
    path: str | None
    related: tuple[RelatedConcept, ...]


async def related_concepts(
    store: Store, name: str, *, limit: int = RESULTS, new: bool = False
) -> RelatedView:
    """Returns what is related with the concept that ``name`` means, best first.

    Args:
        store: the store.
        name: a title, an alias or a path; or a name that notes link to.
        limit: how many at most.
        new: whether to leave out what is linked with it already.

    Raises:
        NotFoundError: nothing is called so; with suggestions.
        AmbiguousError: several notes are; with their paths.
    """
    async with store.reading() as transaction:
        asked = await find_concept(transaction, name)
        found = await gather(transaction, asked, await hubs(transaction))
        ranked = ranking(found.evidence, found.linked if new else ())
        best = ranked[:limit]
        explained = await _explained(transaction, asked, found, best)
    return RelatedView(concept=asked.title, path=asked.path, related=explained)


async def _explained(
    transaction: Transaction, asked: NamedConcept, found: Gathered, best: Sequence[Ranked]
) -> tuple[RelatedConcept, ...]:
    common = {each.concept: _common(found, asked.concept, each.concept) for each in best}
    came = _ways(found, asked.concept)
    ways = {
        each.concept: _way(came, each.concept)
        for each in best
        if each.concept not in found.linked and not common[each.concept]
    }
    told = {each.concept for each in best} | {asked.concept}
    told = told.union(*common.values(), *ways.values())
    edges = _by_pair(await edges_among(transaction, told))
    titles, paths = await titles_and_paths(transaction, told)
    listed = []
    for each in best:
        between = _between(found, each.concept, edges, titles, common[each.concept])
        if not (between.both_link_to or between.link_to_both) and each.concept in ways:
            between = _by_way(between, [titles[step] for step in ways[each.concept]])
        listed.append(
            RelatedConcept(
                title=titles[each.concept],
                path=paths.get(each.concept),
                score=round(each.score, 4),
                linked=each.concept in found.linked,
                why=reasons(asked.title, between, each.parts, _direct(found, each.concept)),
            )
        )
    return tuple(listed)


def _common(found: Gathered, asked: Concept, other: Concept) -> tuple[Concept, ...]:
    """Returns what both are linked with, what has the fewest links first."""
    known = found.near.neighbours
    common = [
        each
        for each in known.get(asked, ())
        if each != other and each in known and other in known[each]
    ]
    return tuple(sorted(common, key=lambda each: (len(known[each]), str(each)))[: 2 * _SHOWN])


def _ways(found: Gathered, asked: Concept) -> dict[Concept, Concept]:
    """Returns, for each concept that is known, the one before it on the shortest way to it."""
    known = found.near.neighbours
    came: dict[Concept, Concept] = {asked: asked}
    frontier = [asked]
    while frontier:
        reached = []
        for each in frontier:
            for near in known.get(each, ()):
                if near not in came:
                    came[near] = each
                    reached.append(near)
        frontier = reached
    return came


def _way(came: Mapping[Concept, Concept], other: Concept) -> tuple[Concept, ...]:
    """Returns the concepts between the one asked for and another."""
    if other not in came:
        return ()
    way = [other]
    while came[way[-1]] != way[-1]:
        way.append(came[way[-1]])
    return tuple(reversed(way[1:-1]))


def _by_way(between: Between, titles: Sequence[str]) -> Between:
    return Between(
        **{
            name: getattr(between, name)
            for name in ("links", "backlinks", "words", "tags", "names", "named")
        },
        way=tuple(titles),
    )


def _between(
    found: Gathered,
    other: Concept,
    edges: Mapping[tuple[Concept, Concept], Sequence[Edge]],
    titles: Mapping[Concept, str],
    common: Collection[Concept],
) -> Between:
    asked = found.own.concept.concept
    linked_to = [each for each in common if (asked, each) in edges and (other, each) in edges]
    linking = [
        each
        for each in common
        if each not in linked_to and (each, asked) in edges and (each, other) in edges
    ]
    on_the_way = [each for each in common if each not in linked_to and each not in linking]
    return Between(
        links=_places(edges.get((asked, other), ())),
        backlinks=_places(edges.get((other, asked), ())),
        both_link_to=tuple(titles[each] for each in linked_to[:_SHOWN]),
        link_to_both=tuple(titles[each] for each in linking[:_SHOWN]),
        way=tuple(titles[each] for each in on_the_way[:1]),
        words=shared(
            found.own.words, _words(found, other), f"{titles[asked]} {titles[other]}", _SHOWN
        ),
        tags=_tags(found, other),
        names=other in found.named,
        named=other in found.naming,
    )


def _places(edges: Sequence[Edge]) -> tuple[Place, ...]:
    return tuple(Place(relation=edge.relation, line=edge.line) for edge in edges)


def _words(found: Gathered, other: Concept) -> Mapping[str, float]:
    return found.words.get(other, {}) if isinstance(other, int) else {}


def _tags(found: Gathered, other: Concept) -> tuple[tuple[str, int, bool], ...]:
    if not isinstance(other, int) or other not in found.tags:
        return ()
    mine, theirs = found.own.tags, found.tags[other]
    weighed = shared_tags(mine, theirs, found.bearers, max(found.bearers.values(), default=1))
    # A tag on nearly every note, such as a kind, is no reason beside others.
    least = max(weighed.values(), default=0.0) / 10
    ranked = sorted(
        (tag for tag in weighed if weighed[tag] >= least), key=lambda tag: (-weighed[tag], tag)
    )
    # What is borne by both says as much as what it is nested below.
    telling = [tag for tag in ranked if not any(each.startswith(f"{tag}/") for each in ranked)]
    return tuple(
        (mine.get(tag, tag), found.bearers.get(tag, 0), tag in mine and tag in theirs)
        for tag in telling[:_SHOWN]
    )


def _direct(found: Gathered, other: Concept) -> float:
    """Returns the share of a concept's closeness that a single step gives it."""
    closeness = found.near.scores.get(other, 0.0)
    step = RESTART * (1 - RESTART) / max(len(found.near.linked), 1)
    return min(1.0, step / closeness) if closeness else 1.0


def _by_pair(edges: Sequence[Edge]) -> dict[tuple[Concept, Concept], list[Edge]]:
    pairs: dict[tuple[Concept, Concept], list[Edge]] = {}
    for edge in edges:
        pairs.setdefault((edge.source, edge.target), []).append(edge)
    return pairs
