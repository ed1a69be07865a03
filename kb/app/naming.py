"""Which note a name means that the user typed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from kb.errors import AmbiguousError, NotFoundError
from kb.graph.resolve import FolderId, NamedNote, Names
from kb.notes.names import name_key
from kb.store.folders import all_folders
from kb.store.named import all_named, named_by
from kb.store.open import Transaction

_SUGGESTED: Final = 5
_LIKENESS: Final = 60
"""Of 100; below it a suggestion is no help."""


async def find_note(transaction: Transaction, name: str) -> NamedNote:
    """Returns the living note that ``name`` means, whatever its case, or in the plural.

    Raises:
        NotFoundError: nothing is called so; with the nearest names.
        AmbiguousError: several notes are; with paths that tell them apart.
    """
    roots = {each.id: Path(each.root) for each in await all_folders(transaction)}
    notes = await named_by(transaction, [name])
    found = _at_path(name, notes, roots) or Names(notes).called(name)
    if not found:
        raise NotFoundError("note", name, _near(name, await all_named(transaction)))
    if len(found) > 1:
        paths = [note.path for note in found]
        told = [
            note.path if paths.count(note.path) == 1 else str(roots[note.folder] / note.path)
            for note in found
        ]
        raise AmbiguousError("note", name, tuple(sorted(told)))
    return found[0]


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
