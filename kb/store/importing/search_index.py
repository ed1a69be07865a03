"""Keeping the full-text index true while notes are written.

Two indexes. ``note_search`` holds all notes as words; its text stays in ``note_texts`` (external
content), so what leaves it must be given back as it was. ``note_search_cjk`` holds the notes with
Chinese, Japanese or Korean in them a second time, cut into pairs of characters.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, column, delete, insert, literal, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.store.importing.staging import places, staged
from kb.store.tables.layout import SEARCHED
from kb.store.tables.notes import note_texts

_REBUILD_SHARE: Final = 20
"""Rebuilding beats taking rows out and in where more than one in so many changed."""
_SET_HASH_SIZE: Final = "INSERT INTO note_search (note_search, rank) VALUES ('hashsize', {})"
_HASH_BYTES: Final = 1 << 20
"""FTS5's own choice: how much it gathers before it writes."""
_HASH_BYTES_REBUILDING: Final = 1 << 25
"""Fewer pieces to merge: a rebuild takes 0.4 times as long."""
_search: Final = table(
    "note_search", *(column(each) for each in ("note_search", "rowid", *SEARCHED))
)
SEARCH_CJK: Final = table("note_search_cjk", *(column(each) for each in ("rowid", *SEARCHED)))


async def unindex(
    connection: AsyncConnection, note_ids: Select[tuple[int]], *, rebuild: bool
) -> None:
    """Takes notes out of the index. Call it before their texts change.

    Args:
        connection: in a transaction that writes.
        note_ids: a query for them.
        rebuild: whether every note is indexed anew afterwards.
    """
    await connection.execute(delete(SEARCH_CJK).where(SEARCH_CJK.c.rowid.in_(note_ids)))
    if rebuild:
        return
    leaving = select(literal("delete"), *_texts()).where(note_texts.c.note_id.in_(note_ids))
    await connection.execute(
        insert(_search).from_select(["note_search", "rowid", *SEARCHED], leaving)
    )


async def index_staged(connection: AsyncConnection, *, rebuild: bool) -> None:
    """Puts the notes that were merged into the index.

    Args:
        connection: in a transaction that writes.
        rebuild: whether to index every note anew.
    """
    merged = select(places.c.note_id)
    if rebuild:
        await index_all(connection)
    else:
        arriving = select(*_texts()).where(note_texts.c.note_id.in_(merged))
        await connection.execute(insert(_search).from_select(["rowid", *SEARCHED], arriving))
    cut = staged["note_search_cjk"]
    rows = select(places.c.note_id, *(cut.c[name] for name in SEARCHED)).join_from(
        cut, places, places.c.ref == cut.c.ref
    )
    await connection.execute(insert(SEARCH_CJK).from_select(["rowid", *SEARCHED], rows))


async def index_all(connection: AsyncConnection) -> None:
    """Indexes every note anew, as words."""
    await connection.execute(text(_SET_HASH_SIZE.format(_HASH_BYTES_REBUILDING)))
    await connection.execute(text("INSERT INTO note_search (note_search) VALUES ('rebuild')"))
    await connection.execute(text(_SET_HASH_SIZE.format(_HASH_BYTES)))


def wants_rebuild(changed: int, known: int) -> bool:
    """Returns whether so many changed notes of so many are better indexed by a rebuild."""
    return changed * _REBUILD_SHARE > known


def _texts() -> tuple[ColumnElement[Any], ...]:
    return (note_texts.c.note_id, *(note_texts.c[name] for name in SEARCHED))
