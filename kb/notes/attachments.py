"""Which file a note means by a picture or a sound: resolved as Obsidian resolves it."""

from collections import defaultdict
from collections.abc import Iterable

from kb.notes.normal_form import normalized


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
