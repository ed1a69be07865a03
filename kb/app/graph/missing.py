"""``kb missing``: concepts that notes link to and nobody has written yet."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from kb.cards.excluded_notes import is_template_path
from kb.graph.concepts import Concept, missing_title
from kb.store.file.store import Store
from kb.store.graph.adjacency import titles_and_paths
from kb.store.graph.edges import edges_to_missing
from kb.store.notes.names import paths_with


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingConcept:
    """A concept that is missing."""

    title: str
    """As most links to it write it."""
    links_in: int
    wanted_by: tuple[str, ...]
    """Paths of the notes that link to it."""


async def missing_concepts(store: Store, limit: int | None = None) -> tuple[MissingConcept, ...]:
    """Returns the concepts that are missing, those that most notes want first.

    What only notes in folders of templates link to is wanted by nobody.
    """
    async with store.reading() as transaction:
        edges = await edges_to_missing(transaction)
        near = await paths_with(transaction, "template")
        templates = {note for note, path in near.items() if is_template_path(path)}
        spellings: dict[Concept, Counter[str]] = defaultdict(Counter)
        wanting: dict[Concept, dict[Concept, int]] = defaultdict(dict)
        for edge in edges:
            if edge.source in templates:
                continue
            spellings[edge.target][missing_title(edge.written)] += 1
            wanting[edge.target][edge.source] = wanting[edge.target].get(edge.source, 0) + 1
        ranked = sorted(wanting, key=lambda key: (-len(wanting[key]), str(key)))
        shown = ranked if limit is None else ranked[:limit]
        sources = {source for key in shown for source in wanting[key]}
        _, paths = await titles_and_paths(transaction, sources)
    return tuple(
        MissingConcept(
            title=spellings[key].most_common(1)[0][0],
            links_in=sum(wanting[key].values()),
            wanted_by=tuple(sorted(paths[source] for source in wanting[key])),
        )
        for key in shown
    )
