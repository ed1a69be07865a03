"""``kb graph``: the graph, or a part of it, for other programs."""

from collections.abc import Sequence
from datetime import date

from kb.app.graph.traversal import walked
from kb.app.notes.lookup import find_concept
from kb.app.review.queue import models
from kb.graph.concepts import Concept
from kb.graph.export import Graph, GraphEdge, GraphNode
from kb.graph.paths import neighbourhood
from kb.graph.resolve import NoteId
from kb.schedule.recall import recall_by_group
from kb.store.file.store import Store, Transaction
from kb.store.graph.adjacency import hubs, titles_and_paths
from kb.store.graph.edges import Edge, all_edges, edges_among
from kb.store.notes.listing import card_counts, tags_of
from kb.store.notes.names import living_ids
from kb.store.review.statistics import answered_cards


async def graph_of(store: Store, name: str | None = None, *, today: date, depth: int = 1) -> Graph:
    """Returns all concepts and links, or those around one concept.

    Args:
        store: the store.
        name: the concept around which to look; absent: everything.
        today: the study day, on which cards are known as well as they are.
        depth: how many links away from it.

    Raises:
        NotFoundError: nothing is called so; with suggestions.
        AmbiguousError: several notes are; with their paths.
    """
    async with store.reading() as transaction:
        if name is None:
            edges = await all_edges(transaction)
            notes: list[Concept] = list(await living_ids(transaction))
            concepts = list(dict.fromkeys([*notes, *(edge.target for edge in edges)]))
        else:
            asked = await find_concept(transaction, name)
            walk = neighbourhood(asked.concept, await hubs(transaction), depth)
            concepts = list(await walked(transaction, walk))
            edges = await edges_among(transaction, concepts)
        return await _drawn(transaction, concepts, edges, today)


async def _drawn(
    transaction: Transaction, concepts: Sequence[Concept], edges: Sequence[Edge], today: date
) -> Graph:
    titles, paths = await titles_and_paths(transaction, concepts)
    notes = [concept for concept in concepts if isinstance(concept, int)]
    tags = await tags_of(transaction, notes)
    cards = await card_counts(transaction, notes)
    recall = await _recall(transaction, notes, today)
    missing = sorted(str(concept) for concept in concepts if not isinstance(concept, int))
    ids: dict[Concept, str] = {note: f"n{note}" for note in notes}
    numbers = {key: number for number, key in enumerate(missing, start=1)}
    ids |= {concept: f"m{numbers[concept]}" for concept in concepts if not isinstance(concept, int)}
    nodes = [
        GraphNode(
            id=ids[concept],
            title=titles[concept],
            path=paths.get(concept),
            tags=tags.get(concept, ()) if isinstance(concept, int) else (),
            cards=cards.get(concept, 0) if isinstance(concept, int) else 0,
            retrievability=recall.get(concept),
        )
        for concept in concepts
    ]
    drawn = dict.fromkeys((ids[edge.source], ids[edge.target], edge.relation) for edge in edges)
    return Graph(
        nodes=tuple(nodes),
        edges=tuple(
            GraphEdge(source=source, target=target, relation=relation)
            for source, target, relation in drawn
        ),
    )


async def _recall(
    transaction: Transaction, notes: Sequence[NoteId], today: date
) -> dict[Concept, float]:
    """Returns the mean chance of recall of the notes' cards that were answered."""
    _, model = (await models(transaction)).current
    answered = await answered_cards(transaction, notes)
    known = recall_by_group(answered, model.curve, today)
    return {note: recall.recall_now for note, recall in known.items() if recall.recall_now}
