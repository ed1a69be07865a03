"""Logseq: a block with ``#card``, answered by the blocks nested in it or by its ``{{cloze …}}``.

The tag may stand on any line of the block, as ``#card``, ``#[[card]]``, ``[[card]]`` or in its
property ``tags::``. What the program keeps in a block for itself is no text of a card.

Source: ``src/main/frontend/extensions/srs.cljs``, version 0.10.9.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kb.cards.syntax.cloze import ClozeText, Deletion, curly_deletions, take_cloze_cards
from kb.cards.syntax.lines import (
    HandwrittenCard,
    Page,
    QuestionAndAnswer,
    cleaned,
    mask_code,
    mask_inline_code,
    question_cards,
)

SYNTAX: Final = "logseq"
_BULLET: Final = re.compile(r"(?P<indent>[ \t]*)[-*+](?:\s+(?P<text>.*))?$")
_EMPTY_BULLET: Final = re.compile(r"\s*[-*+]\s*$")
_PROPERTY: Final = re.compile(r"\s*(?P<key>[a-z][\w.-]*)::(?:\s+(?P<value>.*))?$")
_DRAWER: Final = re.compile(r"\s*:(?P<key>[A-Za-z][\w.-]*):(?:\s+(?P<value>.*))?$")
"""A property as it was written once, between ``:PROPERTIES:`` and ``:END:``; and those marks."""
_KEPT_BY_LOGSEQ: Final = re.compile(
    r"\s*(?:(?::LOGBOOK|:END|CLOCK):|(?:SCHEDULED|DEADLINE):\s*<"
    r"|#\+(?:BEGIN|END)_(?:NOTE|TIP|IMPORTANT|CAUTION|WARNING|PINNED|QUOTE|CENTER)\b)",
    re.IGNORECASE,
)
_TASK: Final = re.compile(
    r"(?:#{1,6}\s+)?(?:(?:TODO|DOING|DONE|LATER|NOW|WAITING|WAIT|CANCELED|CANCELLED|IN-PROGRESS)\s+)?"
    r"(?:\[#[ABC]\]\s*)?"
)
_CHECKBOX: Final = re.compile(r"\[.\]\s")
_QUERY: Final = re.compile(r"\{\{(?:query|cards)\b[^\n]*?\}\}")
_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_REFERENCE: Final = re.compile(
    rf"\[(?P<label>[^\[\]\n]+)\]\(\(\({_UUID}\)\)\)"
    rf"|\{{\{{embed\s+\(\((?P<embedded>{_UUID})\)\)\s*\}}\}}|\(\((?P<block>{_UUID})\)\)"
)
_UNKNOWN: Final = "…"
"""What is shown in the place of a block that stands elsewhere."""
_LONGEST_REFERENCE: Final = 1000
_DEEPEST: Final = 50
"""Levels below a card that its answer shows: cards in cards in cards each hold what is in them."""
_TOO_DEEP: Final = (
    f"What is nested more than {_DEEPEST} levels deep in this card of Logseq is not in its answer. "
    "Move it up, or into a block of its own."
)
_CLOZE: Final = r"cloze\s+"
_CUE: Final = "\\\\"
"""Two backslashes stand between the words and their cue."""
_PLAIN_CLOZE: Final = re.compile(r"\{\{cloze\s+(?P<words>[^{}]*)\}\}")
_WORD: Final = re.compile(r"\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tag:
    """What finds a tag, and what takes it out of a text."""

    anywhere: re.Pattern[str]
    removed: re.Pattern[str]
    listed: re.Pattern[str]
    """In the value of a property ``tags``."""


@lru_cache(maxsize=16)
def _tag(name: str) -> _Tag:
    tag = re.escape(name)
    hash_tag = rf"#(?:{tag}|\[\[{tag}\]\])(?=[\s,.;:!?)]|$)"
    flags = re.IGNORECASE | re.MULTILINE
    return _Tag(
        anywhere=re.compile(rf"(?:^|(?<=\s)){hash_tag}|\[\[{tag}\]\]", flags),
        removed=re.compile(
            rf"(?:^|[ \t]+){hash_tag}|^\[\[{tag}\]\](?=[ \t]|$)|[ \t]+\[\[{tag}\]\](?=[ \t]*$)",
            flags,
        ),
        listed=re.compile(rf"(?:^|,)\s*#?(?:\[\[)?{tag}(?:\]\])?\s*(?:,|$)", flags),
    )


def logseq_cards(page: Page, tag: str) -> Iterator[HandwrittenCard]:
    """Yield the cards that Logseq would make of the blocks with a tag."""
    if tag:
        outline = _Outline(page, _tag(tag))
        for row, end in [(row, outline.end(row)) for row in outline.tagged()]:
            yield from _block_cards(outline, row, end)


class _Outline:
    """The blocks of a page: each row belongs to the block that began last."""

    def __init__(self, page: Page, tag: _Tag) -> None:
        self.page = page
        self.tag = tag
        self._owner = list(blocks_of(page))
        """For each row, the first row of its block; -1 if it is in none."""
        self._indents = list(map(_indent, page.rows))
        self._levels = list(_levels(page, self._owner, self._indents))
        """For each row, in how many blocks its block is nested."""
        self._drawers = _drawers(page)
        self._nested: dict[int, Sequence[str]] = {}
        """What is shown of rows that were asked for: each is in every block around it."""
        self._texts: Mapping[str, str] | None = None

    def tagged(self) -> Sequence[int]:
        """Return the first row of each block with the tag, in their order."""
        page = self.page
        rows = range(len(page.rows))
        free = (row for row in rows if self._owner[row] >= 0 and page.free(row))
        return sorted({self._owner[row] for row in free if self._has_tag(page.rows[row])})

    def _has_tag(self, line: str) -> bool:
        if "#" not in line and "[[" not in line and "tags::" not in line:
            return False
        property_ = _PROPERTY.match(line)
        if property_ is not None:
            listed = property_["key"] == "tags" and self.tag.listed.search(property_["value"] or "")
            return bool(listed)
        bullet = _BULLET.match(line)
        text = mask_inline_code((bullet["text"] or "") if bullet else line.strip())
        return self.tag.anywhere.search(_QUERY.sub("", text)) is not None

    def own_end(self, row: int) -> int:
        """Return the row after the last of the block's own text."""
        end = row + 1
        while end < len(self._owner) and self._owner[end] == row:
            end += 1
        return end

    def end(self, row: int) -> int:
        """Return the row after the last of a block and of all that is nested in it."""
        page = self.page
        bullet = _BULLET.match(page.rows[row])
        end = self.own_end(row)
        below = page.rows[end] if end < len(page.rows) else ""
        if bullet is not None or (_BULLET.match(below) and below[0].isspace()):
            indent = len(bullet["indent"].expandtabs(4)) if bullet else 0
            while end < len(page.rows) and not page.taken[end]:
                line = page.rows[end]
                if line.strip() and not page.code[end] and self._indents[end] <= indent:
                    break
                end += 1
        return page.trimmed_end(row, end)

    def own_lines(self, row: int, *, end: int) -> tuple[list[str], str | None]:
        """Return the text of a block without what Logseq keeps in it, and its id."""
        page, card_id = self.page, None
        bullet = _BULLET.match(page.rows[row])
        first = (bullet["text"] or "") if bullet else page.rows[row]
        rest: list[str] = []
        for below in range(row + 1, min(self.own_end(row), end)):
            line = page.rows[below]
            property_ = self._drawers.get(below)
            if property_ is None and not page.code[below]:
                property_ = _PROPERTY.match(line)
            if property_ is None:
                rest += [line] if page.code[below] else self._shown(line)
            elif property_["key"] == "id":
                card_id = (property_["value"] or "").strip() or None
        if _PROPERTY.match(first):
            return _dedented(rest), card_id
        first = first if page.code[row] else "\n".join(self._shown(first)).strip()
        return [_TASK.sub("", first, count=1), *_dedented(rest)], card_id

    def nested_text(self, row: int, end: int) -> tuple[str, bool]:
        """Return what is nested in a block, as it is shown, and whether any of it is too deep."""
        deepest = self._levels[row] + _DEEPEST
        rows = range(self.own_end(row), end)
        near = [below for below in rows if self._levels[below] <= deepest]
        lines = [line for below in near for line in self._nested_lines(below)]
        return "\n".join(_dedented(lines)), len(near) < len(rows)

    def _nested_lines(self, row: int) -> Sequence[str]:
        if row not in self._nested:
            line = self.page.rows[row]
            if self.page.code[row]:
                self._nested[row] = (line,)
            elif row in self._drawers or _PROPERTY.match(line) or _EMPTY_BULLET.match(line):
                self._nested[row] = ()
            else:
                self._nested[row] = tuple(self._shown(line))
        return self._nested[row]

    def _shown(self, line: str) -> Iterator[str]:
        """Yield a line without tags and with the texts of other blocks, unless it is Logseq's."""
        if not _KEPT_BY_LOGSEQ.match(line):
            yield self._resolved(self.without_tag(line))

    def without_tag(self, line: str) -> str:
        """Return a line without the tag; not in code."""
        if "#" not in line and "[[" not in line:
            return line
        bullet = _BULLET.match(line)
        start = max(bullet.start("text"), 0) if bullet else 0
        masked = mask_inline_code(line[start:])
        parts, position = [line[:start]], 0
        for match in self.tag.removed.finditer(masked):
            parts.append(line[start + position : start + match.start()])
            position = match.end()
        return "".join([*parts, line[start + position :]])

    def _resolved(self, line: str) -> str:
        """Return a line with the text of each block that it refers to."""
        if "((" not in line:
            return line
        texts = self._texts
        if texts is None:
            texts = self._texts = {}
            texts = self._texts = dict(self._texts_by_id())
        masked = mask_inline_code(line)
        parts, position = [], 0
        for match in _REFERENCE.finditer(masked):
            block = match["embedded"] or match["block"]
            shown = texts.get(block, _UNKNOWN) if block else line[slice(*match.span("label"))]
            parts += [line[position : match.start()], shown]
            position = match.end()
        return "".join([*parts, line[position:]])

    def _texts_by_id(self) -> Iterator[tuple[str, str]]:
        page, last = self.page, -1
        for row, line in enumerate(page.rows):
            block = self._owner[row]
            property_ = None if page.code[row] or "id::" not in line else _PROPERTY.match(line)
            if property_ is not None and property_["key"] == "id" and block > last:
                last = block
                own, _ = self.own_lines(block, end=row)
                text = _opened(" ".join(filter(None, own)))
                shown = text if len(text) <= _LONGEST_REFERENCE else text[:_LONGEST_REFERENCE] + "…"
                yield (property_["value"] or "").strip(), shown or _UNKNOWN


def _drawers(page: Page) -> Mapping[int, re.Match[str]]:
    """Return the rows of drawers of properties, from ``:PROPERTIES:`` to ``:END:``."""
    closed: dict[int, re.Match[str]] = {}
    drawer: dict[int, re.Match[str]] = {}
    for row, line in enumerate(page.rows):
        match = _DRAWER.match(line) if ":" in line and not page.code[row] else None
        mark = match["key"].upper() if match and not match["value"] else ""
        if match is None or mark == "PROPERTIES":
            drawer = {}
        if match is not None and (drawer or mark == "PROPERTIES"):
            drawer[row] = match
            if mark == "END":
                closed |= drawer
                drawer = {}
    return closed


def blocks_of(page: Page) -> Iterator[int]:
    """Yield for each row the first row of its block; -1 if it is in none."""
    owner, bulleted = -1, False
    for row, line in enumerate(page.rows):
        if page.taken[row]:
            owner = -1
        elif page.code[row] or page.commented[row]:
            pass
        elif _BULLET.match(line):
            owner, bulleted = row, True
        elif not line.strip():
            owner = owner if bulleted else -1
        elif owner < 0 or line.startswith("#") or (bulleted and not line[0].isspace()):
            owner, bulleted = row, False
        yield owner


def _levels(page: Page, owners: Sequence[int], indents: Sequence[int]) -> Iterator[int]:
    around: list[int] = []
    for row, owner in enumerate(owners):
        if owner == row and _BULLET.match(page.rows[row]):
            while around and indents[row] <= around[-1]:
                around.pop()
            around.append(indents[row])
        elif owner in (row, -1):
            around = []
        yield len(around)


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _dedented(lines: Sequence[str]) -> list[str]:
    cut = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [line[cut:] for line in lines]


def _without_lone_bullet(text: str) -> str:
    """Return an answer that is one block without the bullet of that block."""
    first, *below = text.split("\n")
    bullet = _BULLET.match(first)
    if bullet is None or any(line.strip() and not line[0].isspace() for line in below):
        return text
    return "\n".join([bullet["text"], *_dedented(below)])


def _block_cards(outline: _Outline, row: int, end: int) -> Iterator[HandwrittenCard]:
    page = outline.page
    own, card_id = outline.own_lines(row, end=end)
    front, own_id = cleaned("\n".join(own))
    front = front.strip()
    nested, is_cut = outline.nested_text(row, end)
    back, back_id = cleaned(_without_lone_bullet(nested))
    if is_cut:
        page.tell(row, "card-too-deep", _TOO_DEEP)
    card_id = card_id or own_id or back_id
    bulleted = _BULLET.match(page.rows[row]) is not None or end > outline.own_end(row)
    asked = front if "{{cloze" in front or front else back
    hidden = tuple(_deletions(asked))
    if hidden:
        cloze = ClozeText(
            syntax=SYNTAX, text=asked, deletions=hidden, row=row, end=end, card_id=card_id
        )
        below = f"\n{_opened(back)}" if back and asked is front else ""
        for card in take_cloze_cards(page, cloze):
            yield card._replace(back=card.back + below)
    elif front and back and bulleted:
        page.take(row, end)
        sides = QuestionAndAnswer(
            front=_opened(front), back=_opened(back), row=row, end=end, card_id=card_id
        )
        yield from question_cards(SYNTAX, sides)
    elif bulleted and len(own) == 1 and _WORD.search(front) and not _CHECKBOX.match(front):
        message = "This card of Logseq has no answer. Write it in a block below, one level deeper."
        page.tell(row, "card-without-answer", message)


def _deletions(text: str) -> Iterator[Deletion]:
    """Yield the deletions of a text, which one card asks for together."""
    if "{{cloze" not in text:
        return
    for deletion in curly_deletions(text, _CLOZE):
        start, close = deletion.inner[0], deletion.end - 2
        words, _, cue = text[start:close].rpartition(_CUE)
        end = start + len(words.rstrip()) if words else close
        hint = cue.strip() if words else ""
        yield deletion._replace(inner=(start, end), numbers=(1,), hint=hint or None)


def _opened(text: str) -> str:
    """Return a text with its clozes as words; not in code."""
    if "{{cloze" not in text:
        return text
    parts, position = [], 0
    for deletion in _deletions(text):
        if deletion.start >= position:
            parts += [text[position : deletion.start], text[slice(*deletion.inner)]]
            position = deletion.end
    rest, at = text[position:], 0
    for match in _PLAIN_CLOZE.finditer(mask_code(rest)):
        parts += [rest[at : match.start()], rest[slice(*match.span("words"))]]
        at = match.end()
    return "".join([*parts, rest[at:]])
