"""Finding and reading the files of a folder: the one module of the reader that touches the disk.

Nothing outside the folder is read: symbolic links that lead out are reported and not followed.
"""

import os
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from kb.errors import reason_of
from kb.notes.attachments import is_media
from kb.notes.files.copies import copies_among, is_copies_folder, twins
from kb.notes.files.decode import LARGEST
from kb.notes.files.ignore import IgnoreRules, InvalidIgnoreFileError
from kb.notes.problem import Problem, error, warning

_SMALL = 4096
"""Bytes asked for at least."""
_READING = sum(getattr(os, flag, 0) for flag in ("O_RDONLY", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_VAULT_MARKS = frozenset({".obsidian", "logseq"})
"""Folders, one of which each vault has."""
COPIES_LEFT_OUT = "copies-left-out"
"""The code of the problem that tells of them; unlike others, it keeps nothing that was read."""
LINK_OUTSIDE = "link-outside"
"""The code of the problem of a symbolic link that leads out of the folder."""
DEFAULT_EXTENSIONS = (".md", ".markdown")


class FoundFile(NamedTuple):
    """A file that may be a note. A tuple, because every import makes all."""

    path: str
    """Relative to the folder, with ``/``; bytes that are no UTF-8 as ``%FF``."""
    disk_path: str
    """As the system names it, relative to the folder."""
    size: int
    """Bytes."""
    mtime_ns: int
    """When it was changed last, in nanoseconds since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What a folder holds."""

    files: tuple[FoundFile, ...]
    """By path."""
    problems: tuple[Problem, ...]
    vaults: tuple[str, ...]
    """Folders that may be vaults of Obsidian's or graphs of Logseq's."""
    attachments: tuple[str, ...]
    """Paths of files that notes can embed; by path."""


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What a walk has met besides notes."""

    problems: list[Problem] = field(default_factory=list)
    vaults: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)

    def add(self, other: Problem | str) -> None:
        """Remember a problem, or the path of an attachment."""
        if isinstance(other, str):
            self.attachments.append(other)
        else:
            self.problems.append(other)


def walk_folder(root: Path, *, extensions: Collection[str] = DEFAULT_EXTENSIONS) -> Walk:
    """Return the notes below ``root``: regular files with one of ``extensions``.

    Names that begin with a dot (``.obsidian``, ``.git``, ``.trash``) are left out, what
    ``.gitignore`` and ``.kbignore`` name, and copies that programs made: all of these one problem.

    Raises:
        OSError: The folder itself cannot be read. A folder below it that cannot is a problem.
    """
    endings = tuple(extension.casefold() for extension in extensions)
    files: dict[str, FoundFile] = {}
    seen = _Seen()
    for file in _files(root, endings, seen):
        if file.path in files:
            message = "Another file here has a name that kb cannot tell from this one. Rename it."
            seen.problems.append(error(file.path, 1, "name-clash", message))
        files.setdefault(file.path, file)
    if " 2." in "\n".join(files):
        seen.copies += twins({path: file.size for path, file in files.items()})
        for path in seen.copies:
            files.pop(path, None)
    if seen.copies:
        seen.problems.append(_copies_problem(sorted(seen.copies)))
    return Walk(
        files=tuple(sorted(files.values())),
        problems=tuple(seen.problems),
        vaults=tuple(seen.vaults),
        attachments=tuple(sorted(seen.attachments)),
    )


def _copies_problem(paths: Sequence[str]) -> Problem:
    others = len(paths) - 1
    what = f"This and {others} more are copies" if others else "This is a copy"
    were = "they were" if others else "it was"
    message = (
        f"{what} that a program made, of a conflict, as a backup or in a bin; {were} left out."
    )
    return warning(shown_path(paths[0]), 1, COPIES_LEFT_OUT, message)


def _files(root: Path, endings: tuple[str, ...], seen: _Seen) -> Iterator[FoundFile]:
    pending = [("", IgnoreRules())]
    while pending:
        folder, above = pending.pop()
        try:
            entries = {entry.name: entry for entry in os.scandir(os.path.join(root, folder))}  # noqa: PTH118
        except OSError as failure:
            if not folder:
                raise
            seen.problems.append(unreadable(folder, failure))
            continue
        seen.vaults += [folder] * (not _VAULT_MARKS.isdisjoint(entries))
        rules = _rules_inside(root, folder, above, entries, seen.problems)
        copied = copies_among(entries)
        folders: list[str] = []
        for name, entry in entries.items():
            if name.startswith("."):
                continue
            path = f"{folder}/{name}" if folder else name
            file = _look_at(root, path, entry, rules, endings)
            if isinstance(file, FoundFile):
                if not copied or name not in copied:
                    yield file
                else:
                    seen.copies.append(path)
            elif not isinstance(file, bool):
                seen.add(file)
            elif file:
                (seen.copies if is_copies_folder(folder, name) else folders).append(path)
        pending += ((path, rules) for path in folders)


def _rules_inside(
    root: Path,
    folder: str,
    above: IgnoreRules,
    entries: Mapping[str, object],
    problems: list[Problem],
) -> IgnoreRules:
    try:
        return above.entering(root, folder, entries)
    except InvalidIgnoreFileError as invalid:
        path, line, reason = invalid.args
        message = f"This ignore file was not used, because it {reason}."
        problems.append(warning(shown_path(path), line, "ignore-invalid", message))
        return above


def _look_at(
    root: Path, path: str, entry: "os.DirEntry[str]", rules: IgnoreRules, endings: tuple[str, ...]
) -> FoundFile | Problem | str | bool:
    """Return a note, a problem, an attachment's path, or whether it is a folder to enter."""
    try:
        # One call for a note, and none of the others: an import looks at all of them every time.
        named = entry.name.casefold().endswith(endings)
        status = entry.stat(follow_symlinks=False) if named else None
        is_folder = stat.S_ISDIR(status.st_mode) if status else entry.is_dir(follow_symlinks=False)
        if not named and not is_folder and is_media(entry.name):
            # An ignored one, too: many keep their pictures out of Git.
            return _attachment(root, path, entry)
        if rules.specs and rules.ignores(f"{path}/" if is_folder else path):
            return False
        if is_folder:
            return True
        if status and stat.S_ISREG(status.st_mode):
            return _file(path, status)
        return _neither(root, path, entry, endings)
    except OSError as failure:
        return unreadable(path, failure)


def _neither(
    root: Path, path: str, entry: "os.DirEntry[str]", endings: tuple[str, ...]
) -> Problem | bool:
    """Return what to say of what is neither a regular file nor a folder; False for nothing."""
    if entry.is_symlink():
        return _link_problem(root, path, endings) or False
    message = "This is not a regular file; it was skipped."
    is_note = path.casefold().endswith(endings)
    return warning(shown_path(path), 1, "not-a-file", message) if is_note else False


def _attachment(root: Path, path: str, entry: "os.DirEntry[str]") -> str | bool:
    """Return the path of an attachment, unless it cannot be told or leads out of the folder."""
    shown = shown_path(path)
    if shown.count("%") != path.count("%"):
        return False
    if entry.is_symlink() and not is_inside(root, path):
        return False
    return shown if entry.is_file() else False


def file_facts(root: Path, path: str) -> tuple[int, int] | None:
    """Return the size of a file, in bytes, and its time, in nanoseconds; None if it is gone."""
    try:
        status = os.stat(os.path.join(root, path))  # noqa: PTH116, PTH118
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def is_inside(root: Path, path: str) -> bool:
    """Return whether a file is there, and inside its folder when all links are followed."""
    try:
        return Path(root, path).resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def found_file(root: Path, disk_path: str) -> FoundFile:
    """Return one file that the user named.

    Raises:
        OSError: It cannot be read.
    """
    return _file(disk_path, os.stat(os.path.join(root, disk_path)))  # noqa: PTH116, PTH118


def _file(disk_path: str, status: os.stat_result) -> FoundFile:
    return FoundFile(shown_path(disk_path), disk_path, status.st_size, status.st_mtime_ns)


def shown_path(disk_path: str) -> str:
    """Return a path as text, bytes that are no UTF-8 as ``%FF``; with ``/``."""
    path = disk_path if os.sep == "/" else disk_path.replace(os.sep, "/")
    if path.isascii():
        return path
    return "".join(
        f"%{ord(character) - 0xDC00:02X}" if 0xDC80 <= ord(character) <= 0xDCFF else character
        for character in path
    )


def read_file(root: Path, disk_path: str, *, most: int = LARGEST) -> bytes:
    """Return what a file holds; of a large one, one byte more than ``most``.

    Raises:
        OSError: It cannot be read, or is no regular file any more.
    """
    descriptor = os.open(os.path.join(root, disk_path), _READING)  # noqa: PTH118
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "is not a regular file", disk_path)
        # Room for the largest file takes the system four times as long as reading a note.
        step = max(status.st_size, _SMALL) + 1
        raw = b""
        while more := os.read(descriptor, min(step, most + 1 - len(raw))):
            raw += more
        return raw
    finally:
        os.close(descriptor)


def _link_problem(root: Path, path: str, endings: tuple[str, ...]) -> Problem | None:
    """Return what to say of a symbolic link; nothing of one that stays inside the folder."""
    is_note = path.casefold().endswith(endings)
    try:
        target = Path(root, path).resolve(strict=True)
    except (OSError, RuntimeError):
        message = "This symbolic link is broken."
        return warning(shown_path(path), 1, "link-broken", message) if is_note else None
    if target.is_relative_to(root.resolve()) or not (is_note or target.is_dir()):
        return None
    message = "This symbolic link points outside the folder; it was not followed."
    return warning(shown_path(path), 1, LINK_OUTSIDE, message)


def unreadable(path: str, failure: OSError) -> Problem:
    """Return what to say of a file or folder that the system does not let us read."""
    message = f"It cannot be read: {reason_of(failure)}. kb keeps what it had read before."
    return error(shown_path(path), 1, "unreadable", message)
