"""Which files are to be left out: ``.gitignore`` and ``.kbignore``, as git reads them.

A ``.kbignore`` has the last word over the ``.gitignore`` beside it, and one further down over those
above: ``!diary/`` there brings back what git leaves out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILES = (".gitignore", ".kbignore")
_LARGEST = 100_000
"""Bytes of one ignore file that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreRules:
    """The patterns that hold in one folder, its own and those of the folders above it."""

    specs: tuple[tuple[str, "GitIgnoreSpec"], ...] = ()
    """Outermost first, each with the folder it stands in: empty, or with a ``/`` at its end."""

    def ignores(self, path: str) -> bool:
        """Tells whether ``path`` is left out; a folder's ends in ``/``."""
        verdict = False
        for below, spec in self.specs:
            include = spec.check_file(path[len(below) :]).include
            if include is not None:
                verdict = include
        return verdict

    def entering(self, root: Path, folder: str, present: Mapping[str, object]) -> "IgnoreRules":
        """Returns the rules inside a folder.

        Args:
            root: The folder of all notes.
            folder: The folder entered, relative to ``root``; empty for ``root`` itself.
            present: What stands in it, by name.

        Raises:
            OSError: An ignore file cannot be read.
            ValueError: One of its patterns means nothing.
        """
        names = [name for name in IGNORE_FILES if name in present]
        if not names:
            return self
        from pathspec import GitIgnoreSpec  # noqa: PLC0415 -- seldom needed

        below = f"{folder}/" if folder else ""
        lines: list[str] = []
        for name in names:
            with Path(root, folder, name).open("rb") as file:
                lines += file.read(_LARGEST).decode(errors="replace").splitlines()
        return IgnoreRules(specs=(*self.specs, (below, GitIgnoreSpec.from_lines(lines))))
