"""Turn a note and its cards into rows: plain tuples, which are staged and then merged.

Workers make them, so this module does not load the database. Until the merge, rows have the number
of their file within the import (*ref*) in place of the note's id.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple, NewType

from kb.cards.card import Card
from kb.graph.keys import file_key, link_key
from kb.notes.names import name_key
from kb.notes.note import Note
from kb.store.search.cjk import cut, has_cjk

FileRef = NewType("FileRef", int)
"""The number of a file within one import, counted from 1."""

KIND_POSITION: Final = -1
"""In ``note_tags``, of a kind that was written as a tag: searchable, but not listed."""

SEARCHED: Final = ("title", "aliases", "tags", "definition", "body")
"""What a search covers: columns of ``note_texts`` and of both full-text indexes."""

Rows = defaultdict[str, list[tuple[Any, ...]]]
"""By table; each row has the values of :data:`COLUMNS`, in that order."""

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
"""The columns of what is staged, by table."""

_ENUMS: Final = ("kind", "status")
_GETTERS: Final = {
    "sections": attrgetter(*COLUMNS["sections"][2:]),
    "items": attrgetter(*COLUMNS["items"][2:]),
    "sources": attrgetter(*COLUMNS["sources"][2:]),
    # The driver is slow to bind members of an enum.
    "cards": attrgetter(
        *(f"{name}.value" if name in _ENUMS else name for name in COLUMNS["cards"][2:])
    ),
}
"""The values of a note's parts, in the order of the columns that are named after them."""


class FileRead(NamedTuple):
    """A file as it was read."""

    ref: FileRef
    path: str
    size: int
    mtime_ns: int | None
    """None while the file is too fresh for its time to prove that it is unchanged."""
    content_hash: str


def new_rows() -> Rows:
    """Return no rows, to be added to."""
    return defaultdict(list)


def add_note(rows: Rows, file: FileRead, note: Note) -> None:
    """Add all rows of a note."""
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
    rows["aliases"] += [(ref, at, name, name_key(name)) for at, name in enumerate(note.aliases)]
    rows["note_tags"] += [(ref, at, name, name_key(name)) for at, name in enumerate(note.tags)]
    if note.kind_is_tag and note.kind:
        rows["note_tags"].append((ref, KIND_POSITION, note.kind, name_key(note.kind)))
    rows["sections"] += _parts("sections", ref, note.sections)
    rows["items"] += _parts("items", ref, note.items)
    rows["links"] += [
        (
            ref,
            at,
            link.target,
            link_key(link.target),
            link.subpath,
            link.alias,
            link.relation,
            link.line,
            link.embed,
            link.text,
        )
        for at, link in enumerate(note.links)
    ]
    rows["sources"] += _parts("sources", ref, note.sources)
    rows["properties"] += [
        (ref, at, prop.key, json.dumps(prop.values), prop.line)
        for at, prop in enumerate(note.properties)
    ]


def add_cards(rows: Rows, ref: FileRef, cards: Sequence[Card]) -> None:
    """Add the rows of a note's cards, best first."""
    rows["cards"] += _parts("cards", ref, cards)


def _parts(table: str, ref: FileRef, parts: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of parts whose attributes are named as the table's columns."""
    values = _GETTERS[table]
    return ((ref, at, *values(part)) for at, part in enumerate(parts))


def _add_texts(rows: Rows, ref: FileRef, note: Note) -> None:
    aliases, tags = "\n".join(note.aliases), "\n".join(note.tags)
    definition = note.definition.text if note.definition else None
    reflection = note.reflection.text if note.reflection else None
    rows["note_texts"].append((ref, note.title, aliases, tags, definition, reflection, note.body))
    searched = (note.title, aliases, tags, definition or "", note.body)
    if any(map(has_cjk, searched)):
        rows["note_search_cjk"].append((ref, *map(cut, searched)))
