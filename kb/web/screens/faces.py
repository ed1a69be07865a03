"""A card as the page shows it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from kb.app.notes.attachments import attachments_of_card
from kb.app.review.given import fingerprint
from kb.app.sanitize import one_line, safe
from kb.cards.card import CardKind
from kb.html.destinations import Destinations
from kb.html.render import card_html
from kb.schedule.memory import state_of
from kb.store.cards.cards import StoredCard
from kb.web.site import Site


async def card_faces(site: Site, cards: Sequence[StoredCard]) -> list[dict[str, Any]]:
    """Return cards with both sides as harmless HTML, and what an answer has to send back."""
    return [await _face(site, card) for card in cards]


async def _face(site: Site, card: StoredCard) -> dict[str, Any]:
    state = state_of(card.scheduled.memory if card.scheduled else None)
    destinations = await _destinations(site, card)
    is_cloze = card.kind is CardKind.CLOZE
    return {
        "id": card.card_id,
        "shown": fingerprint(card),
        "state": "learning" if state.in_steps else state.value,
        "front": card_html(safe(card.front), destinations, is_cloze=is_cloze),
        "back": card_html(safe(card.back), destinations),
        "gaps": is_cloze,
        "context": one_line(" › ".join(card.context)),
        "note": one_line(card.note),
        "place": one_line(f"{card.path}:{card.line}"),
        "changed": card.changed,
        "wording": [safe(card.front), safe(card.back)],
    }


async def _destinations(site: Site, card: StoredCard) -> Destinations:
    named = await attachments_of_card(site.store, card.note_id, card.front, card.back)
    files = {
        file.written: f"/attachment/{file.attachment}"
        for file in named
        if file.attachment is not None
    }
    return Destinations(
        note=lambda target, _: f"/search?q={quote(target)}" if target else None, file=files.get
    )
