"""``kb search``."""

from dataclasses import dataclass

from kb.errors import UsageError
from kb.store.file.store import Store
from kb.store.search import query as fulltext
from kb.store.search.syntax import parse_search


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A note that matches."""

    title: str
    folder: str
    path: str
    score: float
    """Higher is better, never rising down the list; comparable only within one search."""
    snippet: str
    """Plain text on one line; empty for a note without text."""
    marks: tuple[tuple[int, int], ...]
    """Where each match begins and ends in the snippet."""


async def search_notes(store: Store, words: str, limit: int = 20) -> tuple[SearchHit, ...]:
    """Return the notes that contain all of ``words``, best first.

    ``"a phrase"``, ``-not`` and ``tag:name`` have a meaning; nothing else is special.

    Raises:
        UsageError: there is no letter, digit or symbol to search for.
    """
    parsed = parse_search(words)
    if parsed is None:
        what = f"“{words.strip()}” holds nothing" if words.strip() else "there is nothing"
        raise UsageError(f'{what} to look for. Give a word, “"a phrase"” or “tag:name”.')
    async with store.reading() as transaction:
        hits = await fulltext.search(transaction, parsed, limit)
    return tuple(
        SearchHit(
            title=hit.title,
            folder=hit.folder,
            path=hit.path,
            score=round(hit.score, 4),
            snippet=hit.snippet.text,
            marks=hit.snippet.marks,
        )
        for hit in hits
    )
