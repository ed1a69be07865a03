"""``kb search``."""

from typing import TYPE_CHECKING, Final

from kb.errors import UsageError
from kb.store.file.store import Store
from kb.store.search import query as fulltext
from kb.store.search.query import SearchHit
from kb.store.search.syntax import parse_search

if TYPE_CHECKING:
    from kb.app.meaning.embedder import Embedder

_MOST_READ: Final = 200
"""Texts that a search reads first; more are left to the next import, which shows its progress."""


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


async def search_by_meaning(
    store: Store, words: str, embedder: "Embedder", limit: int = 20
) -> tuple[SearchHit, ...]:
    """Return the notes that say what is nearest to ``words``, in whatever words and language.

    Raises:
        UsageError: there are no words, or no note has been read by this embedder yet.
    """
    from kb.app.meaning.near import nearest_notes  # noqa: PLC0415  # only with the extra
    from kb.app.meaning.update import update_meaning  # noqa: PLC0415
    from kb.graph.vectors import vector  # noqa: PLC0415
    from kb.store.search.vectors import has_vectors  # noqa: PLC0415

    asked = " ".join(words.split())
    if not asked:
        raise UsageError("there is nothing to search for. Give a few words, or a question.")
    # The model is loaded anyway, so what an import left is read now.
    await update_meaning(store, embedder, most=_MOST_READ)
    async with store.reading() as transaction:
        if not await has_vectors(transaction, embedder.model):
            raise UsageError("no note was read for its meaning yet. “kb import” does that.")
        (means,) = embedder.encode([asked])
        near = await nearest_notes(transaction, vector(means), embedder.model, limit)
        positive = {note: score for note, score in near.items() if score > 0}
        return await fulltext.hits_of(transaction, positive, asked.split())
