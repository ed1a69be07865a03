"""The names in a query: a note, folder or generator that is not there is told, as by options."""

from kb.app.notes.lookup import find_note, similar_names
from kb.cards.generators.registry import NAMES
from kb.cards.query.query import InFolder, OfGenerator, OfNote, Query, plain_text, terms_in
from kb.errors import AmbiguousError, NotFoundError, UnknownNameError
from kb.store.cards.cards import generators_in_use
from kb.store.file.store import Transaction
from kb.store.query import means_a_note

NO_FOLDER = "No note lies in a folder “{}”. “kb list” shows where the notes are."


async def refuse_unknown_names(transaction: Transaction, query: Query, written: str) -> None:
    """Refuse a query that names something, without wildcards, that is not there.

    Raises:
        UnknownNameError: with similar names, and the place in the query as it was written.
    """
    for term in terms_in(query):
        if not isinstance(term, OfNote | InFolder | OfGenerator):
            continue
        name = plain_text(term.pattern)
        if name is None:
            continue
        if isinstance(term, OfGenerator):
            why, names = await _unknown_generator(transaction, name)
        elif await means_a_note(transaction, term):
            continue
        elif isinstance(term, InFolder):
            why, names = _lower(NO_FOLDER.format(name)), ()
        else:
            why, names = await _unknown_note(transaction, name)
        if why:
            raise UnknownNameError(why, written, term.at, candidates=names)


async def _unknown_note(transaction: Transaction, name: str) -> tuple[str, tuple[str, ...]]:
    try:
        note = await find_note(transaction, name)
    except (AmbiguousError, NotFoundError) as error:
        return error.message, error.candidates
    near = NotFoundError("note", name, (note.title,))
    return near.message, near.candidates


async def _unknown_generator(transaction: Transaction, name: str) -> tuple[str, tuple[str, ...]]:
    known = sorted({*NAMES, *await generators_in_use(transaction)})
    if name.lower() in map(str.lower, known):
        return "", ()
    return _lower(no_generator(name, known)), similar_names(name, [(one, one) for one in known])


def no_generator(name: str, known: list[str]) -> str:
    """Return the sentence that there is no such generator, and which ones there are."""
    near = similar_names(name, [(one, one) for one in known])
    hint = f"Did you mean {near[0]}?" if near else f"The generators are {', '.join(known)}."
    return f"There is no generator “{name}”. {hint}"


def _lower(sentence: str) -> str:
    """Return a sentence as an error says it."""
    return sentence[:1].lower() + sentence[1:]
