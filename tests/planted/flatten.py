"""Loses a note's mark-up as copying it from a page does: the form that kb learned to read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_CODE = re.compile(r"`([^`]+)`")
_HEADING = re.compile(r"^#{1,6} +")
_BULLET = re.compile(r"[-*] +")


@dataclass(slots=True, kw_only=True)
class _Entry:
    """A bullet with the code in the fence below it."""

    text: str
    code: list[str] | None = None


@dataclass(slots=True, kw_only=True)
class _List:
    """Bullets that follow each other."""

    entries: list[_Entry] = field(default_factory=list)


def flatten(markdown: str) -> str:
    r"""Return a note without its marks.

    A heading becomes a bare line and empty lines vanish. In a list, the first inline code of an
    item breaks the line, and every joint of code and text after it loses its space; code in a
    fence is glued on, on one line; the dash of the item after it stays behind at the line's end.
    A single item with code has no dash at all.

    >>> flatten("- `a()`: Begins.\n  ```python\n  import a\n  a()\n  ```\n- `b()`: Ends.")
    '-\na(): Begins.import a a() -\nb(): Ends.\n'
    >>> flatten("- Tools: Such as `x` (fast) and `y`.\n- Libraries: None.")
    '- Tools: Such as\nx(fast) andy. - Libraries: None.\n'
    """
    lines: list[str] = []
    for block in _blocks(markdown.split("\n")):
        if isinstance(block, str):
            lines.append(block)
        else:
            lines.append(_flat_list(block))
    return "\n".join(lines) + "\n"


def _blocks(lines: list[str]) -> Iterator[str | _List]:
    """Yield bare lines and lists."""
    entries = _List()
    fence: list[str] | None = None
    for raw in lines:
        line = raw.strip()
        if fence is not None:
            if not line.startswith("```"):
                fence += [line] if line else []
            elif entries.entries:
                entries.entries[-1].code, fence = fence, None
            else:
                yield " ".join(fence)
                fence = None
            continue
        bullet = _BULLET.match(line)
        if entries.entries and line and not (raw[0].isspace() or bullet):
            yield entries
            entries = _List()
        if line.startswith("```"):
            fence = []
        elif bullet:
            entries.entries.append(_Entry(text=_unmarked(line[bullet.end() :])))
        elif line:
            yield _CODE.sub(r"\1", _unmarked(_HEADING.sub("", line)))
    if entries.entries:
        yield entries


def _unmarked(text: str) -> str:
    """Return a line without emphasis and links."""
    text = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", text)
    return re.sub(r"\*\*|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)", "", text)


def _flat_list(block: _List) -> str:
    """Return a list as it comes out of the clipboard."""
    single = len(block.entries) == 1
    written = ""
    for entry in block.entries:
        coded = entry.code is not None
        begins = bool(_CODE.match(entry.text))
        if single and coded:
            pass
        elif coded or begins:
            written += " -\n" if _is_open(written) else "\n-\n"
        else:
            written += " - " if _is_open(written) else "\n- "
        written += _glued(entry.text)
        if entry.code is not None:
            written += "" if _CODE.search(entry.text) else "\n"
            written += " ".join(entry.code)
        if coded or _CODE.search(entry.text):
            written += _OPEN
    return written.replace(_OPEN, "").lstrip("\n")


_OPEN = "\0"
"""Stands where a line may go on, for the item before held code."""


def _is_open(written: str) -> bool:
    """Tells whether the item before held code."""
    return written.endswith(_OPEN)


def _glued(text: str) -> str:
    """Return an item's text, its inline code run together with what stands around it."""
    before, *parts = _CODE.split(text)
    if not parts:
        return text
    gap = "\n" if before.strip() else ""
    return before.strip() + gap + "".join(part.strip() for part in parts)
