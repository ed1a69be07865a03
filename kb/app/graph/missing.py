"""``kb missing``: concepts that notes link to but that have no note yet."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from kb.cards.excluded_notes import is_template_path
from kb.graph.concepts import Concept, commonest_title, missing_title
from kb.graph.resolve import NoteId
from kb.store.file.store import Store
from kb.store.graph.adjacency import titles_and_paths
from kb.store.graph.edges import edges_to_missing
from kb.store.notes.listing import notes_within
from kb.store.notes.names import paths_with


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingConcept:
    """A missing concept."""

    title: str
    """As most links to it write it."""
    links_in: int
    wanted_by: tuple[str, ...]
    """Paths of the notes that link to it."""


async def missing_concepts(
    store: Store,
    limit: int | None = None,
    *,
    tag: str | None = None,
    folder: str | None = None,
) -> tuple[MissingConcept, ...]:
    """Return the missing concepts, those with most links first; of equals, those of most notes.

    Links of notes in template folders do not count, nor those of notes without the tag or outside
    the folder.

    Raises:
        NotFoundError: there is no such tag or folder.
    """
    async with store.reading() as transaction:
        among = None
        if tag is not None or folder is not None:
            from kb.app.notes.known_names import known_folder, known_tag  # noqa: PLC0415

            tag = tag and await known_tag(transaction, tag)
            folder = folder and await known_folder(transaction, folder)
            among = await notes_within(transaction, tag=tag, folder=folder)
        paths_like_templates = await paths_with(transaction, "template")
        templates = {note for note, path in paths_like_templates.items() if is_template_path(path)}
        spellings: dict[Concept, Counter[str]] = defaultdict(Counter)
        sources: dict[Concept, Counter[NoteId]] = defaultdict(Counter)
        for edge in await edges_to_missing(transaction):
            if edge.source not in templates and (among is None or edge.source in among):
                spellings[edge.target][missing_title(edge.written)] += 1
                sources[edge.target][edge.source] += 1

        def rank(concept: Concept) -> tuple[int, int, str]:
            return -sources[concept].total(), -len(sources[concept]), str(concept)

        ranked = sorted(sources, key=rank)[:limit]
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
