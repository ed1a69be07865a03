"""Which file a note means by a picture or a sound: resolved as Obsidian resolves it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from kb.notes.normal_form import normalized

MEDIA: Final = frozenset(
    "png jpg jpeg gif bmp svg webp avif heic tif tiff ico "
    "mp3 wav m4a ogg oga opus 3gp flac aac mp4 m4v webm ogv mov mkv avi mpg mpeg "
    "pdf epub djvu canvas base excalidraw drawio zip gz tgz bz2 xz 7z rar "
    "html htm doc docx xls xlsx ppt pptx odt ods odp rtf csv tsv".split()
)
"""Extensions of files that notes embed or link to, and that are no notes."""


def is_media(name: str) -> bool:
    """Return whether a file's name, or what a note writes for one, ends as a medium's.

    >>> is_media("img/Loop.PNG"), is_media("Node.js"), is_media(".png")
    (True, False, False)
    """
    stem, _, extension = name.rpartition("/")[2].rpartition(".")
    return bool(stem) and extension.casefold() in MEDIA


class Attachments:
    """The files of one folder, by the names that notes can write."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Make an index of paths relative to the folder, with ``/``."""
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            self._by_name[_key(path).rpartition("/")[2]].append(path)

    def named(self, written: str, note: str) -> str | None:
        """Return the path of the file that a note means, or None if there is none.

        It is the file at that place, seen from the note or else from the folder; otherwise one
        whose path ends so: below the note's own folder first, then the one with the shortest path.

        Args:
            written: what the note writes, such as ``../img/loop.png`` or ``loop.png``.
            note: the path of the note.
        """
        written = written.strip().replace("\\", "/")
        here = note.rpartition("/")[0]
        for target in dict.fromkeys((written, written.partition("#")[0].rstrip())):
            if target and (path := self._at(target, here)):
                return path
        return None

    def _at(self, target: str, here: str) -> str | None:
        wanted = _key(target).rpartition("/")[2]
        candidates = self._by_name.get(wanted, ())
        if not candidates:
            return None
        places = [] if target.startswith("/") else [_joined(here, target)]
        if not target.startswith("."):
            places.append(_joined("", target))
        for place in places:
            if place is not None and (same := [p for p in candidates if _key(p) == _key(place)]):
                return place if place in same else same[0]
        if target.startswith((".", "/")):
            return None
        ending = f"/{_key(target)}"
        below = f"{here}/" if here else ""
        ends = [path for path in candidates if f"/{_key(path)}".endswith(ending)]
        return min(
            ends, key=lambda path: (not path.startswith(below), len(path), path), default=None
        )


def _key(path: str) -> str:
    return normalized("NFC", path).casefold()


def _joined(folder: str, target: str) -> str | None:
    """Return a path without dots; None if it leaves the root."""
    parts = folder.split("/") if folder else []
    for part in target.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
