"""``kb path``: how two concepts connect."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.app.notes.lookup import find_concept
from kb.errors import AmbiguousError, NotFoundError, UsageError
from kb.graph.concepts import Concept
from kb.graph.paths import shortest_path
from kb.notes.note import MENTIONS
from kb.store.file.store import Store, Transaction
from kb.store.graph.adjacency import hubs, run_traversal, titles_and_paths
from kb.store.graph.edges import Edge, edges_among
from kb.store.notes.names import living_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One link of a path."""

    from_: str
    """A concept's title, as is ``to``."""
    to: str
    relation: str
    direction: str
    """``out`` if the first links to the second, ``in`` if the second links to the first."""
    path: str
    """Of the note that has the link."""
    line: int
    text: str
    """The sentence of the link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathView:
    """The shortest path between two concepts."""

    start: str
    end: str
    hops: tuple[Hop, ...]
    """Empty if nothing connects the two, or they are the same."""
    through_hubs: bool
    """Whether every path goes through a hub."""


async def two_names(store: Store, words: Sequence[str]) -> tuple[str, str]:
    """Return the names of two concepts that are given by two or more words.

    “to” may stand between them. Of more than two words, there must be one way to part them so that
    both names mean something.

    Raises:
        UsageError: there is none, or more than one.
    """
    ends = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    if len(ends) == 1:
        return ends[0]
    if "to" in words[1:-1]:
        ends += [
            (" ".join(words[:at]), " ".join(words[at + 1 :]))
            for at, word in enumerate(words[:-1])
            if at and word == "to"
        ]
    async with store.reading() as transaction:
        names = {name for pair in ends for name in pair}
        known = {name: await _is_concept(transaction, name) for name in names}
    meant = [(start, end) for start, end in ends if known[start] and known[end]]
    if len(meant) != 1:
        raise UsageError("which two concepts? Put a name of several words in quotes.")
    return meant[0]


async def _is_concept(transaction: Transaction, name: str) -> bool:
    try:
        await find_concept(transaction, name)
    except AmbiguousError:
        return True
    except NotFoundError:
        return False
    return True


async def connection(store: Store, start: str, end: str) -> PathView:
    """Return the shortest path between two concepts, avoiding hubs if possible.

    Raises:
        KbError: as :func:`find_concept`.
    """
    async with store.reading() as transaction:
        first, last = await find_concept(transaction, start), await find_concept(transaction, end)
        path, through_hubs = await path_between(transaction, first.concept, last.concept)
        edges = await edges_among(transaction, path) if len(path) > 1 else ()
        titles, paths = await titles_and_paths(transaction, path)
    hops = tuple(
        Hop(
            from_=titles[here],
            to=titles[there],
            relation=edge.relation,
            direction="out" if edge.source == here else "in",
            path=paths[edge.source],
            line=edge.line,
            text=edge.text,
        )
        for here, there in pairwise(path)
        for edge in [_most_telling(edges, here, there)]
    )
    return PathView(start=first.title, end=last.title, hops=hops, through_hubs=through_hubs)


async def path_between(
    transaction: Transaction, start: Concept, end: Concept
) -> tuple[tuple[Concept, ...], bool]:
    """Return the concepts of the shortest path, and whether every path goes through a hub.

    There are none if nothing connects the two.
    """
    avoided = await hubs(transaction)
    notes = await living_ids(transaction)
    ranks: dict[Concept, int] = {note: rank for rank, note in enumerate(notes)}

    def by_title(concept: Concept) -> tuple[int, str]:
        return ranks.get(concept, len(ranks)), str(concept)

    path = await run_traversal(transaction, shortest_path(start, end, avoided, by_title))
    if path or not avoided:
        return path, False
    path = await run_traversal(transaction, shortest_path(start, end, frozenset(), by_title))
    return path, len(path) > 1


def _most_telling(edges: Iterable[Edge], here: Concept, there: Concept) -> Edge:
    """Return the best link between two concepts: forward, then with a label, then the first."""
    return min(
        (edge for edge in edges if {edge.source, edge.target} == {here, there}),
        key=lambda edge: (edge.source != here, edge.relation == MENTIONS, edge.line),
    )
