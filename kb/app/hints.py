"""Why an answer is empty, and what to try: a sentence for ``kb list``, ``kb search`` and others."""

from dataclasses import replace

from kb.app.cards.selection import CardSelection, resolve_selection
from kb.app.notes.known_names import no_such_folder, no_such_tag, why_no_notes
from kb.app.notes.lookup import find_note, similar_names
from kb.app.review.statistics.forecast import held_by_the_day, next_moment, unmet_cards
from kb.cards.card import Status
from kb.errors import KbError
from kb.notes.names import name_key
from kb.schedule.days import Moment
from kb.store.cards.cards import generators_in_use
from kb.store.cards.decisions import decisions
from kb.store.file.store import Store, Transaction
from kb.store.notes.folders import lies_in_folder
from kb.store.notes.tags import has_tag
from kb.store.search.spellings import spellings
from kb.store.search.syntax import SearchWords, parse_search
from kb.store.search.terms import document_frequencies, words_like


async def why_empty(store: Store, *, generator: str | None = None) -> str | None:
    """Return why a list is empty: there are no notes, or no cards of a generator; else nothing."""
    async with store.reading() as transaction:
        if why := await why_no_notes(transaction):
            return why
        if generator is not None:
            used = await generators_in_use(transaction)
            if generator.lower() not in map(str.lower, used):
                return f"Your notes have no cards from the generator “{generator}”."
    return None


async def why_untouched(
    store: Store, selection: CardSelection, moment: Moment | None = None
) -> str | None:
    """Return why a command found no card to change; nothing where there are such cards.

    Args:
        store: with the cards.
        selection: of those that were meant.
        moment: of the learner; a selection by a query needs it.

    Raises:
        NotFoundError: there is no such note.
    """
    if why := await why_empty(store):
        return why
    async with store.reading() as transaction:
        which = await resolve_selection(transaction, selection, moment)
        cards = await decisions(transaction, which)
    return None if cards else "No cards match. “kb cards” lists all cards."


async def suspended_cards(store: Store, selection: CardSelection, moment: Moment) -> int:
    """Return how many cards of a selection are suspended.

    Raises:
        NotFoundError: there is no such note.
        QueryError: the query cannot be read.
    """
    async with store.reading() as transaction:
        which = await resolve_selection(transaction, selection, moment)
        suspended = replace(which, statuses=(Status.SUSPENDED,))
        return len(await decisions(transaction, suspended))


async def why_nothing_found(store: Store, words: str) -> str:
    """Return why a search found nothing: which of its words, tags and folders no note has."""
    search = parse_search(words)
    async with store.reading() as transaction:
        if why := await why_no_notes(transaction):
            return why
        if search is None:
            return "No notes match."
        why = await _unknown_field(transaction, search)
        if why := why or await _unknown_word(transaction, search):
            return why
    if len(search.wanted) > 1 or search.has_field or search.unwanted:
        return "Each part is in some note, but no note has all of them. Try fewer words."
    return f"No note has “{words.strip()}”. Try fewer words, or “kb list”."


async def _unknown_field(transaction: Transaction, search: SearchWords) -> str:
    """Return which tag, folder or note of a search there is not; empty if there are all."""
    for tag in search.tags:
        if not await has_tag(transaction, tag):
            return (await no_such_tag(transaction, tag))[0]
    for folder in search.folders:
        if not await lies_in_folder(transaction, folder):
            return (await no_such_folder(transaction, folder))[0]
    for name in search.notes:
        try:
            await find_note(transaction, name)
        except KbError as error:
            return f"{error.message[:1].upper()}{error.message[1:]}"
    return ""


async def _unknown_word(transaction: Transaction, search: SearchWords) -> str:
    """Return which word of a search no note has; empty if each is in some."""
    keys = {word: name_key(word) for word in search.wanted if word.isalnum()}
    forms = {key: spellings(key) for key in keys.values()}
    known = await document_frequencies(transaction, frozenset().union(*forms.values()))
    for word, key in keys.items():
        if known.keys().isdisjoint(forms[key]):
            terms = await words_like(transaction, key)
            near = similar_names(key, [(term, term) for term in terms])
            hint = f"Did you mean “{near[0]}”?" if near else "Try another word."
            return f"No note has the word “{word}”. {hint}"
    return ""


async def why_nothing(
    store: Store, moment: Moment, only: CardSelection, *, cram: bool = False
) -> str:
    """Return when the next card of a review is due, or why there is none.

    Raises:
        NotFoundError: there is no such note.
        QueryError: the query cannot be read.
    """
    at = None if cram else await next_moment(store, moment, only)
    unmet = 0 if cram else await unmet_cards(store, moment, only)
    if at or unmet:
        when = f" The next card is due on {at:%A, %Y-%m-%d at %H:%M}." if at else ""
        return f"Nothing is due now.{when}{held_by_the_day(unmet)}"
    if why := await why_empty(store):
        return why
    if count := await suspended_cards(store, only, moment):
        cards, them = (
            ("card that matches is", "it") if count == 1 else ("cards that match are", "them")
        )
        return f"The {count} {cards} suspended. “kb unsuspend” returns {them} to review."
    return "No active card matches. “kb inbox” shows proposed cards."
