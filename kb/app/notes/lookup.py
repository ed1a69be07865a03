"""Which note or concept a name means that the user typed."""

import os
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb.errors import AmbiguousError, NotFoundError, NothingImportedError, UnwrittenError
from kb.graph.concepts import Concept, MissingKey, commonest_title, missing_key, missing_title
from kb.graph.keys import linking_keys, lookup_keys, number_forms
from kb.graph.resolve import FolderId, NamedNote, Names
from kb.notes.names import name_key
from kb.store.file.store import Transaction
from kb.store.graph.adjacency import titles_and_paths
from kb.store.graph.edges import edges_to_missing
from kb.store.graph.note_links import UnwrittenLink, links_to_unwritten
from kb.store.notes.folders import folder_roots
from kb.store.notes.names import all_named, named_by

_MOST_SUGGESTIONS: Final = 5
_LEAST_SIMILARITY: Final = 200 / 3
"""Of 100; below it a suggestion is no help."""
_PICTURES: Final = frozenset({"So", "Sk", "Me"})
"""Unicode's categories of emoji, their colours and their frames."""
_JOINERS: Final = frozenset("\ufe0f\u200d")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptRef:
    """A note, or a concept without a note."""

    concept: Concept
    title: str
    """Of the note; else as a link to it spells it."""
    note: NamedNote | None

    @property
    def path(self) -> str | None:
        """The note's, in its folder."""
        return self.note.path if self.note else None

    @property
    def names(self) -> tuple[str, ...]:
        """Title and aliases."""
        return (self.title, *self.note.aliases) if self.note else (self.title,)


async def find_concept(transaction: Transaction, name: str) -> ConceptRef:
    """Return the note that ``name`` means, as :func:`find_note`, else the missing concept.

    Raises:
        NotFoundError: nothing has this name, and no note links to it; with similar names.
        AmbiguousError: several notes have it; with paths that distinguish them.
    """
    note = await _note_called(transaction, name)
    if note is not None:
        return ConceptRef(concept=note.id, title=note.title, note=note)
    keys = (missing_key(name), *number_forms(missing_key(name)))
    titles, _ = await titles_and_paths(transaction, tuple(map(MissingKey, keys)))
    for key in map(MissingKey, keys):
        if key in titles:
            return ConceptRef(concept=key, title=titles[key], note=None)
    note = await _called_but_for_emoji(transaction, name)
    if note is not None:
        return ConceptRef(concept=note.id, title=note.title, note=note)
    missing = [missing_title(edge.written) for edge in await edges_to_missing(transaction)]
    names = _names_of(await all_named(transaction))
    names += [(name_key(title), title) for title in dict.fromkeys(missing)]
    raise _not_found("concept", name, names)


async def find_note(transaction: Transaction, name: str) -> NamedNote:
    """Return the living note that ``name`` means, in any case, singular or plural.

    Raises:
        NotFoundError: no note has this name; with similar names, or the notes that link to it.
        AmbiguousError: several notes have it; with paths that distinguish them.
    """
    note = await _note_called(transaction, name)
    note = note or await _called_but_for_emoji(transaction, name)
    if note is not None:
        return note
    # Elsewhere a note may be meant without its extension; here `socket.io` would mean `socket`.
    keys = linking_keys([name] if "." in name else lookup_keys(name))
    links = await links_to_unwritten(transaction, keys)
    if links:
        spelling = commonest_title(
            Counter(link.target.rpartition("/")[2].strip() for link in links)
        )
        raise UnwrittenError(spelling, _distinct_paths(links, await folder_roots(transaction)))
    raise _not_found("note", name, _names_of(await all_named(transaction)))


def _without_emoji(name: str) -> str:
    """Return the key of a name without its emoji."""
    if name.isascii():
        return name_key(name)
    return name_key(
        "".join(
            char
            for char in name
            if unicodedata.category(char) not in _PICTURES and char not in _JOINERS
        )
    )


async def _called_but_for_emoji(transaction: Transaction, name: str) -> NamedNote | None:
    """Return the note with an emoji in its title that has this name without it."""
    key = _without_emoji(name)
    notes = [
        note
        for note in await all_named(transaction)
        if key and not note.title.isascii() and _without_emoji(note.title) == key
    ]
    if len(notes) > 1:
        raise AmbiguousError("note", name, _distinct_paths(notes, await folder_roots(transaction)))
    return notes[0] if notes else None


async def _note_called(transaction: Transaction, name: str) -> NamedNote | None:
    roots = await folder_roots(transaction)
    candidates = await named_by(transaction, [name])
    notes = _at_path(name, candidates, roots) or Names(candidates).called(name)
    if len(notes) > 1:
        raise AmbiguousError("note", name, _distinct_paths(notes, roots))
    return notes[0] if notes else None


def _at_path(
    name: str, notes: Sequence[NamedNote], roots: Mapping[FolderId, Path]
) -> tuple[NamedNote, ...]:
    """Return the notes whose whole path ``name`` is: from the working directory, or their folder.

    A note whose path merely ends so gives way to them.
    """
    file = Path(name).absolute()
    here = tuple(note for note in notes if file == roots[note.folder] / note.path)
    # A path that leads out of a folder is none in it.
    inside = os.path.normpath(name).lstrip("/") if name.strip() else ""
    return here or tuple(note for note in notes if note.path == inside)


def _distinct_paths(
    notes: Sequence[NamedNote | UnwrittenLink], roots: Mapping[FolderId, Path]
) -> tuple[str, ...]:
    """Return the path of each note, with its folder where several notes share the path."""
    places = {(note.folder, note.path) for note in notes}
    times = Counter(path for _, path in places)
    return tuple(
        sorted(path if times[path] == 1 else str(roots[folder] / path) for folder, path in places)
    )


def _names_of(notes: Sequence[NamedNote]) -> list[tuple[str, str]]:
    """Return the key of each name of a note, with the note's title."""
    return [(name_key(name), note.title) for note in notes for name in (note.title, *note.aliases)]


def _not_found(what: str, name: str, names: Sequence[tuple[str, str]]) -> NotFoundError:
    if not names:
        return NothingImportedError(name)
    return NotFoundError(what, name, similar_names(name, names))


def similar_names(name: str, names: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the few names that are most similar to ``name``, from (key, name), best first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # only where a name was mistyped

    names = sorted(names)  # Of equally similar ones, the first is taken.
    typed = name_key(name)
    matches = process.extract(
        typed,
        [key for key, _ in names],
        scorer=fuzz.ratio,
        score_cutoff=_LEAST_SIMILARITY,
        limit=4 * _MOST_SUGGESTIONS,
    )
    similar = [names[index][1] for _, _, index in matches]
    # A part of a longer name is no mistyped name, but as likely meant.
    similar += sorted((title for key, title in names if f" {typed} " in f" {key} "), key=len)
    return tuple(dict.fromkeys(similar))[:_MOST_SUGGESTIONS]
