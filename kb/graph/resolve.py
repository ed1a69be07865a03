"""Resolve links to notes: by Obsidian's rules, then by aliases, titles, and simple plurals.

Rules for file names follow https://help.obsidian.md/links. Names are compared by their
:func:`~kb.notes.names.name_key`; among equal keys, the same spelling is preferred.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final, NewType, TypeVar

from kb.graph.keys import (
    differ_in_number,
    file_key,
    file_keys,
    is_abbreviation,
    link_key,
    number_forms,
)
from kb.notes.attachments import MEDIA
from kb.notes.names import name_key
from kb.notes.normal_form import normalized

Counted = TypeVar("Counted")

FolderId = NewType("FolderId", int)
NoteId = NewType("NoteId", int)

MOST_CANDIDATES: Final = 50
"""Candidates kept for an ambiguous link. To keep all of them for each link would take quadratic
space: 75 MB for 2,000 notes of one name."""
_EXACT: Final = ("./", "../", "/")
"""The beginnings of paths that mean one place only."""
_CODE: Final = frozenset(
    "py ipynb js ts jsx tsx css json yaml yml toml ini cfg xml sql sh bash "
    "c h cpp hpp rs go java kt rb php lua r txt log".split()
)
"""Extensions that names have too (Node.js, ASP.NET), so they count only with a folder."""


class Rule(StrEnum):
    """The rule by which a link was resolved."""

    SELF = "self"
    PATH = "path"
    NAME = "name"
    ALIAS = "alias"
    TITLE = "title"
    PLURAL = "plural"
    ATTACHMENT = "attachment"
    """It leads to a file that is not a note, so it is not a link of the graph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedNote:
    """A note with the names that links can have for it."""

    id: NoteId
    folder: FolderId
    path: str
    """Relative to the folder, with ``/``."""
    title: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The meaning of a link."""

    note: NamedNote | None = None
    """``None`` for a missing concept and for an attachment."""
    rule: Rule | None = None
    """``None`` for a missing concept."""
    candidates: tuple[NamedNote, ...] = ()
    """For an ambiguous link: the notes that it could mean, the chosen one first; at most
    :data:`MOST_CANDIDATES`."""


class Names:
    """An index of all names by which notes can be linked."""

    def __init__(self, notes: Iterable[NamedNote]) -> None:
        self._by_file: dict[str, list[NamedNote]] = defaultdict(list)
        self._by_alias: dict[str, list[NamedNote]] = defaultdict(list)
        self._by_title: dict[str, list[NamedNote]] = defaultdict(list)
        self._with_extensions: dict[str, int] = {}
        # Most links of a vault go to few notes, so results are kept.
        self._places: dict[str, Mapping[str, Sequence[NamedNote]]] = {}
        self._ambiguous: dict[tuple[str, FolderId], _Namesakes] = {}
        self._folders: dict[FolderId, int] = {}
        self._keys: list[str] | None = None
        for note in notes:
            self._add(note)

    def replace(self, before: NamedNote | None, after: NamedNote | None) -> None:
        """Let a note be called otherwise, or come, or go.

        Args:
            before: the note as it is known, which is left out; None if it comes.
            after: the note as it is called now, which is added; None if it goes.
        """
        self._ambiguous.clear()
        for note in filter(None, (before, after)):
            for key in file_keys(note.path):
                self._places.pop(key, None)
        if before is not None:
            self._remove(before)
        if after is not None:
            self._add(after)
        if self._keys is not None:
            for key in {key for note in (before, after) if note for key in _keys_of(note)}:
                at = bisect_left(self._keys, key)
                is_listed = at < len(self._keys) and self._keys[at] == key
                if is_listed and not self.with_key(key):
                    del self._keys[at]
                elif not is_listed and self.with_key(key):
                    self._keys.insert(at, key)

    def _add(self, note: NamedNote) -> None:
        keys = file_keys(note.path)
        self._folders[note.folder] = self._folders.get(note.folder, 0) + 1
        self._with_extensions[keys[-1]] = self._with_extensions.get(keys[-1], 0) + 1
        for key in keys:
            self._by_file[key].append(note)
        for key in dict.fromkeys(name_key(alias) for alias in note.aliases):
            self._by_alias[key].append(note)
        self._by_title[name_key(note.title)].append(note)

    def _remove(self, note: NamedNote) -> None:
        keys = file_keys(note.path)
        _count_down(self._folders, note.folder)
        _count_down(self._with_extensions, keys[-1])
        for key in keys:
            _leave_out(self._by_file, key, note)
        for key in dict.fromkeys(name_key(alias) for alias in note.aliases):
            _leave_out(self._by_alias, key, note)
        _leave_out(self._by_title, name_key(note.title), note)

    def resolution(self, target: str, source: NamedNote) -> Resolution:
        """Resolve a link in the note ``source``. Notes of its own folder win over others."""
        written = self._without_subpath(target)
        if not written:
            return Resolution(note=source, rule=Rule.SELF)
        if written.startswith(_EXACT):
            return self._at(written, source) or _unresolved(written)
        if self._depends_on_path(written) and (exact := self._at(f"./{written}", source)):
            return exact
        return self._namesakes(written, source.folder).seen_from(source) or _unresolved(written)

    def common_resolution(self, target: str, folder: FolderId) -> Resolution | None:
        """Resolve a link if it means the same in all notes of a folder; else return ``None``."""
        written = self._without_subpath(target)
        if not written or self._depends_on_path(written):
            return None
        namesakes = self._namesakes(written, folder)
        return None if namesakes.are_several else namesakes.only() or _unresolved(written)

    def called(self, name: str) -> tuple[NamedNote, ...]:
        """Return all notes that ``name`` may mean, by the first rule that finds any."""
        # In lower case: who types capitals here hardly means an abbreviation.
        _, candidates = self._candidates(name.strip().casefold(), None)
        return _best_spelled(candidates, name.strip())

    def keys(self) -> list[str]:
        """Return the keys of all titles, aliases and names of files, each once, in order."""
        if self._keys is None:
            files = (file_key(note.path) for notes in self._by_file.values() for note in notes)
            self._keys = sorted({*self._by_title, *self._by_alias, *files})
        return self._keys

    def with_key(self, key: str) -> list[NamedNote]:
        """Return the notes with a title, an alias or a file of this key, by their paths."""
        named = (*self._by_title.get(key, ()), *self._by_alias.get(key, ()))
        files = (note for note in self._by_file.get(key, ()) if file_key(note.path) == key)
        notes = {note.id: note for note in (*named, *files)}
        return sorted(notes.values(), key=lambda note: (note.path, note.folder))

    def _without_subpath(self, target: str) -> str:
        """Return the target without a heading or block, unless a note is called ``C# basics``."""
        written = target.strip()
        name, _, subpath = written.partition("#")
        if not subpath or subpath[0].isspace():
            return written
        key = link_key(written)
        names = (self._by_file, self._by_alias, self._by_title)
        return written if any(key in known for known in names) else name.strip()

    def _depends_on_path(self, written: str) -> bool:
        """Return whether a link is first resolved relative to its note.

        One with a file name extension is, as CommonMark resolves ``[text](written)``.
        """
        return written.startswith(_EXACT) or link_key(written) in self._with_extensions

    def _at(self, written: str, source: NamedNote) -> Resolution | None:
        parts = _parts_from_root(written, source.path)
        if not parts:
            return None
        notes = [note for note in self._placed(parts, "/") if note.folder == source.folder]
        return _Namesakes(Rule.PATH, _best_spelled(notes, parts[-1])).seen_from(source)

    def _namesakes(self, written: str, folder: FolderId) -> "_Namesakes":
        """Return the notes with this name, in the folder or else in others."""
        if known := self._ambiguous.get((written, folder)):
            return known
        rule, candidates = self._candidates(written, folder)
        if not candidates and self._folders.keys() - {folder}:
            rule, candidates = self._candidates(written, None)
        spelled = written.rpartition("/")[2] or written
        namesakes = _Namesakes(rule, _best_spelled(candidates, spelled))
        # A single one is found again as quickly. Several had to be ranked.
        if namesakes.are_several:
            self._ambiguous[written, folder] = namesakes
        return namesakes

    def _candidates(self, written: str, folder: FolderId | None) -> tuple[Rule, list[NamedNote]]:
        """Return the notes that the first rule finds, in one folder or in all."""
        for rule, notes in self._by_rule(written):
            if eligible := [note for note in notes if folder is None or note.folder == folder]:
                return rule, eligible
        return Rule.NAME, []

    def _by_rule(self, written: str) -> Iterator[tuple[Rule, Sequence[NamedNote]]]:
        """Yield the result of each rule, lazily: most links need only the first."""
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
            for names in (self._by_file, self._by_alias, self._by_title):
                yield Rule.PLURAL, _with_other_number(names, number_forms(key), written)

    def _placed(self, parts: Sequence[str], start: str = "") -> Sequence[NamedNote]:
        """Return the notes whose path ends in the parts; with ``start`` of ``/``, equals them."""
        *folders, file = map(name_key, parts)
        if file not in self._places:
            self._places[file] = _by_folders(self._by_file.get(file, ()))
        return self._places[file].get(start + "/".join(folders), ())


class _Namesakes:
    """Notes that one link could mean by one rule, in order of preference."""

    __slots__ = ("_below", "_ranked", "_rule")

    def __init__(self, rule: Rule, notes: Collection[NamedNote]) -> None:
        self._rule = rule
        self._ranked = sorted(notes, key=lambda note: (len(note.path), note.path, note.folder))
        self._below: dict[tuple[FolderId, str], list[NamedNote]] = defaultdict(list)

    @property
    def are_several(self) -> bool:
        return len(self._ranked) > 1

    def only(self) -> Resolution | None:
        """Return the first note, if any, as an unambiguous meaning."""
        return Resolution(note=self._ranked[0], rule=self._rule) if self._ranked else None

    def seen_from(self, source: NamedNote) -> Resolution | None:
        """Resolve a link in ``source``: notes below its folder first, then the shortest path."""
        if not self.are_several:
            return self.only()
        here = source.folder, source.path.rpartition("/")[0]
        near = self._below_folders().get(here, ())[:MOST_CANDIDATES]
        ids = {note.id for note in near}
        far = (note for note in self._ranked if note.id not in ids)
        candidates = (*near, *islice(far, MOST_CANDIDATES - len(near)))
        return Resolution(note=candidates[0], rule=self._rule, candidates=candidates)

    def _below_folders(self) -> Mapping[tuple[FolderId, str], Sequence[NamedNote]]:
        if not self._below:
            for note in self._ranked:
                folder = note.path
                while folder:
                    folder = folder.rpartition("/")[0]
                    self._below[note.folder, folder].append(note)
        return self._below


def names_of(note: NamedNote) -> frozenset[str]:
    """Return the :func:`link_key` of every link whose meaning may depend on this note."""
    keys = set(file_keys(note.path))
    keys.update(link_key(name) for name in (note.title, *note.aliases))
    return frozenset(keys.union(*(number_forms(key) for key in keys)))


def _keys_of(note: NamedNote) -> tuple[str, ...]:
    names = map(name_key, (note.title, *note.aliases))
    return (*names, file_key(note.path))


def _count_down(counts: dict[Counted, int], what: Counted) -> None:
    counts[what] -= 1
    if not counts[what]:
        del counts[what]


def _leave_out(names: dict[str, list[NamedNote]], key: str, note: NamedNote) -> None:
    names[key] = [other for other in names[key] if other.id != note.id]
    if not names[key]:
        del names[key]


def _unresolved(written: str) -> Resolution:
    return Resolution(rule=Rule.ATTACHMENT if is_attachment(written) else None)


def is_attachment(target: str) -> bool:
    """Return whether the target of a link that matches no note is an attachment.

    >>> is_attachment("pictures/loop.png"), is_attachment("Node.js"), is_attachment("../src/a.js")
    (True, False, True)
    """
    stem, dot, extension = target.strip().casefold().rpartition(".")
    if not dot or not stem:
        return False
    return extension in MEDIA or (extension in _CODE and "/" in stem)


def _parts_from_root(written: str, source_path: str) -> list[str]:
    """Return the parts of an exact path from the root; none if it leaves the root."""
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
    """Return the notes of ``/a/b`` under the keys ``/a/b``, ``a/b``, ``b`` and an empty one."""
    by_folders: dict[str, list[NamedNote]] = defaultdict(list)
    for note in notes:
        folders = [name_key(part) for part in note.path.split("/")[:-1]]
        for at in range(len(folders) + 1):
            by_folders["/".join(folders[at:])].append(note)
        by_folders["/" + "/".join(folders)].append(note)
    return by_folders


def _with_other_number(
    names: Mapping[str, Sequence[NamedNote]], numbers: Iterable[str], written: str
) -> list[NamedNote]:
    """Return the notes with one of the names ``numbers``, the other number of ``written``."""
    return [
        note
        for number in numbers
        for note in names.get(number, ())
        if any(
            name_key(name) == number and differ_in_number(name, written)
            for name in _spellings(note)
        )
    ]


def _best_spelled(notes: Iterable[NamedNote], written: str) -> tuple[NamedNote, ...]:
    """Return the distinct notes; if some have exactly this name but for case, only those."""
    distinct = tuple({note.id: note for note in notes}.values())
    if len(distinct) < 2:
        return distinct
    spelled = _folded(written)
    same = tuple(note for note in distinct if spelled in map(_folded, _spellings(note)))
    return same or distinct


def _spellings(note: NamedNote) -> tuple[str, ...]:
    name = note.path.rpartition("/")[2]
    return (name, name.rpartition(".")[0], note.title, *note.aliases)


def _folded(text: str) -> str:
    return normalized("NFC", text).casefold()
