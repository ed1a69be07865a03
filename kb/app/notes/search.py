"""``kb search``."""

from dataclasses import dataclass

from kb.errors import UsageError
from kb.store.file.store import Store
from kb.store.search import query as fulltext
from kb.store.search.syntax import parse_search


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A note that a search found."""

    title: str
    folder: str
    path: str
    score: float
    """Higher is better, never rising down the list; comparable only within one search."""
    snippet: str
    """Plain text on one line; empty for a note without text."""
    marks: tuple[tuple[int, int], ...]
    """Where in the snippet that which was looked for begins and ends."""


async def search_notes(store: Store, words: str, limit: int = 20) -> tuple[SearchHit, ...]:
    """Returns the notes that hold all of ``words``, best first.

    ``"a phrase"``, ``-not`` and ``tag:name`` are understood; nothing else is special.

    Raises:
        UsageError: there is nothing to look for: no letter, digit or symbol.
    """
    asked = parse_search(words)
    if asked is None:
        said = f"“{words.strip()}” holds nothing" if words.strip() else "there is nothing"
        raise UsageError(f'{said} to look for. Give a word, “"a phrase"” or “tag:name”.')
    async with store.reading() as transaction:
        found = await fulltext.search(transaction, asked, limit)
    return tuple(
        SearchHit(
            title=each.title,
            folder=each.folder,
            path=each.path,
            score=round(each.score, 4),
            snippet=each.snippet.text,
            marks=each.snippet.marks,
        )
        for each in found
    )
