"""Which note a link means: Obsidian's rules, then aliases, titles, and a simple plural.

Rules for file names follow https://help.obsidian.md/links. Names are compared by their
:func:`~kb.notes.names.name_key`; of several that are equal so, the one spelled alike is preferred.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from kb.graph.attachments import is_attachment
from kb.notes.names import name_key

FolderId = NewType("FolderId", int)
NoteId = NewType("NoteId", int)


class Rule(StrEnum):
    """How a link found what it means."""

    SELF = "self"
    PATH = "path"
    NAME = "name"
    ALIAS = "alias"
    TITLE = "title"
    PLURAL = "plural"
    ATTACHMENT = "attachment"
    """It means a file that is no note, and so no concept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedNote:
    """A note as links see it."""

    id: NoteId
    folder: FolderId
    path: str
    """Relative to the folder, with ``/``."""
    title: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a link means."""

    note: NamedNote | None = None
    """Absent for a missing concept and for an attachment."""
    rule: Rule | None = None
    """Absent for a missing concept."""
    candidates: tuple[NamedNote, ...] = ()
    """All notes that the link could mean, the chosen one first, where they are several."""


_MISSING = Resolution()
_ATTACHMENT = Resolution(rule=Rule.ATTACHMENT)


class Names:
    """Every name that a note can be linked by, built once for many links."""

    __slots__ = ("_by_alias", "_by_file", "_by_title", "_certain", "_found_before", "_with_endings")

    def __init__(self, notes: Iterable[NamedNote]) -> None:
        self._by_file: dict[str, list[NamedNote]] = defaultdict(list)
        self._by_alias: dict[str, list[NamedNote]] = defaultdict(list)
        self._by_title: dict[str, list[NamedNote]] = defaultdict(list)
        self._found_before: dict[tuple[str, FolderId | None], tuple[Rule, list[NamedNote]]] = {}
        self._certain: dict[tuple[str, FolderId], Resolution] = {}
        self._with_endings: set[str] = set()
        for note in notes:
            keys = _file_keys(note.path)
            self._with_endings.add(keys[-1])
            for key in keys:
                self._by_file[key].append(note)
            for key in dict.fromkeys(name_key(alias) for alias in note.aliases):
                self._by_alias[key].append(note)
            self._by_title[name_key(note.title)].append(note)

    def resolution(self, target: str, source: NamedNote) -> Resolution:
        """Returns what ``target`` means in the note ``source``.

        Notes of the source's own folder win over those of other folders.
        """
        certain = self._certain.get((target, source.folder))
        if certain is not None:
            return certain
        found = self._resolution(target, source)
        if self._holds_everywhere(target, found):
            # Most links of a vault go to few notes.
            self._certain[target, source.folder] = found
        return found

    def _holds_everywhere(self, target: str, found: Resolution) -> bool:
        """Returns whether a link means the same in all notes of the source's folder."""
        written = target.partition("#")[0].strip()
        return (
            bool(written)
            and not written.startswith(("./", "../", "/"))
            and not found.candidates
            and link_key(written) not in self._with_endings
        )

    def _resolution(self, target: str, source: NamedNote) -> Resolution:
        written = target.partition("#")[0].strip()
        if not written:
            return Resolution(note=source, rule=Rule.SELF)
        if written.startswith(("./", "../", "/")):
            found = self._by_exact_path(written, source)
        else:
            found = (
                self._as_markdown(written, source)
                or self._found(written, source, own=True)
                or self._found(written, source, own=False)
            )
        if found:
            return found
        return _ATTACHMENT if is_attachment(written) else _MISSING

    def _by_exact_path(self, written: str, source: NamedNote) -> Resolution | None:
        parts = _parts_from_root(written, source.path)
        if not parts:
            return None
        wanted = [name_key(part) for part in parts]
        found = [
            note
            for note in self._by_file.get(wanted[-1], ())
            if note.folder == source.folder and _ends_with(note.path, wanted, whole=True)
        ]
        return _choice(found, parts[-1], source, Rule.PATH)

    def _as_markdown(self, written: str, source: NamedNote) -> Resolution | None:
        """Returns the file that ``[…](written)`` is by CommonMark: from here, with its ending."""
        found = self._by_exact_path(f"./{written}", source)
        if found and found.note and _file_keys(found.note.path)[-1] == link_key(written):
            return found
        return None

    def called(self, name: str) -> tuple[NamedNote, ...]:
        """Returns all notes that ``name`` may mean, by the first rule that finds any."""
        _, found = self._candidates(name.strip(), None)
        return _best_spelled(found, name.strip())

    def _found(self, written: str, source: NamedNote, *, own: bool) -> Resolution | None:
        asked = (written, source.folder if own else None)
        if asked not in self._found_before:
            # Most links of a vault go to few notes.
            self._found_before[asked] = self._candidates(*asked)
        rule, found = self._found_before[asked]
        return _choice(found, written.rpartition("/")[2] or written, source, rule)

    def _candidates(self, written: str, folder: FolderId | None) -> tuple[Rule, list[NamedNote]]:
        """Returns the notes that the first rule finds, in one folder or in all."""

        def eligible(found: Iterable[NamedNote]) -> list[NamedNote]:
            return [note for note in found if folder is None or note.folder == folder]

        parts = written.split("/")
        wanted = [name_key(part) for part in parts]
        files = eligible(self._by_file.get(wanted[-1], ()))
        if len(parts) > 1:
            whole = [note for note in files if _ends_with(note.path, wanted, whole=True)]
            files = whole or [note for note in files if _ends_with(note.path, wanted, whole=False)]
        if files:
            return (Rule.PATH if len(parts) > 1 else Rule.NAME, files)
        key = name_key(written)
        numbers = other_numbers(key)
        for rule, names, keys in (
            (Rule.ALIAS, self._by_alias, (key,)),
            (Rule.TITLE, self._by_title, (key,)),
            (Rule.PLURAL, self._by_file, numbers),
            (Rule.PLURAL, self._by_alias, numbers),
            (Rule.PLURAL, self._by_title, numbers),
        ):
            found = [note for each in keys for note in eligible(names.get(each, ()))]
            if found:
                return rule, found
        return Rule.NAME, []


def link_key(target: str) -> str:
    """Returns the key of a target's last part, by which links and :func:`names_of` meet."""
    return name_key(target.partition("#")[0].rpartition("/")[2])


def names_of(note: NamedNote) -> frozenset[str]:
    """Returns the :func:`link_key` of every link whose meaning may hang on this note."""
    keys = set(_file_keys(note.path))
    keys.update(link_key(name) for name in (note.title, *note.aliases))
    return frozenset(keys.union(*(other_numbers(key) for key in keys)))


def asked_keys(target: str) -> frozenset[str]:
    """Returns the keys of which a note's file, title or an alias has one if ``target`` means it."""
    written = target.partition("#")[0].strip()
    asked = {name_key(written), link_key(written)}
    asked.update(number for key in tuple(asked) for number in other_numbers(key))
    return frozenset(asked.union(*(_file_keys(key) for key in asked)))


def file_key(path: str) -> str:
    """Returns the key of a file's name, without its ending."""
    return _file_keys(path)[0]


def _file_keys(path: str) -> tuple[str, ...]:
    """Returns the keys of a file's name, with its ending and without."""
    name = path.rpartition("/")[2]
    stem, dot, _ = name.rpartition(".")
    return (name_key(stem), name_key(name)) if dot and stem else (name_key(name),)


def _parts_from_root(written: str, source_path: str) -> list[str]:
    """Returns the parts of a path that begins with ``/``, ``./`` or ``../``; none if it leaves."""
    parts = [] if written.startswith("/") else source_path.split("/")[:-1]
    for part in written.split("/"):
        if part == "..":
            if not parts:
                return []
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return parts


def _ends_with(path: str, wanted: list[str], *, whole: bool) -> bool:
    """Returns whether the folders in ``path`` are, or end with, those that are wanted."""
    folders = [name_key(part) for part in path.split("/")[:-1]]
    last = wanted[:-1]
    return folders == last if whole else not last or folders[-len(last) :] == last


def _choice(
    found: list[NamedNote], written: str, source: NamedNote, rule: Rule
) -> Resolution | None:
    """Returns the best of ``found``, with all others that are spelled as well as it."""
    if not found:
        return None
    if len(found) == 1:
        return Resolution(note=found[0], rule=rule)
    near = source.path.rpartition("/")[0] + "/"

    def order(note: NamedNote) -> tuple[bool, bool, int, str, FolderId]:
        under = note.folder == source.folder and (near == "/" or note.path.startswith(near))
        # Of one path in several folders, the folder that was known first.
        return (not under, note.folder != source.folder, len(note.path), note.path, note.folder)

    ranked = tuple(sorted(_best_spelled(found, written), key=order))
    return Resolution(note=ranked[0], rule=rule, candidates=ranked if len(ranked) > 1 else ())


def _best_spelled(found: list[NamedNote], written: str) -> tuple[NamedNote, ...]:
    """Returns each note once; only those whose names differ in nothing but case, if any do."""
    once = {note.id: note for note in found}.values()
    alike = tuple(note for note in once if _folded(written) in _spellings(note))
    return alike or tuple(once)


def _spellings(note: NamedNote) -> frozenset[str]:
    name = note.path.rpartition("/")[2]
    return frozenset(
        _folded(each) for each in (name, name.rpartition(".")[0], note.title, *note.aliases)
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def other_numbers(key: str) -> tuple[str, ...]:
    """Returns simple English plurals and singulars of a name, by its last word.

    >>> other_numbers("event loops")
    ('event loop',)
    >>> other_numbers("library")
    ('libraries', 'librarys')
    """
    if len(key.rpartition(" ")[2]) < _SHORTEST_PLURAL:
        return ()
    if key.endswith("s") and not key.endswith("ss"):
        singulars = [key[:-1]]
        if key.endswith("es"):
            singulars.append(key[:-2])
        if key.endswith("ies"):
            singulars.insert(0, f"{key[:-3]}y")
        return tuple(singulars)
    return (f"{key[:-1]}ies" if key.endswith("y") else f"{key}es", f"{key}s")


_SHORTEST_PLURAL = 3
