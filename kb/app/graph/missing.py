"""``kb missing``: concepts that notes link to but that have no note yet."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from kb.cards.excluded_notes import is_template_path
from kb.graph.concepts import Concept, commonest_title, missing_title
from kb.graph.resolve import NoteId
from kb.store.file.store import Store
from kb.store.graph.adjacency import titles_and_paths
from kb.store.graph.edges import edges_to_missing
from kb.store.notes.names import paths_with


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingConcept:
    """A missing concept."""

    title: str
    """As most links to it write it."""
    links_in: int
    wanted_by: tuple[str, ...]
    """Paths of the notes that link to it."""


async def missing_concepts(store: Store, limit: int | None = None) -> tuple[MissingConcept, ...]:
    """Return the missing concepts, those that most notes link to first.

    Links of notes in template folders do not count.
    """
    async with store.reading() as transaction:
        paths_like_templates = await paths_with(transaction, "template")
        templates = {note for note, path in paths_like_templates.items() if is_template_path(path)}
        spellings: dict[Concept, Counter[str]] = defaultdict(Counter)
        sources: dict[Concept, Counter[NoteId]] = defaultdict(Counter)
        for edge in await edges_to_missing(transaction):
            if edge.source not in templates:
                spellings[edge.target][missing_title(edge.written)] += 1
                sources[edge.target][edge.source] += 1
        ranked = sorted(sources, key=lambda key: (-len(sources[key]), str(key)))[:limit]
        _, paths = await titles_and_paths(
            transaction, {source for key in ranked for source in sources[key]}
        )
    return tuple(
        MissingConcept(
            title=commonest_title(spellings[key]),
            links_in=sources[key].total(),
            wanted_by=tuple(sorted(paths[source] for source in sources[key])),
        )
        for key in ranked
    )
