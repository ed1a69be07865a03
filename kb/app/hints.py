"""Why an answer is empty, and what to try."""

from collections.abc import Sequence

from kb.app.cards.selection import Wanted, which
from kb.app.notes.lookup import nearest
from kb.cards.generators.registry import NAMES
from kb.notes.names import name_key
from kb.store.cards.cards import decisions, generators_in_use
from kb.store.file.store import Store, Transaction
from kb.store.notes.folders import all_folders
from kb.store.notes.names import living_notes
from kb.store.notes.tags import tag_counts
from kb.store.search.syntax import parse_search
from kb.store.search.terms import bearers, words_like

NOTHING_IMPORTED = "Nothing is imported yet. “kb import FOLDER” takes in a folder of notes."


_NO_NOTE = (
    "No note was found in the folder that is known. “kb folders” says where kb looked, and for "
    "which endings."
)


async def why_empty(
    store: Store, *, tag: str | None = None, generator: str | None = None
) -> str | None:
    """Returns why nothing was found; nothing where notes, tag and generator are there.

    Args:
        store: the store.
        tag: what was asked for, with # or without.
        generator: likewise.
    """
    async with store.reading() as transaction:
        if why := await _why_no_notes(transaction):
            return why
        if tag is not None and (said := await _of_tag(transaction, tag)):
            return said
        if generator is not None:
            used = await generators_in_use(transaction)
            if generator not in used:
                return _of_generator(generator, sorted({*NAMES, *used}))
    return None


async def why_untouched(store: Store, wanted: Wanted) -> str | None:
    """Returns why a command found no card to change; nothing where there are such cards.

    Raises:
        NotFoundError: there is no such note.
    """
    if why := await why_empty(store, tag=wanted.tag):
        return why
    async with store.reading() as transaction:
        found = await decisions(transaction, await which(transaction, wanted))
    return None if found else "No card is like that. “kb cards” lists those there are."


async def why_nothing_found(store: Store, words: str) -> str:
    """Returns why a search found nothing: which of its words and tags are in no note."""
    asked = parse_search(words)
    async with store.reading() as transaction:
        if why := await _why_no_notes(transaction):
            return why
        if asked is None:
            return "No note is like that."
        for tag in asked.tags:
            if said := await _of_tag(transaction, tag):
                return said
        single = [word for word in asked.wanted if word.isalnum()]
        keys = {word: name_key(word) for word in single}
        known = await bearers(transaction, frozenset(keys.values()))
        for word, key in keys.items():
            if key not in known:
                near = nearest(key, [(term, term) for term in await words_like(transaction, key)])
                hint = f" Did you mean “{near[0]}”?" if near else " Try another word."
                return f"No note has the word “{word}”.{hint}"
    if len(asked.wanted) > 1 or asked.tags or asked.unwanted:
        return "Each part is in some note, but no note has all of them. Try fewer words."
    return f"No note has “{words.strip()}”. Try fewer words, or “kb list”."


async def _why_no_notes(transaction: Transaction) -> str | None:
    """Returns why there are no notes at all; nothing where there are some."""
    if await living_notes(transaction):
        return None
    known = sum(not folder.forgotten for folder in await all_folders(transaction))
    if not known:
        return NOTHING_IMPORTED
    return _NO_NOTE if known == 1 else _NO_NOTE.replace("folder that is", "folders that are")


async def _of_tag(transaction: Transaction, tag: str) -> str | None:
    wanted = tag.removeprefix("#")
    key = name_key(wanted)
    names = [count.tag for count in await tag_counts(transaction)]
    keys = [name_key(name) for name in names]
    if any(each == key or each.startswith(f"{key}/") for each in keys):
        return None
    near = nearest(key, list(zip(keys, names, strict=True)))
    hint = f"Did you mean #{near[0]}?" if near else "“kb tags” lists those there are."
    return f"No note bears #{wanted}. {hint}"


def _of_generator(generator: str, known: Sequence[str]) -> str:
    if generator in known:
        return f"None of your notes yields a card by “{generator}”."
    near = nearest(generator, [(name, name) for name in known])
    hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
    return f"No card was drawn by “{generator}”. {hint}"
