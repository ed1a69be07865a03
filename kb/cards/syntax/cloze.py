"""Texts with deletions: one card for each number, with that number's words hidden."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kb.cards.card import CardKind
from kb.cards.syntax.lines import HandwrittenCard, Page, mask_code
from kb.notes.names import name_key

_HIDDEN: Final = "[...]"
_MATH: Final = re.compile(r"\$\$.+?\$\$|(?<![\\$])\$(?=[^\s$])[^$\n]*?(?<=[^\s\\])\$", re.DOTALL)
_WORDS_OF_SUBJECT: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """A stretch of a text that is hidden on some card."""

    start: int
    end: int
    """Of the whole mark-up, in the text as written."""
    inner: tuple[int, int]
    """Of the hidden words alone."""
    number: int
    """Deletions with one number are hidden together."""
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
    whole = _shown(cloze, asked=None)
    fact = name_key(" ".join(whole.split()[:_WORDS_OF_SUBJECT]))
    for number in sorted({deletion.number for deletion in cloze.deletions}):
        hidden = [deletion for deletion in cloze.deletions if deletion.number == number]
        answer = " … ".join(cloze.text[slice(*deletion.inner)] for deletion in hidden)
        if not answer.strip():
            continue
        yield HandwrittenCard(
            syntax=cloze.syntax,
            front=_shown(cloze, asked=number),
            back=_shown(cloze, asked=number, answered=True),
            kind=CardKind.CLOZE,
            row=cloze.row,
            end=cloze.end,
            subject=f"{name_key(answer)} in {fact}",
            fact=fact,
            card_id=f"{cloze.card_id}/{number}" if cloze.card_id else None,
        )


def _shown(cloze: ClozeText, *, asked: int | None, answered: bool = False) -> str:
    """Return the text without the marks of deletions.

    The words of number ``asked`` are hidden, or in bold if they are the answer.
    """
    mathematics = [match.span() for match in _MATH.finditer(cloze.text)]

    def shown(start: int, end: int) -> str:
        parts: list[str] = []
        position = start
        for deletion in cloze.deletions:
            if position <= deletion.start and deletion.end <= end:
                parts += [cloze.text[position : deletion.start], words(deletion)]
                position = deletion.end
        return "".join([*parts, cloze.text[position:end]])

    def words(deletion: Deletion) -> str:
        inner = shown(*deletion.inner)
        if deletion.number != asked:
            return inner
        if not answered:
            return f"[{deletion.hint}]" if deletion.hint else _HIDDEN
        plain = any(start < deletion.start < end for start, end in mathematics)
        bold = not plain and inner == inner.strip(" *_`\n") and "\n" not in inner
        return f"**{inner}**" if bold else inner

    return shown(0, len(cloze.text)).strip()


def curly_deletions(text: str, prefix: str) -> Iterator[Deletion]:
    """Yield deletions such as ``{{c1::words::hint}}``; not inside code.

    Args:
        text: Markdown.
        prefix: a regular expression for what stands between the braces and the words, with the
            group ``number`` if there are numbers.
    """
    masked = mask_code(text)
    for position, match in enumerate(re.finditer(r"\{\{" + prefix, masked), start=1):
        close = _closing(masked, match.end())
        if close < 0:
            continue
        words, separator, hint = text[match.end() : close].rpartition("::")
        if not separator or "{{" in words or "}}" in hint:
            words, hint = text[match.end() : close], ""
        number = match.groupdict().get("number")
        yield Deletion(
            start=match.start(),
            end=close + 2,
            inner=(match.end(), match.end() + len(words)),
            number=int(number) if number else position,
            hint=hint.strip() or None,
        )


def _closing(text: str, start: int) -> int:
    """Return the position of the ``}}`` that closes what was opened before ``start``; -1 if none.

    Braces inside, as in mathematics, are balanced where they can be.
    """
    depth, position = 0, start
    while position < len(text):
        if text.startswith("}}", position) and depth == 0:
            return position
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth < 0:
            break
        position += 1
    return text.find("}}", start)
