"""What stands at a place of a note, and where that leads, both ways."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from kb.app.editing.notebook import Notebook
from kb.graph.index import IndexedNote, LinkTo, place_of_part
from kb.graph.resolve import Rule
from kb.notes.outline import BlockAt, HeadingAt, LinkAt, Outline, TagAt, TextRange, named_span
from kb.notes.positions import Encoding, column, index_at

Spot = LinkAt | HeadingAt | TagAt | BlockAt
"""What can stand at a place."""

_FOOTNOTE: Final = re.compile(r"\[\^([^\]\s]+)\]")


class Pointed(NamedTuple):
    """What the cursor is on."""

    spot: Spot
    place: TextRange
    """All of it; of a link, the part that the cursor is on."""
    part: int | None = None
    """Of a link's subpath: which of its headings, from 0; None for the note."""


def pointed(
    outline: Outline, lines: list[str], row: int, at: int, encoding: Encoding
) -> Pointed | None:
    """Return what stands at a place of a note.

    Args:
        outline: of the note.
        lines: the note's.
        row: the line, from 0.
        at: the column, as the editor counts.
        encoding: how it counts.
    """
    for tag in outline.tags:
        if _holds(tag.place, row, at):
            return Pointed(tag, tag.place)
    for block in outline.blocks:
        if _holds(block.place, row, at):
            return Pointed(block, block.place)
    for link in outline.links:
        if _holds(link.place, row, at):
            return _part_of(link, lines, row, at, encoding)
    for heading in outline.headings:
        if heading.line == row:
            return Pointed(heading, TextRange(row, 0, row, heading.length))
    return None


def _part_of(link: LinkAt, lines: list[str], row: int, at: int, encoding: Encoding) -> Pointed:
    """Return which part of a link a column is in: its target, or one of its headings."""
    place = link.place
    if link.address is not None or row >= len(lines):
        return Pointed(link, place)
    line = lines[row]
    pointing = Pointed(link, place)
    for number, (start, end) in enumerate(link_parts(link, line, encoding)):
        first, last = column(line, start, encoding), column(line, end, encoding)
        part = None if number == 0 else number - 1
        if number == 0 or first <= at <= last:
            pointing = Pointed(link, TextRange(row, first, row, last), part)
    return pointing


def named_place(link: LinkAt) -> TextRange:
    """Return the part of a text that has what a link leads to: all of it, or what it refers to."""
    return link.address or link.place


def link_parts(link: LinkAt, line: str, encoding: Encoding) -> list[tuple[int, int]]:
    """Return where in a line a link names the note, and each heading or block behind it.

    Args:
        link: whose :func:`named_place` is in the line.
        line: its text.
        encoding: how columns are counted.
    """
    place = named_place(link)
    start = index_at(line, place.start, encoding)
    end = index_at(line, place.end, encoding)
    written = line[start:end]
    begin, stop = named_span(written)
    name = link.target if "[[" in written else ""
    first = written.find("#", begin + (len(name) if written.startswith(name, begin) else 0), stop)
    ends = [begin - 1]
    while first >= 0:
        ends.append(first)
        first = written.find("#", first + 1, stop)
    ends.append(stop)
    parts = ((start + left + 1, start + right) for left, right in pairwise(ends))
    return [_without_blanks(line, *part) for part in parts]


def _without_blanks(line: str, first: int, last: int) -> tuple[int, int]:
    """Return a part of a line without the blanks around it; a blank one as it is."""
    written = line[first:last]
    if not written.strip():
        return first, last
    return last - len(written.lstrip()), first + len(written.rstrip())


def _holds(place: TextRange, row: int, at: int) -> bool:
    return (place.line, place.start) <= (row, at) <= (place.end_line, place.end)


class LinkEnd(NamedTuple):
    """Where a link leads: a place in a note, or a file that is none."""

    note: IndexedNote | None
    place: TextRange
    file: Path


def target_of(notebook: Notebook, link: LinkAt, source: IndexedNote) -> LinkEnd | None:
    """Return where a link leads; None if there is nothing."""
    resolution = notebook.index.resolution(link, source)
    if resolution.note is not None:
        note = notebook.note_with(resolution.note.id)
        return LinkEnd(note, place_of_part(note, link.subpath), notebook.file_of(note))
    folder = notebook.folder_of(source)
    if resolution.rule is Rule.ATTACHMENT and folder.attachments is not None:
        path = folder.attachments.named(link.target, source.named.path)
        if path is not None:
            return LinkEnd(None, TextRange(0, 0, 0, 0), folder.root / path)
    return None


def links_to_spot(
    notebook: Notebook, here: IndexedNote, pointing: Pointed | None
) -> tuple[IndexedNote | None, list[LinkTo]]:
    """Return the note that is meant by what the cursor is on, and what links to it.

    On a heading, those that lead to it; on a block, to that; on a link, to the same as it does;
    elsewhere, to the note. None where a link leads to a concept without a note.
    """
    index = notebook.index
    if pointing is None or isinstance(pointing.spot, TagAt):
        return here, index.links_to(here)
    spot, note, part = pointing.spot, here, None
    if isinstance(spot, LinkAt):
        meant = index.meant(spot, here)
        if meant is None:
            return None, index.links_to_missing(spot.target)
        note, part = meant, _part_meant(meant, spot, pointing.part)
    elif isinstance(spot, BlockAt) or not is_title(here.outline, spot):
        part = spot
    if isinstance(part, BlockAt):
        block = part.id.casefold()
        return note, [
            candidate for candidate in index.links_to(note) if _block(candidate.link) == block
        ]
    if isinstance(part, HeadingAt):
        return note, links_to_heading(notebook, note, part)
    return note, index.links_to(note)


def _part_meant(note: IndexedNote, link: LinkAt, part: int | None) -> HeadingAt | BlockAt | None:
    """Return the heading or the block that a part of a link leads to."""
    if not link.subpath or part is None:
        return None
    if name := _block(link):
        return next(
            (candidate for candidate in note.outline.blocks if candidate.id.casefold() == name),
            None,
        )
    chain = note.headings.chain(link.subpath)
    return chain[part] if part < len(chain) else None


def links_to_heading(notebook: Notebook, note: IndexedNote, heading: HeadingAt) -> list[LinkTo]:
    """Return the links that lead to a heading of a note."""
    return [
        candidate
        for candidate in notebook.index.links_to(note)
        if candidate.link.subpath and note.headings.meant(candidate.link.subpath) == heading
    ]


def is_title(outline: Outline, heading: HeadingAt) -> bool:
    """Return whether a heading is the note's title."""
    return heading.level == 1 and heading.line == outline.title_line


def _block(link: LinkAt) -> str:
    name = (link.subpath or "").rpartition("#")[2]
    return name[1:].casefold() if name.startswith("^") else ""


def footnote_place(lines: list[str], row: int, index: int, encoding: Encoding) -> TextRange | None:
    """Return where the footnote is defined whose mark the cursor is on."""
    if row >= len(lines):
        return None
    for match in _FOOTNOTE.finditer(lines[row]):
        if match.start() <= index <= match.end():
            definition = f"[^{match[1]}]:"
            for at, line in enumerate(lines):
                if line.startswith(definition):
                    return TextRange(at, 0, at, column(line, len(line), encoding))
    return None


def footnote_marks(
    lines: list[str], row: int, index: int, encoding: Encoding
) -> Iterator[TextRange]:
    """Yield the marks of the footnote that the cursor is on, with its definition."""
    if row >= len(lines):
        return
    name = next(
        (
            match[1]
            for match in _FOOTNOTE.finditer(lines[row])
            if match.start() <= index <= match.end()
        ),
        None,
    )
    if name is None:
        return
    for at, line in enumerate(lines):
        for match in _FOOTNOTE.finditer(line):
            if match[1] == name:
                yield TextRange(
                    at,
                    column(line, match.start(), encoding),
                    at,
                    column(line, match.end(), encoding),
                )
