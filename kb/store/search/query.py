"""Full-text search, in SQL for SQLite's FTS5.

There are two indexes of the living notes: ``note_search`` holds the words of all of them,
``note_search_cjk`` those of notes with Chinese, Japanese or Korean text once more, with that text
cut into pairs of characters.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.notes.names import name_key
from kb.store.search.cjk import cut_phrase, has_cjk
from kb.store.search.snippets import snippet
from kb.store.search.spellings import spellings
from kb.store.search.syntax import EMOJI_STYLE, MOST_WORDS, SearchWords, is_indexed, symbols_in
from kb.store.tables.layout import SEARCHED
from kb.store.tables.predicates import escaped, path_pattern

_WEIGHTS: Final = "10.0, 8.0, 4.0, 5.0, 1.0"
"""The bm25 weight of each column of :data:`~kb.store.tables.layout.SEARCHED`."""
_NAMES: Final = ("title", "aliases")
_TAGGED: Final = (
    "SELECT note_id FROM note_tags JOIN tags ON tags.id = tag_id WHERE tag_key = :tag{at} "
    # Nested tags: 0 is the character after /.
    "OR (tag_key > :tag{at} || '/' AND tag_key < :tag{at} || '0')"
)
_WITHIN: Final = "f.root || '/' || n.path LIKE :folder{at} ESCAPE '\\'"
_CALLED: Final = (
    "(n.title_key = :note{at} OR n.file_key = :note{at} OR n.path = :path{at} "
    "OR n.id IN (SELECT note_id FROM aliases WHERE alias_key = :note{at}))"
)
_Parameters = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A note that matches a search."""

    title: str
    folder: str
    path: str
    score: float
    """Higher is better, never rising down the list; comparable only within one search. The whole
    part says how well the words match the note's name: 3 equal its title, 2 equal an alias, 1 are
    in them, 0 are not. The rest is the share of the best bm25, which alone says next to nothing
    about a word that most notes have.

    Of a search by meaning: the cosine between what was asked and what the note says, up to 1."""
    snippet: str
    """Plain text on one line; empty for a note without text."""
    marks: tuple[tuple[int, int], ...]
    """The start and end of each match in the snippet."""


async def search(
    connection: AsyncConnection, words: SearchWords, limit: int
) -> tuple[SearchHit, ...]:
    """Return the living notes that match, best first.

    If none does, the last word may be the beginning of a longer one.
    """
    hits = await _search(connection, words, limit, is_prefix=False)
    if not hits and words.wanted:
        hits = await _search(connection, words, limit, is_prefix=True)
    return hits


async def hits_of(
    connection: AsyncConnection, scores: Mapping[NoteId, float], words: Sequence[str]
) -> tuple[SearchHit, ...]:
    """Return these living notes as hits, in their order, each with a passage for the words."""
    query = text(
        "SELECT n.id, n.title, f.root, n.path, t.definition, t.body "
        "FROM notes AS n JOIN folders AS f ON f.id = n.folder_id "
        "JOIN note_texts AS t ON t.note_id = n.id WHERE n.gone_at IS NULL "
        "AND n.id IN (SELECT value FROM json_each(:ids))"
    )
    rows = await connection.execute(query, {"ids": json.dumps([*scores])})
    by_id = {row.id: row for row in rows}
    return tuple(
        SearchHit(
            title=row.title,
            folder=row.root,
            path=row.path,
            score=round(score, 4),
            snippet=passage.text,
            marks=passage.marks,
        )
        for note_id, score in scores.items()
        if (row := by_id.get(note_id))
        for passage in [snippet((row.definition, row.body), words)]
    )


async def _search(
    connection: AsyncConnection, words: SearchWords, limit: int, *, is_prefix: bool
) -> tuple[SearchHit, ...]:
    matches = _matches(words, is_prefix=is_prefix)
    parameters: _Parameters = {"limit": limit}
    scores = _scores(matches, parameters)
    closeness = _closeness(words, matches, parameters)
    conditions = ["n.gone_at IS NULL", *_conditions(words, parameters)]
    rows = await connection.execute(
        text(
            # Without MATERIALIZED, bm25() may be moved to where it cannot be evaluated.
            f"WITH matches AS MATERIALIZED ({scores}), "  # noqa: S608
            "best AS MATERIALIZED (SELECT id, min(score) AS score FROM matches GROUP BY id) "
            "SELECT n.title, f.root, n.path, t.definition, t.body, "
            f"{closeness} AS closeness, "
            "coalesce(best.score / nullif((SELECT min(score) FROM best), 0), 0) AS share "
            "FROM best "
            "JOIN notes AS n ON n.id = best.id JOIN folders AS f ON f.id = n.folder_id "
            "JOIN note_texts AS t ON t.note_id = n.id "
            f"WHERE {' AND '.join(conditions)} "
            "ORDER BY closeness DESC, share DESC, n.title, n.path, f.root LIMIT :limit"
        ),
        parameters,
    )
    return tuple(
        SearchHit(
            title=row.title,
            folder=row.root,
            path=row.path,
            score=round(row.closeness + row.share, 4),
            snippet=passage.text,
            marks=passage.marks,
        )
        for row in rows
        for passage in [snippet((row.definition, row.body), words.wanted)]
    )


def _scores(matches: Sequence[tuple[str, str]], parameters: _Parameters) -> str:
    """Return the query for matching notes, perhaps twice, with their bm25: lower is better."""
    sources = []
    for at, (table, match) in enumerate(matches):
        parameters[f"match{at}"] = match
        sources.append(
            f"SELECT rowid AS id, bm25({table}, {_WEIGHTS}) AS score "  # noqa: S608
            f"FROM {table} WHERE {table} MATCH :match{at}"
        )
    return " UNION ALL ".join(sources) or "SELECT id, 0.0 AS score FROM notes"


def _closeness(
    words: SearchWords, matches: Sequence[tuple[str, str]], parameters: _Parameters
) -> str:
    """Return the expression for the whole part of :attr:`SearchHit.score`."""
    if not words.wanted:
        return "0"
    parameters["name"] = name_key(" ".join(words.wanted))
    queries = []
    for at, (table, match) in enumerate(matches):
        parameters[f"named{at}"] = f"{{title aliases}} : ({match})"
        queries.append(f"SELECT rowid FROM {table} WHERE {table} MATCH :named{at}")  # noqa: S608
    conditions = [f"n.id IN ({' UNION ALL '.join(queries)})"] if queries else []
    conditions += _has_symbols(words.wanted, _NAMES, parameters)
    return (
        "CASE WHEN n.title_key = :name THEN 3 "  # noqa: S608
        "WHEN n.id IN (SELECT note_id FROM aliases WHERE alias_key = :name) THEN 2 "
        f"WHEN {' AND '.join(conditions)} THEN 1 ELSE 0 END"
    )


def _conditions(words: SearchWords, parameters: _Parameters) -> Iterator[str]:
    """Yield the conditions on notes that are not in the full-text query of wanted words."""
    yield from _has_symbols(words.wanted, SEARCHED, parameters)
    unwanted = [word for word in words.unwanted if is_indexed(word)]
    for at, (table, queries) in enumerate(_queries(unwanted)):
        parameters[f"unwanted{at}"] = " OR ".join(queries)
        yield f"n.id NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH :unwanted{at})"  # noqa: S608
    for word in words.unwanted:
        if conditions := _has_symbols([word], SEARCHED, parameters):
            yield f"NOT ({' AND '.join(conditions)})"
    tagged = [(tag, "IN") for tag in words.tags]
    tagged += [(tag, "NOT IN") for tag in words.unwanted_tags]
    for at, (tag, operator) in enumerate(tagged):
        parameters[f"tag{at}"] = name_key(tag)
        yield f"n.id {operator} ({_TAGGED.format(at=at)})"
    folders = [(folder, "") for folder in words.folders]
    folders += [(folder, "NOT ") for folder in words.unwanted_folders]
    for at, (folder, negated) in enumerate(folders):
        parameters[f"folder{at}"] = path_pattern(escaped(folder))
        yield f"{negated}{_WITHIN.format(at=at)}"
    called = [(name, "") for name in words.notes]
    called += [(name, "NOT ") for name in words.unwanted_notes]
    for at, (name, negated) in enumerate(called):
        parameters |= {f"note{at}": name_key(name), f"path{at}": name}
        yield f"{negated}{_CALLED.format(at=at)}"


def _has_symbols(
    words: Sequence[str], columns: Sequence[str], parameters: _Parameters
) -> list[str]:
    """Return the conditions that the columns have the symbols in words that are not indexed."""
    symbols = [symbol for word in words if not is_indexed(word) for symbol in symbols_in(word)]
    searched = " || ' ' || ".join(f"coalesce(t.{column}, '')" for column in columns)
    conditions = []
    for symbol in list(dict.fromkeys(symbols))[:MOST_WORDS]:
        name = f"symbol{len(parameters)}"
        parameters[name] = symbol
        conditions.append(f"instr(replace({searched}, char({ord(EMOJI_STYLE)}), ''), :{name}) > 0")
    return conditions


def _matches(words: SearchWords, *, is_prefix: bool) -> list[tuple[str, str]]:
    """Return (index, query) for the wanted words; the CJK index can match them in any script."""
    wanted = [word for word in words.wanted if is_indexed(word)]
    matches = []
    for table, queries in _queries(wanted, is_prefix=is_prefix):
        if len(queries) == len(wanted):
            matches.append((table, " AND ".join(queries)))
    return matches


def _queries(words: Sequence[str], *, is_prefix: bool = False) -> list[tuple[str, list[str]]]:
    """Return each index with the queries for those of the words that it can hold.

    Args:
        words: words and phrases.
        is_prefix: whether the last may be the beginning of a word.
    """
    last = [is_prefix and at == len(words) for at in range(1, len(words) + 1)]
    plain = [
        word_query(word, is_prefix=at_end)
        for word, at_end in zip(words, last, strict=True)
        if not has_cjk(word)
    ]
    cut = [cjk_query(word, is_prefix=at_end) for word, at_end in zip(words, last, strict=True)]
    queries = [("note_search", plain), ("note_search_cjk", cut)]
    return [(table, strings) for table, strings in queries if strings]


def word_query(word: str, *, is_prefix: bool = False) -> str:
    """Return the query for a word or phrase in any of its spellings."""
    words = spellings(word, is_prefix=is_prefix)
    strings = [fts_string(spelling) + "*" * is_prefix for spelling in words]
    return strings[0] if len(strings) == 1 else f"({' OR '.join(strings)})"


def cjk_query(word: str, *, is_prefix: bool = False) -> str:
    """Return the query to the CJK index for a word of any script."""
    if not has_cjk(word):
        return word_query(word, is_prefix=is_prefix)
    phrase, is_part = cut_phrase(word)
    return word_query(phrase, is_prefix=is_prefix or is_part)


def fts_string(words: str) -> str:
    """Quote words as a string of FTS5, in which nothing is an operator."""
    doubled = words.replace('"', '""').replace("\0", " ")  # which would end the query
    return f'"{doubled}"'
