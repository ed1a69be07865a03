"""Cards that one may be taken for: what to look at when a card is forgotten again and again."""

from typing import Final

from kb.cards.card import Status
from kb.cards.stems import words
from kb.store.cards.cards import StoredCard, Which, stored_cards
from kb.store.file.store import Store
from kb.store.graph.note_links import linked_notes

MOST: Final = 3
_LEAST: Final = 0.25
"""The share of words in common below which nobody takes one card for the other."""


async def confusable(store: Store, card: StoredCard) -> tuple[StoredCard, ...]:
    """Returns active cards of the same note, and of notes that it links to, that read alike."""
    async with store.reading() as transaction:
        notes = [card.note_id, *await linked_notes(transaction, card.note_id)]
        others = [
            other
            for note in dict.fromkeys(notes)
            for other in await stored_cards(
                transaction, Which(note_id=note, statuses=[Status.ACTIVE])
            )
        ]
    ranked = sorted(
        (
            (_likeness(card, other), -other.card_id, other)
            for other in others
            if other.card_id != card.card_id and other.fact != card.fact
        ),
        key=lambda each: each[:2],
        reverse=True,
    )
    return tuple(other for likeness, _, other in ranked[:MOST] if likeness >= _LEAST)


def _likeness(card: StoredCard, other: StoredCard) -> float:
    """Returns the share of words in common, in [0, 1], of the sides that are more alike."""
    return max(_shared(card.front, other.front), _shared(card.back, other.back))


def _shared(one: str, other: str) -> float:
    first, second = set(words(one)), set(words(other))
    return len(first & second) / max(len(first | second), 1)
