"""Cards that a leech may be confused with: those that share its words, or its meaning."""

from typing import Final

from kb.app.meaning.alike_cards import alike_cards
from kb.cards.card import Status
from kb.cards.stems import words
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store
from kb.store.graph.note_links import linked_notes

MOST: Final = 3
_LEAST: Final = 0.25
"""The least share of common words that makes two cards confusable."""
_LEAST_ALIKE: Final = 0.7
"""The least estimated cosine between two cards that does."""
_FROM_ANYWHERE: Final = 12
"""Cards of other notes that are looked at because they are alike."""


async def confusable(store: Store, card: StoredCard) -> tuple[StoredCard, ...]:
    """Return the most similar active cards of the same note and of notes that it links to.

    With the extra ``kb[meaning]``, those of all notes that mean much the same count as well.
    """
    async with store.reading() as transaction:
        notes = [card.note_id, *await linked_notes(transaction, card.note_id)]
        rivals = [
            rival
            for note in dict.fromkeys(notes)
            for rival in await stored_cards(
                transaction, CardFilter(note_id=note, statuses=[Status.ACTIVE])
            )
        ]
        alike = await alike_cards(transaction, card)
        near = [card_id for card_id, likeness in alike.items() if likeness >= _LEAST_ALIKE]
        near = sorted(near, key=lambda card_id: (-alike[card_id], card_id))[:_FROM_ANYWHERE]
        unknown = [*{*near} - {rival.card_id for rival in rivals}]
        if unknown:
            rivals += await stored_cards(transaction, CardFilter(card_ids=unknown))
    rivals = [
        rival for rival in rivals if rival.card_id != card.card_id and rival.fact != card.fact
    ]
    similarities = {
        rival.card_id: max(_similarity(card, rival), _meant(alike.get(rival.card_id, 0.0)))
        for rival in rivals
    }
    rivals.sort(key=lambda rival: -similarities[rival.card_id])
    return tuple(rival for rival in rivals[:MOST] if similarities[rival.card_id] >= _LEAST)


def _meant(likeness: float) -> float:
    """Return how similar two cards are for what they mean, on the scale of common words."""
    return _LEAST + (likeness - _LEAST_ALIKE) if likeness >= _LEAST_ALIKE else 0.0


def _similarity(one: StoredCard, other: StoredCard) -> float:
    """Return the share of common words, in [0, 1], of the more similar side."""
    return max(_common(one.front, other.front), _common(one.back, other.back))


def _common(one: str, other: str) -> float:
    first, second = set(words(one)), set(words(other))
    return len(first & second) / max(len(first | second), 1)
