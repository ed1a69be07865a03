"""Find the passage of a note that shows why it matches a search.

SQLite's own ``snippet()`` knows neither cut text nor Markdown, and prefers the title, which is
shown anyway.
"""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kb.notes.plain_text import Markdown, plain
from kb.store.search.cjk import has_cjk
from kb.store.search.spellings import pattern_of
from kb.store.search.syntax import EMOJI_STYLE, symbols_in

_LENGTH: Final = 160
_LEAD: Final = 40
_SEARCHED: Final = 200_000
"""Characters of a note in which the passage is looked for."""

_FENCE: Final = re.compile(r"^[ \t>]*(?:```|~~~).*$", re.MULTILINE)
_PARAGRAPH_END: Final = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:#{1,6} |[-*+] |>|\|))")
_BLOCK_MARK: Final = re.compile(r"^[ \t]*(?:#{1,6} |[-*+] |> ?)", re.MULTILINE)
_LETTER: Final = "[^\\W_\u2e80-\U0010ffff]"
"""Of a script that sets words apart by spaces."""
_GAP: Final = r"[\W_]*"
_BLANK: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A passage in plain text, on one line."""

    text: str
    marks: tuple[tuple[int, int], ...]
    """The start and end of each match in ``text``."""


def snippet(texts: Sequence[str | None], words: Sequence[str]) -> Snippet:
    """Return the passage with the most of ``words``, from the first text that has any."""
    whole, begun = (
        [pattern for word in words if (pattern := _pattern(word, whole=whole))]
        for whole in (True, False)
    )
    readable = [passage for text in texts if text and (passage := _readable(text[:_SEARCHED]))]
    if not readable:
        return Snippet(text="", marks=())
    for passage, looked_for in itertools.product(readable, (whole, begun)):
        spans = _spans(passage, looked_for)
        if spans:
            return _cut_out(passage, _start(spans), spans)
    return _cut_out(readable[0], 0, [])


def _readable(markdown: str) -> str:
    """Return a note's Markdown as it reads, on one line. Code stays as it is."""
    parts = _FENCE.split(markdown)
    for text in range(0, len(parts), 2):
        paragraphs = (_BLOCK_MARK.sub("", part) for part in _PARAGRAPH_END.split(parts[text]))
        parts[text] = " ".join(plain(Markdown(paragraph)) for paragraph in paragraphs)
    return _BLANK.sub(" ", " ".join(parts)).strip()


def _pattern(word: str, *, whole: bool) -> re.Pattern[str] | None:
    tokens = re.findall(r"[^\W_]+", _folded(word))
    if not tokens:
        symbols = symbols_in(_folded(word))
        # In colour or not.
        styled = ("".join(f"{re.escape(char)}{EMOJI_STYLE}?" for char in run) for run in symbols)
        return re.compile(_GAP.join(styled)) if symbols else None
    body = _GAP.join(map(pattern_of, tokens))
    if has_cjk(word):
        return re.compile(body)
    return re.compile(f"(?<!{_LETTER}){body}{f'(?!{_LETTER})' if whole else ''}")


def _spans(passage: str, looked_for: Sequence[re.Pattern[str]]) -> list[tuple[int, int, int]]:
    """Return (start, end, number of the word) of every match, in order."""
    folded = _folded(passage)
    return sorted(
        (*match.span(), number)
        for number, pattern in enumerate(looked_for)
        for match in pattern.finditer(folded)
    )


def _start(spans: list[tuple[int, int, int]]) -> int:
    """Return the start of the passage with the most different words."""

    def worth(at: int) -> int:
        within = spans[at : at + 50]
        return len({number for start, _, number in within if start - spans[at][0] < _LENGTH})

    best = max(range(min(len(spans), 1000)), key=lambda at: (worth(at), -at))
    return spans[best][0]


def _cut_out(passage: str, start: int, spans: list[tuple[int, int, int]]) -> Snippet:
    begin = max(0, start - _LEAD)
    if begin:
        blank = passage.find(" ", begin, start)
        begin = blank + 1 if blank >= 0 else begin
    end = min(len(passage), begin + _LENGTH)
    if end < len(passage):
        blank = passage.rfind(" ", start + 1, end)
        end = blank if blank > begin + _LENGTH // 2 else end
    before, after = "…" if begin else "", "…" if end < len(passage) else ""
    marks: list[tuple[int, int]] = []
    shift, at = len(before) - begin, begin
    for first, last, _ in spans:
        if at <= first and last <= end:
            marks.append((first + shift, last + shift))
            at = last
    return Snippet(text=f"{before}{passage[begin:end]}{after}", marks=tuple(marks))


def _folded(text: str) -> str:
    """Return the text in lower case and without accents, with all positions kept."""
    if text.isascii():
        return text.lower()
    return "".join(map(_folded_character, text))


def _folded_character(character: str) -> str:
    lowered = character.lower()
    base = unicodedata.normalize("NFD", lowered if len(lowered) == 1 else character)[0]
    # Decomposed Hangul would lose all but its first consonant.
    return lowered[0] if unicodedata.category(base) == "Lo" else base
