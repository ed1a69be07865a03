"""Tags. Spellings of one tag share a key, and each note keeps its own spelling."""

from collections import Counter, defaultdict

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.notes.names import name_key
from kb.store.tables.notes import note_tags, notes, tags


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
