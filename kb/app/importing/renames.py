"""Which note each file is: a note keeps its identity when its file is renamed or moved.

In this order: the id that the user gave in the front matter, the path, exactly the same content,
then, in :mod:`kb.app.importing.similarity`, similar content.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kb.graph.resolve import NoteId


class Newcomer(NamedTuple):
    """A file whose content the store does not know at its path."""

    ref: int
    path: str
    content_hash: str
    size: int
    given_id: str | None
    at_path: NoteId | None
    """The note that had this path."""


class Displaced(NamedTuple):
    """A note whose file is not there, or holds something else than it did."""

    note_id: NoteId
    path: str
    content_hash: str
    given_id: str | None


Identities = dict[int, NoteId | None]
"""By the file's number; nothing for a new note."""


def identities(newcomers: Sequence[Newcomer], displaced: Sequence[Displaced]) -> Identities:
    """Returns which note each file is, so far as it is certain."""
    places = {each.at_path: each.ref for each in newcomers if each.at_path is not None}
    claims = _by_given_id(newcomers, displaced)
    taken = frozenset(claims.values())
    claims |= _by_content(
        [each for each in newcomers if each.ref not in claims],
        [each for each in displaced if each.note_id not in taken],
        places,
        claims,
    )
    claimed = frozenset(claims.values())
    by_path = {each.ref: None if each.at_path in claimed else each.at_path for each in newcomers}
    return {**by_path, **claims}


def _by_given_id(
    newcomers: Iterable[Newcomer], displaced: Iterable[Displaced]
) -> dict[int, NoteId]:
    """Returns the notes whose id stands in just one file; a template's stands in many."""
    known = _singles((each.given_id, each.note_id) for each in displaced)
    found = _singles((each.given_id, each.ref) for each in newcomers)
    return {found[given]: known[given] for given in found.keys() & known.keys()}


def _singles(pairs: Iterable[tuple[str | None, int]]) -> dict[str, NoteId]:
    given = [(key, value) for key, value in pairs if key]
    counts = Counter(key for key, _ in given)
    return {key: NoteId(value) for key, value in given if counts[key] == 1}


def _by_content(
    newcomers: Sequence[Newcomer],
    displaced: Sequence[Displaced],
    places: Mapping[NoteId, int],
    certain: Mapping[int, NoteId],
) -> dict[int, NoteId]:
    """Returns the notes whose content stands in a file elsewhere.

    It must have the same name, or no other note may have had that content. From a file that is
    still there a note moves only if what is there now is another note that moved: a file that was
    copied and then edited is still the note that it was.
    """
    notes = {each.note_id: each for each in displaced}
    absent = _Unclaimed(each for each in displaced if each.note_id not in places)
    # Those whose file is not there come first.
    every = _Unclaimed(sorted(displaced, key=lambda note: note.note_id in places))
    claims: dict[int, NoteId] = {}
    for new in newcomers:
        at_path = notes.get(new.at_path) if new.at_path is not None else None
        if at_path and at_path.content_hash == new.content_hash:
            continue
        found = absent.like(new) or every.like(new)
        if found:
            absent.discard(found)
            every.discard(found)
            claims[new.ref] = found.note_id
    return _explained(claims, places, certain)


class _Unclaimed:
    """Notes that no file has claimed yet, by their content."""

    def __init__(self, notes: Iterable[Displaced]) -> None:
        self._alike: dict[str, dict[NoteId, Displaced]] = defaultdict(dict)
        self._namesakes: dict[tuple[str, str], dict[NoteId, Displaced]] = defaultdict(dict)
        for each in notes:
            self._alike[each.content_hash][each.note_id] = each
            self._namesakes[each.content_hash, _name(each.path)][each.note_id] = each

    def like(self, new: Newcomer) -> Displaced | None:
        """Returns the note with this content and name, or the only one with this content."""
        namesakes = self._namesakes.get((new.content_hash, _name(new.path)))
        if namesakes:
            return next(iter(namesakes.values()))
        alike = self._alike.get(new.content_hash, {})
        return next(iter(alike.values())) if len(alike) == 1 and new.size else None

    def discard(self, note: Displaced) -> None:
        """Takes the note out, if it is there."""
        self._alike[note.content_hash].pop(note.note_id, None)
        self._namesakes[note.content_hash, _name(note.path)].pop(note.note_id, None)


def _explained(
    claims: dict[int, NoteId], places: Mapping[NoteId, int], certain: Mapping[int, NoteId]
) -> dict[int, NoteId]:
    """Returns the claims that leave no file behind whose content nothing explains."""
    while True:
        kept = {
            ref: note_id
            for ref, note_id in claims.items()
            if note_id not in places or places[note_id] in claims or places[note_id] in certain
        }
        if len(kept) == len(claims):
            return kept
        claims = kept


def _name(path: str) -> str:
    return path.rpartition("/")[2]
