"""Which note a link means: Obsidian's rules, then aliases, titles, and a simple plural.

Rules for file names follow https://help.obsidian.md/links. Names are compared by their
:func:`~kb.notes.names.name_key`; of several that are equal so, the one spelled alike is preferred.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final, NewType

from kb.graph.attachments import is_attachment
from kb.graph.keys import file_keys, is_abbreviation, link_key, number_forms
from kb.notes.names import name_key

FolderId = NewType("FolderId", int)
NoteId = NewType("NoteId", int)

MOST_CANDIDATES: Final = 50
"""Of more notes that one link could mean, so many are told. A list of all of them with each link
would take a square of their number: 75 MB for 2,000 notes that are called alike."""
_FROM_A_PLACE: Final = ("./", "../", "/")
"""How a path begins that means one place only."""


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
    """The notes that the link could mean, the chosen one first, where they are several; at most
    :data:`MOST_CANDIDATES`."""


class Names:
    """Every name that a note can be linked by, built once for many links."""

    __slots__ = (
        "_by_alias",
        "_by_file",
        "_by_title",
        "_called_before",
        "_common",
        "_folders",
        "_places",
        "_with_endings",
    )

    def __init__(self, notes: Iterable[NamedNote]) -> None:
        self._by_file: dict[str, list[NamedNote]] = defaultdict(list)
        self._by_alias: dict[str, list[NamedNote]] = defaultdict(list)
        self._by_title: dict[str, list[NamedNote]] = defaultdict(list)
        self._with_endings: set[str] = set()
        # Most links of a vault go to few notes, so what was found for one serves others.
        self._places: dict[str, Mapping[str, Sequence[NamedNote]]] = {}
        self._called_before: dict[tuple[str, FolderId], tuple[Rule, _Namesakes]] = {}
        self._common: dict[tuple[str, FolderId], Resolution | None] = {}
        self._folders: set[FolderId] = set()
        for note in notes:
            keys = file_keys(note.path)
            self._folders.add(note.folder)
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
        return self.common_resolution(target, source.folder) or self._resolution(target, source)

    def common_resolution(self, target: str, folder: FolderId) -> Resolution | None:
        """Returns what ``target`` means in all notes of a folder; absent if it is not the same."""
        asked = target, folder
        if asked not in self._common:
            self._common[asked] = self._common_resolution(target, folder)
        return self._common[asked]

    def common_resolutions(
        self, targets: Iterable[str], folder: FolderId
    ) -> Iterator[tuple[str, Resolution]]:
        """Yields those of the targets, each with its meaning, that mean the same in all notes.

        As :meth:`common_resolution`, and nothing is kept in mind: no target is asked for again.
        """
        for target in targets:
            found = self._common_resolution(target, folder)
            if found:
                yield target, found

    def called(self, name: str) -> tuple[NamedNote, ...]:
        """Returns all notes that ``name`` may mean, by the first rule that finds any."""
        # In no capitals, for who types them most likely did not mean an abbreviation.
        _, found = self._candidates(name.strip().casefold(), None)
        return _best_spelled(found, name.strip())

    def _common_resolution(self, target: str, folder: FolderId) -> Resolution | None:
        written = _without_subpath(target)
        if not written or self._is_from_its_place(written):
            return None
        rule, namesakes = self._called(written, folder)
        return None if namesakes.are_several else namesakes.only(rule) or _without_note(written)

    def _resolution(self, target: str, source: NamedNote) -> Resolution:
        written = _without_subpath(target)
        if not written:
            return Resolution(note=source, rule=Rule.SELF)
        if written.startswith(_FROM_A_PLACE):
            return self._at(written, source) or _without_note(written)
        if self._is_from_its_place(written) and (found := self._at(f"./{written}", source)):
            return found
        rule, namesakes = self._called(written, source.folder)
        return namesakes.seen_from(source, rule) or _without_note(written)

    def _is_from_its_place(self, written: str) -> bool:
        """Tells whether a link is first read from the place of the note that it is in.

        One with an ending is, as CommonMark reads ``[text](written)``.
        """
        return written.startswith(_FROM_A_PLACE) or link_key(written) in self._with_endings

    def _at(self, written: str, source: NamedNote) -> Resolution | None:
        """Returns the note at a path that means one place only."""
        parts = _parts_from_root(written, source.path)
        if not parts:
            return None
        found = [note for note in self._placed(parts, "/") if note.folder == source.folder]
        return _Namesakes(_best_spelled(found, parts[-1])).seen_from(source, Rule.PATH)

    def _called(self, written: str, folder: FolderId) -> "tuple[Rule, _Namesakes]":
        """Returns the notes that are called so, in the folder or else in another, and the rule."""
        asked = written, folder
        if asked in self._called_before:
            return self._called_before[asked]
        rule, found = self._candidates(written, folder)
        if not found and self._folders - {folder}:
            rule, found = self._candidates(written, None)
        spelled = written.rpartition("/")[2] or written
        called = rule, _Namesakes(_best_spelled(found, spelled))
        # One alone is found as quickly anew; several are ranked, and asked for from many notes.
        if called[1].are_several:
            self._called_before[asked] = called
        return called

    def _candidates(self, written: str, folder: FolderId | None) -> tuple[Rule, list[NamedNote]]:
        """Returns the notes that the first rule finds, in one folder or in all."""
        for rule, found in self._by_rule(written):
            eligible = [note for note in found if folder is None or note.folder == folder]
            if eligible:
                return rule, eligible
        return Rule.NAME, []

    def _by_rule(self, written: str) -> Iterator[tuple[Rule, Sequence[NamedNote]]]:
        """Yields what each rule finds, one after the other: most links need only the first."""
        key = name_key(written)
        if "/" in written:
            parts = written.split("/")
            yield Rule.PATH, self._placed(parts, "/")
            yield Rule.PATH, self._placed(parts)
        else:
            yield Rule.NAME, self._by_file.get(key, ())
        yield Rule.ALIAS, self._by_alias.get(key, ())
        yield Rule.TITLE, self._by_title.get(key, ())
        if not is_abbreviation(written):
            numbers = number_forms(key)
            for names in (self._by_file, self._by_alias, self._by_title):
                yield Rule.PLURAL, _in_other_numbers(names, numbers)

    def _placed(self, parts: Sequence[str], start: str = "") -> Sequence[NamedNote]:
        """Returns the notes whose path ends with these parts; with ``start`` of ``/``, is these."""
        *folders, file = map(name_key, parts)
        if file not in self._places:
            self._places[file] = _by_folders(self._by_file.get(file, ()))
        return self._places[file].get(start + "/".join(folders), ())


class _Namesakes:
    """Notes that one link could mean, in the order in which they are taken."""

    __slots__ = ("_below", "_ranked")

    def __init__(self, notes: Collection[NamedNote]) -> None:
        self._ranked = sorted(notes, key=lambda note: (len(note.path), note.path, note.folder))
        self._below: dict[tuple[FolderId, str], list[NamedNote]] = {}

    @property
    def are_several(self) -> bool:
        return len(self._ranked) > 1

    def only(self, rule: Rule) -> Resolution | None:
        """Returns the first of them, if there is any, as what a link means without doubt."""
        return Resolution(note=self._ranked[0], rule=rule) if self._ranked else None

    def seen_from(self, source: NamedNote, rule: Rule) -> Resolution | None:
        """Returns the one that a link in ``source`` means: what is below it, then the shortest."""
        if not self.are_several:
            return self.only(rule)
        here = source.folder, source.path.rpartition("/")[0]
        near = self._below_folders().get(here, ())[:MOST_CANDIDATES]
        known = {note.id for note in near}
        far = (note for note in self._ranked if note.id not in known)
        told = (*near, *islice(far, MOST_CANDIDATES - len(near)))
        return Resolution(note=told[0], rule=rule, candidates=told)

    def _below_folders(self) -> Mapping[tuple[FolderId, str], Sequence[NamedNote]]:
        if not self._below:
            for note in self._ranked:
                folder = note.path
                while folder:
                    folder = folder.rpartition("/")[0]
                    self._below.setdefault((note.folder, folder), []).append(note)
        return self._below


def names_of(note: NamedNote) -> frozenset[str]:
    """Returns the :func:`link_key` of every link whose meaning may hang on this note."""
    keys = set(file_keys(note.path))
    keys.update(link_key(name) for name in (note.title, *note.aliases))
    return frozenset(keys.union(*(number_forms(key) for key in keys)))


def _without_note(written: str) -> Resolution:
    """Returns what a link means that no note is called by."""
    return Resolution(rule=Rule.ATTACHMENT if is_attachment(written) else None)


def _without_subpath(target: str) -> str:
    return target.partition("#")[0].strip()


def _parts_from_root(written: str, source_path: str) -> list[str]:
    """Returns the parts of a path that means one place only; none if it leaves the root."""
    parts = [] if written.startswith("/") else source_path.split("/")[:-1]
    for part in written.split("/"):
        if part == "..":
            if not parts:
                return []
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return parts


def _by_folders(notes: Iterable[NamedNote]) -> dict[str, list[NamedNote]]:
    """Returns the notes by the ends of their folders, ``b`` and ``a/b``, and by ``/a/b`` whole."""
    found: dict[str, list[NamedNote]] = defaultdict(list)
    for note in notes:
        folders = [name_key(part) for part in note.path.split("/")[:-1]]
        for at in range(len(folders) + 1):
            found["/".join(folders[at:])].append(note)
        found["/" + "/".join(folders)].append(note)
    return found


def _in_other_numbers(
    names: Mapping[str, Sequence[NamedNote]], numbers: Iterable[str]
) -> list[NamedNote]:
    """Returns the notes that ``names`` has in these plurals or singulars."""
    return [
        note
        for number in numbers
        for note in names.get(number, ())
        # HTTPS is no plural of HTTP.
        if any(name_key(name) == number and not is_abbreviation(name) for name in _spellings(note))
    ]


def _best_spelled(found: Iterable[NamedNote], written: str) -> tuple[NamedNote, ...]:
    """Returns each note once; only those whose names differ in nothing but case, if any do."""
    once = tuple({note.id: note for note in found}.values())
    if len(once) < 2:
        return once
    spelled = _folded(written)
    return tuple(note for note in once if spelled in map(_folded, _spellings(note))) or once


def _spellings(note: NamedNote) -> tuple[str, ...]:
    name = note.path.rpartition("/")[2]
    return (name, name.rpartition(".")[0], note.title, *note.aliases)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
