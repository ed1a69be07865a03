"""Tags and the notes that have them. Spellings of one tag share a key; each note keeps its own.

A tag stands for its ancestors too: a note tagged ``a/b`` is also tagged ``a``.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.store.tables.bulk import rows_in
from kb.store.tables.notes import folders, note_tags, notes, tags
from kb.store.tables.predicates import IS_LIVING, is_tag_within, is_tagged

_TAGS_AT_ONCE: Final = 200
"""Each is a condition of its own, and SQLite refuses a thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagCount:
    """A tag, in its commonest spelling, and how many living notes have it, or one nested in it."""

    tag: str
    notes: int


async def tag_counts(connection: AsyncConnection) -> tuple[TagCount, ...]:
    """Return all tags, most used first; a nested tag counts for those above it, too."""
    rows = await connection.execute(
        select(tags.c.tag_key, tags.c.name, func.count(note_tags.c.note_id.distinct()))
        .join(note_tags, note_tags.c.tag_id == tags.c.id)
        .join(notes, notes.c.id == note_tags.c.note_id)
        .where(IS_LIVING)
        .group_by(tags.c.id)
    )
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for key, name, count in rows:
        spellings[key][name] += count
    above = {parent for key in spellings for parent in _ancestors(key) if parent in spellings}
    nested = await _notes_within(connection, sorted(above)) if above else {}
    counts = [
        TagCount(
            tag=max(sorted(names), key=lambda name: names[name]),
            notes=nested.get(key) or names.total(),
        )
        for key, names in spellings.items()
    ]
    return tuple(sorted(counts, key=lambda count: (-count.notes, count.tag.casefold(), count.tag)))


def _ancestors(key: str) -> Iterator[str]:
    """Yield the keys of the tags in which a tag is nested."""
    while "/" in key:
        key = key.rpartition("/")[0]
        yield key


async def _notes_within(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, int]:
    """Return how many living notes have each tag, or one nested in it, by the tags' keys."""
    having: dict[str, set[int]] = defaultdict(set)
    query = (
        select(tags.c.tag_key, note_tags.c.note_id)
        .join(note_tags, note_tags.c.tag_id == tags.c.id)
        .join(notes, notes.c.id == note_tags.c.note_id)
        .where(IS_LIVING)
    )
    for start in range(0, len(keys), _TAGS_AT_ONCE):
        some = keys[start : start + _TAGS_AT_ONCE]
        for key, note in await connection.execute(query.where(is_tag_within(some))):
            for tag in (key, *_ancestors(key)):
                having[tag].add(note)
    return {key: len(having[key]) for key in keys}


async def has_tag(connection: AsyncConnection, tag: str) -> bool:
    """Return whether a note has a tag, with or without ``#``, or one nested in it."""
    query = select(notes.c.id).where(is_tagged(tag)).limit(1)
    return (await connection.execute(query)).first() is not None


async def tag_keys(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> dict[NoteId, dict[str, str]]:
    """Return the tags of each note: the note's spelling by the tag's key."""
    query = select(note_tags.c.note_id, tags.c.tag_key, tags.c.name)
    query = query.join(tags, tags.c.id == note_tags.c.tag_id)
    query = query.order_by(note_tags.c.note_id, note_tags.c.position)
    spellings: dict[NoteId, dict[str, str]] = defaultdict(dict)
    rows = await rows_in(connection, query, note_tags.c.note_id, sorted(note_ids))
    for note_id, key, name in rows:
        spellings[NoteId(note_id)][key] = name
    return spellings


async def tag_frequencies(connection: AsyncConnection, keys: Collection[str]) -> dict[str, int]:
    """Return how many notes have each of the tags, or one nested in it, by the tags' keys."""
    if not keys:
        return {}
    # Looking each note up would cost ten times as much as this list, which is mostly empty.
    gone = select(notes.c.id).where(notes.c.gone_at.is_not(None))
    # A note with two tags nested in one counts twice, which makes no difference to a ranking.
    rows = await connection.execute(
        select(tags.c.tag_key, func.count())
        .join(note_tags, note_tags.c.tag_id == tags.c.id)
        .where(is_tag_within(keys), note_tags.c.note_id.not_in(gone))
        .group_by(tags.c.tag_key)
    )
    frequencies = dict.fromkeys(keys, 0)
    for tag_key, count in rows.all():
        for key in keys:
            if tag_key == key or tag_key.startswith(f"{key}/"):
                frequencies[key] += count
    return frequencies


async def notes_tagged(
    connection: AsyncConnection, keys: Collection[str], limit: int
) -> tuple[NoteId, ...]:
    """Return living notes that have one of the tags, or one nested in it, by title."""
    if not keys:
        return ()
    note_ids = await connection.scalars(
        select(note_tags.c.note_id)
        .join(tags, tags.c.id == note_tags.c.tag_id)
        .join(notes, notes.c.id == note_tags.c.note_id)
        .join(folders, folders.c.id == notes.c.folder_id)
        .where(is_tag_within(keys), IS_LIVING)
        .group_by(note_tags.c.note_id)
        .order_by(notes.c.title_key, notes.c.path, folders.c.root)
        .limit(limit)
    )
    return tuple(map(NoteId, note_ids))
