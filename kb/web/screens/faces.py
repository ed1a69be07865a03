"""A card as the page shows it."""

from collections.abc import Sequence
from typing import Any

from kb.app.notes.meanings import Meanings, meanings_for_cards
from kb.app.review.session.given import fingerprint
from kb.app.sanitize import one_line, safe
from kb.cards.card import CardKind
from kb.schedule.memory import state_of
from kb.store.cards.cards import StoredCard
from kb.web.markup import card_markup
from kb.web.site import Site


async def card_faces(site: Site, cards: Sequence[StoredCard]) -> list[dict[str, Any]]:
    """Return cards with both sides as harmless HTML, and what an answer has to send back."""
    async with site.store.reading() as transaction:
        meanings = await meanings_for_cards(transaction, cards)
    return [_face(card, meanings[card.card_id]) for card in cards]


def _face(card: StoredCard, meanings: Meanings) -> dict[str, Any]:
    state = state_of(card.scheduled.memory if card.scheduled else None)
    front, back = card_markup(card, meanings)
    return {
        "id": card.card_id,
        "shown": fingerprint(card),
        "state": "learning" if state.in_steps else state.value,
        "front": front,
        "back": back,
        "gaps": card.kind is CardKind.CLOZE,
        "context": one_line(" › ".join(card.context)),
        "note": one_line(card.note),
        "place": one_line(f"{card.path}:{card.line}"),
        "changed": card.changed,
        "wording": [safe(card.front), safe(card.back)],
    }
