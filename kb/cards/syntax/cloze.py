"""Texts with deletions: one card for each number, with that number's words hidden."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kb.cards.card import CardKind
from kb.cards.syntax.lines import MATHEMATICS, HandwrittenCard, Page, mask_code
from kb.notes.names import name_key

_HIDDEN: Final = "[...]"
_BRACE: Final = re.compile(r"[{}]")
_WORDS_OF_SUBJECT: Final = 12
_key: Final = name_key.__wrapped__
"""Without a cache, which only costs where nearly every text is a new one."""
_LONGEST_ANSWER: Final = 2_000
"""Characters that name a card; far more than are kept of its name."""


class Deletion(NamedTuple):
    """A stretch of a text that is hidden on some card. A tuple, because notes have thousands."""

    start: int
    end: int
    """Of the whole mark-up, in the text as written."""
    inner: tuple[int, int]
    """Of the hidden words alone."""
    numbers: tuple[int, ...]
    """Of the cards that ask for it, each once; those of one number are asked for together."""
    hidden: tuple[int, ...] = ()
    """Of the cards that hide it without asking for it."""
    hint: str | None = None


def begins_first(deletion: Deletion) -> tuple[int, int]:
    """Return the key that sorts deletions by their beginnings, an outer one before the inner."""
    return deletion.start, -deletion.end


class ClozeText(NamedTuple):
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
        yield from cloze_cards(page, cloze)


def cloze_cards(page: Page, cloze: ClozeText) -> Iterator[HandwrittenCard]:
    """Yield a card for each number among the deletions, in the order of numbers.

    Each card holds the whole text, so there are as many as the page has room for.
    """
    text = cloze.text
    shown = _Shown(text, cloze.deletions)
    fact = _key(" ".join(shown.whole.split(maxsplit=_WORDS_OF_SUBJECT)[:_WORDS_OF_SUBJECT]))
    numbers = sorted(shown.asked)
    for number in numbers[: page.room_for(len(numbers), cloze.row, len(text))]:
        asked = shown.asked[number]
        answer = _asked_words(text, asked)
        if not answer.strip():
            continue
        front, back = shown.sides(number)
        yield HandwrittenCard(
            cloze.syntax,
            front,
            back,
            CardKind.CLOZE,
            cloze.row,
            cloze.end,
            subject=f"{_key(answer)} in {fact}",
            fact=fact,
            card_id=f"{cloze.card_id}/{number}" if cloze.card_id else None,
            number=number,
        )


class _Shown:
    """A text without the marks of its deletions."""

    whole: str
    asked: dict[int, list[Deletion]]
    """Those that each card asks for."""

    def __init__(self, text: str, deletions: Sequence[Deletion]) -> None:
        self.asked = {}
        self._hidden: dict[int, list[Deletion]] = {}
        """Those that cards hide without asking for them."""
        marks: list[tuple[int, int]] = []
        for deletion in _nested(deletions):
            start, end, (first, last), numbers, hidden, _ = deletion
            marks += (start, first), (last, end)
            for number in numbers:
                self.asked.setdefault(number, []).append(deletion)
            for number in hidden:
                self._hidden.setdefault(number, []).append(deletion)
        parts: list[str] = []
        position = length = 0
        self._places: dict[int, int] = {}
        """Where the ends of each mark are in the text without marks."""
        for start, end in sorted(marks):
            parts.append(text[position:start])
            length += start - position
            self._places[start] = self._places[end] = length
            position = end
        parts.append(text[position:])
        self.whole = "".join(parts)
        matches = MATHEMATICS.finditer(text) if "$" in text else ()
        mathematics = [match.span() for match in matches]
        self._starts_of_math = [start for start, _ in mathematics]
        self._ends_of_math = [end for _, end in mathematics]

    def sides(self, number: int) -> tuple[str, str]:
        """Return the two sides of a card: what it asks for is hidden, then in bold."""
        front = back = ""
        position = 0
        affected = self.asked[number]
        if number in self._hidden:
            affected = sorted([*affected, *self._hidden[number]], key=begins_first)
        for deletion in affected:
            start, end = self._places[deletion.start], self._places[deletion.end]
            if start < position:
                continue
            before = self.whole[position:start]
            hidden = f"[{deletion.hint}]" if deletion.hint else _HIDDEN
            is_asked = number in deletion.numbers
            answer = self._answer(deletion, self.whole[start:end]) if is_asked else hidden
            front += before + hidden
            back += before + answer
            position = end
        rest = self.whole[position:]
        return (front + rest).strip(), (back + rest).strip()

    def _answer(self, deletion: Deletion, words: str) -> str:
        if "\n" in words or "**" in words or words != words.strip(" *_`"):
            return words
        before = bisect_left(self._starts_of_math, deletion.start)
        plain = before > 0 and deletion.start < self._ends_of_math[before - 1]
        return words if plain else f"**{words}**"


def _nested(deletions: Sequence[Deletion]) -> Iterator[Deletion]:
    """Yield deletions without those that lie partly in another one, or in its marks."""
    around: list[Deletion] = []
    for deletion in deletions:
        while around and around[-1].end <= deletion.start:
            around.pop()
        first, last = around[-1].inner if around else (0, deletion.end)
        if first <= deletion.start and deletion.end <= last:
            around.append(deletion)
            yield deletion


def curly_deletions(text: str, prefix: str) -> Iterator[Deletion]:
    """Yield deletions such as ``{{c1::words::hint}}``, not inside code.

    Args:
        text: Markdown.
        prefix: a regular expression for what stands between the braces and the words, with the
            group ``number`` if there are numbers, with commas between several.
    """
    masked = mask_code(text)
    braces = _Braces(masked)
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
            numbers=tuple({*map(int, numbers.split(","))}) if numbers else (position,),
            hint=hint.strip() or None,
        )


def _asked_words(text: str, asked: Sequence[Deletion]) -> str:
    """Return the words that a card asks for, as far as they name it: they may lie in each other."""
    parts: list[str] = []
    length = 0
    for deletion in asked:
        if length > _LONGEST_ANSWER:
            break
        parts.append(text[slice(*deletion.inner)].strip()[:_LONGEST_ANSWER])
        length += len(parts[-1])
    return " … ".join(parts)


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
