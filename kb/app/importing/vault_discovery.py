"""Folders in which somebody who is new here probably keeps notes."""

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
"""Where Obsidian lists its vaults, below the user's home: on Linux, by Flatpak, Snap, on a Mac."""
_MOST: Final = 4


def likely_folders(environ: Mapping[str, str], here: Path) -> tuple[Path, ...]:
    """Returns the folder ``here`` if it holds notes, and the vaults that Obsidian knows.

    Args:
        environ: names the user's home.
        here: the working directory.
    """
    found = [here] if _holds_notes(here, environ) else []
    return tuple(dict.fromkeys((*found, *_vaults(environ))))[:_MOST]


def shown(folder: Path, environ: Mapping[str, str], here: Path) -> str:
    """Returns the folder as a user would type it."""
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
            paths = [Path(each["path"]) for each in listed]
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            continue  # It is Obsidian's file, and none of kb's business if it is odd.
        yield from (path for path in paths if path.is_dir())
