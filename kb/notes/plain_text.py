"""Markdown and plain text: two kinds of text, and the one way from the first to the second.

What is plain already must not be read as Markdown again: the code ``__init__`` would lose its
underscores. The two types let a type checker see that.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NewType

from kb.notes.markdown.code_spans import code_text
from kb.notes.markdown.literals import put_literals_back, take_out_literals
from kb.notes.markdown.wikilinks import ALIAS, TARGET

Markdown = NewType("Markdown", str)
PlainText = NewType("PlainText", str)

_LONGEST_MARKED = 2_000
"""Characters; emphasis is looked for in shorter texts, as titles, definitions and answers are."""
_MARKED = re.compile(r"[*_`\[=~\\]")
_WIKI = re.compile(rf"(?P<image>!)?\[\[(?P<to>{TARGET})(?:\|(?P<text>{ALIAS}))?\]\]")
_LINK = re.compile(
    r"(?P<image>!)?\[(?P<text>[^\[\]]*+(?>(?:\[[^\[\]]*+\][^\[\]]*+)*))\]"
    r"\((?P<to><[^<>\n]*>|[^()\s]*)(?:\s[^()]*)?\)"
)
_WIDTH = re.compile(r"(?:^|\|)\s*\d{1,5}(?:x\d{1,5})?\s*$")
"""Behind the name or the text of a picture in Obsidian: its size in pixels."""
_MARK = re.compile(r"[*_=~\\]")
_NAME = r"__[A-Za-z0-9]+(?>(?:_[A-Za-z0-9]+)*)__(?!\w)"
DUNDER = re.compile(rf"(?<!\w){_NAME}")
"""A name such as ``__init__``, which people write without marking it as code."""
_DUNDER_HERE = re.compile(_NAME)
_STARS = re.compile(r"\*{1,3}+(?=[^\s*])")
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]")
_CLOSERS = {
    mark: re.compile(rf"(?<=[^\s\\])(?={re.escape(mark)}{end})")
    for marks, end in ((("*", "**", "***", "==", "~~"), ""), (("_", "__", "___"), r"(?!\w)"))
    for mark in marks
}
"""Where each mark can end emphasis."""


@lru_cache(maxsize=1024)
def plain(markdown: Markdown) -> PlainText:
    """Return the text that a reader sees, without marks for links, emphasis and code.

    Code is literal: `` `_x_` `` reads ``_x_``. So are formulas, and names such as ``__init__``.
    """
    text: str = markdown
    if not _MARKED.search(text):
        return PlainText(text.strip())
    if text[0] == text[-1] == "`" and text.count("`") == 2:
        return PlainText(text[1:-1].strip())
    text, literals = take_out_literals(text)
    if "[" in text:
        text = _WIKI.sub(_link_text, text)
        text = _LINK.sub(_link_text, text)
        if "](" in text:  # of an image in a link
            text = _LINK.sub(_link_text, text)
    if len(text) <= _LONGEST_MARKED:
        text = _unmarked(text)
    shown = [code_text(words) if words[0] == "`" else words for words in literals]
    return PlainText(put_literals_back(text, shown).strip())


def _link_text(match: re.Match[str]) -> str:
    """Return what a reader sees of a link: its text, or what it leads to."""
    shown: str = match["text"] or ""
    if match["image"]:
        shown = _WIDTH.sub("", shown)
        name: str = match["to"].strip("<>").rpartition("/")[2]
        return shown or name
    if match.re is _WIKI:
        return shown or match["to"].lstrip("#").rstrip("\\")
    return shown


def _unmarked(text: str) -> str:
    """Return ``text`` without the marks of emphasis, which come in pairs, and of escapes."""
    return _Emphasis(text).unmarked() if _MARK.search(text) else text


class _Emphasis:
    """The marks of emphasis in a text, each looked at once.

    A mark opens emphasis that reaches to the next place where the same mark can close it. What is
    inside is read by itself.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._closers: dict[str, Sequence[int]] = {}

    def unmarked(self) -> str:
        """Return the text without the marks."""
        text = self._text
        parts: list[str] = []
        begin, end, kept, position = 0, len(text), 0, 0
        outer: list[tuple[int, int, int]] = []
        """Of what is around an emphasis: where it begins and ends, and where to go on in it."""
        while True:
            mark = _MARK.search(text, position, end)
            if mark is None:
                parts.append(text[kept:end])
                if not outer:
                    return "".join(parts)
                begin, end, position = outer.pop()
                kept = position
                continue
            at = mark.start()
            opener, position = self._opener(at, begin, end)
            if opener:
                parts.append(text[kept:at])
                outer.append((begin, end, position))
                begin, end = at + len(opener), position - len(opener)
                kept = position = begin
            elif text[at] == "\\" and position > at + 1:
                parts.append(text[kept:at])
                kept = at + 1

    def _opener(self, at: int, begin: int, end: int) -> tuple[str, int]:
        """Return the mark that opens emphasis at a position, and the end of what it opens.

        Without a mark: where to go on. ``begin`` and ``end`` are those of what is read by itself.
        """
        text, sign = self._text, self._text[at]
        openers: Sequence[str] = ()
        if sign == "\\":
            escape = _ESCAPE.match(text, at, end)
            return "", escape.end() if escape else at + 1
        if sign == "*":
            stars = _STARS.match(text, at, end)
            openers = (stars[0],) if stars else ()
        elif sign == "_":
            if at > begin and (text[at - 1].isalnum() or text[at - 1] == "_"):
                return "", at + 1
            name = _DUNDER_HERE.match(text, at, end)
            if name:
                return "", name.end()
            openers = ("___", "__", "_")
        else:
            openers = (sign * 2,)
        for opener in openers:
            inside = at + len(opener)
            if not text.startswith(opener, at) or inside >= end or text[inside].isspace():
                continue
            close = self._close(opener, inside + 1, end)
            if close >= 0:
                return opener, close + len(opener)
        return "", at + 1

    def _close(self, mark: str, start: int, end: int) -> int:
        """Return the first position from ``start`` on where a mark closes emphasis; -1 if none."""
        if mark not in self._closers:
            self._closers[mark] = [m.start() for m in _CLOSERS[mark].finditer(self._text)]
        closers, last = self._closers[mark], end - len(mark)
        at = bisect_left(closers, start)
        if at < len(closers) and closers[at] <= last:
            return closers[at]
        # Behind the end of what is read by itself, there is nothing.
        closes = last >= start and self._text.startswith(mark, last)
        return last if closes and not self._text[last - 1].isspace() else -1
