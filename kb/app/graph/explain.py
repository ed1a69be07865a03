"""What stands between the concept asked for and those that are related with it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.app.graph.evidence import Gathered, Tags
from kb.graph.concepts import Concept
from kb.graph.pagerank import RESTART, Nearness
from kb.graph.reasons import Between, Place
from kb.graph.related import shared_tags
from kb.graph.words import shared
from kb.store.file.store import Transaction
from kb.store.graph.adjacency import titles_and_paths
from kb.store.graph.edges import Edge, edges_among

_SHOWN: Final = 3
"""Names, words or tags in one reason."""

Links = Mapping[Concept, Collection[Concept]]
"""Of each concept that the walk asked for, those that it is linked with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why some concepts are related."""

    between: Mapping[Concept, Between]
    titles: Mapping[Concept, str]
    paths: Mapping[Concept, str]
    """Of those that are notes."""


async def explained(
    transaction: Transaction, found: Gathered, others: Sequence[Concept]
) -> Explained:
    """Returns what stands between the concept that was asked for and each of the others."""
    asked, known = found.asked.concept, found.near.neighbours
    common = {other: _common(known, asked, other) for other in others}
    came = _ways(known, asked)
    ways = {
        other: _way(came, other)
        for other in others
        if other not in found.linked and not common[other]
    }
    told = {asked, *others}.union(*common.values(), *ways.values())
    edges = _by_pair(await edges_among(transaction, told))
    titles, paths = await titles_and_paths(transaction, told)
    between = {other: _between(found, other, edges, titles, common[other]) for other in others}
    for other, way in ways.items():
        between[other] = replace(between[other], way=tuple(titles[step] for step in way))
    return Explained(between=between, titles=titles, paths=paths)


def _common(known: Links, asked: Concept, other: Concept) -> tuple[Concept, ...]:
    """Returns what both are linked with, what has the fewest links first."""
    common = [
        each
        for each in known.get(asked, ())
        if each != other and each in known and other in known[each]
    ]
    return tuple(sorted(common, key=lambda each: (len(known[each]), str(each)))[: 2 * _SHOWN])


def _ways(known: Links, asked: Concept) -> dict[Concept, Concept]:
    """Returns, for each concept that is known, the one before it on the shortest way to it."""
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


def _between(
    found: Gathered,
    other: Concept,
    edges: Mapping[tuple[Concept, Concept], Sequence[Edge]],
    titles: Mapping[Concept, str],
    common: Collection[Concept],
) -> Between:
    asked = found.asked.concept
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
            found.text.words, _words(found, other), f"{titles[asked]} {titles[other]}", _SHOWN
        ),
        tags=_tags(found.tags, other),
        direct=_direct(found.near, other),
        names=other in found.named,
        named=other in found.naming,
    )


def _places(edges: Sequence[Edge]) -> tuple[Place, ...]:
    return tuple(Place(relation=edge.relation, line=edge.line) for edge in edges)


def _words(found: Gathered, other: Concept) -> Mapping[str, float]:
    return found.text.others.get(other, {}) if isinstance(other, int) else {}


def _tags(tags: Tags, other: Concept) -> tuple[tuple[str, int, bool], ...]:
    if not isinstance(other, int) or other not in tags.others:
        return ()
    mine, theirs, bearers = tags.own, tags.others[other], tags.bearers
    weighed = shared_tags(mine, theirs, bearers, max(bearers.values(), default=1))
    # A tag on nearly every note, such as a kind, is no reason beside others.
    least = max(weighed.values(), default=0.0) / 10
    ranked = sorted(
        (tag for tag in weighed if weighed[tag] >= least), key=lambda tag: (-weighed[tag], tag)
    )
    # What is borne by both says as much as what it is nested below.
    telling = [tag for tag in ranked if not any(each.startswith(f"{tag}/") for each in ranked)]
    return tuple(
        (mine.get(tag, tag), bearers.get(tag, 0), tag in mine and tag in theirs)
        for tag in telling[:_SHOWN]
    )


def _direct(near: Nearness, other: Concept) -> float:
    """Returns the share of a concept's closeness that a single step gives it."""
    closeness = near.scores.get(other, 0.0)
    step = RESTART * (1 - RESTART) / max(len(near.linked), 1)
    return min(1.0, step / closeness) if closeness else 1.0


def _by_pair(edges: Sequence[Edge]) -> dict[tuple[Concept, Concept], list[Edge]]:
    pairs: dict[tuple[Concept, Concept], list[Edge]] = {}
    for edge in edges:
        pairs.setdefault((edge.source, edge.target), []).append(edge)
    return pairs
