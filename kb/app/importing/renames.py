"""Identify the note of each file: a note stays the same when its file is renamed or moved.

Tried in this order: the id in the front matter, the path, equal content, the same place in a folder
that was renamed, similar content.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from kb.graph.resolve import NoteId
from kb.store.importing.rows import FileRef

MOST_COMPARED: Final = 2000
"""With more new files, or notes without a file, similar content would take too long to find."""
_CANDIDATES: Final = 5
_COMMON_LINE: Final = 20
"""A line that more notes than this contain says nothing about any of them."""
_COMPARED_CHARACTERS: Final = 5000
"""Comparing takes time proportional to their square."""
_SHORTEST: Final = 60
"""In characters. Shorter texts are too often alike."""
_SIMILAR: Final = 75
"""Of 100."""
_MARGIN: Final = 10
"""By how many points of 100 a match must beat the second best."""

Identities = dict[FileRef, NoteId | None]
"""Which note each file is; None for a new one."""
_Id = TypeVar("_Id", FileRef, NoteId)


class ReadFile(NamedTuple):
    """A file whose content the store does not know at its path."""

    ref: FileRef
    path: str
    content_hash: str
    size: int
    given_id: str | None
    """The id in the front matter."""
    at_path: NoteId | None
    """The note that had this path."""


class KnownNote(NamedTuple):
    """A note whose file is missing, or holds other content than before."""

    note_id: NoteId
    path: str
    content_hash: str
    given_id: str | None


def identities(files: Sequence[ReadFile], notes: Sequence[KnownNote]) -> Identities:
    """Return which note each file is, as far as that is certain."""
    claims = _by_given_id(files, notes)
    taken = frozenset(claims.values())
    claims |= _by_content(
        [file for file in files if file.ref not in claims],
        [note for note in notes if note.note_id not in taken],
        places={file.at_path: file.ref for file in files if file.at_path is not None},
        certain=claims,
    )
    claims |= _by_renamed_folder(files, notes, claims)
    claimed = frozenset(claims.values())
    by_path = {file.ref: None if file.at_path in claimed else file.at_path for file in files}
    return {**by_path, **claims}


def most_similar(
    files: Mapping[FileRef, str], notes: Mapping[NoteId, str]
) -> dict[FileRef, NoteId]:
    """Return the pairs of texts that are each other's best match by a margin.

    Only texts that share a line are compared, so the work does not grow with their square.
    """
    from rapidfuzz import fuzz  # noqa: PLC0415  # seldom needed

    notes_by_line: dict[str, list[NoteId]] = defaultdict(list)
    for note, text in notes.items():
        for line in _long_lines(text):
            notes_by_line[line].append(note)
    scores: list[tuple[float, FileRef, NoteId]] = []
    of_file: dict[FileRef, list[float]] = defaultdict(list)
    of_note: dict[NoteId, list[float]] = defaultdict(list)
    for file, text in files.items():
        for note in _candidates(text, notes_by_line):
            other = notes[note][:_COMPARED_CHARACTERS]
            score = fuzz.ratio(text[:_COMPARED_CHARACTERS], other, score_cutoff=50)
            scores.append((score, file, note))
            of_file[file].append(score)
            of_note[note].append(score)
    return {
        file: note
        for score, file, note in scores
        if score >= _SIMILAR and _leads(score, of_file[file]) and _leads(score, of_note[note])
    }


def _by_given_id(files: Iterable[ReadFile], notes: Iterable[KnownNote]) -> dict[FileRef, NoteId]:
    """Return the notes whose id is in only one file; a template's id is in many."""
    file_of = _unique((file.given_id, file.ref) for file in files)
    note_of = _unique((note.given_id, note.note_id) for note in notes)
    return {file_of[given_id]: note_of[given_id] for given_id in file_of.keys() & note_of.keys()}


def _unique(pairs: Iterable[tuple[str | None, _Id]]) -> dict[str, _Id]:
    with_id = [(given_id, owner) for given_id, owner in pairs if given_id]
    counts = Counter(given_id for given_id, _ in with_id)
    return {given_id: owner for given_id, owner in with_id if counts[given_id] == 1}


def _by_content(
    files: Sequence[ReadFile],
    notes: Sequence[KnownNote],
    *,
    places: Mapping[NoteId, FileRef],
    certain: Mapping[FileRef, NoteId],
) -> dict[FileRef, NoteId]:
    """Return the notes whose content is in a file elsewhere.

    It must have the same name, or no other note may have had that content. A note leaves a file
    that is still there only if that file is now another note that moved: a file that was copied
    and then edited stays the note that it was.

    Args:
        files: those whose note is not certain.
        notes: those whose file is not certain.
        places: the file at each note's path, where there is one.
        certain: the files whose note is known by its id.
    """
    by_id = {note.note_id: note for note in notes}
    missing = _Unclaimed(note for note in notes if note.note_id not in places)
    # Notes whose file is missing come first.
    every = _Unclaimed(sorted(notes, key=lambda note: note.note_id in places))
    claims: dict[FileRef, NoteId] = {}
    for file in files:
        at_path = by_id.get(file.at_path) if file.at_path is not None else None
        if at_path and at_path.content_hash == file.content_hash:
            continue
        note = missing.match(file) or every.match(file)
        if note:
            missing.discard(note)
            every.discard(note)
            claims[file.ref] = note.note_id
    return _consistent(claims, places, certain)


def _by_renamed_folder(
    files: Sequence[ReadFile], notes: Sequence[KnownNote], claims: Mapping[FileRef, NoteId]
) -> dict[FileRef, NoteId]:
    """Return the notes at the same place in a folder that other notes show to be renamed."""
    paths = {note.note_id: note.path for note in notes}
    renamed = {
        folders
        for file in files
        if file.ref in claims and (folders := _renamed(paths[claims[file.ref]], file.path))
    }
    if not renamed:
        return {}
    present = {file.at_path for file in files}
    taken = frozenset(claims.values())
    missing = {
        note.path: note.note_id
        for note in notes
        if note.note_id not in taken and note.note_id not in present
    }
    moved: dict[FileRef, NoteId] = {}
    for file in files:
        if file.ref in claims or file.at_path is not None:
            continue
        for old, new in sorted(renamed):
            if file.path.startswith(new) and (note := missing.get(old + file.path[len(new) :])):
                moved[file.ref] = note
                del missing[old + file.path[len(new) :]]
                break
    return moved


def _renamed(old: str, new: str) -> tuple[str, str] | None:
    """Return what a folder was and is called, if a path differs in its folders alone."""
    before, after = old.split("/"), new.split("/")
    if old == new or before[-1] != after[-1]:
        return None
    while before and after and before[-1] == after[-1]:
        before.pop()
        after.pop()
    return "".join(f"{part}/" for part in before), "".join(f"{part}/" for part in after)


class _Unclaimed:
    """Notes that no file has claimed yet, by their content."""

    def __init__(self, notes: Iterable[KnownNote]) -> None:
        self._by_hash: dict[str, dict[NoteId, KnownNote]] = defaultdict(dict)
        self._by_hash_and_name: dict[tuple[str, str], dict[NoteId, KnownNote]] = defaultdict(dict)
        for note in notes:
            self._by_hash[note.content_hash][note.note_id] = note
            self._by_hash_and_name[note.content_hash, _name(note.path)][note.note_id] = note

    def match(self, file: ReadFile) -> KnownNote | None:
        """Return the note with this content and name, or the only one with this content."""
        namesakes = self._by_hash_and_name.get((file.content_hash, _name(file.path)))
        if namesakes:
            return next(iter(namesakes.values()))
        equal = self._by_hash.get(file.content_hash, {})
        return next(iter(equal.values())) if len(equal) == 1 and file.size else None

    def discard(self, note: KnownNote) -> None:
        self._by_hash[note.content_hash].pop(note.note_id, None)
        self._by_hash_and_name[note.content_hash, _name(note.path)].pop(note.note_id, None)


def _consistent(
    claims: dict[FileRef, NoteId],
    places: Mapping[NoteId, FileRef],
    certain: Mapping[FileRef, NoteId],
) -> dict[FileRef, NoteId]:
    """Return the claims that leave no file behind whose present content nothing explains."""
    while True:
        kept = {
            ref: note_id
            for ref, note_id in claims.items()
            if note_id not in places or places[note_id] in claims or places[note_id] in certain
        }
        if len(kept) == len(claims):
            return kept
        claims = kept


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _candidates(text: str, notes_by_line: Mapping[str, list[NoteId]]) -> list[NoteId]:
    """Return the notes that share most text with this one, line by line."""
    if len(text) < _SHORTEST:
        return []
    shared: dict[NoteId, int] = defaultdict(int)
    for line in _long_lines(text):
        notes = notes_by_line.get(line, ())
        if len(notes) <= _COMMON_LINE:
            for note in notes:
                shared[note] += len(line)
    return sorted(shared, key=lambda note: (-shared[note], note))[:_CANDIDATES]


def _leads(score: float, scores: Iterable[float]) -> bool:
    """Return whether all scores except this one are well below it."""
    return sum(other > score - _MARGIN for other in scores) == 1


def _long_lines(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.splitlines() if len(line.strip()) > 8)
