"""The pictures and sounds of a folder on disk; never through a link that leaves the folder."""

import os
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

from kb.notes.files.walk import is_inside, read_file

LARGEST_ATTACHMENT = 200_000_000
"""Bytes; a larger file is not read."""


def attachment_paths(root: Path, extensions: Collection[str]) -> Iterator[str]:
    """Yield the files below ``root`` that end so, relative to it, with ``/``.

    Folders that begin with a dot or are links are left out, as are those that cannot be read.
    A link to a file counts if that is inside ``root``.

    Args:
        root: the folder.
        extensions: in lower case, without a dot.
    """
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.name.startswith(".") or not _is_text(entry.name):
                continue
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                pending.append(path)
            elif entry.name.rpartition(".")[2].casefold() in extensions:
                if entry.is_symlink() and not is_inside(root, path):
                    continue
                yield path


def read_attachment(root: Path, path: str) -> bytes:
    """Return what a file holds.

    Raises:
        OSError: It cannot be read, is too large, or its links lead out of ``root``.
    """
    if not is_inside(root, path):
        raise OSError(0, "leads out of its folder", path)
    content = read_file(root, path, most=LARGEST_ATTACHMENT)
    if len(content) > LARGEST_ATTACHMENT:
        raise OSError(0, "is too large", path)
    return content


def changed_at(root: Path, path: str) -> float:
    """Return when a file was changed, in seconds since 1970.

    Raises:
        OSError: It is no regular file, or is gone.
    """
    status = (root / path).stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(0, "is not a regular file", path)
    return status.st_mtime


def _is_text(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)
