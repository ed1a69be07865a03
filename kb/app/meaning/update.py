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
from kb.graph.vectors import signs, vector
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
_READ: Final = 6 * _LENGTH
"""Characters that are looked through for so many without Markdown's marks."""
_MARKS: Final = re.compile(r"[*_`#>|\\~=$\[\]{}-]+")


async def update_meaning(
    store: Store, embedder: Embedder, on_progress: OnProgress | None = None
) -> int:
    """Compute the vectors that are missing or outdated, drop the rest, and return how many.

    Args:
        store: of the notes and cards.
        embedder: what reads the texts. What another model read is read again.
        on_progress: called as texts are read.
    """
    async with store.reading() as transaction:
        notes = await outdated_notes(transaction, embedder.model)
        cards = await outdated_cards(transaction, embedder.model)
    total, done, computed = len(notes) + len(cards), 0, 0
    if not total:
        return 0
    async with store.writing() as transaction:
        await drop_unused(transaction)
    for some in _batches(notes):
        computed += await _read_notes(store, embedder, some)
        done += len(some)
        if on_progress:
            on_progress(done, total)
    for sides in _batches(cards):
        computed += await _read_cards(store, embedder, sides)
        done += len(sides)
        if on_progress:
            on_progress(done, total)
    return computed


async def _read_notes(store: Store, embedder: Embedder, note_ids: Sequence[NoteId]) -> int:
    async with store.reading() as transaction:
        texts = await _texts(transaction, note_ids)
    hashes = {note_id: _hash(read) for note_id, read in texts.items()}
    async with store.writing() as transaction:
        same = await unstale_notes(transaction, [*hashes.items()], embedder.model)
    new = [note_id for note_id in texts if note_id not in same]
    if not new:
        return 0
    vectors = map(vector, embedder.encode([texts[note_id] for note_id in new]))
    rows = [
        NoteVector(note_id, embedder.model, hashes[note_id], signs(means), means)
        for note_id, means in zip(new, vectors, strict=True)
    ]
    async with store.writing() as transaction:
        await put_notes(transaction, rows)
    return len(rows)


async def _read_cards(store: Store, embedder: Embedder, cards: Sequence[CardText]) -> int:
    texts = {card.card_id: card_text(card.front, card.back) for card in cards}
    hashes = {card_id: _hash(read) for card_id, read in texts.items()}
    async with store.writing() as transaction:
        same = await unstale_cards(transaction, [*hashes.items()], embedder.model)
    new = [card_id for card_id in texts if card_id not in same]
    if not new:
        return 0
    vectors = map(vector, embedder.encode([texts[card_id] for card_id in new]))
    rows = [
        CardSigns(card_id, embedder.model, hashes[card_id], signs(means))
        for card_id, means in zip(new, vectors, strict=True)
    ]
    async with store.writing() as transaction:
        await put_cards(transaction, rows)
    return len(rows)


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
