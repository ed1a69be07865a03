"""Concepts: the nodes of the graph. A note is one, and so is a name that nobody has written yet.

The graph itself stays in the store. An algorithm here is a generator that yields the frontier
whose neighbours it wants, and is sent those neighbours.
"""

from collections.abc import Collection, Generator, Mapping
from typing import NewType, TypeVar

from kb.graph.resolve import NoteId
from kb.notes.names import name_key

MissingKey = NewType("MissingKey", str)
"""Of a concept that is missing; see :func:`missing_key`."""

Concept = NoteId | MissingKey

Frontier = tuple[Concept, ...]
Neighbours = Mapping[Concept, Collection[Concept]]
"""Of each concept of a frontier, those that it links to or is linked from, each once."""

Answer = TypeVar("Answer")
Walk = Generator[Frontier, Neighbours, Answer]
"""Asks for the neighbours of frontiers, and returns its answer in the end."""


Hubs = frozenset[Concept]
"""Concepts that are linked with so much that they connect nothing in particular."""


def missing_key(target: str) -> MissingKey:
    """Returns the key under which links to a note that nobody has written are one concept.

    >>> missing_key("I/O-Bound") == missing_key("i/o bound"), missing_key("../a/Event%20.md")
    (True, 'event%20')
    """
    return MissingKey(name_key(missing_title(target)))


def missing_title(target: str) -> str:
    """Returns how a concept that is missing is called, by one link to it."""
    written = target.partition("#")[0].strip()
    stem = written.removesuffix(".md").removesuffix(".markdown")
    # Only a path can be told from a name with a slash, such as async/await, by these.
    if stem != written or written.startswith(("./", "../", "/")):
        return stem.rpartition("/")[2] or stem
    return written
