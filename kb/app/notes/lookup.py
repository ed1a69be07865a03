"""Which note a name means that the user typed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb.errors import AmbiguousError, NotFoundError, NothingImportedError, UnwrittenError
from kb.graph.concepts import Concept, MissingKey, missing_key, missing_title
from kb.graph.keys import linking_keys, lookup_keys, number_forms
from kb.graph.resolve import FolderId, NamedNote, Names
from kb.notes.names import name_key
from kb.store.file.store import Transaction
from kb.store.graph.edges import edges_to_missing
from kb.store.graph.note_links import UnwrittenLink, links_to_unwritten
from kb.store.notes.names import all_named, folder_roots, named_by

_SUGGESTED: Final = 5
_LIKENESS: Final = 60
"""Of 100; below it a suggestion is no help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedConcept:
    """A note, or a concept that nobody has written yet."""

    concept: Concept
    title: str
    """Of the note; else as a link to it writes it."""
    note: NamedNote | None

    @property
    def path(self) -> str | None:
        """The note's, in its folder."""
        return self.note.path if self.note else None

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is called."""
        return (self.title, *self.note.aliases) if self.note else (self.title,)


async def find_concept(transaction: Transaction, name: str) -> NamedConcept:
    """Returns the note that ``name`` means, as :func:`find_note`, else the concept that is missing.

    Raises:
        NotFoundError: nothing is called so, and no note links to it; with the nearest names.
        AmbiguousError: several notes are; with paths that tell them apart.
    """
    note = await _found_note(transaction, name)
    if note is not None:
        return NamedConcept(concept=note.id, title=note.title, note=note)
    keys = (missing_key(name), *number_forms(missing_key(name)))
    titles = {
        edge.target: missing_title(edge.written)
        for edge in reversed(await edges_to_missing(transaction, keys))
    }
    for key in keys:
        if key in titles:
            return NamedConcept(concept=MissingKey(key), title=titles[MissingKey(key)], note=None)
    missing = [missing_title(edge.written) for edge in await edges_to_missing(transaction)]
    spelled = _spellings(await all_named(transaction))
    spelled += [(name_key(title), title) for title in dict.fromkeys(missing)]
    raise NotFoundError("concept", name, _near(name, spelled))


async def find_note(transaction: Transaction, name: str) -> NamedNote:
    """Returns the living note that ``name`` means, whatever its case, or in the plural.

    Raises:
        NotFoundError: nothing is called so; with the nearest names, or the notes that link to it.
        AmbiguousError: several notes are; with paths that tell them apart.
    """
    note = await _found_note(transaction, name)
    if note is None:
        await _refuse_unwritten(transaction, name)
        raise NotFoundError("note", name, _near(name, _spellings(await all_named(transaction))))
    return note


async def _found_note(transaction: Transaction, name: str) -> NamedNote | None:
    roots = await _roots(transaction)
    notes = await named_by(transaction, [name])
    found = _at_path(name, notes, roots) or Names(notes).called(name)
    if len(found) > 1:
        raise AmbiguousError("note", name, _told_apart(found, roots))
    return found[0] if found else None


async def _roots(transaction: Transaction) -> dict[FolderId, Path]:
    return {folder: Path(root) for folder, root in (await folder_roots(transaction)).items()}


async def _refuse_unwritten(transaction: Transaction, name: str) -> None:
    """Raises UnwrittenError if notes link to what is called so, as they most often spell it."""
    # Elsewhere a note may be meant without its ending; here `socket.io` would mean `socket`.
    keys = linking_keys([name] if "." in name else lookup_keys(name))
    wanting = await links_to_unwritten(transaction, keys)
    if wanting:
        roots = await _roots(transaction)
        spellings = Counter(link.target.rpartition("/")[2].strip() for link in wanting)
        ((spelling, _),) = spellings.most_common(1)
        raise UnwrittenError(spelling, _told_apart(wanting, roots))


def _told_apart(
    places: Sequence[NamedNote | UnwrittenLink], roots: Mapping[FolderId, Path]
) -> tuple[str, ...]:
    """Returns the path of each note, with its folder where several notes have it."""
    once = {(each.folder, each.path) for each in places}
    times = Counter(path for _, path in once)
    return tuple(
        sorted(path if times[path] == 1 else str(roots[folder] / path) for folder, path in once)
    )


def _at_path(
    name: str, notes: Sequence[NamedNote], roots: Mapping[FolderId, Path]
) -> tuple[NamedNote, ...]:
    """Returns the note whose file ``name`` leads to from the working directory, if any."""
    given = Path(name).absolute()
    return tuple(note for note in notes if given == roots[note.folder] / note.path)


def _spellings(notes: Sequence[NamedNote]) -> list[tuple[str, str]]:
    """Returns what notes are called: (key, title of the note)."""
    return [(name_key(each), note.title) for note in notes for each in (note.title, *note.aliases)]


def _near(name: str, spelled: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Returns the titles of what is called like ``name``, nearest first.

    Raises:
        NothingImportedError: nothing is called anything yet.
    """
    if not spelled:
        raise NothingImportedError(name)
    return nearest(name, spelled)


def nearest(name: str, spelled: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Returns those names that are like ``name``, nearest first and few.

    Args:
        name: what was typed.
        spelled: of each thing its key, see :func:`name_key`, and its name.
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # only for the unlucky

    asked = name_key(name)
    alike = process.extract(
        asked,
        [key for key, _ in spelled],
        scorer=fuzz.ratio,
        score_cutoff=_LIKENESS,
        limit=4 * _SUGGESTED,
    )
    near = [spelled[at][1] for _, _, at in alike]
    near += sorted((title for key, title in spelled if asked and asked in key), key=len)
    return tuple(dict.fromkeys(near))[:_SUGGESTED]
