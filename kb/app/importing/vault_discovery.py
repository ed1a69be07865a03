"""Find folders in which a new user probably keeps notes: here, or Obsidian's vaults."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

_OBSIDIAN: Final = (
    ".config/obsidian/obsidian.json",
    ".var/app/md.obsidian.Obsidian/config/obsidian/obsidian.json",
    "snap/obsidian/current/.config/obsidian/obsidian.json",
    "Library/Application Support/obsidian/obsidian.json",
)
"""Where Obsidian lists its vaults, below the user's home: Linux, Flatpak, Snap, macOS."""
_MOST: Final = 4


def likely_folders(environ: Mapping[str, str], here: Path) -> tuple[Path, ...]:
    """Return the working directory if it holds notes, and the vaults that Obsidian knows.

    Args:
        environ: names the user's home.
        here: the working directory.
    """
    folders = [here] if _holds_notes(here, environ) else []
    return tuple(dict.fromkeys((*folders, *_vaults(environ))))[:_MOST]


def as_typed(folder: Path, environ: Mapping[str, str], here: Path) -> str:
    """Return the folder as a user would type it in a shell."""
    home = environ.get("HOME", "")
    if folder == here:
        return "."
    if home and folder.is_relative_to(home):
        text = f"~/{folder.relative_to(home).as_posix()}"
    else:
        text = str(folder)
    return text.replace(" ", "\\ ")


def _holds_notes(folder: Path, environ: Mapping[str, str]) -> bool:
    if str(folder) == environ.get("HOME"):
        return False
    try:
        return (folder / ".obsidian").is_dir() or any(folder.glob("*.md"))
    except OSError:
        return False


def _vaults(environ: Mapping[str, str]) -> Iterator[Path]:
    for place in _OBSIDIAN:
        file = Path(environ.get("HOME", "/nowhere"), place)
        try:
            listed = json.loads(file.read_text(encoding="utf-8"))["vaults"].values()
            paths = [Path(vault["path"]) for vault in listed]
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            continue  # It is Obsidian's file, which kb cannot repair.
        yield from (path for path in paths if path.is_dir())
