"""The pictures and sounds that cards show, found on disk and named for another program."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Final

from kb.app.importing.report import FoundProblem
from kb.notes.attachments import Attachments
from kb.notes.files.attachments import attachment_paths, changed_at, read_attachment
from kb.notes.normal_form import normalized
from kb.notes.problem import Severity

_ILLEGAL: Final = re.compile(r"[^\w.-]+")
_LONGEST_STEM: Final = 60
_DIGEST: Final = re.compile(r"-[0-9a-f]{12}(?=\.\w+\Z)")


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
        from io import BytesIO  # noqa: PLC0415  # loaded with Python

        return BytesIO(read_attachment(self.root, self.path))


@dataclass(slots=True, kw_only=True)
class AttachmentFinder:
    """Finds what notes embed, looking through each folder once, and only if it is asked for."""

    extensions: Collection[str]
    """Of the files that count, in lower case."""
    used: dict[str, Attachment] = field(default_factory=dict)
    """All files that were found, by their names."""
    problems: list[FoundProblem] = field(default_factory=list)
    """What was not found, each once for a line."""
    _folders: dict[str, Attachments] = field(default_factory=dict)
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
        if folder not in self._folders:
            self._folders[folder] = Attachments(attachment_paths(Path(folder), self.extensions))
        path = self._folders[folder].named(written, note)
        attachment = self._read(folder, path) if path is not None else None
        if attachment is None and (folder, note, written) not in self._told:
            self._told.add((folder, note, written))
            why = "is not in this folder" if path is None else "cannot be read"
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


def original_name(name: str) -> str:
    """Return the name of a file as its folder has it, but for signs that others cannot have.

    >>> original_name("loop-0123456789ab.png"), original_name("loop.png")
    ('loop.png', 'loop.png')
    """
    return _DIGEST.sub("", name)
