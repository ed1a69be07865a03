"""Keep the two full-text indexes up to date. They hold the living notes, and no others.

``note_search`` holds them as words. Its text stays in the view ``living_texts`` (external content),
so what is deleted from it must be handed back as it was. ``note_search_cjk`` holds the notes with
Chinese, Japanese or Korean a second time, cut into pairs of characters.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Select, column, delete, func, insert, literal, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.store.tables.layout import SEARCHED
from kb.store.tables.notes import notes
from kb.store.tables.predicates import IS_LIVING

_REBUILD_SHARE: Final = 20
"""Rebuilding is faster than deleting and inserting if more than one note in 20 changed."""
_SET_HASH_SIZE: Final = "INSERT INTO note_search (note_search, rank) VALUES ('hashsize', {})"
_HASH_BYTES: Final = 1 << 20
"""FTS5's default: how much it gathers before it writes."""
_HASH_BYTES_REBUILDING: Final = 1 << 25
"""Fewer pieces to merge: a rebuild takes 0.4 times as long."""
_words: Final = table(
    "note_search", *(column(name) for name in ("note_search", "rowid", *SEARCHED))
)
cjk_index: Final = table("note_search_cjk", *(column(name) for name in ("rowid", *SEARCHED)))
living_texts: Final = table("living_texts", *(column(name) for name in ("note_id", *SEARCHED)))


async def unindex(
    connection: AsyncConnection, note_ids: Select[tuple[int]] | Sequence[int], *, rebuild: bool
) -> None:
    """Delete notes from the indexes. Call it before their texts change or they are gone.

    Args:
        connection: in a transaction that writes.
        note_ids: the notes, or a query for them. Those that are gone are in no index.
        rebuild: whether every note is indexed again afterwards.
    """
    await connection.execute(delete(cjk_index).where(cjk_index.c.rowid.in_(note_ids)))
    if not rebuild:
        texts = select(literal("delete"), *living_texts.c)
        texts = texts.where(living_texts.c.note_id.in_(note_ids))
        names = ["note_search", "rowid", *SEARCHED]
        await connection.execute(insert(_words).from_select(names, texts))


async def index_words(connection: AsyncConnection, note_ids: Select[tuple[int]]) -> None:
    """Add the words of notes to ``note_search``, which holds none of them."""
    texts = select(*living_texts.c).where(living_texts.c.note_id.in_(note_ids))
    await connection.execute(insert(_words).from_select(["rowid", *SEARCHED], texts))


async def rebuild_words(connection: AsyncConnection) -> None:
    """Build ``note_search`` again from the living notes."""
    await connection.execute(text(_SET_HASH_SIZE.format(_HASH_BYTES_REBUILDING)))
    await connection.execute(text("INSERT INTO note_search (note_search) VALUES ('rebuild')"))
    await connection.execute(text(_SET_HASH_SIZE.format(_HASH_BYTES)))


async def rebuild_is_faster(connection: AsyncConnection, changed: int) -> bool:
    """Return whether a rebuild of the index beats updating it, by the number of notes."""
    living = await connection.scalar(select(func.count()).select_from(notes).where(IS_LIVING))
    return changed * _REBUILD_SHARE > (living or 0)
