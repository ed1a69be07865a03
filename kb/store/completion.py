"""Names in the store, for the completion of words in a shell.

Queries go to SQLite directly, without SQLAlchemy: half a second is too long after a key. A store
is never created, migrated or waited for; one that cannot be read has no names.
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from kb.notes.names import name_key

Names = tuple[tuple[str, str], ...]
"""What can be typed, each with what it is."""

_TIMEOUT_SECONDS: Final = 0.2
_TITLES: Final = """
SELECT title, path FROM notes
WHERE gone_at IS NULL AND title_key >= :prefix AND title_key < :prefix || char(1114111)
UNION
SELECT a.alias, n.title FROM aliases AS a JOIN notes AS n ON n.id = a.note_id
WHERE n.gone_at IS NULL AND a.alias_key >= :prefix AND a.alias_key < :prefix || char(1114111)
ORDER BY 1, 2
"""
_MISSING: Final = """
SELECT DISTINCT l.target, 'not yet written' FROM links AS l JOIN notes AS n ON n.id = l.note_id
WHERE l.to_note_id IS NULL AND l.rule IS NULL AND n.gone_at IS NULL
AND l.target_key >= :prefix AND l.target_key < :prefix || char(1114111) ORDER BY 1, 2
"""
_TAGS: Final = """
SELECT t.name, count(*) || ' notes' FROM tags AS t JOIN note_tags AS b ON b.tag_id = t.id
JOIN notes AS n ON n.id = b.note_id
WHERE n.gone_at IS NULL AND t.tag_key >= :prefix AND t.tag_key < :prefix || char(1114111)
GROUP BY t.id ORDER BY 1, 2
"""
_CARDS: Final = """
SELECT CAST(id AS TEXT), coalesce(own_front, front) FROM cards
WHERE status IN ('active', 'suspended') AND CAST(id AS TEXT) LIKE :prefix || '%' ORDER BY id
"""
_FOLDERS: Final = "SELECT root, :prefix FROM folders WHERE forgotten_at IS NULL ORDER BY 1"


def titles(store: Path, prefix: str) -> Names:
    """Return titles and aliases of notes that begin so, in any case."""
    return _beginning(_rows(store, _TITLES, name_key(prefix)), prefix)


def concepts(store: Path, prefix: str) -> Names:
    """Return titles and aliases, and linked concepts without a note."""
    key = name_key(prefix)
    return _beginning((*_rows(store, _TITLES, key), *_rows(store, _MISSING, key)), prefix)


def tags(store: Path, prefix: str) -> Names:
    """Return tags that begin so."""
    return _beginning(_rows(store, _TAGS, name_key(prefix)), prefix)


def card_ids(store: Path, prefix: str) -> Names:
    """Return the ids of active and suspended cards that begin so, each with its prompt."""
    return _rows(store, _CARDS, prefix) if not prefix or prefix.isdigit() else ()


def folders(store: Path, prefix: str) -> Names:
    """Return remembered folders that begin so."""
    return _beginning(_rows(store, _FOLDERS, ""), prefix)


def _beginning(names: Names, prefix: str) -> Names:
    return tuple(name for name in names if name[0].casefold().startswith(prefix.casefold()))


def _rows(store: Path, query: str, prefix: str) -> Names:
    address = f"{store.absolute().as_uri()}?mode=ro"
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(address, uri=True, timeout=_TIMEOUT_SECONDS)) as connection,
    ):
        return tuple(connection.execute(query, {"prefix": prefix}))
    return ()
