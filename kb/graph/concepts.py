"""Concepts, the nodes of the graph: notes, and names that are linked to but have no note yet.

The graph itself stays in the database. A graph algorithm is a :data:`Traversal`, which yields
concepts and is sent their neighbours; ``kb.store.graph.adjacency.run_traversal`` runs it.
"""

from collections import Counter
from collections.abc import Collection, Generator, Mapping
from typing import NewType, TypeVar

from kb.graph.resolve import NoteId
from kb.notes.names import name_key

MissingKey = NewType("MissingKey", str)
"""Identifies a missing concept; see :func:`missing_key`."""

Concept = NoteId | MissingKey

Frontier = tuple[Concept, ...]
Neighbours = Mapping[Concept, Collection[Concept]]
"""The distinct concepts that each concept links to or is linked from."""

Result = TypeVar("Result")
Traversal = Generator[Frontier, Neighbours, Result]
"""Yields frontiers, is sent their neighbours, and returns a result."""

ContentOrder = Mapping[Concept, tuple[str, ...]]
"""What concepts are sorted by where nothing else decides: their names and places, never their ids,
which say in which order notes were imported."""

Hubs = frozenset[Concept]
"""Concepts with very many links: a connection through them means little."""


def missing_key(target: str) -> MissingKey:
    """Return the key that all links to one missing concept share.

    >>> missing_key("I/O-Bound") == missing_key("i/o bound"), missing_key("../a/Event%20.md")
    (True, 'event%20')
    """
    return MissingKey(name_key(missing_title(target)))


def missing_title(target: str) -> str:
    """Return the title of a missing concept, from the target of a link to it."""
    written = target.strip()
    stem = written.removesuffix(".md").removesuffix(".markdown")
    # Without an extension or a leading ./, ../ or /, a slash is part of the name: async/await.
    if stem != written or written.startswith(("./", "../", "/")):
        return stem.rpartition("/")[2] or stem
    return written


def commonest_title(titles: Counter[str]) -> str:
    """Return the title that most links to a missing concept write; in a tie, the first of them."""
    return min(titles, key=lambda title: (-titles[title], title))
