"""Links and what they mean. Resolving them is :mod:`kb.graph.resolve`'s work."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId, Resolution
from kb.store.tables.bulk import IN_LIMIT, chunks, execute_rows
from kb.store.tables.notes import links, notes
from kb.store.tables.predicates import IS_CONCEPT

_MEANT: Final = ("to_note_id", "rule", "candidates")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLink:
    """A link as it stands in the store, with what it was last found to mean."""

    note_id: NoteId
    position: int
    target: str
    meant: tuple[Any, ...]
    """See :func:`meaning`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTally:
    """How the links of all living notes fare; those to attachments do not count."""

    resolved: int
    """Those that lead to a note, ambiguous ones too."""
    missing: int
    ambiguous: int


def meaning(found: Resolution) -> tuple[Any, ...]:
    """Returns what is kept of a resolution."""
    candidates = [note.path for note in found.candidates] or None
    return (found.note.id if found.note else None, found.rule, candidates)


async def links_by_key(connection: AsyncConnection, keys: Sequence[str]) -> tuple[StoredLink, ...]:
    """Returns the links of living notes whose :func:`link_key` is one of ``keys``."""
    # So many look-ups cost more than reading all links once.
    if len(keys) > 5 * IN_LIMIT:
        return await _stored_links(connection, [true()])
    return await _stored_links(connection, [links.c.target_key.in_(some) for some in chunks(keys)])


async def links_of_notes(
    connection: AsyncConnection, note_ids: Sequence[NoteId]
) -> tuple[StoredLink, ...]:
    """Returns all links of those of the notes that are living."""
    return await _stored_links(connection, [links.c.note_id.in_(some) for some in chunks(note_ids)])


async def _stored_links(
    connection: AsyncConnection, conditions: Sequence[ColumnElement[bool]]
) -> tuple[StoredLink, ...]:
    meant = [links.c[each] for each in _MEANT]
    living = (
        select(links.c.note_id, links.c.position, links.c.target, *meant)
        .join(notes, notes.c.id == links.c.note_id)
        .where(notes.c.gone_at.is_(None))
    )
    found: list[StoredLink] = []
    for condition in conditions:
        rows = await connection.execute(living.where(condition))
        found += [
            StoredLink(note_id=NoteId(note_id), position=position, target=target, meant=(*meant,))
            for note_id, position, target, *meant in rows
        ]
    return tuple(found)


async def set_meanings(
    connection: AsyncConnection, rows: Sequence[tuple[NoteId, int, Resolution]]
) -> None:
    """Takes down what links mean now: (note, position, meaning)."""
    statement = (
        update(links)
        .where(
            links.c.note_id == bindparam("of_note"), links.c.position == bindparam("at_position")
        )
        .values({name: bindparam(f"new_{name}", type_=links.c[name].type) for name in _MEANT})
    )
    names = ("of_note", "at_position", *(f"new_{name}" for name in _MEANT))
    meant = [(note_id, position, *meaning(found)) for note_id, position, found in rows]
    await execute_rows(connection, statement, names, meant)


async def link_tally(connection: AsyncConnection) -> LinkTally:
    """Returns how the links of all living notes fare."""
    found, every = func.count(links.c.to_note_id), func.count()
    # Each from an index of its own.
    leading = select(found, every - found).where(IS_CONCEPT)
    several = select(every).where(links.c.candidates.is_not(None), IS_CONCEPT)
    # Few notes are gone, so counting their links apart spares looking up every link's note.
    of_gone = links.c.note_id.in_(select(notes.c.id).where(notes.c.gone_at.is_not(None)))
    counts = []
    for query in (leading, several):
        whole = (await connection.execute(query)).one()
        apart = (await connection.execute(query.where(of_gone))).one()
        counts += [one - other for one, other in zip(whole, apart, strict=True)]
    resolved, missing, ambiguous = counts
    return LinkTally(resolved=resolved, missing=missing, ambiguous=ambiguous)
