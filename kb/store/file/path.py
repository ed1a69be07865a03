"""Whether there can be a store at a path; loads nothing of SQL."""

from pathlib import Path

from kb.errors import StoreError, reason_of


def check_path(path: Path) -> None:
    """Look the path of a store or a backup up; whether there is a file is not asked.

    Raises:
        StoreError: there can be none: links lead in a circle, a name is too long, or a file is in
            place of a folder.
    """
    try:
        path.stat()
    except (FileNotFoundError, PermissionError):
        return
    except (OSError, ValueError) as error:
        raise StoreError(
            f"cannot create or open {path}: {reason_of(error)}. Name another file."
        ) from error
