"""Which note a name means that the user typed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from kb.errors import AmbiguousError, NotFoundError, UnwrittenError
from kb.graph.resolve import FolderId, NamedNote, Names, asked_keys, link_key
from kb.notes.names import name_key
from kb.store.connections import UnwrittenLink, links_to_unwritten
from kb.store.folders import all_folders
from kb.store.named import all_named, named_by
from kb.store.open import Transaction

_SUGGESTED: Final = 5
_LIKENESS: Final = 60
"""Of 100; below it a suggestion is no help."""


async def find_note(transaction: Transaction, name: str) -> NamedNote:
    """Returns the living note that ``name`` means, whatever its case, or in the plural.

    Raises:
        NotFoundError: nothing is called so; with the nearest names, or the notes that link to it.
        AmbiguousError: several notes are; with paths that tell them apart.
    """
    roots = {each.id: Path(each.root) for each in await all_folders(transaction)}
    notes = await named_by(transaction, [name])
    found = _at_path(name, notes, roots) or Names(notes).called(name)
    if not found:
        await _refuse_unwritten(transaction, name, roots)
        raise NotFoundError("note", name, _near(name, await all_named(transaction)))
    if len(found) > 1:
        raise AmbiguousError("note", name, _told_apart(found, roots))
    return found[0]


async def _refuse_unwritten(
    transaction: Transaction, name: str, roots: Mapping[FolderId, Path]
) -> None:
    """Raises UnwrittenError if notes link to what is called so, as they most often spell it."""
    # Elsewhere a note may be meant without its ending; here `socket.io` would mean `socket`.
    keys = {link_key(name)} if "." in name else asked_keys(name)
    wanting = await links_to_unwritten(transaction, keys)
    if wanting:
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


def _near(name: str, notes: Sequence[NamedNote]) -> tuple[str, ...]:
    """Returns the titles of notes whose title or alias looks like ``name``, nearest first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # only for the unlucky

    spelled = [
        (name_key(each), note.title) for note in notes for each in (note.title, *note.aliases)
    ]
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
