"""``kb search``."""

from kb.errors import UsageError
from kb.store.file.store import Store
from kb.store.search import query as fulltext
from kb.store.search.query import SearchHit
from kb.store.search.syntax import parse_search


async def search_notes(store: Store, words: str, limit: int = 20) -> tuple[SearchHit, ...]:
    """Return the notes that contain all of ``words``, best first.

    ``"a phrase"``, ``-not`` and ``tag:name`` have a meaning; nothing else is special.

    Raises:
        UsageError: there is no letter, digit or symbol to search for.
    """
    parsed = parse_search(words)
    if parsed is None:
        what = f"“{words.strip()}” has nothing" if words.strip() else "there is nothing"
        raise UsageError(f'{what} to search for. Give a word, “"a phrase"” or “tag:name”.')
    async with store.reading() as transaction:
        return await fulltext.search(transaction, parsed, limit)
