"""Tags. Spellings of one tag share a key, and each note keeps its own spelling."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.notes.names import name_key
from kb.notes.note import Note
from kb.store.bulk import chunks, insert_rows
from kb.store.tables import note_tags, notes, tags


async def insert_tags(connection: AsyncConnection, read: Sequence[tuple[NoteId, Note]]) -> None:
    """Writes the tags of notes that have none."""
    spelled = sorted({tag for _, note in read for tag in note.tags})
    ids = await _ids(connection, spelled)
    new = [tag for tag in spelled if tag not in ids]
    await insert_rows(connection, tags, ("name", "tag_key"), [(tag, name_key(tag)) for tag in new])
    ids |= await _ids(connection, new)
    rows = [(note_id, at, ids[tag]) for note_id, note in read for at, tag in enumerate(note.tags)]
    await insert_rows(connection, note_tags, ("note_id", "position", "tag_id"), rows)


async def tags_with_counts(connection: AsyncConnection) -> tuple[tuple[str, int], ...]:
    """Returns each tag in its commonest spelling, with its living notes; most used first."""
    rows = await connection.execute(
        select(tags.c.tag_key, tags.c.name, func.count(note_tags.c.note_id.distinct()))
        .join(note_tags, note_tags.c.tag_id == tags.c.id)
        .join(notes, notes.c.id == note_tags.c.note_id)
        .where(notes.c.gone_at.is_(None))
        .group_by(tags.c.id)
    )
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for key, name, count in rows:
        spellings[key][name] += count
    counted = [
        (max(sorted(names), key=lambda name: names[name]), names.total())
        for names in spellings.values()
    ]
    return tuple(sorted(counted, key=lambda each: (-each[1], each[0].casefold())))


def is_tagged(tag: str) -> ColumnElement[bool]:
    """Returns the condition that a note bears the tag, or one nested below it."""
    key = name_key(tag.removeprefix("#"))
    below = tags.c.tag_key.startswith(f"{key}/", autoescape=True)
    bearers = select(note_tags.c.note_id).join(tags, tags.c.id == note_tags.c.tag_id)
    return notes.c.id.in_(bearers.where(or_(tags.c.tag_key == key, below)))


async def _ids(connection: AsyncConnection, spelled: Sequence[str]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for some in chunks(spelled):
        rows = await connection.execute(select(tags.c.name, tags.c.id).where(tags.c.name.in_(some)))
        ids.update((name, tag_id) for name, tag_id in rows)
    return ids
