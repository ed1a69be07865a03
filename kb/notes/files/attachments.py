"""The pictures and sounds of a folder on disk; never through a link that leaves the folder."""

import stat
from pathlib import Path

from kb.notes.files.walk import is_inside, read_file

LARGEST_ATTACHMENT = 200_000_000
"""Bytes; a larger file is not read."""


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
