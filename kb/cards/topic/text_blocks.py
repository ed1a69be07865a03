"""A note's running text, without fields and code: blocks under their headings, with lines."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from kb.notes.fields.labels import label_of, may_have_label
from kb.notes.names import name_key
from kb.notes.note import Note
from kb.notes.rules import DEFAULT_RULES, LINK_FIELDS, Field

_FENCE: Final = re.compile(r"\s*(`{3,}|~{3,}|\$\$(?!.*\$\$))")
"""What opens and closes code, and mathematics on lines of its own."""
_FENCES: Final = frozenset("`~$")
"""What such a line begins with."""
_TAG: Final = re.compile(r"<[^<>]{1,200}>")
"""HTML in a heading, such as an anchor."""
_HEADING: Final = re.compile(r"#{1,6}\s+.")
_BULLET: Final = re.compile(r"(?P<indent>[ \t]*)(?P<mark>[-*+]|\d{1,9}[.)])\s+(?P<text>.*)$")
_QUOTE: Final = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_RULE: Final = re.compile(r"-(?: *-){2,} *$|\*(?: *\*){2,} *$|_(?: *_){2,} *$")
CALLOUT: Final = re.compile(r"\[!(?P<kind>[^\[\]]{1,60})\][+-]?(?:\s|$)")
"""The first line of a callout, in its quotation."""
_TASK: Final = re.compile(r"\[[ xX/-]\]")
_SKIPPED: Final = re.compile(
    r"\s*(?:\||\$\$|%%|<!--|(?:!!!|\?\?\?\+?)\s|!\[|\[![^\[\]]{1,60}\]|-{3,}\s*$|\*{3,}\s*$|#\S|={3,}\s*$)"
)
_LAST: Final = LINK_FIELDS | {Field.SOURCES, Field.REFLECTION}
"""Fields that end the text above the first heading: what follows is theirs."""


class TextBlock(NamedTuple):
    """A paragraph or a list item. A tuple, for there are many."""

    text: str
    """Markdown on one line."""
    mark: str
    """An item's mark, such as ``-``; empty for a paragraph."""
    indent: int
    is_first: bool
    """Whether it is the first in its section."""


class TextSection(NamedTuple):
    """The text right under one heading, or above the first."""

    heading: str | None
    path: tuple[str, ...]
    """The headings above it and its own."""
    line: int
    source: str
    """Its text; above the first heading, the note's whole body, which few have to go through."""

    @property
    def text(self) -> str:
        """Its Markdown, without fields."""
        return self.source if self.heading is not None else _opening_text(self.source)

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        """Its paragraphs and list items; code, tables and tasks are left out."""
        return text_blocks(self.text)

    def first_blocks(self, count: int) -> Iterator[TextBlock]:
        """Yield its first paragraphs and list items, up to a limit."""
        return islice(iter_text_blocks(self.text), count)

    @property
    def first_block(self) -> TextBlock | None:
        """The first of them."""
        head, blank, _ = self.text.lstrip("\n").partition("\n\n")
        opening = next(iter_text_blocks(head), None)
        return opening or (next(iter_text_blocks(self.text), None) if blank else None)


def text_sections(note: Note) -> tuple[TextSection, ...]:
    """Return the text above the first heading, then that of each section."""
    sections_ = [TextSection(None, (), 1, note.body)]
    levels: list[int] = []
    path: tuple[str, ...] = ()
    for section in note.sections:
        while levels and levels[-1] >= section.level:
            levels.pop()
        heading = section.heading
        if "<" in heading:
            heading = _TAG.sub("", heading).strip() or heading
        path = (*path[: len(levels)], heading)
        levels.append(section.level)
        sections_.append(TextSection(heading, path, section.line, section.text))
    return tuple(sections_)


@lru_cache(maxsize=1)
def _opening_text(body: str) -> str:
    return "\n".join(_opening_lines(body))


def _opening_lines(body: str) -> Iterator[str]:
    """Yield the lines above the first heading that is no title, without fields.

    A rule across the page ends a field that nothing else would end.
    """
    seen = taken = False
    fenced = ""
    for line in body.split("\n"):
        shown = line.strip()
        if not shown:
            yield line
            continue
        if shown[:1] in _FENCES:
            fence = _FENCE.match(line)
            if fence and (not fenced or fence[1].startswith(fenced)):
                fenced = "" if fenced else fence[1][:3]
        if taken:
            taken = not _RULE.match(shown)
            if not taken or not line.startswith("#"):
                continue
        if not fenced and line.startswith("#") and _HEADING.match(line):
            if seen or not line.startswith("# "):
                return
            seen = True
            yield ""
            continue
        label = None if fenced or not may_have_label(shown) else label_of(line)
        owner = DEFAULT_RULES.fields_by_key.get(name_key(label.key)) if label else None
        if owner in _LAST:
            taken = True
            continue
        text = owner is None or (label is not None and not label.separator and label.key.islower())
        yield line if text else ""


@lru_cache(maxsize=128)
def text_blocks(text: str) -> tuple[TextBlock, ...]:
    """Return the paragraphs and list items of Markdown; code, tables and tasks are left out."""
    return tuple(iter_text_blocks(text))


def iter_text_blocks(text: str) -> Iterator[TextBlock]:  # noqa: C901  # one pass over lines
    """Yield the paragraphs and list items of Markdown, for those who may not need all."""
    if text[:1].isalpha() and "\n" not in text:
        yield TextBlock(" ".join(text.split()), "", 0, is_first=True)
        return
    held: list[str] = []
    mark, indent, fenced, first = "", 0, "", True
    for raw in [*text.split("\n"), ""]:
        shown = raw.strip()
        if not fenced and shown[:1].isalpha():
            if not held:
                mark, indent = "", 0
            held.append(shown)
            continue
        fence = _FENCE.match(raw) if shown[:1] in _FENCES else None
        if fence or fenced:
            if fence and (not fenced or fence[1].startswith(fenced)):
                fenced = "" if fenced else fence[1][:3]
            line = shown = ""
        else:
            line = _QUOTE.sub("", raw) if ">" in raw[:4] else raw
            shown = line.strip()
        bullet = _BULLET.match(line) if shown else None
        ends = not shown or bullet is not None or _SKIPPED.match(line) is not None
        if held and ends:
            whole = " ".join(" ".join(held).split())
            if not (whole.startswith("[") and _TASK.match(whole)):
                yield TextBlock(whole, mark, indent, is_first=first)
                first = False
            held = []
        if bullet is not None:
            held, mark = [bullet["text"]], bullet["mark"]
            indent = len(bullet["indent"].expandtabs(4))
        elif not ends:
            if not held:
                mark, indent = "", 0
            held.append(shown)
