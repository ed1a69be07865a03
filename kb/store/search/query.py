"""Full-text search, in SQL that only SQLite understands.

So are :mod:`kb.store.importing.search_index`, :mod:`kb.store.search.terms`, and the walk in
:mod:`kb.store.graph.adjacency`.

Two indexes are asked: ``note_search`` holds all notes as words, ``note_search_cjk`` those with
Chinese, Japanese or Korean in them a second time, cut into pairs of characters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.notes.names import name_key
from kb.store.search.cjk import cut_phrase, has_cjk
from kb.store.search.snippets import Snippet, snippet
from kb.store.search.syntax import EMOJI_STYLE, MOST_WORDS, SearchWords, is_indexed, symbols_in
from kb.store.tables.layout import SEARCHED

_WEIGHTS: Final = "10.0, 8.0, 4.0, 5.0, 1.0"
"""Of a word in each of the columns of :data:`~kb.store.tables.layout.SEARCHED`."""
_NAMES: Final = ("title", "aliases")
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
    """Higher is better; to be compared only within one search. The whole part says how close the
    words are to the note's name: 3 its title, 2 an alias, 1 within them, 0 not; the rest is the
    share of the best bm25. bm25 alone knows next to nothing of a word that most notes have."""
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
    parameters: dict[str, object] = {"limit": limit}
    scored = _scored(matches, parameters)
    closeness = _closeness(words, matches, parameters)
    conditions = ["n.gone_at IS NULL", *_conditions(words, parameters)]
    rows = await connection.execute(
        text(
            # Without MATERIALIZED, bm25() may be moved to where it cannot be evaluated.
            f"WITH found AS MATERIALIZED ({scored}), "  # noqa: S608
            "best AS MATERIALIZED (SELECT id, min(score) AS score FROM found GROUP BY id) "
            "SELECT n.id, n.title, f.root, n.path, t.definition, t.body, "
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
        Found(
            note_id=row.id,
            title=row.title,
            folder=row.root,
            path=row.path,
            score=row.closeness + row.share,
            snippet=snippet((row.definition, row.body), words.wanted),
        )
        for row in rows
    )


def _scored(matches: Sequence[tuple[str, str]], parameters: dict[str, object]) -> str:
    """Returns the query for notes that answer, perhaps twice, with bm25: the lower the better."""
    sources = []
    for at, (table, match) in enumerate(matches):
        parameters[f"match{at}"] = match
        sources.append(
            f"SELECT rowid AS id, bm25({table}, {_WEIGHTS}) AS score "  # noqa: S608
            f"FROM {table} WHERE {table} MATCH :match{at}"
        )
    return " UNION ALL ".join(sources) or "SELECT id, 0.0 AS score FROM notes"


def _closeness(
    words: SearchWords, matches: Sequence[tuple[str, str]], parameters: dict[str, object]
) -> str:
    """Returns the number that says how close the words are to a note's name."""
    if not words.wanted:
        return "0"
    parameters["name"] = name_key(" ".join(words.wanted))
    called = []
    for at, (table, match) in enumerate(matches):
        parameters[f"named{at}"] = f"{{title aliases}} : ({match})"
        called.append(f"SELECT rowid FROM {table} WHERE {table} MATCH :named{at}")  # noqa: S608
    names = [f"n.id IN ({' UNION ALL '.join(called)})"] if called else []
    names += _holding(_symbols(words.wanted), _NAMES, parameters)
    return (
        "CASE WHEN n.title_key = :name THEN 3 "  # noqa: S608
        "WHEN n.id IN (SELECT note_id FROM aliases WHERE alias_key = :name) THEN 2 "
        f"WHEN {' AND '.join(names)} THEN 1 ELSE 0 END"
    )


def _conditions(words: SearchWords, parameters: dict[str, object]) -> Iterator[str]:
    """Yields what the notes that match must be besides."""
    yield from _holding(_symbols(words.wanted), SEARCHED, parameters)
    for at, (table, match) in enumerate(_unwanted(words)):
        parameters[f"unwanted{at}"] = match
        yield f"n.id NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH :unwanted{at})"  # noqa: S608
    for word in words.unwanted:
        if held := _holding(_symbols([word]), SEARCHED, parameters):
            yield f"NOT ({' AND '.join(held)})"
    tagged = [(tag, "IN") for tag in words.tags]
    tagged += [(tag, "NOT IN") for tag in words.unwanted_tags]
    for at, (tag, holds) in enumerate(tagged):
        parameters[f"tag{at}"] = name_key(tag)
        yield f"n.id {holds} ({_TAGGED.format(at=at)})"


def _symbols(words: Sequence[str]) -> list[str]:
    """Returns the symbols in those of the words that the index knows nothing of."""
    symbols = [each for word in words if not is_indexed(word) for each in symbols_in(word)]
    return list(dict.fromkeys(symbols))[:MOST_WORDS]


def _holding(
    symbols: Sequence[str], columns: Sequence[str], parameters: dict[str, object]
) -> list[str]:
    """Returns the conditions that a note's columns hold the symbols, in colour or not."""
    whole = " || ' ' || ".join(f"coalesce(t.{column}, '')" for column in columns)
    conditions = []
    for symbol in symbols:
        name = f"symbol{len(parameters)}"
        parameters[name] = symbol
        conditions.append(f"instr(replace({whole}, char({ord(EMOJI_STYLE)}), ''), :{name}) > 0")
    return conditions


def _matches(words: SearchWords, *, beginning: bool) -> list[tuple[str, str]]:
    """Returns the tables to ask, each with its question."""
    wanted = [word for word in words.wanted if is_indexed(word)]
    if not wanted:
        return []
    matches = []
    if not any(has_cjk(word) for word in wanted):
        asked = [quoted(word) for word in wanted]
        asked[-1] += "*" if beginning else ""
        matches.append(("note_search", " AND ".join(asked)))
    asked = [asked_cjk(word) for word in wanted]
    asked[-1] += "*" if beginning and not asked[-1].endswith("*") else ""
    matches.append(("note_search_cjk", " AND ".join(asked)))
    return matches


def _unwanted(words: SearchWords) -> list[tuple[str, str]]:
    unwanted = [word for word in words.unwanted if is_indexed(word)]
    if not unwanted:
        return []
    plain = [quoted(word) for word in unwanted if not has_cjk(word)]
    matches = [("note_search_cjk", " OR ".join(asked_cjk(word) for word in unwanted))]
    return matches + ([("note_search", " OR ".join(plain))] if plain else [])


def asked_cjk(word: str) -> str:
    """Returns what the index of pairs is asked for a word of any script."""
    phrase, is_beginning = cut_phrase(word)
    return quoted(phrase) + ("*" if is_beginning else "")


def quoted(words: str) -> str:
    """Returns a string of FTS5, in which nothing is an operator."""
    doubled = words.replace('"', '""')
    return f'"{doubled}"'
