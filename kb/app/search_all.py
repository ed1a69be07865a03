"""A search over notes and cards together, for the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kb.app.cards.browsing import CardOrder, CardRow, card_rows, matching_cards
from kb.app.cards.selection import CardSelection
from kb.app.hints import why_nothing_found
from kb.app.notes.search import search_notes
from kb.cards.query.parse import parse_query
from kb.cards.query.query import Side, Tagged, Text, terms_in
from kb.errors import KbError, NotFoundError, QueryError, UsageError
from kb.graph.resolve import NoteId
from kb.schedule.days import Moment
from kb.schedule.memory import CardId
from kb.store.cards.cards import CardFilter, stored_cards
from kb.store.file.store import Store
from kb.store.notes.listing import tags_of
from kb.store.notes.names import ids_at
from kb.store.search.query import SearchHit
from kb.store.search.snippets import Snippet, snippet
from kb.store.search.syntax import parse_search

NOTES_SHOWN: Final = 20
CARDS_SHOWN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteHit:
    """A note that matches."""

    note_id: NoteId
    hit: SearchHit
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardHit:
    """A card that matches."""

    row: CardRow
    passage: Snippet
    """Of its prompt, or else of its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """What a search over notes and cards finds."""

    notes: tuple[NoteHit, ...] = ()
    """Best first."""
    why_no_notes: str = ""
    """Why there are none, in a sentence."""
    cards: tuple[CardHit, ...] = ()
    """The first of them, by note."""
    all_cards: int = 0
    trouble: KbError | None = None
    """Why the words cannot be read as a query for cards."""


async def search_all(store: Store, words: str, moment: Moment) -> SearchResults:
    """Return the notes and the cards that have all of ``words``.

    For notes, they are those of ``kb search``, for cards those of ``kb cards``. If a word is about
    cards alone, such as ``is:due``, no notes are looked for.
    """
    cards: tuple[CardId, ...] = ()
    trouble: KbError | None = None
    only_cards = False
    try:
        only_cards = _is_about_cards(words)
        selection = CardSelection(query=words)
        cards = await matching_cards(store, selection, CardOrder.NOTE, moment=moment)
    except (QueryError, NotFoundError) as error:
        trouble = error
    hits: tuple[SearchHit, ...] = ()
    why = "These words are about cards alone."
    if not only_cards:
        try:
            hits = await search_notes(store, words, NOTES_SHOWN)
            why = "" if hits else await why_nothing_found(store, words)
        except UsageError as error:
            why = error.message
    return SearchResults(
        notes=await _notes(store, hits),
        why_no_notes=why,
        cards=await _cards(store, cards[:CARDS_SHOWN], words, moment),
        all_cards=len(cards),
        trouble=trouble,
    )


def _is_about_cards(words: str) -> bool:
    """Return whether a word of a query means something for cards alone."""
    return any(
        not isinstance(term, Tagged) and not (isinstance(term, Text) and term.side is Side.EITHER)
        for term in terms_in(parse_query(words))
    )


async def _notes(store: Store, hits: tuple[SearchHit, ...]) -> tuple[NoteHit, ...]:
    async with store.reading() as transaction:
        ids = await ids_at(transaction, {hit.path for hit in hits})
        tags = await tags_of(transaction, list(ids.values()))
    return tuple(
        NoteHit(note_id=note_id, hit=hit, tags=tags.get(note_id, ()))
        for hit in hits
        if (note_id := ids.get((hit.folder, hit.path))) is not None
    )


async def _cards(
    store: Store, cards: tuple[CardId, ...], words: str, moment: Moment
) -> tuple[CardHit, ...]:
    rows: Mapping[CardId, CardRow] = await card_rows(store, cards, moment=moment)
    async with store.reading() as transaction:
        stored = await stored_cards(transaction, CardFilter(card_ids=cards))
    texts = {card.card_id: (card.front, card.back) for card in stored}
    parsed = parse_search(words)
    wanted = parsed.wanted if parsed else ()
    return tuple(
        CardHit(row=rows[card_id], passage=snippet(texts[card_id], wanted))
        for card_id in cards
        if card_id in rows and card_id in texts
    )
