"""The graph as a map: what the page draws, of all concepts or around some."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kb.app.graph.known_places import KnownPlaces, digest_of, file_of, read_places, write_places
from kb.app.graph.layout_process import laid_out
from kb.app.graph.paths import path_between
from kb.app.memory_models import memory_models
from kb.app.notes.lookup import find_concept
from kb.errors import NotFoundError
from kb.graph.concepts import Concept
from kb.graph.layout import MapPlace
from kb.graph.paths import nearest
from kb.graph.resolve import NoteId
from kb.schedule.recall import recall_by_group
from kb.store.file.store import Store, Transaction
from kb.store.graph.adjacency import hubs, run_traversal, titles_and_paths
from kb.store.graph.edges import by_links_in, edges_among, linked_pairs
from kb.store.notes.listing import tags_of
from kb.store.notes.names import living_ids, named_by_id
from kb.store.review.statistics import answered_cards

MOST: Final = 300
"""Concepts around one; of more, nobody sees how they are linked."""
DEPTH: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class MapNode:
    """A concept."""

    note: NoteId | None
    """``None`` for a missing concept."""
    title: str
    folder: str
    """The first one of its path; empty for what lies in none."""
    tag: str
    """Its first one."""
    recall: float | None
    """The mean chance of recall of its reviewed cards; ``None`` without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptMap:
    """Concepts, which links there are between them, and perhaps a path that is lit."""

    concepts: tuple[Concept, ...]
    nodes: tuple[MapNode, ...]
    edges: tuple[tuple[int, int], ...]
    """Numbers of nodes; each pair once, in one direction."""
    path: tuple[int, ...] = ()
    """Numbers of nodes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the layout of a map is."""

    concepts: int
    share: float
    """Of the work, in [0, 1]."""


class Mapmaker:
    """Makes maps of one store, one at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = asyncio.Lock()
        self._progress: Progress | None = None

    @property
    def progress(self) -> "Progress | None":
        """How far the layout of all is; none while none is made."""
        return self._progress

    async def all_places(self, drawn: ConceptMap) -> list[MapPlace]:
        """Return the places on the map of all, as kept, or laid out from what was kept."""
        async with self._turn:
            file = file_of(self._store.path)
            known = await asyncio.to_thread(read_places, file)
            ids = drawn.concepts
            digest = await asyncio.to_thread(_digest, drawn)
            if known.digest != digest:
                places = await self._laid_out(drawn, _numbered(known, ids))
                kept = KnownPlaces(digest=digest, places=dict(zip(ids, places, strict=True)))
                await asyncio.to_thread(write_places, file, kept)
                return places
        return [known.places[concept] for concept in ids]

    async def _laid_out(self, drawn: ConceptMap, old: dict[int, MapPlace]) -> list[MapPlace]:
        count = len(drawn.concepts)

        def told(share: float) -> None:
            self._progress = Progress(concepts=count, share=share)

        told(0.0)
        try:
            return await laid_out(count, drawn.edges, old, told=told)
        finally:
            self._progress = None

    async def places_around(self, drawn: ConceptMap) -> list[MapPlace]:
        """Return the places of a small map."""
        known = await asyncio.to_thread(read_places, file_of(self._store.path))
        old = _numbered(known, drawn.concepts)
        return await laid_out(len(drawn.concepts), drawn.edges, old, around=True)


def _digest(drawn: ConceptMap) -> str:
    ids = drawn.concepts
    return digest_of(ids, [(ids[one], ids[other]) for one, other in drawn.edges])


def _numbered(known: KnownPlaces, concepts: Sequence[Concept]) -> dict[int, MapPlace]:
    return {
        number: known.places[concept]
        for number, concept in enumerate(concepts)
        if concept in known.places
    }


async def map_of_all(store: Store, *, today: date, ends: Sequence[str] = ()) -> ConceptMap:
    """Return all concepts; ``ends`` are two whose shortest path is lit.

    Raises:
        KbError: as :func:`kb.app.notes.lookup.find_concept`.
    """
    async with store.reading() as transaction:
        pairs = await linked_pairs(transaction)
        notes = await living_ids(transaction)
        concepts = dict.fromkeys([*notes, *(target for _, target in pairs)])
        return await _drawn(
            transaction, tuple(concepts), pairs, today, await _path(transaction, ends)
        )


async def map_around(
    store: Store, name: str | NoteId, *, today: date, depth: int = DEPTH
) -> ConceptMap:
    """Return what is near a concept, the concept first, at most :data:`MOST`.

    Raises:
        KbError: as :func:`kb.app.notes.lookup.find_concept`.
    """
    async with store.reading() as transaction:
        center = await _concept(transaction, name)
        around = nearest(center, await hubs(transaction), depth, MOST)
        return await _small(transaction, await run_traversal(transaction, around), today)


async def map_of_path(store: Store, ends: Sequence[str], *, today: date) -> ConceptMap:
    """Return the concepts of the shortest path between two, and what is linked with them.

    Raises:
        KbError: as :func:`kb.app.notes.lookup.find_concept`.
    """
    async with store.reading() as transaction:
        path = await _path(transaction, ends)
        avoided = await hubs(transaction)
        concepts = dict.fromkeys(path)
        for concept in path:
            around = nearest(concept, avoided, 1, MOST // len(path))
            concepts |= dict.fromkeys(await run_traversal(transaction, around))
        return await _small(transaction, tuple(concepts)[:MOST], today, path)


async def best_linked(store: Store) -> Concept | None:
    """Return the note that most notes link to, hubs aside; ``None`` without any link.

    Where no link leads to a note, it is the first that has one.
    """
    async with store.reading() as transaction:
        ranked = await by_links_in(transaction, 1 + len(avoided := await hubs(transaction)))
        best = next((note for note in ranked if note not in avoided), None)
        if best is not None:
            return best
        return next((source for source, _ in await linked_pairs(transaction)), None)


async def _concept(transaction: Transaction, name: str | NoteId) -> Concept:
    if isinstance(name, str):
        return (await find_concept(transaction, name)).concept
    if not await named_by_id(transaction, [name]):
        raise NotFoundError("note", str(name))
    return name


async def _path(transaction: Transaction, ends: Sequence[str]) -> tuple[Concept, ...]:
    if not ends:
        return ()
    start, end = [(await find_concept(transaction, name)).concept for name in ends]
    path, _ = await path_between(transaction, start, end)
    return path or (start, end)


async def _small(
    transaction: Transaction,
    concepts: Sequence[Concept],
    today: date,
    path: Sequence[Concept] = (),
) -> ConceptMap:
    edges = await edges_among(transaction, concepts)
    pairs = dict.fromkeys((edge.source, edge.target) for edge in edges)
    return await _drawn(transaction, concepts, tuple(pairs), today, path)


async def _drawn(
    transaction: Transaction,
    concepts: Sequence[Concept],
    pairs: Collection[tuple[Concept, Concept]],
    today: date,
    path: Sequence[Concept],
) -> ConceptMap:
    titles, paths = await titles_and_paths(transaction, concepts)
    notes = [concept for concept in concepts if isinstance(concept, int)]
    tags = await tags_of(transaction, notes)
    model = (await memory_models(transaction)).current
    cards = await answered_cards(transaction, notes)

    def nodes() -> tuple[MapNode, ...]:
        recall = recall_by_group(cards, model.curve, today)
        return tuple(
            MapNode(
                note=concept if isinstance(concept, int) else None,
                title=titles.get(concept, str(concept)),
                folder=paths.get(concept, "").rpartition("/")[0].partition("/")[0],
                tag=next(iter(tags.get(concept, ())), "") if isinstance(concept, int) else "",
                recall=recall[concept].recall_now
                if isinstance(concept, int) and concept in recall
                else None,
            )
            for concept in concepts
        )

    numbers = {concept: number for number, concept in enumerate(concepts)}
    return ConceptMap(
        concepts=tuple(concepts),
        # A server goes on with other pages while thousands are made.
        nodes=await asyncio.to_thread(nodes),
        edges=await asyncio.to_thread(_edges, pairs, numbers),
        path=tuple(numbers[concept] for concept in path),
    )


def _edges(
    pairs: Collection[tuple[Concept, Concept]], numbers: Mapping[Concept, int]
) -> tuple[tuple[int, int], ...]:
    edges: dict[tuple[int, int], None] = {}
    for source, target in pairs:
        one, other = numbers[source], numbers[target]
        if (other, one) not in edges:
            edges[one, other] = None
    return tuple(edges)
