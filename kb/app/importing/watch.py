"""Watch folders for saved notes, with the file events of the operating system."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb.errors import UsageError
from kb.notes.files.ignore import IGNORE_FILES

TICK_SECONDS: Final = 5.0
"""How often to check whether the folders are still there: a replaced folder sends no event."""
_QUIET_MS: Final = 250
"""An editor makes several changes to save a note; it is done after this long without another."""
_LONGEST_MS: Final = 2000
"""Changes that never pause, as during a sync, are reported this often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A folder to watch, and the extensions of its notes."""

    root: Path
    extensions: tuple[str, ...]


def watch_notes(
    watched: Sequence[Watched], *, tick_seconds: float = TICK_SECONDS
) -> Iterator[bool]:
    """Yield again and again whether notes may have changed; never ends by itself.

    A folder that vanishes is waited for, and has changed when it returns. Every folder has changed
    when watching it begins, as that may have happened just before.

    Args:
        watched: the folders.
        tick_seconds: yields at least this often, even if nothing has changed.

    Raises:
        UsageError: the system cannot watch more folders.
        KeyboardInterrupt: the user, or the system, ends the watch.
    """
    from watchfiles import watch  # noqa: PLC0415  # 60 ms, only to watch

    before: dict[Path, tuple[int, int]] | None = None
    while True:
        present = _present(watched)
        if not present:
            yield present != before
            before = present
            time.sleep(min(tick_seconds, 1.0))
            continue
        before, is_new = present, True
        try:
            for changes in watch(
                *present,
                watch_filter=_note_filter(watched),
                debounce=_LONGEST_MS,
                step=_QUIET_MS,
                rust_timeout=int(tick_seconds * 1000),
                yield_on_timeout=True,
                ignore_permission_denied=True,
            ):
                yield bool(changes) or is_new
                is_new = False
                if _present(watched) != present:
                    break
        except FileNotFoundError:
            continue  # It vanished after the check.
        except (OSError, RuntimeError) as error:
            raise UsageError(
                f"cannot watch the folders: {error}. On Linux, the limit "
                "fs.inotify.max_user_watches may be too low. “kb import” works without --watch."
            ) from error


def _present(watched: Sequence[Watched]) -> dict[Path, tuple[int, int]]:
    """Return the folders that exist, each with its identity on the disk (device, inode)."""
    present = {}
    for folder in watched:
        try:
            status = folder.root.stat()
        except OSError:
            continue
        present[folder.root] = (status.st_dev, status.st_ino)
    return present


def _note_filter(watched: Sequence[Watched]) -> Callable[[object, str], bool]:
    """Return a function that tells whether a change at a path can change notes."""

    def can_change_notes(_: object, path: str) -> bool:
        changed = Path(path)
        for folder in watched:
            if not changed.is_relative_to(folder.root):
                continue
            parts = changed.relative_to(folder.root).parts
            hidden = [part for part in parts if part.startswith(".") and part not in IGNORE_FILES]
            if not hidden and (
                not parts
                or changed.suffix.lower() in folder.extensions
                or parts[-1] in IGNORE_FILES
                # A folder, or something that was deleted.
                or not changed.is_file()
            ):
                return True
        return False

    return can_change_notes
