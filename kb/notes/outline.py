"""Where in the lines of a file the parts of its note stand: headings, links, tags and blocks.

The parser says what there is, and in which line. Here it is found in that line, as it was written.
Lines count from 0 here, as in editors, and columns as the editor counts them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kb.notes.markdown.blocks import CODE, HEADING, Block
from kb.notes.markdown.inline import Reference, Span, Tag, spans
from kb.notes.markdown.references import DEFINITION, REFERENCE, label_key
from kb.notes.names import name_key
from kb.notes.note import Link, Note
from kb.notes.parse import ParsedNote, parse_with_blocks
from kb.notes.plain_text import Markdown, plain
from kb.notes.positions import Encoding, column
from kb.notes.problem import Problem
from kb.notes.rules import DEFAULT_RULES, Field, Rules
from kb.notes.titles import title_of

BLOCK_ID: Final = re.compile(r"\^(?<!\S\^)([\w-]+)[ \t]*$")
"""The id of a block, at the end of its line."""
_MOST_LINES: Final = 8
"""Lines that one link goes over, at most."""
_KEY: Final = re.compile(r"[\"']?([^\s:=#\"'-][^:=\"']*?)[\"']?\s*[:=](?:\s|$)")
"""The key of a property, which begins its line."""
_LABEL: Final = re.compile(r"\b(?:tags?|keywords)\b[*_]*:+", re.IGNORECASE)


class TextRange(NamedTuple):
    """A stretch of a file."""

    line: int
    start: int
    end_line: int
    end: int


class LinkAt(NamedTuple):
    """A link, and where it stands."""

    target: str
    """As written, without alias and subpath: ``dir/Event Loop``. Empty for this very note."""
    subpath: str | None
    embed: bool
    place: TextRange
    address: TextRange | None = None
    """Where the target and its subpath stand, if that is not a part of one line of the link: the
    address of ``[text][label]`` is in the definition of the label."""


class HeadingAt(NamedTuple):
    """A heading, and where it stands."""

    text: str
    """Plain text."""
    name: str | None
    """What the note's section is called; None if the heading is the title, or labels a field."""
    level: int
    line: int
    length: int
    """Of the line."""


class TagAt(NamedTuple):
    """A tag, and where its name stands, without ``#``."""

    name: str
    place: TextRange


class BlockAt(NamedTuple):
    """A block that links can lead to, and where its id stands, without ``^``."""

    id: str
    place: TextRange


class Outline(NamedTuple):
    """A note as an editor asks for it: its names, and where its parts stand."""

    path: str
    """Relative to the folder, with ``/``."""
    title: str
    aliases: tuple[str, ...]
    headings: tuple[HeadingAt, ...]
    links: tuple[LinkAt, ...]
    tags: tuple[TagAt, ...]
    blocks: tuple[BlockAt, ...]
    title_line: int
    """Where the note begins to speak: its title's heading, or the first line."""
    lines: int
    """How many there are."""


class OutlinedNote(NamedTuple):
    """What a text gives to an editor."""

    outline: Outline
    note: Note
    problems: tuple[Problem, ...]


def outline_note(
    path: str, text: str, *, rules: Rules = DEFAULT_RULES, encoding: Encoding = Encoding.UTF16
) -> OutlinedNote:
    """Return the note in a text, where its parts stand, and what is wrong with it.

    Args:
        path: the file, relative to its folder, with ``/``.
        text: what the file says.
        rules: further labels and kinds.
        encoding: how columns are counted.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parsed = parse_with_blocks(path, text, rules=rules)
    finder = _Finder(parsed, text.split("\n"), encoding, rules)
    note = parsed.note
    headings = tuple(finder.headings())
    outline = Outline(
        path=path,
        title=note.title,
        aliases=note.aliases,
        headings=headings,
        links=tuple(finder.links()),
        tags=tuple(finder.tags()),
        blocks=tuple(finder.blocks()) if "^" in text else (),
        title_line=_title_line(note, headings),
        lines=len(finder.lines),
    )
    return OutlinedNote(outline, note, parsed.problems)


def outline_of_name(path: str) -> Outline:
    """Return what is known of a note that was not read yet: the name of its file."""
    title, other = title_of(path=path, own=None, heading=None, definition=None)
    aliases = (other,) if other else ()
    return Outline(path, title, aliases, (), (), (), (), title_line=0, lines=1)


class _Finder:
    def __init__(
        self, parsed: ParsedNote, lines: list[str], encoding: Encoding, rules: Rules
    ) -> None:
        self.lines = lines
        self._parsed = parsed
        self._encoding = encoding
        self._rules = rules
        self._defined: dict[str, tuple[Span | None, TextRange]] | None = None
        self._spans: dict[int, tuple[Span, ...]] = {}

    def headings(self) -> Iterator[HeadingAt]:
        """Yield all headings, those of fields and the title too."""
        names = {section.line: section.heading for section in self._parsed.note.sections}
        for block in self._parsed.blocks:
            if block.shape is HEADING:
                line = self._row(block)
                text = plain(Markdown(block.text))
                yield HeadingAt(
                    text, names.get(line + 1), block.level, line, self._place(line, 0, -1).end
                )

    def links(self) -> Iterator[LinkAt]:
        """Yield the links of the note, each where it is written."""
        by_line: dict[int, list[Link]] = defaultdict(list)
        for link in self._parsed.note.links:
            by_line[min(link.line - 1, len(self.lines) - 1)].append(link)
        for line, links in by_line.items():
            written = [span for span in self._spans_of(line) if isinstance(span, Reference)]
            behind = 0
            for link in links:
                span = _taken(written, link)
                address = None
                if span is not None:
                    place = self._place(line, span.start, span.end)
                else:
                    place, behind, address = self._found(line, link, behind)
                yield LinkAt(link.target, link.subpath, link.embed, place, address)

    def tags(self) -> Iterator[TagAt]:
        """Yield the tags of the note, wherever they are written."""
        note = self._parsed.note
        known = {name_key(tag): tag for tag in (*note.tags, *_kind_tag(note))}
        if not known:
            return
        seen, places = set(), set()
        for line in sorted(self._tagged_lines()):
            for span in self._spans_of(line):
                if isinstance(span, Tag) and name_key(span.name.strip("/ []")) in known:
                    seen.add(name_key(span.name))
                    places.add((line, span.start + 1))
                    yield TagAt(span.name, self._place(line, span.start + 1, span.end))
        for key, name in known.items():
            for line, start in self._plain_tags(name, is_seen=key in seen):
                if (line, start) not in places:
                    yield TagAt(name, self._place(line, start, start + len(name)))

    def blocks(self) -> Iterator[BlockAt]:
        """Yield the blocks that have an id."""
        for line, text in enumerate(self.lines):
            if "^" in text and (match := BLOCK_ID.search(text)):
                yield BlockAt(match[1], self._place(line, match.start(1), match.end(1)))

    def _tagged_lines(self) -> set[int]:
        """Return the lines in which the parser found tags, and those above all of its blocks."""
        number = self._parsed.number
        rows = {
            number(block.line + span.row) - 1
            for block in self._parsed.blocks
            if block.shape is not CODE and "#" in block.text
            for span in block.spans()
            if isinstance(span, Tag)
        }
        first = self._row(self._parsed.blocks[0]) if self._parsed.blocks else len(self.lines)
        above = {row for row in range(min(first, len(self.lines))) if "#" in self.lines[row]}
        return {row for row in rows | above if row < len(self.lines)}

    def _plain_tags(self, name: str, *, is_seen: bool) -> Iterator[tuple[int, int]]:
        """Yield where a tag is a word of the front matter; or else of a field, the first time."""
        pattern = re.compile(rf"(?<![\w/-]){re.escape(name)}(?![\w/-])", re.IGNORECASE)
        of_tags = False
        for line, text in enumerate(self.lines[: self._parsed.matter_lines]):
            key = _KEY.match(text)
            if key is not None:
                of_tags = self._rules.fields_by_key.get(name_key(key[1])) is Field.TAGS
            for match in pattern.finditer(text, key.end() if key else 0) if of_tags else ():
                is_seen = True
                yield line, match.start()
        for line in range(self._parsed.matter_lines, 0 if is_seen else len(self.lines)):
            text = self.lines[line]
            if "tag" in text.casefold() or "keyword" in text.casefold():
                label = _LABEL.search(text)
                word = pattern.search(text, label.end() if label else 0)
                if word is not None:
                    yield line, word.start()
                    return

    def _found(self, line: int, link: Link, behind: int) -> tuple[TextRange, int, TextRange | None]:
        """Return where a link is that its line alone does not show, and how far it was looked for.

        A name without brackets, ``[text][label]``, or a link over several lines.
        """
        text = self.lines[line]
        definitions = self._definitions()
        for match in REFERENCE.finditer(text, behind) if definitions else ():
            span, address = definitions.get(label_key(match["label"] or match["own"]), _NOWHERE)
            if isinstance(span, Reference) and _is_same(span, link):
                return self._place(line, match.start(), match.end()), match.end(), address
        target = link.target
        start = text.find(target, max(behind, text.find(":") + 1)) if target else -1
        if start < 0 and target:
            start = text.find(target, behind)
        if start >= 0:
            end = start + len(target)
            return self._place(line, start, end), end, None
        some = self.lines[line : line + _MOST_LINES]
        joined = "\n".join(some)
        for span in spans(joined):
            if isinstance(span, Reference) and _is_same(span, link):
                begin, stop = named_span(joined[span.start : span.end])
                address = self._stretch(line, some, span.start + begin, span.start + stop)
                return self._stretch(line, some, span.start, span.end), behind, address
        for span, address in definitions.values():
            if isinstance(span, Reference) and _is_same(span, link):
                return self._place(line, 0, -1), behind, address
        return self._place(line, 0, -1), behind, None

    def _definitions(self) -> dict[str, tuple[Span | None, TextRange]]:
        """Return what the labels of links lead to, and where that is written."""
        if self._defined is None:
            self._defined = {}
            for line, text in enumerate(self.lines):
                if "]:" in text and (match := DEFINITION.match(text)):
                    address = match["address"]
                    is_angled = address.startswith("<")
                    start, end = match.start("address") + is_angled, match.end("address")
                    leads = next(spans(f"[x](<{address.strip('<>')}>)"), None)
                    place = self._place(line, start, end - is_angled)
                    self._defined.setdefault(label_key(match["label"]), (leads, place))
        return self._defined

    def _stretch(self, line: int, some: Sequence[str], start: int, end: int) -> TextRange:
        ends = []
        for offset in (start, end):
            row, index = 0, offset
            while index > len(some[row]):
                index -= len(some[row]) + 1
                row += 1
            ends += [line + row, column(some[row], index, self._encoding)]
        return TextRange(*ends)

    def _spans_of(self, line: int) -> tuple[Span, ...]:
        if line not in self._spans:
            self._spans[line] = tuple(spans(self.lines[line]))
        return self._spans[line]

    def _row(self, block: Block) -> int:
        return min(self._parsed.number(block.line), len(self.lines)) - 1

    def _place(self, line: int, start: int, end: int) -> TextRange:
        text = self.lines[line]
        if end < 0:
            end = len(text)
        counted = (column(text, index, self._encoding) for index in (start, end))
        first, last = counted
        return TextRange(line, first, line, last)


_NOWHERE: Final = (None, TextRange(0, 0, 0, 0))


def named_span(written: str) -> tuple[int, int]:
    """Return where in a link, as it is written, its target and its subpath stand.

    >>> [written[slice(*named_span(written))] for written in ("[[a#b|c]]", "[c](<a b>)", "a")]
    ['a#b', 'a b', 'a']
    """
    opens = written.find("[[")
    if opens >= 0:
        begin, stop = opens + 2, len(written)
        for closing in ("\\|", "|", "]]"):
            at = written.find(closing, begin)
            stop = at if 0 <= at < stop else stop
        return begin, stop
    if (bracket := written.rfind("](")) < 0:
        return 0, len(written)
    begin = bracket + 2
    angle = written.startswith("<", begin)
    begin += angle
    stop = begin
    while stop < len(written) and written[stop] not in (">" if angle else ") \t\n"):
        stop += 1
    return begin, stop


def _taken(written: list[Reference], link: Link) -> Reference | None:
    """Return the first of the references that is the link, and take it out of them."""
    for at, span in enumerate(written):
        if _is_same(span, link):
            return written.pop(at)
    return None


def _is_same(span: Reference, link: Link) -> bool:
    return span.target == link.target and span.subpath == link.subpath


def _kind_tag(note: Note) -> tuple[str, ...]:
    return (note.kind,) if note.kind and note.kind_is_tag else ()


def _title_line(note: Note, headings: Sequence[HeadingAt]) -> int:
    if headings and headings[0].level == 1:
        return headings[0].line
    title = name_key(note.title)
    return next((heading.line for heading in headings if name_key(heading.text) == title), 0)
