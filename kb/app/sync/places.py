"""Folders that are synchronised with, and why one cannot be."""

from pathlib import Path

from kb.errors import KbError, reason_of


class SyncError(KbError):
    """A folder cannot be synchronised with."""

    code = "sync"


def existing(folder: Path) -> Path:
    """Return the whole path of a folder.

    Raises:
        SyncError: it is not there, or cannot be seen.
    """
    try:
        if folder.is_dir():
            return folder.resolve()
    except OSError as error:
        raise sync_failure(folder, error) from error
    raise SyncError(f"there is no folder {folder}. Make it, or name another one.")


def sync_failure(folder: Path, error: OSError) -> SyncError:
    """Return the error of a folder that cannot be read or written."""
    return SyncError(
        f"cannot synchronise with {folder}: {reason_of(error)}. Check the folder, and try again."
    )
