"""``kb graph``: the graph, or a part of it, for other programs."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from kb.app.memory_models import memory_models
from kb.app.notes.lookup import find_concept
from kb.errors import UsageError
from kb.graph.concepts import Concept
from kb.graph.export import Graph, GraphEdge, GraphNode
from kb.graph.paths import neighbourhood
from kb.schedule.recall import recall_by_group
from kb.store.file.copy import is_database
from kb.store.file.store import Store, Transaction
from kb.store.graph.adjacency import hubs, run_traversal, titles_and_paths
from kb.store.graph.edges import Edge, all_edges, edges_among
from kb.store.notes.folders import all_folders
from kb.store.notes.listing import card_counts, tags_of
from kb.store.notes.names import has_note_at, living_ids
from kb.store.review.statistics import answered_cards


async def graph_of(store: Store, name: str | None = None, *, today: date, depth: int = 1) -> Graph:
    """Return all concepts and links, or those up to ``depth`` links away from one concept.

    ``today`` is the study day of the retrievability.

    Raises:
        KbError: as :func:`find_concept`.
    """
    async with store.reading() as transaction:
        if name is None:
            edges = await all_edges(transaction)
            notes = await living_ids(transaction)
            targets = (edge.target for edge in edges)
            concepts: tuple[Concept, ...] = tuple(dict.fromkeys([*notes, *targets]))
            center = None
        else:
            concept = await find_concept(transaction, name)
            traversal = neighbourhood(concept.concept, await hubs(transaction), depth)
            concepts = await run_traversal(transaction, traversal)
            edges = await edges_among(transaction, concepts)
            center = concept.concept
        return await _graph(transaction, concepts, edges, center, today)


async def _graph(
    transaction: Transaction,
    concepts: Sequence[Concept],
    edges: Sequence[Edge],
    center: Concept | None,
    today: date,
) -> Graph:
    titles, paths = await titles_and_paths(transaction, concepts)
    # By what can be seen of them, not by when they were imported.
    concepts = sorted(
        concepts,
        key=lambda concept: (
            concept != center,
            concept not in paths,
            titles[concept],
            paths.get(concept, ""),
        ),
    )
    places = {concept: place for place, concept in enumerate(concepts)}
    edges = sorted(edges, key=lambda edge: places[edge.source])
    notes = [concept for concept in concepts if isinstance(concept, int)]
    tags = await tags_of(transaction, notes)
    cards = await card_counts(transaction, notes)
    model = (await memory_models(transaction)).current
    recall = recall_by_group(await answered_cards(transaction, notes), model.curve, today)
    missing = sorted(concept for concept in concepts if not isinstance(concept, int))
    ids: dict[Concept, str] = {note: f"n{note}" for note in notes}
    ids.update((concept, f"m{number}") for number, concept in enumerate(missing, start=1))
    current: dict[Concept, float | None] = {
        note: group.recall_now for note, group in recall.items()
    }
    nodes = (
        GraphNode(
            id=ids[concept],
            title=titles[concept],
            path=paths.get(concept),
            tags=tags.get(concept, ()) if isinstance(concept, int) else (),
            cards=cards.get(concept, 0) if isinstance(concept, int) else 0,
            retrievability=current.get(concept) or None,
        )
        for concept in concepts
    )
    distinct = dict.fromkeys((ids[edge.source], ids[edge.target], edge.relation) for edge in edges)
    return Graph(
        nodes=tuple(nodes),
        edges=tuple(
            GraphEdge(source=source, target=target, relation=relation)
            for source, target, relation in distinct
        ),
    )


async def refuse_to_overwrite(store: Store, file: Path, extensions: Collection[str]) -> None:
    """Check that writing ``file`` destroys neither a note nor a store.

    ``extensions`` are the configured ones of notes, besides those of the imported folders.

    Raises:
        UsageError: the file exists, and is a database, is a note, or has the extension of one.
    """
    target = _existing_target(file)
    if target is None:
        return
    if is_database(target):
        raise UsageError(f"{file} is a store or another database. Choose another file.")
    async with store.reading() as transaction:
        if await _is_note(transaction, target, extensions):
            raise UsageError(
                f"{file} exists, and is a note or has the extension of one. Choose another file."
            )


def _existing_target(file: Path) -> Path | None:
    return file.resolve() if file.exists() else None


async def _is_note(transaction: Transaction, file: Path, extensions: Collection[str]) -> bool:
    folders = await all_folders(transaction)
    of_folders = (extension for folder in folders for extension in folder.extensions)
    if file.name.casefold().endswith((*extensions, *of_folders)):
        return True
    for folder in folders:
        inside = file.is_relative_to(folder.root) and file.relative_to(folder.root).as_posix()
        if inside and await has_note_at(transaction, folder.id, inside):
            return True
    return False
