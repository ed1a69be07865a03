"""Obsidian_to_Anki's custom regular expressions, whose groups are the fields of a type of note.

They are the user's, in JavaScript's language, so they are run by a library that knows its
lookbehinds, and that stops an expression that takes too long.

Source: ``search`` in the plugin's ``src/file.ts``, version 3.6.0.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from kb.cards.rules import CardRules
from kb.cards.syntax.anki_cloze import PREFIX
from kb.cards.syntax.cloze import curly_deletions
from kb.cards.syntax.lines import MATHEMATICS, HandwrittenCard, Page, cleaned, mask_code
from kb.cards.syntax.obsidian_to_anki import (
    AnkiNote,
    anki_clozes_of,
    is_cloze,
    note_cards,
    note_fields,
)

if TYPE_CHECKING:
    import regex

SETTING: Final = "cards.anki_patterns"
BUDGET_SECONDS: Final = 1.0
"""For all expressions on one note."""
_TAGS: Final = "(Tags: .*)"
_ID: Final = r"\n?(?:<!--)?(?:ID: (\d+).*)"
_FILLED: Final = re.compile("\ue001+")
_TOKEN: Final = re.compile(
    r"\\(?P<escaped>k<[^>]*>|c[A-Za-z]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[0-9]+|.)"
    r"|(?P<class>\[\^?\]?)|(?P<quantifier>\{\d+(?:,\d*)?\})|(?P<other>.)",
    re.DOTALL,
)
_KNOWN: Final = frozenset("DWSsbBnrtvf")
_CLASSES: Final = {"d": "0-9", "w": "A-Za-z0-9_"}
"""In JavaScript, these are ASCII's."""


def pattern_notes(
    page: Page, rules: CardRules, budget_seconds: float = BUDGET_SECONDS
) -> Iterator[HandwrittenCard]:
    """Yield the cards that the user's expressions make of a page, of what no block has read."""
    if not rules.anki_begin or not rules.anki_patterns:
        return
    marks = tuple(filter(None, (rules.anki_deck_line, rules.anki_tags_line)))
    search = _Search(page, marks, budget_seconds / len(rules.anki_patterns))
    for entry in rules.anki_patterns:
        note_type, _, expression = entry.partition(": ")
        try:
            notes = list(search.notes(note_type.strip(), expression.strip(), rules))
        except ValueError as error:
            message = f"{SETTING}: the expression for {note_type} is invalid ({error}). Correct it."
            page.tell(0, "card-pattern-invalid", message)
            continue
        except TimeoutError:
            message = f"{SETTING}: the expression for {note_type} takes too long on this note, and"
            page.tell(0, "card-pattern-slow", f"{message} made no cards. Simplify it.")
            continue
        for note in notes:
            page.take(note.row, note.end)
            yield from note_cards(page, note, rules)


class _Search:
    """A page as one text, with the stretches in which nothing is searched."""

    def __init__(self, page: Page, marks: tuple[str, ...], budget_seconds: float) -> None:
        self._text = "\n".join([*page.rows, ""])
        self._marks = marks
        """How lines begin that are no part of a card, and may touch one."""
        self._budget = budget_seconds
        self._starts = [0, *accumulate(len(row) + 1 for row in page.rows)]
        taken = zip(page.rows, page.taken, strict=True)
        self._taken = [
            0,
            *accumulate(is_taken and not row.startswith(marks) for row, is_taken in taken),
        ]
        masked = mask_code(self._text)
        masked = MATHEMATICS.sub(lambda match: "\ue001" * len(match[0]), masked)
        self._literal = [match.span() for match in _FILLED.finditer(masked)]
        self._read = bytearray(len(self._text))

    def notes(self, note_type: str, expression: str, rules: CardRules) -> Iterator[AnkiNote]:
        """Yield what an expression matches, first with the plugin's marks behind it, then without.

        Raises:
            ValueError: if the expression is invalid.
            TimeoutError: if it takes too long.
        """
        with_id, with_tags = ["", _ID], ["", _TAGS]
        ids = with_id[::-1] if "ID: " in self._text else with_id[:1]
        tags = with_tags[::-1] if "Tags: " in self._text else with_tags[:1]
        budget = self._budget / (len(ids) * len(tags))
        count = len(note_fields(rules).get(note_type.casefold(), ()))
        for id_part in ids:
            for tag_part in tags:
                finditer = compiled(expression + tag_part + id_part)
                for match in finditer(self._text, timeout=budget):
                    groups = [group or "" for group in match.groups()]
                    card_id = groups.pop() if id_part else None
                    if tag_part:
                        groups.pop()
                    values = [self._value(group) for group in groups[: count or None]]
                    start, end = match.span()
                    note = self._note(note_type, values or [""], (start, end), card_id)
                    if note is not None and _makes_cards(note, rules):
                        self._read[start:end] = b"\1" * (end - start)
                        yield note

    def _note(
        self, note_type: str, values: Sequence[str], span: tuple[int, int], card_id: str | None
    ) -> AnkiNote | None:
        """Return the note of a match; None if other cards, code or a formula hold it."""
        start, end = span
        inside = self._text[start:end]
        first = start + len(inside) - len(inside.lstrip())
        last = start + len(inside.rstrip())
        if first >= last or self._is_literal(first, last):
            return None
        row, stop = bisect_right(self._starts, first) - 1, bisect_right(self._starts, last - 1)
        if self._taken[stop] > self._taken[row] or any(self._read[first:last]):
            return None
        return AnkiNote(note_type=note_type, values=values, row=row, end=stop, card_id=card_id)

    def _value(self, group: str) -> str:
        if self._marks and any(mark in group for mark in self._marks):
            lines = group.split("\n")
            group = "\n".join(line for line in lines if not line.startswith(self._marks))
        return cleaned(group)[0].strip()

    def _is_literal(self, start: int, end: int) -> bool:
        at = bisect_right(self._literal, (start, len(self._text))) - 1
        return at >= 0 and end <= self._literal[at][1]


def _makes_cards(note: AnkiNote, rules: CardRules) -> bool:
    """Return whether a match is a note: a text without deletions is none."""
    if not is_cloze(note, rules):
        return bool(note.values[0])
    return any(True for _ in curly_deletions(anki_clozes_of(note.values[0], rules), PREFIX))


@lru_cache(maxsize=256)
def compiled(expression: str) -> "Callable[..., Iterator[regex.Match[str]]]":
    """Return what finds a JavaScript regular expression, with its flags g and m, in a text.

    Raises:
        ValueError: with what is wrong in it.
    """
    import regex  # noqa: PLC0415  # 15 ms that most vaults need not pay

    try:
        pattern = regex.compile(translated(expression), regex.MULTILINE | regex.VERSION0)
    except (regex.error, RecursionError, OverflowError) as error:
        raise ValueError(str(error) or "it is nested too deep") from None
    finditer: Callable[..., Iterator[regex.Match[str]]] = pattern.finditer
    return finditer


def translated(expression: str) -> str:
    """Return a JavaScript regular expression, without its flag u, in Python's language."""
    parts: list[str] = []
    in_class = False
    for token in _TOKEN.finditer(expression):
        text = token[0]
        if escaped := token["escaped"]:
            parts.append(_escape(escaped, in_class=in_class))
        elif in_class:
            in_class = text[-1] != "]"
            parts.append(
                "\\[" + text[1:] if text[0] == "[" else "\\" + text if text in "&~|" else text
            )
        elif token["class"] in {"[]", "[^]"}:
            parts.append("(?!)" if text == "[]" else r"[\s\S]")
        elif token["class"]:
            in_class = True
            parts.append(text)
        else:
            parts.append("\\" + text if text in "{}" else text)
    return "".join(parts)


def _escape(escaped: str, *, in_class: bool) -> str:
    """Return what stands for an escape, without its backslash."""
    if escaped in _CLASSES:
        return _CLASSES[escaped] if in_class else f"[{_CLASSES[escaped]}]"
    if escaped.startswith("k<"):
        return f"(?P={escaped[2:-1]})"
    if escaped[0] == "c" and len(escaped) > 1:
        return re.escape(chr(ord(escaped[1]) % 32))
    if escaped.isalpha() and escaped not in _KNOWN and len(escaped) == 1:
        return escaped
    return f"\\{escaped}"
