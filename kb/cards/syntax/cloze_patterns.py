r"""Obsidian Spaced Repetition's patterns for clozes, such as ``==[123;;]answer[;;hint]==``.

``answer`` is what is hidden. The brackets with digits and with ``hint`` are optional parts, and may
stand on any side of it; ``\[`` and ``\]`` are brackets inside them. What such a pattern finds in a
text is one of three kinds, and the first that occurs decides for the whole text: numbered, where
the digits say which card asks; in sequence, where letters stand in their place, one for each card
(``a`` asks, ``h`` hides, ``s`` shows); or simple, where each deletion is a card of its own.

Source: clozecraft 0.4.0, the plugin's parser.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kb.cards.syntax.cloze import Deletion, begins_first
from kb.cards.syntax.lines import FILLER

_ANSWER: Final = "answer"
_HINT: Final = "hint"
_PART: Final = re.compile(r"\[((?:\\\]|[^\]])*)\]")
_FEW: Final = 20
_NUMBER: Final = re.compile(r"[0-9]+")
_MARK: Final = {"{{": "}}", "{": "}", "[[": "]]", "[": "]", "((": "))", "(": ")"}
_LAST: Final = r"(?!\})"
"""No other brace follows: in ``{{2^{10}}}`` the last two close."""
_SAYS_SOMETHING: Final = re.compile(r"[^\W_]|[^\x00-\x7f]")
"""A row of marks, such as the line below a heading, hides nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClozePattern:
    """What finds the deletions of one pattern; each has the group ``answer``, and may have others.

    The groups ``number`` and ``sequence`` say which cards ask, ``hint`` what they show instead.
    """

    opening: str
    """What each deletion begins with, or a part of it; may be empty."""
    closing: str
    """What stands behind the words, or a part of it; may be empty."""
    beside_number: str
    """What stands beside each number or sequence, or a part of it; may be empty."""
    numbered: re.Pattern[str]
    in_sequence: re.Pattern[str]
    simple: re.Pattern[str]


@lru_cache(maxsize=64)
def cloze_pattern(text: str, *, literally: bool = False) -> ClozePattern:
    """Return the pattern that ``text`` describes; a mark such as ``**`` is short for one.

    Args:
        text: in the plugin's language.
        literally: whether it finds all that the plugin finds: also what compares two values, as
            in ``a == b == c``, and what ends at the first mark although another one closes it.

    Raises:
        ValueError: with what the pattern lacks.
    """
    text = _spelled_out(text)
    parts = [part for part in _PART.finditer(text) if text[: part.start()][-1:] != "\\"]
    number = next((part for part in parts if _NUMBER.search(part[1])), None)
    hint = next((part for part in parts if _HINT in part[1] and part is not number), None)
    if number is None:
        raise ValueError("a part with a number, such as [123;;]")
    if hint is None:
        raise ValueError("a part with a hint, such as [;;hint]")
    first, second = sorted((number, hint), key=lambda part: part.start())
    literals = (text[: first.start()], text[first.end() : second.start()], text[second.end() :])
    if sum(_ANSWER in literal for literal in literals) != 1:
        raise ValueError("the word “answer” once, outside brackets")
    opening, _, closing = "".join(literals).partition(_ANSWER)
    behind = text.rpartition(_ANSWER)[2]
    # What compares two values, as in “a == b”, has blanks around it.
    answer = (r"(?=\S)" if opening.endswith("=") else "") + _words(_ANSWER, closing, behind)
    if literally:
        answer = f"(?P<{_ANSWER}>.+?)"
    begin, middle, end = (re.escape(literal).replace(_ANSWER, answer) for literal in literals)
    _, _, after_hint = _unescaped(hint[1]).partition(_HINT)
    hint_words = _words(_HINT, after_hint or closing, text)
    last = "" if literally else _LAST
    if literally:
        hint_words = f"(?P<{_HINT}>.+?)"
    hint_part = re.escape(_unescaped(hint[1])).replace(_HINT, hint_words)
    number_part = re.escape(_unescaped(number[1]))

    def compiled(digits: str | None) -> re.Pattern[str]:
        numbered = _NUMBER.sub(lambda _: digits, number_part, count=1) if digits else ""
        optional = (numbered, f"(?:{hint_part})?")
        before, after = optional if number.start() < hint.start() else reversed(optional)
        return re.compile(f"{begin}{before}{middle}{after}{end}{last if end[-1:] == '}' else ''}")

    return ClozePattern(
        opening=opening,
        closing=closing,
        beside_number=max(_NUMBER.split(_unescaped(number[1]), maxsplit=1), key=len),
        numbered=compiled("(?P<number>[0-9]{1,9})"),
        in_sequence=compiled("(?P<sequence>[ash]{1,99})"),
        simple=compiled(None),
    )


def _words(group: str, closing: str, behind: str) -> str:
    """Return an expression for words that end where ``closing`` begins.

    The plugin goes on to a later one if what must follow does not, and so takes several deletions
    for one. Characters that cannot begin what follows are taken at once, which is faster.

    Args:
        group: the name of the group.
        closing: what the words cannot contain; may be empty.
        behind: the part of the pattern that stands behind the words, or more of it.
    """
    if not closing:
        return f"(?P<{group}>.+?)"
    stop = re.escape(closing) + (_LAST if closing.endswith("}") else "")
    begins = {*_NUMBER.sub("0123456789ash", behind.replace(_HINT, "")), *closing}
    marks = re.escape("".join(sorted(begins)))
    return f"(?P<{group}>(?:[^{marks}\\n]++|(?!{stop}|\\n)[{marks}])+?)"


def pattern_deletions(text: str, masked: str, patterns: Sequence[ClozePattern]) -> list[Deletion]:
    """Return the deletions of all patterns in a text, by their beginnings.

    Args:
        text: Markdown.
        masked: the same, of equal length, without what must not be read.
        patterns: what to look for; simple deletions are numbered in their order.
    """
    sought = [(pattern, _closable(masked, pattern)) for pattern in patterns]
    counted = [(pattern, text) for pattern, text in sought if pattern.beside_number in text]
    deletions: list[Deletion] = []
    if counted:
        deletions = _numbered(text, masked, counted) or _in_sequence(text, masked, counted)
    if not deletions:
        deletions = _simple(text, masked, sought)
    if len(sought) > 1:
        deletions.sort(key=begins_first)
    return deletions


_Sought = Sequence[tuple[ClozePattern, str]]
"""Each pattern, and the text in which it is looked for: as long as the one that is read."""


def _numbered(text: str, masked: str, sought: _Sought) -> list[Deletion]:
    return [
        _deletion(text, match, (int(match["number"]),))
        for pattern, closable in sought
        for match in pattern.numbered.finditer(closable)
        if _SAYS_SOMETHING.search(masked, *match.span(_ANSWER))
    ]


def _in_sequence(text: str, masked: str, sought: _Sought) -> list[Deletion]:
    deletions = []
    for pattern, closable in sought:
        for match in pattern.in_sequence.finditer(closable):
            if _SAYS_SOMETHING.search(masked, *match.span(_ANSWER)):
                cards = tuple(enumerate(match["sequence"], start=1))
                asked = tuple(card for card, action in cards if action == "a")
                hidden = tuple(card for card, action in cards if action == "h")
                deletions.append(_deletion(text, match, asked, hidden))
    return deletions


def _simple(text: str, masked: str, sought: _Sought) -> list[Deletion]:
    matches = (
        match
        for pattern, closable in sought
        for match in pattern.simple.finditer(closable)
        if _SAYS_SOMETHING.search(masked, *match.span(_ANSWER))
    )
    return [_deletion(text, match, (number,)) for number, match in enumerate(matches, start=1)]


def _closable(masked: str, pattern: ClozePattern) -> str:
    """Return a text of the same length without what is open at the end of each line.

    Each of many marks that nothing closes would be looked for to the end of its line.
    """
    marked = pattern.opening and pattern.closing
    if not marked or masked.count(pattern.opening) < _FEW:
        return masked
    lines = []
    for line in masked.split("\n"):
        end = line.rfind(pattern.closing)
        end = end + len(pattern.closing) if end >= 0 else 0
        tail = line[end:].replace(pattern.opening, FILLER * len(pattern.opening))
        lines.append(line[:end] + tail)
    return "\n".join(lines)


def _deletion(
    text: str, match: re.Match[str], asked: tuple[int, ...], hidden: tuple[int, ...] = ()
) -> Deletion:
    start, end = match.span()
    hint = match[_HINT]
    if hint is not None:
        hint = text[slice(*match.span(_HINT))].strip() or None
    return Deletion(start, end, match.span(_ANSWER), asked, hidden, hint)


def _spelled_out(text: str) -> str:
    if _ANSWER in text or not text or len(text) > 3:
        return text
    return f"{text}[123;;]{_ANSWER}[;;{_HINT}]{_MARK.get(text, text)}"


def _unescaped(part: str) -> str:
    return part.replace("\\[", "[").replace("\\]", "]")
