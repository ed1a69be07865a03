"""Keep the two full-text indexes up to date while notes are merged.

``note_search`` holds all notes as words. Its text stays in ``note_texts`` (external content), so
what is deleted from it must be handed back as it was. ``note_search_cjk`` holds the notes with
Chinese, Japanese or Korean a second time, cut into pairs of characters.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, column, delete, insert, literal, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.store.importing.staging import places, staged
from kb.store.tables.layout import SEARCHED
from kb.store.tables.notes import note_texts

_REBUILD_SHARE: Final = 20
"""Rebuilding is faster than deleting and inserting if more than one note in 20 changed."""
_SET_HASH_SIZE: Final = "INSERT INTO note_search (note_search, rank) VALUES ('hashsize', {})"
_HASH_BYTES: Final = 1 << 20
"""FTS5's default: how much it gathers before it writes."""
_HASH_BYTES_REBUILDING: Final = 1 << 25
"""Fewer pieces to merge: a rebuild takes 0.4 times as long."""
_search: Final = table(
    "note_search", *(column(name) for name in ("note_search", "rowid", *SEARCHED))
)
_search_cjk: Final = table("note_search_cjk", *(column(name) for name in ("rowid", *SEARCHED)))


async def unindex(
    connection: AsyncConnection, note_ids: Select[tuple[int]], *, rebuild: bool
) -> None:
    """Delete notes from the indexes. Call it before their texts change.

    Args:
        connection: in a transaction that writes.
        note_ids: a query for them.
        rebuild: whether every note is indexed again afterwards.
    """
    await connection.execute(delete(_search_cjk).where(_search_cjk.c.rowid.in_(note_ids)))
    if not rebuild:
        rows = select(literal("delete"), *_texts()).where(note_texts.c.note_id.in_(note_ids))
        await connection.execute(
            insert(_search).from_select(["note_search", "rowid", *SEARCHED], rows)
        )


async def index_staged(connection: AsyncConnection, *, rebuild: bool) -> None:
    """Add the notes that were merged to the indexes.

    Args:
        connection: in a transaction that writes.
        rebuild: whether to index every note again.
    """
    if rebuild:
        await connection.execute(text(_SET_HASH_SIZE.format(_HASH_BYTES_REBUILDING)))
        await connection.execute(text("INSERT INTO note_search (note_search) VALUES ('rebuild')"))
        await connection.execute(text(_SET_HASH_SIZE.format(_HASH_BYTES)))
    else:
        merged = note_texts.c.note_id.in_(select(places.c.note_id))
        rows = select(*_texts()).where(merged)
        await connection.execute(insert(_search).from_select(["rowid", *SEARCHED], rows))
    cut = staged["note_search_cjk"]
    rows = select(places.c.note_id, *(cut.c[name] for name in SEARCHED)).join_from(
        cut, places, places.c.ref == cut.c.ref
    )
    await connection.execute(insert(_search_cjk).from_select(["rowid", *SEARCHED], rows))


def rebuild_is_faster(changed: int, known: int) -> bool:
    """Return whether a rebuild of the index beats updating it, by the numbers of notes."""
    return changed * _REBUILD_SHARE > known


def _texts() -> tuple[ColumnElement[Any], ...]:
    return (note_texts.c.note_id, *(note_texts.c[name] for name in SEARCHED))
