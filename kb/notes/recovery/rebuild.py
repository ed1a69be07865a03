"""Notes whose mark-up was lost, as when a rendered page is copied: rebuilt into Markdown.

Headings became bare lines, list items lost their line breaks, code was glued to the sentence before
it and lost its own lines. :func:`rebuilt` puts these back in the order that worked on real notes,
and keeps for each line the line it came from.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kb.notes.fields.labels import label_of
from kb.notes.fields.spans import SINGLE
from kb.notes.names import name_key
from kb.notes.recovery.python_layout import Attempts, reflow, split_code
from kb.notes.recovery.word_splitting import unglued
from kb.notes.rules import Field, Rules

_LONGEST = 100_000
"""Characters; a longer text is not looked at for lost mark-up."""
_MARKED_UP = re.compile(
    r"^(?:#{1,6}\s|\ {0,3}(?:```|~~~)|(?:\t|\ {2})[^\S\n]*(?:[-*+]|\d+[.)])\s"
    r"|[^\S\n]*\|.*\|[^\S\n]*$|[-=]{3,}[^\S\n]*$|>)",
    re.MULTILINE,
)
_WRITTEN_AS_MARKDOWN = re.compile(
    r"(?:\A|\n[^\S\n]*\n)(?:\ {4}|\t)[^\S\n]*\S"  # indented code
    r"|^[^\S\n]*(?:```|~~~|\$\$|\[\^[\w-]+\]:|-\ \[[\ xX]\]\s|[*_]{3,}[^\S\n]*$)"
    r"|\s\^[A-Za-z0-9-]+[^\S\n]*$|[\w.,;:!?\")*]\[\^[\w-]+\]"  # ids of blocks, footnotes
    r"|<!--|%%.+?%%"
    # Cards of Obsidian Spaced Repetition, flashcards-obsidian, Obsidian_to_Anki, Anki, hashcards
    # and Logseq. Code has `std::vector` and `a == b`.
    r"|^[^\S\n]*(?:\?\??|START|END|ENDI|STARTI\b.*|[QAC]:(?!:).*)[^\S\n]*$"
    r"|(?<![\w=])==(?=[^\s=])[^=\n]+(?<=[^\s=])==(?![\w=])|\{\{(?:c\d+::|cloze\s)"
    r"|#(?:flash)?card(?!s?\b(?<=s)|\w)",
    re.MULTILINE,
)
"""What only stands in a text whose mark-up is there, and cards, whose lines belong together."""
_INLINE_CARD = re.compile(r"\S(?:\s:::?(?:\s|$)|:::?\s)\S*")
_BULLET = re.compile(r"-\s+(?=\S)")
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+(?=\S)")
_TRAILING_DASH = re.compile(r"\s-\s*$")
_INNER_ITEM = re.compile(r"(?<=[.!?)])\s-\s(?=[A-Z])")
_FINISHED = re.compile(r"[.!?:;…。！？][\"'”’)\]*_]*\s*$")
_LONGEST_ITEM = 1_000
"""Characters; an item that is longer is not joined with more lines."""
_MOST_WORDS = 8
_FEWEST_SIGNS = 3
"""Headings, fields and dashes of a note whose mark-up was lost."""
_NAMED_CALL = re.compile(r"`?(@?[A-Za-z_][\w.]*(?:\(.*?\))?)`?:\s+(?=\S)")
_CODE_WORD = re.compile(r"(?:async |await |def |class |import |from \S+ import|for |with |@|try:)")
_CODE_SIGN = re.compile(
    r"[A-Za-z_][\w.\[\], ]*(?:[-+*/|&]?=|\(|: \w+ =)|(?:if|while|match|raise|assert|return|del) "
)


class Line(NamedTuple):
    """A line of the text that is being rebuilt."""

    text: str
    origin: int
    """The line it came from, counted from 0."""
    seams: tuple[tuple[int, int], ...] = ()
    """Where it was put together: from which character on, it came from which line."""

    def origin_at(self, position: int) -> int:
        """Return the line that the character at ``position`` came from."""
        origins = [origin for start, origin in self.seams if start <= position]
        return origins[-1] if origins else self.origin


class Rebuilt(NamedTuple):
    """Markdown whose marks were lost and found again."""

    text: str
    origins: tuple[int, ...]
    """For each line of ``text``, the line it came from, counted from 0."""


def rebuilt(text: str, rules: Rules) -> Rebuilt | None:
    """Return ``text`` as Markdown if its mark-up was lost; None if it was not."""
    if len(text) > _LONGEST or _MARKED_UP.search(text):
        return None
    lines = [Line(line.strip(), row) for row, line in enumerate(text.split("\n"))]
    if not _is_flattened(lines, rules) or _WRITTEN_AS_MARKDOWN.search(text):
        return None
    if _has_inline_card(lines, rules):
        return None
    attempts = Attempts.at(text)
    work = _split_items(_joined_bullets(_dashes_before_items(lines), rules, attempts))
    vocabulary = frozenset(re.findall(r"[^\W\d_]{2,}", text.casefold()))
    work = [
        Line(unglued(line.text, vocabulary), line.origin) if line.seams else line for line in work
    ]
    marked = list(_marked_up(work, rules, attempts))
    return Rebuilt("\n".join(line.text for line in marked), tuple(line.origin for line in marked))


def _is_flattened(lines: list[Line], rules: Rules) -> bool:
    """Return whether lines look like headings, and more than one label beside them says so.

    A heading that lost its mark appears right above its text.
    """
    headings = sum(
        (_is_bare_heading(lines, row) or _is_numbered_heading(lines, row))
        and bool(lines[row + 1].text)
        for row in range(len(lines))
    )
    if not headings:
        return False
    fields = {_field(line.text, rules) for line in lines} - {None}
    dashes = any(line.text == "-" or _TRAILING_DASH.search(line.text) for line in lines)
    telling = dashes or not fields <= SINGLE
    return telling and headings + len(fields) + dashes >= _FEWEST_SIGNS


def _has_inline_card(lines: list[Line], rules: Rules) -> bool:
    """Return whether a line has a question and an answer on both sides of ``::``."""
    return any(
        "::" in line.text and _INLINE_CARD.search(line.text) and not _field(line.text, rules)
        for line in lines
    )


def _dashes_before_items(lines: list[Line]) -> list[Line]:
    """Return the lines, a dash at a line's end moved before the next line, its item.

    A dash alone on a line joins the line after it in the same way.
    """
    result: list[Line] = []
    pending = False
    for line in lines:
        text = line.text
        if text == "-":
            pending = True
            continue
        if text:
            mark = "- " if pending and not _BULLET.match(text) else ""
            text, dashes = _TRAILING_DASH.subn("", mark + text)
            pending = dashes > 0
        result.append(Line(text, line.origin))
    return result


def _joined_bullets(lines: list[Line], rules: Rules, attempts: Attempts) -> list[Line]:
    """Return the lines, each bullet that breaks off joined with its rest: code began there."""
    result: list[Line] = []
    for row, line in enumerate(lines):
        before = result[-1] if result else None
        if (
            before is not None
            and line.text
            and len(before.text) <= _LONGEST_ITEM
            and _BULLET.match(before.text)
            and not _FINISHED.search(before.text)
            and not ("(" in before.text and split_code(before.text, attempts) is not None)
            and "# Output:" not in before.text
            and not _BULLET.match(line.text)
            and not _field(line.text, rules)
            and not _is_numbered_heading(lines, row)
            and not _is_bare_heading(lines, row)
        ):
            seams = (*before.seams, (len(before.text) + 1, line.origin))
            result[-1] = Line(f"{before.text} {line.text}", before.origin, seams)
        else:
            result.append(line)
    return result


def _split_items(lines: list[Line]) -> list[Line]:
    """Return the lines, bullets that swallowed the items after them cut apart."""
    result: list[Line] = []
    for line in lines:
        if not _BULLET.match(line.text):
            result.append(line)
            continue
        start, mark = 0, ""
        for match in _INNER_ITEM.finditer(line.text):
            text = f"{mark}{line.text[start : match.start()]}"
            result.append(Line(text, line.origin_at(start), line.seams))
            start, mark = match.end(), "- "
        result.append(Line(f"{mark}{line.text[start:]}", line.origin_at(start), line.seams))
    return result


def _marked_up(lines: list[Line], rules: Rules, attempts: Attempts) -> Iterator[Line]:
    in_connections = below = False
    for row, (text, here, _) in enumerate(lines):
        owner = _field(text, rules)
        if owner:
            in_connections = owner is not Field.TAGS
            below = False
            yield from _apart(text, here)
        elif _is_numbered_heading(lines, row):
            in_connections = False
            yield from _apart(f"{'###' if below else '##'} {text}", here)
        elif _is_bare_heading(lines, row):
            in_connections = False
            inner = row > 0 and _is_bare_heading(lines, row - 1)
            below = True
            yield from _apart(f"{'###' if inner else '##'} {text}", here)
        elif in_connections or not text:
            yield Line(text, here)
        elif _BULLET.match(text):
            yield from _item(_BULLET.sub("", text, count=1), here, attempts)
        elif _NAMED_CALL.match(text) and _is_code_name(text):
            yield Line("", here)
            yield from _item(text, here, attempts)
        else:
            code = reflow(text, attempts) if _may_be_code(text) else None
            if code is not None:
                yield from _fence(code, here)
            else:
                # No parser may take the beginning of prose for a list.
                yield from _apart(re.sub(r"^(\d+)([.)]\s)", r"\1\\\2", text), here)


def _apart(text: str, origin: int) -> Iterator[Line]:
    return (Line(part, origin) for part in ("", text, ""))


def _item(text: str, origin: int, attempts: Attempts) -> Iterator[Line]:
    """Yield a list item, the code that is glued to its text in a fence below it."""
    name = _NAMED_CALL.match(text)
    skip = name.end() if name else 0
    parts = split_code(text[skip:], attempts)
    if parts is None:
        yield Line(f"- {text}", origin)
        return
    prose, code = parts
    yield Line(f"- {text[:skip]}{prose}", origin)
    yield from _fence(code, origin)


def _fence(code: str, origin: int) -> Iterator[Line]:
    """Yield ``code`` in a fence, indented to belong to the item before it."""
    for text in ("", "```python", *code.split("\n"), "```", ""):
        yield Line(f"  {text}" if text else "", origin)


def _may_be_code(text: str) -> bool:
    """Return quickly whether a whole line could be code: prose seldom has brackets and a sign."""
    return bool(_CODE_WORD.match(text) or (_CODE_SIGN.match(text) and ("(" in text or "=" in text)))


def _is_code_name(text: str) -> bool:
    name = text.partition(":")[0]
    return "(" in name or "." in name.strip(".")


def _field(text: str, rules: Rules) -> Field | None:
    label = label_of(text)
    return rules.fields_by_key.get(name_key(label.key)) if label else None


def _is_numbered_heading(lines: list[Line], row: int) -> bool:
    """Return whether a line is a heading such as ``1. Event Loop``, and no step of a list."""
    text = lines[row].text
    match = _NUMBERED.match(text)
    if match is None or not _reads_as_heading(text[match.end() :]) or row + 1 == len(lines):
        return False
    neighbours = (lines[row + 1], *lines[max(row - 1, 0) : row])
    return not any(_NUMBERED.match(line.text) for line in neighbours)


def _is_bare_heading(lines: list[Line], row: int) -> bool:
    """Return whether a line is a heading: it appears after a finished line and before a text."""
    text = lines[row].text
    if not _reads_as_heading(text) or _NUMBERED.match(text):
        return False
    above = label_of(lines[row - 1].text) if row else None
    if above is not None and above.separator and not above.value:
        return False
    below = (lines[at].text for at in range(row + 1, len(lines)))
    after = next(filter(None, below), "")
    if not after or _TRAILING_DASH.search(text):
        return False
    before = lines[row - 1].text if row else ""
    return _is_finished(before) or (
        _reads_as_heading(before)
        and (row < 2 or _is_finished(lines[row - 2].text))
        and not _reads_as_heading(after)
    )


def _is_finished(text: str) -> bool:
    """Return whether something else can begin below a line."""
    return bool(
        not text
        or text == "-"
        or text[0] == "#"
        or text.endswith((")", "]", "}", '"', "'"))
        or "# Output:" in text
        or _FINISHED.search(text)
        or _BULLET.match(text)
        or ((label := label_of(text)) and label.separator)
    )


def _reads_as_heading(text: str) -> bool:
    """Return whether a text is short, begins with a capital, and ends no sentence."""
    if not text or len(text) > 80 or text[0] in "-#*_`[!|>\"'(":
        return False
    if ":" in text or _FINISHED.search(text) or text.endswith(","):
        return False
    return not text[0].islower() and text[0].isalpha() and len(text.split()) <= _MOST_WORDS
