"""Turn a note and its cards into rows: plain tuples, which are staged and then merged.

Workers make them, so this module does not load the database. Until the merge, rows have the number
of their file within the import (*ref*) in place of the note's id.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final, NamedTuple, NewType

from kb.cards.card import Card
from kb.cards.identity import card_uid
from kb.graph.keys import file_key, link_key
from kb.notes.names import name_key
from kb.notes.note import Item, Link, Note, Source
from kb.store.search.cjk import cut, has_cjk
from kb.store.tables.layout import KIND_POSITION, SEARCHED

FileRef = NewType("FileRef", int)
"""The number of a file within one import, counted from 1."""

Rows = defaultdict[str, list[tuple[Any, ...]]]
"""By table; each row has the values of :data:`COLUMNS`, in that order."""


class FileVersion(NamedTuple):
    """A file as it was when it was read."""

    ref: FileRef
    path: str
    size: int
    mtime_ns: int | None
    """None while the file is too fresh for its time to prove that it is unchanged."""
    content_hash: str
    read_with: str
    """The reader's version: another one may read other things in the same bytes."""


def _names(part: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(part))


COLUMNS: Final = {
    "notes": (
        *FileVersion._fields,
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
    "items": ("ref", "position", *_names(Item)),
    "links": ("ref", "position", *Link._fields, "target_key"),
    "sources": ("ref", "position", *_names(Source)),
    "properties": ("ref", "position", "key", "values", "line"),
    "cards": ("ref", "position", "uid", *Card._fields),
}
"""The columns of what is staged, by table. Those of parts are named as the parts' fields."""

_item_values: Final = attrgetter(*_names(Item))
_source_values: Final = attrgetter(*_names(Source))


def new_rows() -> Rows:
    """Return no rows, to be added to."""
    return defaultdict(list)


def add_note(rows: Rows, file: FileVersion, note: Note) -> None:
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
    rows["sections"] += [
        (ref, at, section.heading, section.level, section.line)
        for at, section in enumerate(note.sections)
    ]
    rows["items"] += [(ref, at, *_item_values(item)) for at, item in enumerate(note.items)]
    rows["links"] += [(ref, at, *link, link_key(link.target)) for at, link in enumerate(note.links)]
    rows["sources"] += [
        (ref, at, *_source_values(source)) for at, source in enumerate(note.sources)
    ]
    rows["properties"] += [
        (ref, at, prop.key, json.dumps(prop.values), prop.line)
        for at, prop in enumerate(note.properties)
    ]


def add_cards(rows: Rows, ref: FileRef, note: Note, cards: Sequence[Card]) -> None:
    """Add the rows of a note's cards, best first.

    In plain values: the driver asks of every enum and every bool how it wants to be stored.
    """
    name = note.note_id or name_key(note.title)
    for at, card in enumerate(cards):
        *begin, status, kind, fact, language, written, traits = card
        uid = card_uid(name, card)
        rows["cards"].append(
            (ref, at, uid, *begin, status.value, kind.value, fact, language, int(written), traits)
        )


def _add_texts(rows: Rows, ref: FileRef, note: Note) -> None:
    aliases, tags = "\n".join(note.aliases), "\n".join(note.tags)
    definition = note.definition.text if note.definition else None
    reflection = note.reflection.text if note.reflection else None
    rows["note_texts"].append((ref, note.title, aliases, tags, definition, reflection, note.body))
    searched = (note.title, aliases, tags, definition or "", note.body)
    if any(map(has_cjk, searched)):
        rows["note_search_cjk"].append((ref, *map(cut, searched)))
