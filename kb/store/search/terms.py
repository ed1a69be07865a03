"""Queries of ``kb related`` to the full-text indexes: words, and names in texts.

Lists of words and names are passed as one JSON array: a parameter for each would cost more than
the answer.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.store.search.cjk import has_cjk
from kb.store.search.query import cjk_query, fts_string, word_query
from kb.store.tables.bulk import rows_in
from kb.store.tables.notes import note_texts, notes
from kb.store.tables.predicates import IS_LIVING

_INDEXES: Final = ("note_search", "note_search_cjk")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteText:
    """The text of a note."""

    title: str
    definition: str
    body: str
    """Markdown."""


async def document_frequencies(
    connection: AsyncConnection, words: Collection[str]
) -> dict[str, int]:
    """Return how many notes of the index have each of the words, as the index spells them."""
    frequencies: dict[str, int] = {}
    for index, of_index in _by_index(words):
        vocabulary = await _vocabulary(connection, index)
        # CROSS JOIN keeps the join order: look up each word, do not scan the vocabulary.
        query = f"SELECT w.term, w.doc FROM json_each(:words) AS a CROSS JOIN {vocabulary} AS w "  # noqa: S608
        rows = await connection.execute(
            text(query + "WHERE w.term = a.value"), {"words": json.dumps(sorted(of_index))}
        )
        frequencies.update((word, frequency) for word, frequency in rows)
    return frequencies


async def words_like(connection: AsyncConnection, word: str) -> tuple[str, ...]:
    """Return the indexed words with the same first letter and about the same length."""
    vocabulary = await _vocabulary(connection, _INDEXES[0])
    query = (
        f"SELECT term FROM {vocabulary} "  # noqa: S608
        "WHERE term >= :start AND term < :start || char(1114111) "
        "AND abs(length(term) - :length) <= 2"
    )
    return tuple(await connection.scalars(text(query), {"start": word[:1], "length": len(word)}))


async def _vocabulary(connection: AsyncConnection, index: str) -> str:
    """Create the table of an index's words, and return its name."""
    table = f"temp.words_of_{index}"
    await connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
    await connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE {table} USING fts5vocab(main, {index}, row)"
    )
    return table


async def indexed_notes(connection: AsyncConnection) -> int:
    """Return the number of notes in the index, which are the living ones."""
    query = select(func.count()).select_from(notes).where(IS_LIVING)
    return int(await connection.scalar(query) or 0)


async def notes_with_any(
    connection: AsyncConnection, words: Collection[str], limit: int
) -> tuple[NoteId, ...]:
    """Return the living notes that match any of the words best, up to ``limit`` for each index."""
    queries = [
        (index, " OR ".join(map(fts_string, of_index))) for index, of_index in _by_index(words)
    ]
    return await _matching(connection, queries, limit)


async def notes_naming(
    connection: AsyncConnection, names: Collection[str], limit: int
) -> tuple[NoteId, ...]:
    """Return living notes whose text has one of the names, perhaps in a link or in code."""
    quote = {"note_search": word_query, "note_search_cjk": cjk_query}
    queries = [
        (index, f"{{definition body}} : ({' OR '.join(map(quote[index], of_index))})")
        for index, of_index in _by_index(names)
    ]
    return await _matching(connection, queries, limit)


async def _matching(
    connection: AsyncConnection, queries: Sequence[tuple[str, str]], limit: int
) -> tuple[NoteId, ...]:
    matching: dict[NoteId, None] = {}
    for index, query in queries:
        rows = await connection.execute(
            text(
                f"SELECT {index}.rowid FROM {index} JOIN notes ON notes.id = {index}.rowid "  # noqa: S608
                f"JOIN folders ON folders.id = notes.folder_id WHERE {index} MATCH :match "
                "ORDER BY rank, title_key, path, root LIMIT :limit"
            ),
            {"match": query, "limit": limit},
        )
        matching.update(dict.fromkeys(map(NoteId, rows.scalars())))
    return tuple(matching)


def _by_index(words: Collection[str]) -> list[tuple[str, list[str]]]:
    """Return each index with those of the words that it holds, if there are any."""
    plain = [word for word in words if not has_cjk(word)]
    cjk = [word for word in words if has_cjk(word)]
    pairs = zip(_INDEXES, (plain, cjk), strict=True)
    return [(index, of_index) for index, of_index in pairs if of_index]


async def notes_called(connection: AsyncConnection, keys: Collection[str]) -> tuple[NoteId, ...]:
    """Return the living notes whose title or an alias has one of the keys."""
    rows = await connection.execute(
        text(
            "WITH asked AS MATERIALIZED (SELECT value AS k FROM json_each(:keys)) "
            "SELECT n.id FROM asked AS a CROSS JOIN notes AS n "
            "WHERE n.title_key = a.k AND n.gone_at IS NULL UNION "
            "SELECT n.id FROM asked AS a CROSS JOIN aliases AS s CROSS JOIN notes AS n "
            "WHERE s.alias_key = a.k AND n.id = s.note_id AND n.gone_at IS NULL"
        ),
        {"keys": json.dumps(sorted(keys))},
    )
    return tuple(map(NoteId, rows.scalars()))


async def missing_called(connection: AsyncConnection, keys: Collection[str]) -> tuple[str, ...]:
    """Return the distinct targets of links to missing concepts with one of the keys."""
    rows = await connection.execute(
        text(
            "SELECT DISTINCT l.target FROM json_each(:keys) AS a CROSS JOIN links AS l "
            "JOIN notes AS n ON n.id = l.note_id WHERE l.target_key = a.value "
            "AND l.to_note_id IS NULL AND l.rule IS NULL AND n.gone_at IS NULL"
        ),
        {"keys": json.dumps(sorted(keys))},
    )
    return tuple(rows.scalars())


async def texts_of(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> dict[NoteId, NoteText]:
    """Return the text of each note."""
    columns = note_texts.c
    query = select(columns.note_id, columns.title, columns.definition, columns.body)
    rows = await rows_in(connection, query, columns.note_id, sorted(note_ids))
    return {
        NoteId(note_id): NoteText(title=title, definition=definition or "", body=body)
        for note_id, title, definition, body in rows
    }
