"""Texts with deletions: one card for each number, with that number's words hidden."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from kb.cards.card import CardKind
from kb.cards.syntax.lines import MATHEMATICS, HandwrittenCard, Page, mask_code
from kb.notes.names import name_key

MOST_DELETIONS: Final = 50
"""Deletions of one text that are read: each makes a card with the whole text."""
_HIDDEN: Final = "[...]"
_BRACE: Final = re.compile(r"[{}]")
_WORDS_OF_SUBJECT: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """A stretch of a text that is hidden on some card."""

    start: int
    end: int
    """Of the whole mark-up, in the text as written."""
    inner: tuple[int, int]
    """Of the hidden words alone."""
    numbers: tuple[int, ...]
    """Of the cards that ask for it; deletions with one number are asked for together."""
    hidden: tuple[int, ...] = ()
    """Of the cards that hide it without asking for it."""
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClozeText:
    """A text with its deletions, and its rows."""

    syntax: str
    text: str
    deletions: Sequence[Deletion]
    """In the order of their beginnings."""
    row: int
    end: int
    card_id: str | None


def take_cloze_cards(page: Page, cloze: ClozeText) -> Iterator[HandwrittenCard]:
    """Yield the cards of rows with deletions, which no other syntax shall read then."""
    if cloze.deletions:
        page.take(cloze.row, cloze.end)
        yield from cloze_cards(cloze)


def cloze_cards(cloze: ClozeText) -> Iterator[HandwrittenCard]:
    """Yield a card for each number among the deletions, in the order of numbers."""
    cloze = replace(cloze, deletions=tuple(islice(cloze.deletions, MOST_DELETIONS)))
    shown = _Shown(cloze)
    whole = shown.text(asked=None)
    fact = name_key(" ".join(whole.split()[:_WORDS_OF_SUBJECT]))
    for number in sorted({number for deletion in cloze.deletions for number in deletion.numbers}):
        asked = [deletion for deletion in cloze.deletions if number in deletion.numbers]
        answer = " … ".join(cloze.text[slice(*deletion.inner)] for deletion in asked)
        if not answer.strip():
            continue
        yield HandwrittenCard(
            syntax=cloze.syntax,
            front=shown.text(asked=number),
            back=shown.text(asked=number, answered=True),
            kind=CardKind.CLOZE,
            row=cloze.row,
            end=cloze.end,
            subject=f"{name_key(answer)} in {fact}",
            fact=fact,
            card_id=f"{cloze.card_id}/{number}" if cloze.card_id else None,
        )


class _Shown:
    """A text without the marks of its deletions."""

    def __init__(self, cloze: ClozeText) -> None:
        self._cloze = cloze
        self._starts = [deletion.start for deletion in cloze.deletions]
        self._mathematics = [match.span() for match in MATHEMATICS.finditer(cloze.text)]

    def text(self, *, asked: int | None, answered: bool = False) -> str:
        """Return the text; the words of number ``asked`` are hidden, or in bold if answered."""
        whole = (0, len(self._cloze.text))
        return self._stretch(whole, asked, answered=answered).strip()

    def _stretch(self, stretch: tuple[int, int], asked: int | None, *, answered: bool) -> str:
        """Return a part of the text; deletions may be inside one another."""
        cloze, (position, end) = self._cloze, stretch
        parts: list[str] = []
        at = bisect_left(self._starts, position)
        while at < len(self._starts) and self._starts[at] < end:
            deletion = cloze.deletions[at]
            if deletion.end > end:
                at += 1
                continue
            inner = self._stretch(deletion.inner, asked, answered=answered)
            if asked in deletion.numbers:
                inner = self._asked(deletion, inner, answered=answered)
            elif asked in deletion.hidden:
                inner = _hidden(deletion)
            parts += [cloze.text[position : deletion.start], inner]
            position = deletion.end
            at = bisect_left(self._starts, position, at)
        return "".join([*parts, cloze.text[position:end]])

    def _asked(self, deletion: Deletion, inner: str, *, answered: bool) -> str:
        if not answered:
            return _hidden(deletion)
        plain = any(start < deletion.start < end for start, end in self._mathematics)
        bold = not plain and inner == inner.strip(" *_`\n") and "\n" not in inner
        return f"**{inner}**" if bold else inner


def _hidden(deletion: Deletion) -> str:
    return f"[{deletion.hint}]" if deletion.hint else _HIDDEN


def curly_deletions(text: str, prefix: str) -> Iterator[Deletion]:
    """Yield deletions such as ``{{c1::words::hint}}``, as many as are read; not inside code.

    Args:
        text: Markdown.
        prefix: a regular expression for what stands between the braces and the words, with the
            group ``number`` if there are numbers, with commas between several.
    """
    masked = mask_code(text)
    braces = _Braces(masked)
    count = 0
    for position, match in enumerate(re.finditer(r"\{\{" + prefix, masked), start=1):
        close = braces.closing(match.start() + 1, match.end())
        if close < 0:
            continue
        end, hint = close, ""
        separator = masked.rfind("::", match.end(), close)
        if separator >= 0:
            hint = text[separator + 2 : close]
            if "{{" not in masked[match.end() : separator] and "}}" not in hint:
                end = separator
            else:
                hint = ""
        numbers = match.groupdict().get("number")
        yield Deletion(
            start=match.start(),
            end=close + 2,
            inner=(match.end(), end),
            numbers=tuple(map(int, numbers.split(","))) if numbers else (position,),
            hint=hint.strip() or None,
        )
        count += 1
        if count == MOST_DELETIONS:
            return


class _Braces:
    """Where deletions are closed in a text, each of whose braces is looked at once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next = 0
        """The last pair ``}}`` that was looked for; -1 if there is none left."""
        self._partners: dict[int, int] = {}
        opened: list[int] = []
        for brace in _BRACE.finditer(text):
            if brace[0] == "{":
                opened.append(brace.start())
            elif opened:
                self._partners[opened.pop()] = brace.start()

    def closing(self, brace: int, start: int) -> int:
        """Return the position of the ``}}`` that closes ``brace``; -1 if there is none.

        Braces inside, as in mathematics, are balanced where they can be. Where they cannot, it is
        the next pair from ``start`` on, which may not fall behind that of an earlier call.
        """
        partner = self._partners.get(brace, -1)
        if partner >= 0 and self._text.startswith("}}", partner):
            return partner
        if 0 <= self._next < start:
            self._next = self._text.find("}}", start)
        return self._next
