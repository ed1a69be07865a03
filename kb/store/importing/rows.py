"""A note as the rows that the store keeps of it: plain tuples, made where the note was read.

Processes that read notes make them, so nothing here loads the database. Until the merge a note's
rows bear, for its id, the number of its file within the import (*ref*).
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from kb.cards.card import Card
from kb.graph.keys import file_key, link_key
from kb.notes.names import name_key
from kb.notes.note import Note
from kb.store.search.cjk import cut, has_cjk
from kb.store.tables.layout import KIND_POSITION, SEARCHED

Rows = defaultdict[str, list[tuple[Any, ...]]]
"""By table; the values in the order of :data:`COLUMNS`."""

COLUMNS: Final = {
    "notes": (
        "ref",
        "path",
        "size",
        "mtime_ns",
        "content_hash",
        "title",
        "title_key",
        "file_key",
        "kind",
        "given_id",
        "definition_line",
        "reflection_line",
        "flattened",
    ),
    "note_texts": ("ref", "title", "aliases", "tags", "definition", "reflection", "body"),
    "note_search_cjk": ("ref", *SEARCHED),
    "aliases": ("ref", "position", "alias", "alias_key"),
    "note_tags": ("ref", "position", "name", "tag_key"),
    "sections": ("ref", "position", "heading", "level", "line"),
    "items": (
        "ref",
        "position",
        "name",
        "description",
        "code",
        "language",
        "heading",
        "line",
        "name_is_code",
    ),
    "links": (
        "ref",
        "position",
        "target",
        "target_key",
        "subpath",
        "alias",
        "relation",
        "line",
        "embed",
        "text",
    ),
    "sources": ("ref", "position", "text", "url", "line"),
    "properties": ("ref", "position", "key", "values", "line"),
    "cards": (
        "ref",
        "position",
        "generator",
        "anchor",
        "line",
        "kind",
        "fact",
        "language",
        "written",
        "status",
        "front",
        "back",
    ),
}
"""What is staged of a note, by table."""


class FileRead(NamedTuple):
    """A file as it was read."""

    ref: int
    path: str
    size: int
    mtime_ns: int | None
    """Absent while the file is too fresh for its time to prove that it is unchanged."""
    content_hash: str


def new_rows() -> Rows:
    """Returns no rows, to be added to."""
    return defaultdict(list)


def add_note(rows: Rows, file: FileRead, note: Note) -> None:
    """Adds all rows of a note."""
    ref = file.ref
    rows["notes"].append(
        (
            *file,
            note.title,
            name_key(note.title),
            file_key(note.path),
            note.kind,
            note.note_id,
            note.definition.line if note.definition else None,
            note.reflection.line if note.reflection else None,
            note.flattened,
        )
    )
    _add_texts(rows, ref, note)
    rows["aliases"] += [(ref, at, each, name_key(each)) for at, each in enumerate(note.aliases)]
    rows["note_tags"] += [(ref, at, each, name_key(each)) for at, each in enumerate(note.tags)]
    if note.kind_is_tag and note.kind:
        rows["note_tags"].append((ref, KIND_POSITION, note.kind, name_key(note.kind)))
    rows["sections"] += [
        (ref, at, each.heading, each.level, each.line) for at, each in enumerate(note.sections)
    ]
    rows["items"] += [
        (
            ref,
            at,
            each.name,
            each.description,
            each.code,
            each.language,
            each.heading,
            each.line,
            each.name_is_code,
        )
        for at, each in enumerate(note.items)
    ]
    rows["links"] += [
        (
            ref,
            at,
            each.target,
            link_key(each.target),
            each.subpath,
            each.alias,
            each.relation,
            each.line,
            each.embed,
            each.text,
        )
        for at, each in enumerate(note.links)
    ]
    rows["sources"] += [
        (ref, at, each.text, each.url, each.line) for at, each in enumerate(note.sources)
    ]
    rows["properties"] += [
        (ref, at, each.key, json.dumps(each.values), each.line)
        for at, each in enumerate(note.properties)
    ]


def add_cards(rows: Rows, ref: int, cards: Sequence[Card]) -> None:
    """Adds the rows of a note's cards, best first."""
    rows["cards"] += [
        (
            ref,
            at,
            each.generator,
            each.anchor,
            each.line,
            each.kind.value,
            each.fact,
            each.language,
            each.written,
            each.status.value,
            each.front,
            each.back,
        )
        for at, each in enumerate(cards)
    ]


def _add_texts(rows: Rows, ref: int, note: Note) -> None:
    aliases, tags = "\n".join(note.aliases), "\n".join(note.tags)
    definition = note.definition.text if note.definition else None
    reflection = note.reflection.text if note.reflection else None
    rows["note_texts"].append((ref, note.title, aliases, tags, definition, reflection, note.body))
    searched = (note.title, aliases, tags, definition or "", note.body)
    if any(map(has_cjk, searched)):
        rows["note_search_cjk"].append((ref, *map(cut, searched)))
