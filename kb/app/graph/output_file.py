"""What kb writes no file over: notes, and stores."""

from collections.abc import Collection
from pathlib import Path

from kb.errors import UsageError
from kb.store.file.copy import is_database
from kb.store.file.store import Store, Transaction
from kb.store.notes.folders import all_folders
from kb.store.notes.names import has_note_at


async def refuse_to_overwrite(store: Store, file: Path, extensions: Collection[str]) -> None:
    """Sees to it that nothing is lost when ``file`` is written.

    Args:
        store: knows the folders, with their notes and the endings of these.
        file: that is to be written, whether it is there or not.
        extensions: that notes have besides, in lower case and with their dot.

    Raises:
        UsageError: it is there, and is a database, is a note, or ends as notes do.
    """
    found = _target(file)
    if found is None:
        return
    if is_database(found):
        raise UsageError(f"{file} is a store or another database. Name another file.")
    async with store.reading() as transaction:
        if await _is_note(transaction, found, extensions):
            raise UsageError(
                f"{file} is there already, and is a note or named like one. Name another file."
            )


def _target(file: Path) -> Path | None:
    """Returns the file that would be written over, behind all links; none if none is there."""
    return file.resolve() if file.exists() else None


async def _is_note(transaction: Transaction, file: Path, extensions: Collection[str]) -> bool:
    folders = await all_folders(transaction)
    endings = (*extensions, *(each for folder in folders for each in folder.extensions))
    if file.name.casefold().endswith(endings):
        return True
    for folder in folders:
        if file.is_relative_to(folder.root):
            inside = file.relative_to(folder.root).as_posix()
            if await has_note_at(transaction, folder.id, inside):
                return True
    return False
