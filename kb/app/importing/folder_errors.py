"""Folders that cannot be read now: renamed, unmounted, or forbidden."""

import os
from collections.abc import Iterable
from pathlib import Path


def why_unreadable(root: Path) -> OSError | None:
    """Returns why a folder cannot be read; none if it can."""
    try:
        with os.scandir(root):
            return None
    except OSError as error:
        return error


def told(root: Path, error: OSError) -> str:
    """Returns that a folder cannot be read, and what to do about it."""
    why = error.strerror or str(error)
    return (
        f"{root} cannot be read: {why}. Its notes are kept as they were. If it is elsewhere now, "
        "say so with “kb folders move”."
    )


def unreadable_folders(roots: Iterable[str]) -> tuple[str, ...]:
    """Returns what is to be told of each of the folders that cannot be read now."""
    found = ((Path(root), why_unreadable(Path(root))) for root in roots)
    return tuple(told(root, error) for root, error in found if error)
