"""Chinese, Japanese and Korean text as pairs of characters, which an index of words can hold.

These scripts put no spaces between words, and SQLite's trigram index misses words of two
characters. A run of them becomes its pairs and, last, its last character: 東京都 gives
``東京 京都 都``. So every character begins a token, and one alone is found as a prefix.
"""

import re
import unicodedata
from typing import Final

_RUN: Final = re.compile(
    "["
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u1100-\u11ff\uac00-\ud7af"
    "\U00020000-\U000323af"
    "]+"
)
_HALF_WIDTH: Final = re.compile("[\uff66-\uff9f]")


def has_cjk(text: str) -> bool:
    """Returns whether any of the text is Chinese, Japanese or Korean."""
    return not text.isascii() and bool(_RUN.search(text) or _HALF_WIDTH.search(text))


def cut(text: str) -> str:
    """Returns the text with every run cut, and set off from other words by spaces.

    >>> cut("使用asyncio")
    ' 使用 用 asyncio'
    """
    if text.isascii():
        return text
    return _RUN.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", _composed(text))


def cut_phrase(phrase: str) -> tuple[str, bool]:
    """Returns the tokens to ask for one after the other, and whether the last is a beginning."""
    composed = _composed(phrase)
    last = next((run for run in _RUN.finditer(composed) if run.end() == len(composed)), None)
    if last is None:
        return cut(composed).strip(), False
    pairs = _pairs(last[0])
    # The closing single character stands in the index only where the run ends there.
    asked = pairs[:-1] or pairs
    return f"{cut(composed[: last.start()])} {' '.join(asked)}".strip(), len(pairs) == 1


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run))]


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
