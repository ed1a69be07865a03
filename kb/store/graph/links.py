"""Stored links and their meanings, which :mod:`kb.graph.resolve` finds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId, Resolution
from kb.store.tables.bulk import IN_LIMIT, chunks, execute_rows, rows_in
from kb.store.tables.notes import links, notes
from kb.store.tables.predicates import IS_CONCEPT, IS_LIVING

_MEANT: Final = ("to_note_id", "rule", "candidates")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLink:
    """A stored link, with its last known meaning."""

    note_id: NoteId
    position: int
    target: str
    meant: tuple[Any, ...]
    """See :func:`meaning`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTally:
    """Counts of the links of all living notes, except those to attachments."""

    resolved: int
    """Links to a note, including ambiguous ones."""
    missing: int
    ambiguous: int


def meaning(resolution: Resolution) -> tuple[Any, ...]:
    """Return what is stored of a resolution: (note, rule, paths of candidates)."""
    candidates = [note.path for note in resolution.candidates] or None
    return (resolution.note.id if resolution.note else None, resolution.rule, candidates)


async def links_by_key(connection: AsyncConnection, keys: Sequence[str]) -> tuple[StoredLink, ...]:
    """Return the links of living notes whose ``link_key`` is one of ``keys``."""
    # More look-ups would cost more than reading all links once.
    if len(keys) > 5 * IN_LIMIT:
        return await _stored_links(connection, [true()])
    return await _stored_links(connection, [links.c.target_key.in_(some) for some in chunks(keys)])


async def links_of_notes(
    connection: AsyncConnection, note_ids: Sequence[NoteId]
) -> tuple[StoredLink, ...]:
    """Return the links of those of the notes that are living."""
    return await _stored_links(connection, [links.c.note_id.in_(some) for some in chunks(note_ids)])


async def _stored_links(
    connection: AsyncConnection, conditions: Sequence[ColumnElement[bool]]
) -> tuple[StoredLink, ...]:
    columns = ("note_id", "position", "target", *_MEANT)
    living = (
        select(*(links.c[name] for name in columns))
        .join(notes, notes.c.id == links.c.note_id)
        .where(IS_LIVING)
    )
    stored: list[StoredLink] = []
    for condition in conditions:
        rows = await connection.execute(living.where(condition))
        stored += [
            StoredLink(note_id=NoteId(note_id), position=position, target=target, meant=(*meant,))
            for note_id, position, target, *meant in rows
        ]
    return tuple(stored)


async def set_meanings(
    connection: AsyncConnection, rows: Sequence[tuple[NoteId, int, Resolution]]
) -> None:
    """Store the new meanings of links: (note, position, resolution)."""
    statement = (
        update(links)
        .where(
            links.c.note_id == bindparam("of_note"), links.c.position == bindparam("at_position")
        )
        .values({name: bindparam(f"new_{name}", type_=links.c[name].type) for name in _MEANT})
    )
    names = ("of_note", "at_position", *(f"new_{name}" for name in _MEANT))
    meant = [(note_id, position, *meaning(resolution)) for note_id, position, resolution in rows]
    await execute_rows(connection, statement, names, meant)


async def link_tally(
    connection: AsyncConnection, note_ids: Collection[NoteId] | None = None
) -> LinkTally:
    """Count the links of all living notes, or of some."""
    if note_ids is not None:
        return await _tally_of(connection, note_ids)
    resolved, every = func.count(links.c.to_note_id), func.count()
    # Two queries, as each uses an index of its own.
    by_target = select(resolved, every - resolved).where(IS_CONCEPT)
    ambiguous = select(every).where(links.c.candidates.is_not(None), IS_CONCEPT)
    # Few notes are gone. To subtract their links is cheaper than to join all links with notes.
    of_gone = links.c.note_id.in_(select(notes.c.id).where(notes.c.gone_at.is_not(None)))
    counts = []
    for query in (by_target, ambiguous):
        total = (await connection.execute(query)).one()
        gone = (await connection.execute(query.where(of_gone))).one()
        counts += [count - of_these for count, of_these in zip(total, gone, strict=True)]
    return LinkTally(resolved=counts[0], missing=counts[1], ambiguous=counts[2])


async def _tally_of(connection: AsyncConnection, note_ids: Collection[NoteId]) -> LinkTally:
    resolved, every = func.count(links.c.to_note_id), func.count()
    columns: tuple[Any, ...] = (resolved, every - resolved, func.count(links.c.candidates))
    counts = select(*columns).where(IS_CONCEPT)
    rows = await rows_in(connection, counts, links.c.note_id, note_ids)
    to_notes, missing, ambiguous = (sum(of) for of in zip((0, 0, 0), *rows, strict=True))
    return LinkTally(resolved=to_notes, missing=missing, ambiguous=ambiguous)
