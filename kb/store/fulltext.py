"""Full-text search, in SQL that only SQLite understands.

So are :mod:`kb.store.indexing`, :mod:`kb.store.terms`, and the walk in :mod:`kb.store.neighbours`.

Two indexes are asked: ``note_search`` holds all notes as words, ``note_search_cjk`` those with
Chinese, Japanese or Korean in them a second time, cut into pairs of characters.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.notes.names import name_key
from kb.store.bigrams import cut_phrase, has_cjk
from kb.store.search_words import SearchWords
from kb.store.snippets import Snippet, snippet

_WEIGHTS: Final = "10.0, 8.0, 4.0, 5.0, 1.0"
"""Of a word in each of the columns."""
_TAGGED: Final = (
    "SELECT note_id FROM note_tags JOIN tags ON tags.id = tag_id WHERE tag_key = :tag{at} "
    # Those nested below it: 0 is the character after /.
    "OR (tag_key > :tag{at} || '/' AND tag_key < :tag{at} || '0')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One note that a search found."""

    note_id: int
    title: str
    folder: str
    path: str
    score: float
    """Higher is better; to be compared only within one search."""
    snippet: Snippet


async def search(connection: AsyncConnection, words: SearchWords, limit: int) -> tuple[Found, ...]:
    """Returns the living notes that answer, best first.

    A word that nothing bears is taken, if it is the last, for the beginning of one.
    """
    found = await _search(connection, words, limit, beginning=False)
    if not found and words.wanted:
        found = await _search(connection, words, limit, beginning=True)
    return found


async def _search(
    connection: AsyncConnection, words: SearchWords, limit: int, *, beginning: bool
) -> tuple[Found, ...]:
    matches = _matches(words, beginning=beginning)
    sources, conditions = [], ["n.gone_at IS NULL"]
    parameters: dict[str, object] = {"limit": limit}
    for at, (table, match) in enumerate(matches):
        parameters[f"match{at}"] = match
        sources.append(
            f"SELECT rowid AS id, bm25({table}, {_WEIGHTS}) AS score "  # noqa: S608
            f"FROM {table} WHERE {table} MATCH :match{at}"
        )
    for at, (table, match) in enumerate(_unwanted(words)):
        parameters[f"unwanted{at}"] = match
        conditions.append(
            f"n.id NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH :unwanted{at})"  # noqa: S608
        )
    tagged = [(tag, "IN") for tag in words.tags]
    tagged += [(tag, "NOT IN") for tag in words.unwanted_tags]
    for at, (tag, holds) in enumerate(tagged):
        parameters[f"tag{at}"] = name_key(tag)
        conditions.append(f"n.id {holds} ({_TAGGED.format(at=at)})")
    scored = " UNION ALL ".join(sources) or "SELECT id, 0.0 AS score FROM notes"
    rows = await connection.execute(
        text(
            # Without MATERIALIZED, bm25() may be moved to where it cannot be evaluated.
            f"WITH found AS MATERIALIZED ({scored}), "  # noqa: S608
            "best AS (SELECT id, min(score) AS score FROM found GROUP BY id) "
            "SELECT n.id, n.title, f.root, n.path, best.score, t.definition, t.body FROM best "
            "JOIN notes AS n ON n.id = best.id JOIN folders AS f ON f.id = n.folder_id "
            "JOIN note_texts AS t ON t.note_id = n.id "
            f"WHERE {' AND '.join(conditions)} ORDER BY best.score, n.title, n.path LIMIT :limit"
        ),
        parameters,
    )
    return tuple(
        Found(
            note_id=row.id,
            title=row.title,
            folder=row.root,
            path=row.path,
            score=0.0 - row.score,
            snippet=snippet((row.definition, row.body), words.wanted),
        )
        for row in rows
    )


def _matches(words: SearchWords, *, beginning: bool) -> list[tuple[str, str]]:
    """Returns the tables to ask, each with its question."""
    if not words.wanted:
        return []
    matches = []
    if not any(has_cjk(word) for word in words.wanted):
        asked = [_quoted(word) for word in words.wanted]
        asked[-1] += "*" if beginning else ""
        matches.append(("note_search", " AND ".join(asked)))
    asked = [_asked_cjk(word) for word in words.wanted]
    asked[-1] += "*" if beginning and not asked[-1].endswith("*") else ""
    matches.append(("note_search_cjk", " AND ".join(asked)))
    return matches


def _unwanted(words: SearchWords) -> list[tuple[str, str]]:
    if not words.unwanted:
        return []
    plain = [_quoted(word) for word in words.unwanted if not has_cjk(word)]
    matches = [("note_search_cjk", " OR ".join(_asked_cjk(word) for word in words.unwanted))]
    return matches + ([("note_search", " OR ".join(plain))] if plain else [])


def _asked_cjk(word: str) -> str:
    phrase, is_beginning = cut_phrase(word)
    return _quoted(phrase) + ("*" if is_beginning else "")


def _quoted(words: str) -> str:
    """Returns a string of FTS5, in which nothing is an operator."""
    doubled = words.replace('"', '""')
    return f'"{doubled}"'
