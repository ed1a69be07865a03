"""Noticing that notes were saved, as the operating system tells it."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb.errors import UsageError

TICK_SECONDS: Final = 5.0
"""How often the folders themselves are looked for: one that was replaced tells nothing itself."""
_QUIET_MS: Final = 250
"""An editor that saves makes several changes at once; after so long a silence it is done."""
_LONGEST_MS: Final = 2000
"""Changes that never cease, as in a synchronisation, are told as often as this."""
_RULES: Final = frozenset({".gitignore", ".kbignore"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A folder that is watched, and what its notes end with."""

    root: Path
    endings: tuple[str, ...]


def saved(watched: Sequence[Watched], *, tick_seconds: float = TICK_SECONDS) -> Iterator[bool]:
    """Yields again and again whether something may have changed; never ends by itself.

    A folder that vanishes is waited for, and one that returns has changed. So has each folder
    when watching it begins, for it may have changed just before.

    Args:
        watched: the folders.
        tick_seconds: after so long it yields, though nothing has changed.

    Raises:
        UsageError: the system can watch no more folders.
        KeyboardInterrupt: the user, or the system, wants it to end.
    """
    from watchfiles import watch  # noqa: PLC0415  # 60 ms, only to watch

    seen: dict[Path, tuple[int, int]] | None = None
    while True:
        found = _there(watched)
        if not found:
            yield found != seen
            seen = found
            time.sleep(min(tick_seconds, 1.0))
            continue
        seen, is_new = found, True
        try:
            for changes in watch(
                *found,
                watch_filter=_matters(watched),
                debounce=_LONGEST_MS,
                step=_QUIET_MS,
                rust_timeout=int(tick_seconds * 1000),
                yield_on_timeout=True,
                ignore_permission_denied=True,
            ):
                yield bool(changes) or is_new
                is_new = False
                if _there(watched) != found:
                    break
        except FileNotFoundError:
            continue  # It went between the look and the watch.
        except (OSError, RuntimeError) as error:
            raise UsageError(
                f"the folders cannot be watched: {error}. On Linux, the limit "
                "fs.inotify.max_user_watches may be too low; “kb import” works without."
            ) from error


def _there(watched: Sequence[Watched]) -> dict[Path, tuple[int, int]]:
    """Returns the folders that are there, each with what tells it from another in its place."""
    found = {}
    for each in watched:
        try:
            status = each.root.stat()
        except OSError:
            continue
        found[each.root] = (status.st_dev, status.st_ino)
    return found


def _matters(watched: Sequence[Watched]) -> Callable[[object, str], bool]:
    """Returns what tells whether a change at a path can change notes."""

    def matters(_: object, path: str) -> bool:
        changed = Path(path)
        for each in watched:
            if not changed.is_relative_to(each.root):
                continue
            parts = changed.relative_to(each.root).parts
            hidden = [part for part in parts if part.startswith(".") and part not in _RULES]
            if not hidden and (
                not parts
                or changed.suffix.lower() in each.endings
                or parts[-1] in _RULES
                # A folder, or something that is no more.
                or not changed.is_file()
            ):
                return True
        return False

    return matters
