"""Read files as outlines. Runs in worker processes, or in the server itself.

Workers load this module, so it imports neither the database nor asyncio.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kb.notes.files.decode import decode
from kb.notes.files.walk import read_file
from kb.notes.outline import Outline, outline_note
from kb.notes.positions import Encoding
from kb.notes.rules import Rules


class FileToOutline(NamedTuple):
    """A file to read."""

    root: Path
    path: str
    disk_path: str
    size: int
    mtime_ns: int


class FileOutline(NamedTuple):
    """What a file holds; no outline if it cannot be read, or is no text."""

    path: str
    outline: Outline | None


def outline_files(
    files: Sequence[FileToOutline], *, rules: Rules, encoding: Encoding
) -> list[FileOutline]:
    """Return what is in the files, as they are on the disk."""
    outlines = []
    for file in files:
        text = text_on_disk(file.root, file.path, file.disk_path)
        outline = None
        if text is not None:
            outline = outline_note(file.path, text, rules=rules, encoding=encoding).outline
        outlines.append(FileOutline(file.path, outline))
    return outlines


def text_on_disk(root: Path, path: str, disk_path: str | None = None) -> str | None:
    """Return the text of a note's file; None if it cannot be read, or is no text.

    Args:
        root: the note's folder.
        path: the note's, relative to the folder.
        disk_path: as the system names it, if that differs.
    """
    try:
        text, problems = decode(path, read_file(root, disk_path or path))
    except (OSError, ValueError):
        return None
    return None if any(problem.code == "not-text" for problem in problems) else text
