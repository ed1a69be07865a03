"""The names of generators, and those in a query: one that is not there is told, as by options."""

import re
from collections.abc import Sequence
from typing import Final

from kb.app.notes.known_names import UnknownChoiceError, known_folder
from kb.app.notes.lookup import find_note, similar_names
from kb.cards.assistant import ASSISTANT
from kb.cards.query.query import InFolder, OfGenerator, OfNote, Query, plain_text, terms_in
from kb.config.settings import GENERATORS
from kb.errors import AmbiguousError, NotFoundError, UnknownNameError
from kb.store.cards.cards import generators_in_use
from kb.store.file.store import Transaction
from kb.store.query import means_a_note

_MEANS_MORE: Final = re.compile(r'["\\*_:]')


def asking_for_note(name: str) -> str:
    r"""Return the query for the cards of the note with a name, whatever characters it has.

    >>> asking_for_note("a_b"), asking_for_note('say "x"')
    ('note:"a\\_b"', 'note:"say \\"x\\""')
    """
    escaped = _MEANS_MORE.sub(lambda char: f"\\{char[0]}", name)
    return f'note:"{escaped}"'


async def known_generator(transaction: Transaction, name: str) -> str:
    """Return a generator as it is spelled, whether cards come from it or not.

    Raises:
        UnknownChoiceError: there is no such generator.
    """
    known = sorted({*GENERATORS, ASSISTANT, *await generators_in_use(transaction)})
    spelled = {generator.lower(): generator for generator in known}
    if name.lower() not in spelled:
        raise UnknownChoiceError(*_no_such_generator(name, known))
    return spelled[name.lower()]


async def refuse_unknown_names(transaction: Transaction, query: Query, written: str) -> None:
    """Refuse a query that names something, without wildcards, that is not there.

    Tags may be unknown, as in Anki.

    Raises:
        UnknownNameError: with similar names, and the place in the query as it was written.
    """
    for term in terms_in(query):
        if not isinstance(term, OfNote | InFolder | OfGenerator):
            continue
        name = plain_text(term.pattern)
        if name is None:
            continue
        try:
            if isinstance(term, OfGenerator):
                await known_generator(transaction, name)
            elif isinstance(term, InFolder):
                await known_folder(transaction, name)
            elif not await means_a_note(transaction, term):
                await _refuse_note(transaction, name)
        except (AmbiguousError, NotFoundError) as error:
            message, candidates = error.message, error.candidates
            raise UnknownNameError(message, written, term.at, candidates=candidates) from error


async def _refuse_note(transaction: Transaction, name: str) -> None:
    """Refuse the name of a note that a query, which takes no near misses, does not know."""
    note = await find_note(transaction, name)
    raise NotFoundError("note", name, (note.title,))


def _no_such_generator(name: str, known: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the sentence that there is no such generator, and similar ones."""
    near = similar_names(name, [(one, one) for one in known])
    hint = f"Did you mean {near[0]}?" if near else f"The generators are {', '.join(known)}."
    return f"There is no generator “{name}”. {hint}", near
