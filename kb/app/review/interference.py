"""Cards that a leech may be confused with."""

from typing import Final

from kb.cards.card import Status
from kb.cards.stems import words
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store
from kb.store.graph.note_links import linked_notes

MOST: Final = 3
_LEAST: Final = 0.25
"""The least share of common words that makes two cards confusable."""


async def confusable(store: Store, card: StoredCard) -> tuple[StoredCard, ...]:
    """Return the most similar active cards of the same note and of notes that it links to."""
    async with store.reading() as transaction:
        notes = [card.note_id, *await linked_notes(transaction, card.note_id)]
        rivals = [
            rival
            for note in dict.fromkeys(notes)
            for rival in await stored_cards(
                transaction, CardFilter(note_id=note, statuses=[Status.ACTIVE])
            )
            if rival.card_id != card.card_id and rival.fact != card.fact
        ]
    similarities = {rival.card_id: _similarity(card, rival) for rival in rivals}
    rivals.sort(key=lambda rival: -similarities[rival.card_id])
    return tuple(rival for rival in rivals[:MOST] if similarities[rival.card_id] >= _LEAST)


def _similarity(one: StoredCard, other: StoredCard) -> float:
    """Return the share of common words, in [0, 1], of the more similar side."""
    return max(_common(one.front, other.front), _common(one.back, other.back))


def _common(one: str, other: str) -> float:
    first, second = set(words(one)), set(words(other))
    return len(first & second) / max(len(first | second), 1)
