"""``kb path``: how two concepts connect."""

from dataclasses import dataclass
from itertools import pairwise

from kb.app.graph.traversal import walked
from kb.app.notes.lookup import find_concept
from kb.graph.concepts import Concept
from kb.graph.paths import shortest_path
from kb.notes.note import MENTIONS
from kb.store.file.store import Store
from kb.store.graph.adjacency import hubs, titles_and_paths
from kb.store.graph.edges import Edge, edges_among


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One link of a connection."""

    from_: str
    """The title of a concept."""
    to: str
    relation: str
    direction: str
    """``out`` where the first links to the second, ``in`` where it is linked from it."""
    path: str
    """Of the note in which the link stands."""
    line: int
    text: str
    """The sentence of the link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathView:
    """How two concepts connect."""

    start: str
    end: str
    hops: tuple[Hop, ...]
    """None at all: they do not, or are the same."""
    through_hubs: bool
    """Whether there is no connection but by way of a hub."""


async def connection(store: Store, start: str, end: str) -> PathView:
    """Returns the shortest connection of two concepts, which avoids hubs where that is possible.

    Raises:
        NotFoundError: nothing is called so; with suggestions.
        AmbiguousError: several notes are; with their paths.
    """
    async with store.reading() as transaction:
        one, other = await find_concept(transaction, start), await find_concept(transaction, end)
        avoided = await hubs(transaction)
        way = await walked(transaction, shortest_path(one.concept, other.concept, avoided))
        through_hubs = not way and bool(avoided)
        if through_hubs:
            way = await walked(transaction, shortest_path(one.concept, other.concept, frozenset()))
        edges = await edges_among(transaction, way) if len(way) > 1 else ()
        titles, paths = await titles_and_paths(transaction, way)
    hops = []
    for here, there in pairwise(way):
        edge = _told_by(edges, here, there)
        hops.append(
            Hop(
                from_=titles[here],
                to=titles[there],
                relation=edge.relation,
                direction="out" if edge.source == here else "in",
                path=paths[edge.source],
                line=edge.line,
                text=edge.text,
            )
        )
    return PathView(
        start=one.title,
        end=other.title,
        hops=tuple(hops),
        through_hubs=through_hubs and bool(hops),
    )


def _told_by(edges: tuple[Edge, ...], here: Concept, there: Concept) -> Edge:
    """Returns the link that says most: forward, then under a label, then the first."""
    between = [edge for edge in edges if {edge.source, edge.target} == {here, there}]
    return min(
        between, key=lambda edge: (edge.source != here, edge.relation == MENTIONS, edge.line)
    )
