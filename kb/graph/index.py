"""The notes of some folders in mind, with their links, as an editor asks for them.

Nothing that a link means is kept, but how it is found: so a note that comes, goes or changes costs
only what it says itself, whatever links lead to it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from kb.graph.concepts import missing_key
from kb.graph.keys import link_key
from kb.graph.resolve import FolderId, NamedNote, Names, NoteId, Resolution, names_of
from kb.graph.subpaths import heading_key
from kb.notes.names import name_key
from kb.notes.outline import HeadingAt, LinkAt, Outline, TagAt, TextRange


class HeadingNames:
    """The headings of a note, by what a part of a link's subpath can call them, also as a slug."""

    __slots__ = ("_by_key", "_headings")

    def __init__(self, headings: Sequence[HeadingAt]) -> None:
        self._headings = headings
        self._by_key: dict[str, list[int]] | None = None

    def meant(self, subpath: str) -> HeadingAt | None:
        """Return the heading that ``#Heading`` or ``#Heading#Subheading`` leads to.

        Of several, the first one below the headings that are named before it.
        """
        return self.chain(subpath)[-1]

    def chain(self, subpath: str) -> tuple[HeadingAt | None, ...]:
        """Return the heading of each part of a subpath, None for a part that names none."""
        chain: list[HeadingAt | None] = []
        start = 0
        for part in subpath.lstrip("#").split("#"):
            places = self._places().get(heading_key(part), ())
            at = bisect_left(places, start)
            chain.append(self._headings[places[at]] if at < len(places) else None)
            if at < len(places):
                start = places[at] + 1
        return tuple(chain)

    def _places(self) -> dict[str, list[int]]:
        """Return the numbers of the headings by their keys; found once, for all links."""
        if self._by_key is None:
            self._by_key = defaultdict(list)
            for at, heading in enumerate(self._headings):
                keys = {heading_key(heading.text), heading_key(heading.name or "")}
                for key in keys - {""}:
                    self._by_key[key].append(at)
        return self._by_key


class IndexedNote(NamedTuple):
    """A note of the index."""

    named: NamedNote
    outline: Outline
    headings: HeadingNames

    @property
    def id(self) -> NoteId:
        """Its number in this index."""
        return self.named.id

    @property
    def order(self) -> tuple[str, FolderId]:
        """What notes are sorted by."""
        return self.named.path, self.named.folder


class LinkTo(NamedTuple):
    """A link that leads to a note, and the note that it is in."""

    source: IndexedNote
    link: LinkAt


class NoteIndex:
    """Notes, by what leads to them. Whatever comes last of a note is what counts."""

    def __init__(self) -> None:
        self.names = Names(())
        self._notes: dict[NoteId, IndexedNote] = {}
        self._by_place: dict[tuple[FolderId, str], NoteId] = {}
        self._linking: dict[str, dict[NoteId, None]] = defaultdict(dict)
        """The notes with links whose targets have a key."""
        self._tagged: dict[str, dict[NoteId, None]] = defaultdict(dict)
        self._last = 0

    def __len__(self) -> int:
        return len(self._notes)

    def __iter__(self) -> Iterator[IndexedNote]:
        return iter(self._notes.values())

    def put(self, folder: FolderId, outline: Outline) -> NoteId:
        """Take in a note, or what it says now, and return its number."""
        place = (folder, outline.path)
        note_id = self._by_place.get(place)
        before = self._notes.get(note_id) if note_id is not None else None
        if note_id is None:
            self._last += 1
            note_id = self._by_place[place] = NoteId(self._last)
        named = NamedNote(
            id=note_id,
            folder=folder,
            path=outline.path,
            title=outline.title,
            aliases=outline.aliases,
        )
        if before is None or before.named != named:
            self.names.replace(before.named if before else None, named)
        if before is not None:
            self._forget_contents(before)
        self._notes[note_id] = IndexedNote(named, outline, HeadingNames(outline.headings))
        for key in _targets(outline):
            self._linking[key][note_id] = None
        for key in _tags(outline):
            self._tagged[key][note_id] = None
        return note_id

    def remove(self, folder: FolderId, path: str) -> None:
        """Forget a note, if it is known."""
        note_id = self._by_place.pop((folder, path), None)
        if note_id is None:
            return
        before = self._notes.pop(note_id)
        self.names.replace(before.named, None)
        self._forget_contents(before)

    def _forget_contents(self, note: IndexedNote) -> None:
        for keys, index in (
            (_targets(note.outline), self._linking),
            (_tags(note.outline), self._tagged),
        ):
            for key in keys:
                index[key].pop(note.id, None)
                if not index[key]:
                    del index[key]

    def at(self, folder: FolderId, path: str) -> IndexedNote | None:
        """Return the note at a path."""
        note_id = self._by_place.get((folder, path))
        return None if note_id is None else self._notes[note_id]

    def note(self, note_id: NoteId) -> IndexedNote:
        """Return the note with a number."""
        return self._notes[note_id]

    def in_order(self, note_ids: Iterable[NoteId]) -> list[IndexedNote]:
        """Return notes by their paths: never by their numbers, which tell what was read first."""
        return sorted(map(self.note, note_ids), key=attrgetter("order"))

    def resolution(self, link: LinkAt, source: IndexedNote) -> Resolution:
        """Return what a link in a note means."""
        return self.names.resolution(link.target, source.named)

    def meant(self, link: LinkAt, source: IndexedNote) -> IndexedNote | None:
        """Return the note that a link leads to, if it is written."""
        return self.called(link.target, source)

    def called(self, target: str, source: IndexedNote) -> IndexedNote | None:
        """Return the note that a link with this target would lead to from another note."""
        note = self.names.resolution(target, source.named).note
        return self._notes[note.id] if note else None

    def links_to(self, note: IndexedNote) -> list[LinkTo]:
        """Return the links that lead to a note, also its own, in the order of notes."""
        sources: dict[NoteId, set[str]] = defaultdict(set)
        for key in names_of(note.named):
            for source_id in self._linking.get(key, ()):
                sources[source_id].add(key)
        sources[note.id].add("")
        common: dict[tuple[str, FolderId], Resolution | None] = {}
        links = [
            LinkTo(source, link)
            for source, keys in ((self._notes[entry], keys) for entry, keys in sources.items())
            for link in source.outline.links
            if link_key(link.target) in keys and self._leads_to(link, source, note.id, common)
        ]
        links.sort(key=lambda entry: (*entry.source.order, entry.link.place))
        return links

    def _leads_to(
        self,
        link: LinkAt,
        source: IndexedNote,
        note_id: NoteId,
        common: dict[tuple[str, FolderId], Resolution | None],
    ) -> bool:
        place = (link.target, source.named.folder)
        if place not in common:
            common[place] = self.names.common_resolution(*place)
        resolution = common[place] or self.resolution(link, source)
        return resolution.note is not None and resolution.note.id == note_id

    def links_to_missing(self, target: str) -> list[LinkTo]:
        """Return the links that lead to the same concept without a note as this one."""
        key = missing_key(target)
        links = [
            LinkTo(source, link)
            for source in map(self.note, self._linking.get(link_key(target), ()))
            for link in source.outline.links
            if missing_key(link.target) == key and self.resolution(link, source).note is None
        ]
        links.sort(key=lambda entry: (*entry.source.order, entry.link.place))
        return links

    def targets(self) -> Mapping[str, Mapping[NoteId, None]]:
        """Return the keys of all that links name, each with the notes that do."""
        return self._linking

    def tags(self) -> Mapping[str, Mapping[NoteId, None]]:
        """Return the keys of all tags, each with the notes that have it."""
        return self._tagged

    def tagged(self, tag: str) -> list[tuple[IndexedNote, TagAt]]:
        """Return where a tag is written, and the tags below it (``a/b`` below ``a``)."""
        key = name_key(tag)
        notes = {
            note_id
            for entry, note_ids in self._tagged.items()
            if entry == key or entry.startswith(f"{key}/")
            for note_id in note_ids
        }
        return [
            (note, entry)
            for note in self.in_order(notes)
            for entry in note.outline.tags
            if name_key(entry.name) == key or name_key(entry.name).startswith(f"{key}/")
        ]


def place_of_part(note: IndexedNote, subpath: str | None) -> TextRange:
    """Return where a link to a part of a note leads; where the note begins, if it has no such."""
    outline = note.outline
    if subpath:
        name = subpath.rpartition("#")[2]
        if name.startswith("^"):
            for block in outline.blocks:
                if block.id.casefold() == name[1:].casefold():
                    return block.place
        elif (heading := note.headings.meant(subpath)) is not None:
            return TextRange(heading.line, 0, heading.line, heading.length)
    return TextRange(outline.title_line, 0, outline.title_line, 0)


def _targets(outline: Outline) -> set[str]:
    return {link_key(link.target) for link in outline.links}


def _tags(outline: Outline) -> set[str]:
    return {name_key(tag.name) for tag in outline.tags}
