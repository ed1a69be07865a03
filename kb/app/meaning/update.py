"""Keep the vectors of notes and cards up to date, at the end of an import.

Some are computed, then saved, and so on: whoever interrupts this loses a second's work, and the
next import goes on from there.
"""

import re
from collections.abc import Callable, Collection, Sequence
from hashlib import blake2b
from typing import Final, TypeVar

from kb.app.meaning.embedder import Embedder
from kb.graph.resolve import NoteId
from kb.graph.vectors import Vector, signs, vector
from kb.graph.words import without_labels, without_links
from kb.store.file.store import Store, Transaction
from kb.store.graph.edges import plain_names
from kb.store.search.terms import NoteText, texts_of
from kb.store.search.vectors import (
    CardSigns,
    CardText,
    NoteVector,
    drop_unused,
    outdated_cards,
    outdated_notes,
    put_cards,
    put_notes,
    unstale_cards,
    unstale_notes,
)

OnProgress = Callable[[int, int], None]

_T = TypeVar("_T")
_LENGTH: Final = 500
"""Characters of a note that are read. Twice as many found no more of the links of ten collections,
and take twice as long."""
_CARD_LENGTH: Final = 200
_AT_ONCE: Final = 64
_FEW: Final = 6
"""Notes, or cards, that are not worth the second for which the model is loaded."""
_READ: Final = 6 * _LENGTH
"""Characters that are looked through for so many without Markdown's marks."""
_MARKS: Final = re.compile(r"[*_`#>|\\~=$\[\]{}-]+")


async def update_meaning(
    store: Store,
    embedder: Embedder,
    on_progress: OnProgress | None = None,
    *,
    few_can_wait: bool = False,
    most: int | None = None,
) -> int:
    """Compute the vectors that are missing or outdated, drop the rest, and return how many.

    Args:
        store: of the notes and cards.
        embedder: what reads the texts. What another model read is read again.
        on_progress: called as texts are read.
        few_can_wait: whether to leave a few changed texts to a later time.
        most: if there are more texts to read, all are left.
    """
    async with store.reading() as transaction:
        notes = await outdated_notes(transaction, embedder.model)
        cards = await outdated_cards(transaction, embedder.model)
    total, done = len(notes) + len(cards), 0
    if not total or (most is not None and total > most):
        return 0
    async with store.writing() as transaction:
        await drop_unused(transaction)
    read = _Reading(store, embedder, few=_FEW if few_can_wait else 0)
    # Most of what is outdated after an edit turns out to be the same: then nothing is loaded.
    for some in _batches(notes):
        await read.notes(some)
        done += len(some)
        if on_progress:
            on_progress(done, total)
    for sides in _batches(cards):
        await read.cards(sides)
        done += len(sides)
        if on_progress:
            on_progress(done, total)
    return read.computed


class _Reading:
    """Reads texts that may have changed, some at a time."""

    def __init__(self, store: Store, embedder: Embedder, *, few: int) -> None:
        self._store = store
        self._embedder = embedder
        self._few = few
        """Up to so many texts at a time are left alone, if nothing else was read."""
        self.computed = 0

    async def notes(self, note_ids: Sequence[NoteId]) -> None:
        """Compute the vectors of notes."""
        model = self._embedder.model
        async with self._store.reading() as transaction:
            texts = await _texts(transaction, note_ids)
        hashes = {note_id: _hash(read) for note_id, read in texts.items()}
        async with self._store.writing() as transaction:
            same = await unstale_notes(transaction, [*hashes.items()], model)
        new = [note_id for note_id in texts if note_id not in same]
        vectors = self._vectors([texts[note_id] for note_id in new])
        rows = [
            NoteVector(note_id, model, hashes[note_id], signs(means), means)
            for note_id, means in zip(new, vectors, strict=False)
        ]
        async with self._store.writing() as transaction:
            await put_notes(transaction, rows)

    async def cards(self, cards: Sequence[CardText]) -> None:
        """Compute the signs of cards."""
        model = self._embedder.model
        texts = {card.card_id: card_text(card.front, card.back) for card in cards}
        hashes = {card_id: _hash(read) for card_id, read in texts.items()}
        async with self._store.writing() as transaction:
            same = await unstale_cards(transaction, [*hashes.items()], model)
        new = [card_id for card_id in texts if card_id not in same]
        vectors = self._vectors([texts[card_id] for card_id in new])
        rows = [
            CardSigns(card_id, model, hashes[card_id], signs(means))
            for card_id, means in zip(new, vectors, strict=False)
        ]
        async with self._store.writing() as transaction:
            await put_cards(transaction, rows)

    def _vectors(self, texts: Sequence[str]) -> list[Vector]:
        """Return what texts mean; nothing for a few that can wait."""
        if not texts or (not self.computed and len(texts) <= self._few):
            return []
        self.computed += len(texts)
        return [vector(numbers) for numbers in self._embedder.encode(texts)]


async def _texts(transaction: Transaction, note_ids: Collection[NoteId]) -> dict[NoteId, str]:
    """Return what of each note is read: its title and its beginning, without its links.

    Links are evidence of their own; and one that is hidden to see whether ``kb related`` finds it
    must leave no trace.
    """
    names = await plain_names(transaction, note_ids)
    texts = await texts_of(transaction, note_ids)
    return {
        note_id: note_text(read, [edge.written for edge in names.get(note_id, ())])
        for note_id, read in texts.items()
    }


def note_text(note: NoteText, names: Collection[str] = ()) -> str:
    """Return what of a note is read; ``names`` are its links without brackets."""
    body = without_labels(note.body[:_READ])
    for name in sorted(names, key=len, reverse=True):
        body = body.replace(name, " ")
    prose = without_links(f"{note.definition}\n{body}")
    return f"{note.title}. {_plain(prose)}"[:_LENGTH]


def card_text(front: str, back: str) -> str:
    """Return what of a card is read: both sides, each with its share."""
    half = _CARD_LENGTH // 2
    return f"{_plain(front)[:half]} {_plain(back)[:half]}"


def _plain(markdown: str) -> str:
    return " ".join(_MARKS.sub(" ", markdown).split())


def _hash(read: str) -> str:
    return blake2b(read.encode(), digest_size=8).hexdigest()


def _batches(values: Sequence[_T]) -> list[Sequence[_T]]:
    return [values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE)]
