"""What can follow what is being typed: notes, headings, blocks, tags, callouts and footnotes."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from enum import Enum
from heapq import nsmallest
from operator import attrgetter, itemgetter
from typing import Final, NamedTuple

from kb.app.editing.linking import relative_address, subpath_of, wikilink
from kb.app.editing.notebook import Notebook
from kb.graph.concepts import missing_title
from kb.graph.index import IndexedNote
from kb.graph.resolve import NamedNote, Names, NoteId
from kb.notes.names import name_key

MOST: Final = 50
"""Names that are offered at once; with another letter typed, others come."""
CALLOUTS: Final = (
    *("note", "abstract", "info", "todo", "tip", "success", "question", "warning", "failure"),
    *("danger", "bug", "example", "quote"),
)
"""Those of Obsidian."""
_WIKI: Final = re.compile(r"\[\[([^\[\]|\n]*)$")
_ADDRESS: Final = re.compile(r"\]\(([^()\s]*)$")
_CALLOUT: Final = re.compile(r"^[ \t]*(?:>[ \t]*)+\[!([\w-]*)$")
_FOOTNOTE: Final = re.compile(r"\[\^([^\]\s]*)$")
_TAG: Final = re.compile(r"(?:^|[\s,;(\"'])#([^\s#.,;:!?'\"()\[\]{}<>@$%^&*+=`~|\\]*)$")
_FENCE: Final = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_DEFINED: Final = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*(.*)")
_REST_OF_LINK: Final = re.compile(r"[^\[\]|#\n]*(?=[|#]|\]\])")
_LONGEST_SHOWN: Final = 80


class Offered(Enum):
    """What is offered."""

    NOTE = "note"
    ALIAS = "alias"
    MISSING = "missing"
    HEADING = "heading"
    BLOCK = "block"
    TAG = "tag"
    CALLOUT = "callout"
    FOOTNOTE = "footnote"


class Completion(NamedTuple):
    """Something that can be typed."""

    label: str
    insert: str
    kind: Offered
    detail: str = ""
    note: IndexedNote | None = None
    """What it leads to."""


class Completions(NamedTuple):
    """What can be typed, and instead of what: two indices of the line."""

    start: int
    end: int
    offers: list[Completion]
    complete: bool
    """Whether no more can come when more is typed."""


def completions(
    notebook: Notebook, source: IndexedNote | None, lines: list[str], row: int, index: int
) -> Completions | None:
    """Return what can follow at a place of a document.

    Args:
        notebook: of all notes.
        source: the note that is being typed, if it is known.
        lines: the document's.
        row: the line's number, from 0.
        index: the character of the line before which one types.
    """
    line = lines[row] if row < len(lines) else ""
    before, behind = line[:index], line[index:]
    if (match := _WIKI.search(before)) and not _is_in_code(lines, row):
        return _in_link(notebook, source, lines, match, behind)
    if match := _ADDRESS.search(before):
        return _in_address(notebook, source, match)
    if match := _CALLOUT.search(before):
        names = [name for name in CALLOUTS if name.startswith(match[1].casefold())]
        closing = "" if behind.startswith("]") else "] "
        offers = [Completion(name, f"{name}{closing}", Offered.CALLOUT) for name in names]
        return Completions(match.start(1), index, offers, complete=True)
    if match := _FOOTNOTE.search(before):
        offers = list(_footnotes(lines, "" if behind.startswith("]") else "]"))
        return Completions(match.start(1), index, offers, complete=True)
    if (match := _TAG.search(before)) and not _is_in_code(lines, row):
        return _tags(notebook, source, match)
    return None


def _in_link(
    notebook: Notebook,
    source: IndexedNote | None,
    lines: list[str],
    match: re.Match[str],
    behind: str,
) -> Completions:
    written, start, index = match[1], match.start(1), match.end(1)
    closed = "]]" in behind
    closing = "" if closed else "]]"
    rest = _REST_OF_LINK.match(behind) if closed else None
    if "#" not in written:
        offers, complete = _names(notebook, source, written, closing)
        end = index + (rest.end() if rest else 0)
        if rest and behind[rest.end() :].startswith(("|", "#")):
            offers = [offer._replace(insert=offer.insert.partition("|")[0]) for offer in offers]
        return Completions(start, end, offers, complete)
    target, _, part = written.partition("#")
    note = notebook.index.called(target, source) if source else None
    begin = start + written.rfind("#") + 1
    if note is None:
        return Completions(begin, index, [], complete=True)
    own = lines if source is not None and note.id == source.id else None
    if part.rpartition("#")[2].startswith("^"):
        blocks = _blocks(note, own or notebook.lines(note), closing)
        return Completions(begin, index, list(blocks), complete=True)
    return Completions(begin, index, list(_headings(note, closing)), complete=True)


def _names(
    notebook: Notebook, source: IndexedNote | None, typed: str, closing: str
) -> tuple[list[Completion], bool]:
    """Return the notes with a name that fits, best first, and names that have no note yet."""
    words = name_key(typed).split()
    names = notebook.index.names
    best = _fitting(names, typed, MOST + 1)
    offers = []
    for key, note in best[:MOST]:
        indexed = notebook.note_with(note.id)
        name, kind = _spelled(note, key)
        link = wikilink(names, indexed, source, name)
        offers.append(Completion(name, f"{link}{closing}", kind, note.path, indexed))
    if words and len(best) < MOST:
        offers += _missing(notebook, source, words, closing)
    return offers, len(best) <= MOST and bool(words)


def names_fitting(names: Names, typed: str, most: int) -> Iterator[tuple[str, NamedNote]]:
    """Yield the names that fit what was typed, each with its note, best first."""
    for key, note in _fitting(names, typed, most):
        yield _spelled(note, key)[0], note


def _fitting(names: Names, typed: str, most: int) -> list[tuple[str, NamedNote]]:
    """Return the keys of names that fit what was typed, each with a note, best first.

    Those that begin so come first, then those with a word that does, then those with it inside.
    """
    keys, words = names.keys(), name_key(typed).split()
    whole = " ".join(words)
    begin = bisect_left(keys, whole)
    end = bisect_left(keys, f"{whole}\U0010ffff")
    best = nsmallest(most, keys[begin:end], key=_shortest) if words else keys[:most]
    if len(best) < most and words:
        first, rest = words[0], words[1:]
        others = [key for key in keys if first in key and not key.startswith(whole)]
        if rest:
            others = [key for key in others if all(word in key for word in rest)]
        inside = f" {first}"
        best += nsmallest(
            most - len(best), others, key=lambda key: (inside not in key, len(key), key)
        )
    return [(key, note) for key in best for note in names.with_key(key)][:most]


def _shortest(key: str) -> tuple[int, str]:
    return len(key), key


def _spelled(note: NamedNote, key: str) -> tuple[str, Offered]:
    """Return the name of a note that has a key, and whether it is one of several."""
    if name_key(note.title) == key:
        return note.title, Offered.NOTE
    for alias in note.aliases:
        if name_key(alias) == key:
            return alias, Offered.ALIAS
    return note.path.rpartition("/")[2].rpartition(".")[0], Offered.NOTE


def _missing(
    notebook: Notebook, source: IndexedNote | None, words: list[str], closing: str
) -> Iterator[Completion]:
    """Yield names that notes link to and that no note has."""
    index = notebook.index
    count = 0
    first, rest = words[0], words[1:]
    fitting = [(key, sources) for key, sources in index.targets().items() if first in key]
    fitting.sort(key=itemgetter(0))
    own, typed = ({source.id} if source else set()), " ".join(words)
    for key, sources in fitting:
        if key == typed and sources.keys() <= own:
            continue
        if count == MOST or index.names.with_key(key) or not all(word in key for word in rest):
            continue
        wanting = _first_of(notebook, sources)
        link = next(
            (
                link
                for link in wanting.outline.links
                if name_key(link.target.rpartition("/")[2]) == key
            ),
            None,
        )
        if link is None:
            continue
        resolution = index.resolution(link, wanting)
        if resolution.note is None and resolution.rule is None:
            count += 1
            name = missing_title(link.target)
            yield Completion(name, f"{name}{closing}", Offered.MISSING, "not yet written")


def _first_of(notebook: Notebook, note_ids: Iterable[NoteId]) -> IndexedNote:
    return min(map(notebook.note_with, note_ids), key=attrgetter("order"))


def _headings(note: IndexedNote, closing: str) -> Iterator[Completion]:
    seen = set()
    for heading in note.outline.headings:
        name = subpath_of(heading.text)
        if name and name not in seen:
            seen.add(name)
            mark = "#" * heading.level
            yield Completion(
                heading.text,
                f"{name}{closing}",
                Offered.HEADING,
                f"{mark} {note.named.title}",
                note,
            )


def _blocks(note: IndexedNote, lines: list[str], closing: str) -> Iterator[Completion]:
    for block in note.outline.blocks:
        row = block.place.line
        text = lines[row].strip() if row < len(lines) else ""
        shown = text.rpartition("^")[0].strip() or (lines[row - 1].strip() if row else "")
        yield Completion(
            f"^{block.id}", f"^{block.id}{closing}", Offered.BLOCK, shown[:_LONGEST_SHOWN], note
        )


def _in_address(
    notebook: Notebook, source: IndexedNote | None, match: re.Match[str]
) -> Completions | None:
    if ":" in match[1] or match[1].startswith("#"):
        return None
    typed = match[1].rpartition("/")[2].replace("%20", " ")
    best = _fitting(notebook.index.names, typed, MOST + 1)
    offers: dict[str, Completion] = {}
    for key, note in best[:MOST]:
        indexed = notebook.note_with(note.id)
        address = relative_address(indexed, source)
        name, kind = _spelled(note, key)
        offers.setdefault(address, Completion(name, address, kind, note.path, indexed))
    return Completions(match.start(1), match.end(1), [*offers.values()], len(best) <= MOST)


def _tags(notebook: Notebook, source: IndexedNote | None, match: re.Match[str]) -> Completions:
    wanted = name_key(match[1])
    tags = notebook.index.tags()
    own = {source.id} if source else set()
    fitting = (
        (key, len(notes))
        for key, notes in tags.items()
        # What is being typed is a tag itself, of which nobody needs to be told.
        if wanted in key and not (key == wanted and notes.keys() <= own)
    )
    best = nsmallest(
        MOST + 1, ((not key.startswith(wanted), -count, key) for key, count in fitting)
    )
    offers = []
    for _, count, key in best[:MOST]:
        note = _first_of(notebook, tags[key])
        name = next(tag.name for tag in note.outline.tags if name_key(tag.name) == key)
        plural = "note" if count == -1 else "notes"
        offers.append(Completion(f"#{name}", name, Offered.TAG, f"{-count} {plural}"))
    return Completions(match.start(1), match.end(1), offers, len(best) <= MOST)


def _footnotes(lines: list[str], closing: str) -> Iterator[Completion]:
    for line in lines:
        if line.startswith("[^") and (match := _DEFINED.match(line)):
            name, text = match[1], match[2][:_LONGEST_SHOWN]
            yield Completion(name, f"{name}{closing}", Offered.FOOTNOTE, text)


def _is_in_code(lines: list[str], row: int) -> bool:
    """Return whether a line is inside a fence."""
    fence = ""
    for line in lines[:row]:
        if ("`" in line or "~" in line) and (match := _FENCE.match(line)):
            if not fence:
                fence = match[1]
            elif match[1].startswith(fence) and not line.strip(" \t>`~"):
                fence = ""
    return bool(fence)
