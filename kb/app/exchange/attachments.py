"""The pictures and sounds that cards show, as imports know them, named for another program."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from kb.app.importing.report import FoundProblem
from kb.notes.attachments import Attachments
from kb.notes.files.attachments import changed_at, read_attachment
from kb.notes.files.walk import walk_folder
from kb.notes.normal_form import normalized
from kb.notes.problem import Severity
from kb.store.file.store import Transaction
from kb.store.notes.attachments import attachment_paths

_ILLEGAL: Final = re.compile(r"[^\w.-]+")
_LONGEST_STEM: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that cards show."""

    root: Path
    path: str
    """Relative to ``root``."""
    name: str
    """No other file has it, on any system, as it tells what the file holds."""
    changed_at: float
    """In seconds since 1970."""

    def open(self) -> BinaryIO:
        """Open the file.

        Raises:
            OSError: It cannot be read, or leads out of its folder by now.
        """
        return BytesIO(read_attachment(self.root, self.path))


@dataclass(slots=True, kw_only=True)
class AttachmentFinder:
    """Finds what notes embed among the files that the last import found.

    A folder of which only single notes were imported is looked through when it is asked for.
    """

    extensions: Collection[str]
    """Of the files that count, in lower case."""
    folders: dict[str, Attachments]
    """By the absolute paths of imported folders."""
    used: dict[str, Attachment] = field(default_factory=dict)
    """All files that were found, by their names."""
    problems: list[FoundProblem] = field(default_factory=list)
    """What was not found, each once for a line."""
    _by_place: dict[tuple[str, str], Attachment | None] = field(default_factory=dict)
    _told: set[tuple[str, str, str]] = field(default_factory=set)

    def find(self, written: str, *, folder: str, note: str, line: int) -> Attachment | None:
        """Return the file that a note means; what is missing is told.

        Args:
            written: as in the note.
            folder: an imported one, absolute.
            note: its path in the folder.
            line: of the card.
        """
        if folder not in self.folders:
            self.folders[folder] = _named(_paths_on_disk(Path(folder)), self.extensions)
        path = self.folders[folder].named(written, note)
        attachment = self._read(folder, path) if path is not None else None
        if attachment is None and (folder, note, written) not in self._told:
            self._told.add((folder, note, written))
            missing = "was not in this folder at the last import"
            why = missing if path is None else "cannot be read"
            self.problems.append(
                FoundProblem(
                    folder=folder,
                    path=note,
                    line=line,
                    code="attachment-missing",
                    severity=Severity.WARNING,
                    message=f"The file “{written}” of a card {why}.",
                )
            )
        return attachment

    def _read(self, folder: str, path: str) -> Attachment | None:
        if (folder, path) not in self._by_place:
            attachment = _attachment(Path(folder), path)
            self._by_place[folder, path] = attachment
            if attachment is not None:
                self.used.setdefault(attachment.name, attachment)
        return self._by_place[folder, path]


async def attachment_finder(
    transaction: Transaction, folders: Collection[str], extensions: Collection[str]
) -> AttachmentFinder:
    """Return what finds pictures and sounds of imported folders.

    Args:
        transaction: of the store.
        folders: their absolute paths.
        extensions: of the files that count, in lower case.
    """
    known = await attachment_paths(transaction, folders)
    return AttachmentFinder(
        extensions=extensions,
        folders={folder: _named(paths, extensions) for folder, paths in known.items()},
    )


def _named(paths: Iterable[str], extensions: Collection[str]) -> Attachments:
    return Attachments(path for path in paths if path.rpartition(".")[2].casefold() in extensions)


def _paths_on_disk(folder: Path) -> tuple[str, ...]:
    try:
        return walk_folder(folder, extensions=()).attachments
    except OSError:
        return ()


def _attachment(root: Path, path: str) -> Attachment | None:
    try:
        content = read_attachment(root, path)
        changed = changed_at(root, path)
    except OSError:
        return None
    digest = blake2b(content, digest_size=6).hexdigest()
    stem, _, extension = path.rpartition("/")[2].rpartition(".")
    stem = _ILLEGAL.sub("_", normalized("NFC", stem))[:_LONGEST_STEM].strip("._")
    name = f"{stem or 'file'}-{digest}.{extension.lower()}"
    return Attachment(root=root, path=path, name=name, changed_at=changed)
