"""A glance at names in the store, for the completion of words in a shell.

SQLite is asked itself, without SQLAlchemy: half a second is too long between two keys. Nothing is
made, migrated or waited for; a store that cannot be read has no names.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from kb.notes.names import name_key

Names = tuple[tuple[str, str], ...]
"""What can be typed, each with what it is."""

_PATIENCE_SECONDS: Final = 0.2
_TITLES: Final = """
SELECT title, path FROM notes
WHERE gone_at IS NULL AND title_key >= :begin AND title_key < :begin || char(1114111)
UNION
SELECT a.alias, n.title FROM aliases AS a JOIN notes AS n ON n.id = a.note_id
WHERE n.gone_at IS NULL AND a.alias_key >= :begin AND a.alias_key < :begin || char(1114111)
ORDER BY 1
"""
_MISSING: Final = """
SELECT DISTINCT l.target, 'not yet written' FROM links AS l JOIN notes AS n ON n.id = l.note_id
WHERE l.to_note_id IS NULL AND l.rule IS NULL AND n.gone_at IS NULL
AND l.target_key >= :begin AND l.target_key < :begin || char(1114111) ORDER BY 1
"""
_TAGS: Final = """
SELECT t.name, count(*) || ' notes' FROM tags AS t JOIN note_tags AS b ON b.tag_id = t.id
JOIN notes AS n ON n.id = b.note_id
WHERE n.gone_at IS NULL AND t.tag_key >= :begin AND t.tag_key < :begin || char(1114111)
GROUP BY t.id ORDER BY 1
"""
_CARDS: Final = """
SELECT id, coalesce(own_front, front) FROM cards
WHERE status IN ('active', 'suspended') AND CAST(id AS TEXT) LIKE :begin || '%' ORDER BY id
"""
_FOLDERS: Final = "SELECT root, '' FROM folders WHERE forgotten_at IS NULL ORDER BY 1"


def titles(store: Path, beginning: str) -> Names:
    """Returns titles and aliases of notes that begin so, in any case."""
    return _beginning(_asked(store, _TITLES, name_key(beginning)), beginning)


def concepts(store: Path, beginning: str) -> Names:
    """Returns the same, and what notes link to and nobody has written."""
    key = name_key(beginning)
    return _beginning((*_asked(store, _TITLES, key), *_asked(store, _MISSING, key)), beginning)


def tags(store: Path, beginning: str) -> Names:
    """Returns tags that begin so."""
    return _beginning(_asked(store, _TAGS, name_key(beginning)), beginning)


def card_ids(store: Path, beginning: str) -> Names:
    """Returns the ids of cards in use that begin so, each with its prompt."""
    return tuple(_asked(store, _CARDS, beginning)) if not beginning or beginning.isdigit() else ()


def folders(store: Path, beginning: str) -> Names:
    """Returns remembered folders that begin so."""
    return _beginning(_asked(store, _FOLDERS, ""), beginning)


def _beginning(found: tuple[tuple[str, str], ...], beginning: str) -> Names:
    start = beginning.casefold()
    return tuple(each for each in found if each[0].casefold().startswith(start))


def _asked(store: Path, query: str, begin: str) -> tuple[tuple[str, str], ...]:
    with suppress(sqlite3.Error):
        return tuple(_rows(store, query, begin))
    return ()


def _rows(store: Path, query: str, begin: str) -> Iterator[tuple[str, str]]:
    address = f"{store.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE_SECONDS)) as connection:
        parameters = {"begin": begin} if ":begin" in query else {}
        for value, about in connection.execute(query, parameters):
            yield str(value), str(about)
