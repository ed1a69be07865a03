"""The names of tags and folders: one that is not there is told, with similar ones."""

from pathlib import PurePath
from typing import Final

from kb.app.notes.lookup import similar_names
from kb.errors import KbError, NotFoundError
from kb.notes.names import name_key
from kb.store.file.store import Transaction
from kb.store.notes.folders import folder_roots, lies_in_folder, remembered_folders
from kb.store.notes.names import all_named, living_notes
from kb.store.notes.tags import has_tag, tag_counts

NOTHING_IMPORTED: Final = "Nothing is imported yet. “kb import FOLDER” imports a folder of notes."


class UnknownChoiceError(NotFoundError):
    """No note has the tag or lies in the folder, or there is no such generator."""

    def __init__(self, sentence: str, candidates: tuple[str, ...] = ()) -> None:
        KbError.__init__(self, f"{sentence[:1].lower()}{sentence[1:]}", candidates=candidates)


async def known_tag(transaction: Transaction, tag: str) -> str:
    """Return a tag that some note has.

    Raises:
        UnknownChoiceError: no note has it, nor one nested in it.
    """
    if not await has_tag(transaction, tag):
        raise await _unknown(transaction, *await no_such_tag(transaction, tag))
    return tag


async def known_folder(transaction: Transaction, folder: str) -> str:
    """Return a folder, by name or path, in which some note lies, even one that is gone.

    Raises:
        UnknownChoiceError: no note lies there.
    """
    if not await lies_in_folder(transaction, folder):
        raise await _unknown(transaction, *await no_such_folder(transaction, folder))
    return folder


async def no_such_tag(transaction: Transaction, tag: str) -> tuple[str, tuple[str, ...]]:
    """Return the sentence that no note has a tag, and similar ones."""
    tag = tag.removeprefix("#")
    names = [(name_key(count.tag), count.tag) for count in await tag_counts(transaction)]
    near = similar_names(tag, names)
    hint = f"Did you mean #{near[0]}?" if near else "“kb tags” lists all tags."
    return f"No note has the tag #{tag}. {hint}", near


async def why_no_notes(transaction: Transaction) -> str | None:
    """Return why the store has no notes; None if it has some."""
    if await living_notes(transaction):
        return None
    count = len(await remembered_folders(transaction))
    if not count:
        return NOTHING_IMPORTED
    folders = "folder" if count == 1 else "folders"
    return f"No notes found in the imported {folders}. “kb folders” shows where kb looked."


async def _unknown(
    transaction: Transaction, sentence: str, candidates: tuple[str, ...]
) -> UnknownChoiceError:
    """Return the error for what no note has; where there are no notes, that is the reason."""
    return UnknownChoiceError(await why_no_notes(transaction) or sentence, candidates)


async def no_such_folder(transaction: Transaction, folder: str) -> tuple[str, tuple[str, ...]]:
    """Return the sentence that no note lies in a folder, and similar ones.

    A name is compared with the ends of all paths that have as many parts.
    """
    parts = len(PurePath(folder).parts) if not PurePath(folder).is_absolute() else None
    ends = {
        "/".join(above.parts[-parts:]) if parts else str(above)
        for above in await _folders(transaction)
    }
    near = similar_names(folder.rstrip("/"), [(name_key(end), end) for end in sorted(ends)])
    hint = f"Did you mean {near[0]}?" if near else "“kb list” shows where the notes are."
    return f"No note lies in a folder “{folder}”. {hint}", near


async def _folders(transaction: Transaction) -> set[PurePath]:
    """Return all folders in which notes lie, and those around them, up to what was imported."""
    roots = await folder_roots(transaction)
    places: set[PurePath] = set()
    for note in await all_named(transaction):
        root = roots[note.folder]
        places.update(root / above for above in PurePath(note.path).parents)
    return places
