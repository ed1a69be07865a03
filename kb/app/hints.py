"""Why an answer is empty, and what to try: a sentence for ``kb list``, ``kb search`` and others."""

from dataclasses import replace

from kb.app.cards.query_names import NO_FOLDER, no_generator
from kb.app.cards.selection import CardSelection, resolve_selection
from kb.app.notes.lookup import similar_names
from kb.cards.card import Status
from kb.cards.generators.registry import NAMES
from kb.notes.names import name_key
from kb.schedule.days import Moment
from kb.store.cards.cards import generators_in_use
from kb.store.cards.decisions import decisions
from kb.store.file.store import Store, Transaction
from kb.store.notes.folders import has_notes, remembered_folders
from kb.store.notes.names import living_notes
from kb.store.notes.tags import tag_counts
from kb.store.search.spellings import spellings
from kb.store.search.syntax import parse_search
from kb.store.search.terms import document_frequencies, words_like

NOTHING_IMPORTED = "Nothing is imported yet. “kb import FOLDER” imports a folder of notes."


async def why_empty(
    store: Store,
    *,
    tag: str | None = None,
    generator: str | None = None,
    folder: str | None = None,
) -> str | None:
    """Return why a list of this tag, folder or generator is empty; nothing where notes are so."""
    async with store.reading() as transaction:
        if why := await _why_no_notes(transaction):
            return why
        if tag is not None and (why := await _why_no_tag(transaction, tag)):
            return why
        if folder is not None and not await has_notes(transaction, folder):
            return NO_FOLDER.format(folder)
        if generator is not None:
            used = await generators_in_use(transaction)
            if generator not in used:
                return _why_no_generator(generator, sorted({*NAMES, *used}))
    return None


async def why_untouched(store: Store, selection: CardSelection) -> str | None:
    """Return why a command found no card to change; nothing where there are such cards.

    Raises:
        NotFoundError: there is no such note.
    """
    if why := await why_empty(store, tag=selection.tag, folder=selection.folder):
        return why
    async with store.reading() as transaction:
        cards = await decisions(transaction, await resolve_selection(transaction, selection))
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
    """Return why a search found nothing: which of its words and tags no note has."""
    search = parse_search(words)
    async with store.reading() as transaction:
        if why := await _why_no_notes(transaction):
            return why
        if search is None:
            return "No notes match."
        for tag in search.tags:
            if why := await _why_no_tag(transaction, tag):
                return why
        keys = {word: name_key(word) for word in search.wanted if word.isalnum()}
        forms = {key: spellings(key) for key in keys.values()}
        known = await document_frequencies(transaction, frozenset().union(*forms.values()))
        for word, key in keys.items():
            if known.keys().isdisjoint(forms[key]):
                terms = await words_like(transaction, key)
                near = similar_names(key, [(term, term) for term in terms])
                hint = f"Did you mean “{near[0]}”?" if near else "Try another word."
                return f"No note has the word “{word}”. {hint}"
    if len(search.wanted) > 1 or search.tags or search.unwanted:
        return "Each part is in some note, but no note has all of them. Try fewer words."
    return f"No note has “{words.strip()}”. Try fewer words, or “kb list”."


async def _why_no_notes(transaction: Transaction) -> str | None:
    if await living_notes(transaction):
        return None
    count = len(await remembered_folders(transaction))
    if not count:
        return NOTHING_IMPORTED
    folders = "folder" if count == 1 else "folders"
    return f"No notes found in the imported {folders}. “kb folders” shows where kb looked."


async def _why_no_tag(transaction: Transaction, tag: str) -> str | None:
    tag = tag.removeprefix("#")
    key = name_key(tag)
    names = [(name_key(count.tag), count.tag) for count in await tag_counts(transaction)]
    if any(known == key or known.startswith(f"{key}/") for known, _ in names):
        return None
    near = similar_names(key, names)
    hint = f"Did you mean #{near[0]}?" if near else "“kb tags” lists all tags."
    return f"No note has the tag #{tag}. {hint}"


def _why_no_generator(generator: str, known: list[str]) -> str:
    if generator in known:
        return f"Your notes have no cards from the generator “{generator}”."
    return no_generator(generator, known)
