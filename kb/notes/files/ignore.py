"""Which files are to be left out: ``.gitignore`` and ``.kbignore``, as git reads them.

A ``.kbignore`` has the last word over the ``.gitignore`` beside it, and one further down over those
above: ``!diary/`` there brings back what git leaves out.
"""

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kb.errors import reason_of

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILES: Final = (".gitignore", ".kbignore")
_LARGEST = 100_000
"""Bytes of one ignore file that are read."""


class InvalidIgnoreFileError(Exception):
    """An ignore file that cannot be used: made of its path, the line, and what is wrong there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreRules:
    """The patterns that hold in one folder, its own and those of the folders above it."""

    specs: tuple[tuple[str, "GitIgnoreSpec"], ...] = ()
    """Outermost first, each with the folder it appears in: empty, or with a ``/`` at its end."""

    def ignores(self, path: str) -> bool:
        """Return whether ``path`` is left out; a folder's ends in ``/``."""
        verdict = False
        for below, spec in self.specs:
            include = spec.check_file(path[len(below) :]).include
            if include is not None:
                verdict = include
        return verdict

    def entering(self, root: Path, folder: str, present: Mapping[str, object]) -> "IgnoreRules":
        """Return the rules inside ``folder``, relative to ``root``; empty for ``root`` itself.

        ``present`` holds its entries, by name.

        Raises:
            InvalidIgnoreFileError: One of its ignore files cannot be used.
        """
        names = [name for name in IGNORE_FILES if name in present]
        if not names:
            return self
        below = f"{folder}/" if folder else ""
        lines = [line for name in names for line in _lines(root, below + name)]
        from pathspec import GitIgnoreSpec  # noqa: PLC0415 -- seldom needed

        return IgnoreRules(specs=(*self.specs, (below, GitIgnoreSpec.from_lines(lines))))


def is_matched(path: str, patterns: tuple[str, ...]) -> bool:
    """Return whether one of some glob patterns, such as ``**/*.excalidraw.md``, fits ``path``."""
    return _spec(patterns).match_file(path)


@lru_cache(maxsize=16)
def _spec(patterns: tuple[str, ...]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 -- slow to load

    return GitIgnoreSpec.from_lines(f"/{pattern.lstrip('/')}" for pattern in patterns)


def _lines(root: Path, path: str) -> list[str]:
    """Return the patterns of one ignore file.

    A symbolic link is not followed, as git does not: it could lead out of the folder.

    Raises:
        InvalidIgnoreFileError: It is no regular file, or a pattern means nothing.
    """
    full = root / path
    try:
        if not stat.S_ISREG(full.lstat().st_mode):
            raise InvalidIgnoreFileError(path, 1, "is not a regular file")
        with full.open("rb") as file:
            lines = file.read(_LARGEST).decode(errors="replace").splitlines()
    except OSError as error:
        why = f"cannot be read: {reason_of(error)}"
        raise InvalidIgnoreFileError(path, 1, why) from None
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 -- seldom needed

    for number, line in enumerate(lines, start=1):
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            reason = f"has an invalid pattern, “{line[:40]}”"
            raise InvalidIgnoreFileError(path, number, reason) from None
    return lines
