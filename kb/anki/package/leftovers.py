"""Files and folders that are not complete yet, and what killed processes left of such."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

PART: Final = ".kb-"
"""Begins the name of what is not complete yet."""
_TEMPORARY: Final = "kb-anki-"
_STALE_S: Final = 3600
"""What is older was left by a killed process."""


def remove_stale(beside: Path, prefix: str = PART) -> None:
    """Remove what killed processes left beside a new file or folder, by the time of the disk."""
    now = beside.stat().st_mtime
    for left in beside.parent.glob(f"{prefix}*{beside.suffix}"):
        with suppress(OSError):
            if now - left.stat().st_mtime <= _STALE_S:
                continue
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give a folder in the system's temporary one, where killed processes leave none for long.

    Raises:
        OSError: there is no room for it.
    """
    with tempfile.TemporaryDirectory(prefix=_TEMPORARY) as name:
        folder = Path(name)
        remove_stale(folder, _TEMPORARY)
        yield folder
