"""Writing parts of links otherwise, in the way that each link is written."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

from kb.app.editing.linking import ADDRESS_SIGNS, relative_address
from kb.app.editing.notebook import Notebook
from kb.app.editing.pointing import link_parts, named_place
from kb.graph.index import IndexedNote, LinkTo
from kb.graph.resolve import NoteId
from kb.notes.frontmatter import front_matter
from kb.notes.outline import TextRange
from kb.notes.positions import column

_DEFINES: Final = re.compile(r" {0,3}\[[^\[\]]+\]:[ \t]*<?")
"""The definition of a label, up to its address."""
_PLAIN: Final = re.compile(r"(?![\d.+-]|(?i:true|false|yes|no|on|off|null)$)\w[^:#,{}\[\]]*")
"""What YAML takes for the same text without quotes."""
_LISTED: Final = frozenset(",:")
"""What ends a name without brackets."""


class Edit(NamedTuple):
    """What is written in the place of something."""

    place: TextRange
    text: str


class _Text(NamedTuple):
    """The lines of a note, and how many of them are front matter."""

    lines: list[str]
    matter_lines: int


@dataclass(slots=True)
class NameChanges:
    """All that changes with a name."""

    edits: dict[NoteId, dict[Edit, None]] = field(default_factory=lambda: defaultdict(dict))
    move: tuple[Path, Path] | None = None
    """The file that is called otherwise then, and how."""
    _texts: dict[NoteId, _Text] = field(default_factory=dict)

    def write(self, note_id: NoteId, edit: Edit) -> None:
        """Write something in a note; twice the same is once."""
        self.edits[note_id][edit] = None

    def text_of(self, notebook: Notebook, note: IndexedNote) -> _Text:
        """Return what a note says, which is read once for all of its links."""
        if note.id not in self._texts:
            lines = notebook.lines(note)
            self._texts[note.id] = _Text(lines, front_matter("\n".join(lines)).lines)
        return self._texts[note.id]


def rewrite(
    notebook: Notebook,
    renaming: NameChanges,
    link_to: LinkTo,
    parts: Mapping[int, str],
    *,
    to: tuple[IndexedNote, IndexedNote] | None = None,
) -> None:
    """Write parts of a link otherwise: 0 is the note, 1 its first heading, -1 the last part."""
    place = named_place(link_to.link)
    lines, matter_lines = renaming.text_of(notebook, link_to.source)
    if place.line != place.end_line or place.line >= len(lines):
        return
    line = lines[place.line]
    written = link_parts(link_to.link, line, notebook.encoding)
    start, end = written[0]
    is_angled = line.endswith("<", 0, start)
    in_address = begins_address(line, start)
    if not _names(line[start:end], link_to.link.target, in_address=in_address):
        return
    for number, text in parts.items():
        if not -len(written) <= number < len(written):
            continue
        first, last = written[number]
        new = text
        if in_address:
            if number == 0:
                new = (
                    relative_address(*to) if to is not None else _beside(link_to.link.target, text)
                )
            elif not is_angled:
                new = part_in_address(text)
        else:
            is_value = place.line < matter_lines
            new = _in_text(line, start, text, is_name=number == 0, is_value=is_value)
        ends = (column(line, index, notebook.encoding) for index in (first, last))
        left, right = ends
        edit = Edit(TextRange(place.line, left, place.line, right), new)
        renaming.write(link_to.source.id, edit)


def begins_address(line: str, at: int) -> bool:
    """Return whether what begins at a character of a line is the address of a link."""
    behind = at - 1 if line.endswith("<", 0, at) else at
    return line.endswith("](", 0, behind) or _DEFINES.fullmatch(line, 0, at) is not None


def part_in_address(name: str) -> str:
    """Return the name of a heading or a block as it is written in an address."""
    return quote(name, safe=ADDRESS_SIGNS + ":^")


def _names(written: str, target: str, *, in_address: bool) -> bool:
    """Return whether what is written is a link's target; else nothing may be written over it."""
    return target == (unquote(written) if in_address else written).strip()


def _beside(target: str, name: str) -> str:
    """Return the address of a note that nobody has written, called otherwise than another."""
    old = PurePosixPath(target)
    suffix = old.suffix if old.suffix in (".md", ".markdown") else ""
    name = name if name.endswith(suffix) else f"{name}{suffix}"
    return quote(str(old.parent / name), safe=ADDRESS_SIGNS)


def _in_text(line: str, at: int, text: str, *, is_name: bool, is_value: bool) -> str:
    """Return a part of a link as it is written in its line.

    Args:
        line: the line.
        at: where the link's name begins.
        text: the part.
        is_name: whether it names the note.
        is_value: whether the line is one of the front matter.
    """
    if is_name and not _LISTED.isdisjoint(text) and not line.endswith("[[", 0, at):
        text = f"[[{text}]]"
    if not is_value:
        return text
    if line.count('"', 0, at) % 2:
        return text.replace("\\", "\\\\").replace('"', '\\"')
    if line.count("'", 0, at) % 2:
        return text.replace("'", "''")
    if line.endswith("[[", 0, at) or _PLAIN.fullmatch(text):
        return text
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))
