"""Questions to the full-text index on behalf of the graph.

Lists of words and names go to the database as one JSON array: a parameter for each would cost
more than the answer.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.store.search.cjk import has_cjk
from kb.store.search.query import asked_cjk, quoted
from kb.store.tables.bulk import chunks
from kb.store.tables.notes import note_texts, notes

_VOCABULARY: Final = "CREATE VIRTUAL TABLE temp.words{at} USING fts5vocab(main, {table}, row)"
_TABLES: Final = ("note_search", "note_search_cjk")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteText:
    """What a note says."""

    title: str
    definition: str
    body: str
    """Markdown."""


async def document_frequencies(
    connection: AsyncConnection, words: Collection[str]
) -> dict[str, int]:
    """Return how many notes of the index have each of the words, as the index spells them."""
    counts: dict[str, int] = {}
    for at, (table, asked) in enumerate(_divided(words)):
        if not asked:
            continue
        await connection.exec_driver_sql(f"DROP TABLE IF EXISTS temp.words{at}")
        await connection.exec_driver_sql(_VOCABULARY.format(at=at, table=table))
        rows = await connection.execute(
            text(
                # CROSS keeps the order: the vocabulary is asked word by word, not read whole.
                f"SELECT w.term, w.doc FROM json_each(:words) AS a CROSS JOIN temp.words{at} AS w "  # noqa: S608
                "WHERE w.term = a.value"
            ),
            {"words": json.dumps(sorted(asked))},
        )
        counts.update((word, amount) for word, amount in rows.all())
    return counts


async def words_like(connection: AsyncConnection, word: str) -> tuple[str, ...]:
    """Returns words of the index that begin as ``word`` does and are about as long."""
    await connection.exec_driver_sql("DROP TABLE IF EXISTS temp.words0")
    await connection.exec_driver_sql(_VOCABULARY.format(at=0, table=_TABLES[0]))
    rows = await connection.execute(
        text(
            "SELECT term FROM temp.words0 WHERE term >= :start AND term < :start || char(1114111) "
            "AND length(term) BETWEEN :least AND :most"
        ),
        {"start": word[:1], "least": len(word) - 2, "most": len(word) + 2},
    )
    return tuple(term for (term,) in rows.all())


async def indexed_notes(connection: AsyncConnection) -> int:
    """Returns how many notes the index holds: those that are gone stay in it."""
    counted: int = (await connection.execute(select(func.count()).select_from(notes))).scalar_one()
    return counted


async def notes_with_any(
    connection: AsyncConnection, words: Collection[str], limit: int
) -> tuple[NoteId, ...]:
    """Returns the living notes that answer best to any of the words."""
    return await _matching(
        connection,
        [
            (table, " OR ".join(quoted(word) for word in asked))
            for table, asked in _divided(words)
            if asked
        ],
        limit,
    )


async def notes_naming(
    connection: AsyncConnection, names: Collection[str], limit: int
) -> tuple[NoteId, ...]:
    """Returns living notes in whose text one of the names stands, perhaps in a link or code."""
    plain = [quoted(name) for name in names if not has_cjk(name)]
    cjk = [asked_cjk(name) for name in names if has_cjk(name)]
    return await _matching(
        connection,
        [
            (table, f"{{definition body}} : ({' OR '.join(asked)})")
            for table, asked in zip(_TABLES, (plain, cjk), strict=True)
            if asked
        ],
        limit,
    )


async def _matching(
    connection: AsyncConnection, matches: Sequence[tuple[str, str]], limit: int
) -> tuple[NoteId, ...]:
    found: dict[NoteId, None] = {}
    for table, match in matches:
        rows = await connection.execute(
            text(
                f"SELECT {table}.rowid FROM {table} JOIN notes ON notes.id = {table}.rowid "  # noqa: S608
                f"WHERE {table} MATCH :match AND notes.gone_at IS NULL ORDER BY rank LIMIT :limit"
            ),
            {"match": match, "limit": limit},
        )
        found.update((NoteId(note_id), None) for (note_id,) in rows.all())
    return tuple(found)


async def notes_called(
    connection: AsyncConnection, keys: Collection[str]
) -> tuple[tuple[str, NoteId], ...]:
    """Returns living notes whose title or alias has one of the keys: (key, note)."""
    rows = await connection.execute(
        text(
            "WITH asked AS MATERIALIZED (SELECT value AS k FROM json_each(:keys)) "
            "SELECT a.k, n.id FROM asked AS a CROSS JOIN notes AS n "
            "WHERE n.title_key = a.k AND n.gone_at IS NULL UNION "
            "SELECT a.k, n.id FROM asked AS a CROSS JOIN aliases AS s CROSS JOIN notes AS n "
            "WHERE s.alias_key = a.k AND n.id = s.note_id AND n.gone_at IS NULL"
        ),
        {"keys": json.dumps(sorted(keys))},
    )
    return tuple((key, NoteId(note_id)) for key, note_id in rows.all())


async def missing_called(connection: AsyncConnection, keys: Collection[str]) -> tuple[str, ...]:
    """Returns the targets of links to concepts that are missing and whose key is one of those."""
    rows = await connection.execute(
        text(
            "SELECT DISTINCT l.target FROM json_each(:keys) AS a CROSS JOIN links AS l "
            "JOIN notes AS n ON n.id = l.note_id WHERE l.target_key = a.value "
            "AND l.to_note_id IS NULL AND l.rule IS NULL AND n.gone_at IS NULL"
        ),
        {"keys": json.dumps(sorted(keys))},
    )
    return tuple(target for (target,) in rows.all())


async def texts_of(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> dict[NoteId, NoteText]:
    """Returns what each of the notes says."""
    found: dict[NoteId, NoteText] = {}
    for some in chunks(sorted(note_ids)):
        rows = await connection.execute(
            select(
                note_texts.c.note_id, note_texts.c.title, note_texts.c.definition, note_texts.c.body
            ).where(note_texts.c.note_id.in_(some))
        )
        for note_id, title, definition, body in rows.all():
            found[NoteId(note_id)] = NoteText(title=title, definition=definition or "", body=body)
    return found


def _divided(words: Collection[str]) -> tuple[tuple[str, list[str]], ...]:
    """Returns each index with those of the words that it holds."""
    plain = [word for word in words if not has_cjk(word)]
    cjk = [word for word in words if has_cjk(word)]
    return tuple(zip(_TABLES, (plain, cjk), strict=True))
