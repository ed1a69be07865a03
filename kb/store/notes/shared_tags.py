"""Which notes share tags. A tag stands for its ancestors too: ``a/b`` is also ``a``."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.store.tables.bulk import chunks
from kb.store.tables.notes import note_tags, notes, tags


async def tag_keys(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> dict[NoteId, dict[str, str]]:
    """Returns the tags of each note: their keys, each with the note's spelling."""
    found: dict[NoteId, dict[str, str]] = defaultdict(dict)
    for some in chunks(sorted(note_ids)):
        rows = await connection.execute(
            select(note_tags.c.note_id, tags.c.tag_key, tags.c.name)
            .join(tags, tags.c.id == note_tags.c.tag_id)
            .where(note_tags.c.note_id.in_(some))
        )
        for note_id, key, name in rows.all():
            found[NoteId(note_id)][key] = name
    return found


async def tag_counts(connection: AsyncConnection, keys: Collection[str]) -> dict[str, int]:
    """Returns how many notes bear each of the tags, or one nested below it."""
    if not keys:
        return {}
    # Looking each note up would cost ten times as much as this list, which is mostly empty.
    gone = select(notes.c.id).where(notes.c.gone_at.is_not(None))
    # A note that bears two tags below one is counted twice, which no ranking feels.
    rows = await connection.execute(
        select(tags.c.tag_key, func.count())
        .join(note_tags, note_tags.c.tag_id == tags.c.id)
        .where(_at_or_below(keys), note_tags.c.note_id.not_in(gone))
        .group_by(tags.c.tag_key)
    )
    counts = dict.fromkeys(keys, 0)
    for borne, amount in rows.all():
        for key in keys:
            if borne == key or borne.startswith(f"{key}/"):
                counts[key] += amount
    return counts


async def notes_tagged(
    connection: AsyncConnection, keys: Collection[str], limit: int
) -> tuple[NoteId, ...]:
    """Returns living notes that bear one of the tags, or one nested below it."""
    if not keys:
        return ()
    rows = await connection.execute(
        select(note_tags.c.note_id)
        .distinct()
        .join(tags, tags.c.id == note_tags.c.tag_id)
        .join(notes, notes.c.id == note_tags.c.note_id)
        .where(_at_or_below(keys), notes.c.gone_at.is_(None))
        .limit(limit)
    )
    return tuple(map(NoteId, rows.scalars()))


def _at_or_below(keys: Collection[str]) -> ColumnElement[bool]:
    below = [tags.c.tag_key.startswith(f"{key}/", autoescape=True) for key in sorted(keys)]
    return or_(tags.c.tag_key.in_(sorted(keys)), *below)
