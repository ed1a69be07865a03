"""What is wrong in a note as it is typed: the problems that an import of it would report."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from operator import attrgetter, itemgetter
from typing import NamedTuple

from kb.app.editing.notebook import Notebook, OpenFolder
from kb.app.link_problems import ambiguous_link, broken_subpath, missing_file
from kb.cards.generate import cards_and_problems
from kb.graph.index import IndexedNote
from kb.graph.resolve import Resolution, Rule
from kb.graph.subpaths import SubpathTargets
from kb.notes.attachments import is_media
from kb.notes.files.decode import decode
from kb.notes.note import Link, Note
from kb.notes.outline import OutlinedNote, TextRange, outline_note
from kb.notes.positions import column
from kb.notes.problem import Problem


class ProblemAt(NamedTuple):
    """A problem, and where it stands."""

    problem: Problem
    place: TextRange
    link: Link | None = None
    """The link that it is about."""


def problems_at(
    notebook: Notebook,
    source: IndexedNote,
    *,
    among: Callable[[TextRange], bool] | None = None,
    most: int | None = None,
) -> list[ProblemAt]:
    """Return what is wrong in an open note, by its lines.

    Args:
        notebook: of all notes.
        source: the note.
        among: says of a place whether it is asked about.
        most: how many are wanted: the first ones.
    """
    folder, path = notebook.folder_of(source), source.named.path
    text = notebook.text(folder, path)
    if text is None:
        return []
    decoded, problems = decode(path, text.encode("utf-8", "surrogatepass"))
    if decoded == text:
        read = notebook.outlined(folder, path)
    else:
        read = outline_note(path, decoded, rules=notebook.rules, encoding=notebook.encoding)
    if read is None:
        return []
    _, of_cards = cards_and_problems(
        read.note, decoded, rules=folder.vaults.rules_for(path).card_rules
    )
    problems = (
        *(problem for problem in folder.problems if problem.path == path),
        *problems,
        *read.problems,
        *of_cards,
    )
    lines = decoded.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    located = [ProblemAt(problem, _line(notebook, lines, problem.line)) for problem in problems]
    located.sort(key=lambda spot: (spot.problem.line, spot.problem.code, spot.problem.message))
    meanings = [*_meanings(notebook, source, read, lines)]
    of_links = (
        *_ambiguities(path, meanings),
        *_broken_subpaths(notebook, path, meanings, (source, read.note)),
        *_missing_files(folder, path, meanings),
    )
    # What to say of a link may take long, such as which headings are like the one it names.
    wanted: list[tuple[int, TextRange, Link | None, Problem | Callable[[], Problem]]] = [
        *((spot.problem.line, spot.place, None, spot.problem) for spot in located),
        *((meaning.link.line, meaning.place, meaning.link, say) for meaning, say in of_links),
    ]
    if among is not None:
        wanted = [entry for entry in wanted if among(entry[1])]
    wanted.sort(key=itemgetter(0))
    return [
        ProblemAt(problem if isinstance(problem, Problem) else problem(), place, link)
        for _, place, link, problem in wanted[:most]
    ]


class _Meaning(NamedTuple):
    link: Link
    resolution: Resolution
    place: TextRange


_Meanings = Sequence[_Meaning]
_Found = Iterator[tuple[_Meaning, Callable[[], Problem]]]
"""Links with something wrong, and what says it."""


def _meanings(
    notebook: Notebook, source: IndexedNote, read: OutlinedNote, lines: list[str]
) -> Iterator[_Meaning]:
    """Yield the links of a note with what they mean, each at its place."""
    places: dict[tuple[str, str | None, int], deque[TextRange]] = defaultdict(deque)
    for spot in read.outline.links:
        places[spot.target, spot.subpath, spot.place.line].append(spot.place)
    for link in read.note.links:
        own = places[link.target, link.subpath, link.line - 1]
        place = own.popleft() if own else _line(notebook, lines, link.line)
        yield _Meaning(link, notebook.index.names.resolution(link.target, source.named), place)


def _ambiguities(path: str, meanings: _Meanings) -> _Found:
    for meaning in meanings:
        if meaning.resolution.candidates:
            candidates = [note.path for note in meaning.resolution.candidates]
            link = meaning.link
            yield meaning, partial(ambiguous_link, path, link.line, link.target, candidates)


def _broken_subpaths(
    notebook: Notebook, path: str, meanings: _Meanings, own: tuple[IndexedNote, Note]
) -> _Found:
    source, note = own
    targets: dict[int, SubpathTargets | None] = {
        source.id: _targets(note.title, tuple(_sections(note)), note.body)
    }
    headings: dict[int, set[str]] = {source.id: set()}
    for meaning in meanings:
        link, to = meaning.link, meaning.resolution.note
        if not link.subpath or to is None:
            continue
        if to.id not in headings:
            outline = notebook.note_with(to.id).outline
            headings[to.id] = {(heading.name or "").casefold() for heading in outline.headings}
        if link.subpath.removeprefix("#").casefold() in headings[to.id]:
            continue
        if to.id not in targets:
            targets[to.id] = _parts_of(notebook, notebook.note_with(to.id))
        parts = targets[to.id]
        if parts is not None and not parts.has(link.subpath):
            written = (link.target, link.subpath)
            yield meaning, partial(broken_subpath, path, link.line, written, to.path, parts)


def _parts_of(notebook: Notebook, note: IndexedNote) -> SubpathTargets | None:
    """Return what a note has for links; None if it cannot be read."""
    folder = notebook.folder_of(note)
    read = notebook.outlined(folder, note.named.path)
    if read is None:
        return None
    return _targets(read.note.title, tuple(_sections(read.note)), read.note.body)


def _sections(note: Note) -> Iterator[str]:
    return map(attrgetter("heading"), note.sections)


@lru_cache(maxsize=64)
def _targets(title: str, headings: tuple[str, ...], body: str) -> SubpathTargets:
    return SubpathTargets(headings, body, title=title)


def _missing_files(folder: OpenFolder, path: str, meanings: _Meanings) -> _Found:
    if folder.attachments is None:
        return
    told = set()
    for meaning in meanings:
        link = meaning.link
        if meaning.resolution.rule is not Rule.ATTACHMENT or not is_media(link.target):
            continue
        if link.target not in told and folder.attachments.named(link.target, path) is None:
            told.add(link.target)
            yield meaning, partial(missing_file, path, link.line, link.target, embed=link.embed)


def _line(notebook: Notebook, lines: list[str], number: int) -> TextRange:
    """Return the text of a line as a place."""
    row = min(max(number, 1), len(lines)) - 1
    line = lines[row]
    start = len(line) - len(line.lstrip())
    ends = (column(line, index, notebook.encoding) for index in (start, len(line)))
    first, last = ends
    return TextRange(row, first, row, last)
