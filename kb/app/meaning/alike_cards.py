"""Cards that ask much the same as another card."""

from collections.abc import Mapping
from typing import Final

from kb.app.meaning.embedder import installed_embedder
from kb.cards.card import Status
from kb.graph.vectors import estimated_similarity
from kb.schedule.memory import CardId
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store, Transaction
from kb.store.search.vectors import CardSigns, signs_of_cards

_DOUBLE: Final = 0.85
"""The least estimated cosine of two cards that ask the same. Of the 2,795 proposals of three
collections, it marks few cards, and hardly one wrongly; at 0.8 every third is another question."""
_MOST: Final = 20


async def near_double(store: Store, card: StoredCard) -> StoredCard | None:
    """Return the active card of another note that asks nearly the same as a proposed one.

    Cards of one note are often worded alike, and ask the other way round or for the next thing.
    """
    if not installed_embedder():
        return None
    async with store.reading() as transaction:
        own = (await signs_of_cards(transaction, [card.card_id])).get(card.card_id)
        if own is None:
            return None
        alike = _similarities(own, await signs_of_cards(transaction))
        close = {card_id: near for card_id, near in alike.items() if near >= _DOUBLE}
        nearest = sorted(close, key=lambda card_id: (-close[card_id], card_id))[:_MOST]
        active = CardFilter(card_ids=nearest, statuses=[Status.ACTIVE])
        doubles = await stored_cards(transaction, active) if nearest else ()
    others = [other for other in doubles if other.note_id != card.note_id]
    return max(others, key=lambda other: close[other.card_id], default=None)


async def alike_cards(transaction: Transaction, card: StoredCard) -> Mapping[CardId, float]:
    """Return the active cards, each with how alike the card it is, in [-1, 1]: its meaning.

    Empty without the extra.
    """
    if not installed_embedder():
        return {}
    own = (await signs_of_cards(transaction, [card.card_id])).get(card.card_id)
    return _similarities(own, await signs_of_cards(transaction)) if own else {}


def _similarities(own: CardSigns, others: Mapping[CardId, CardSigns]) -> dict[CardId, float]:
    return {
        card_id: estimated_similarity(own.signs, other.signs)
        for card_id, other in others.items()
        if card_id != own.card_id
        and other.model == own.model
        and len(other.signs) == len(own.signs)
    }
