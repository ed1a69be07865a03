"""Cut Chinese, Japanese and Korean text into pairs of characters, which an index can hold.

These scripts put no spaces between words, and SQLite's trigram index misses words of two
characters. A run of characters becomes its pairs and the last character: 東京都 becomes
``東京 京都 都``. So each character begins a token, and a single one can be found as a prefix.
"""

import re
from typing import Final

from kb.notes.normal_form import normalized

_RUN: Final = re.compile(
    "["
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u1100-\u11ff\uac00-\ud7af"
    "\U00020000-\U000323af"
    "]+"
)
_HALF_WIDTH: Final = re.compile("[\uff66-\uff9f]")


def has_cjk(text: str) -> bool:
    """Return whether any of the text is Chinese, Japanese or Korean."""
    return not text.isascii() and bool(_RUN.search(text) or _HALF_WIDTH.search(text))


def cut(text: str) -> str:
    """Cut every run of the text, and put spaces around it.

    >>> cut("使用asyncio")
    ' 使用 用 asyncio'
    """
    if text.isascii():
        return text
    return _RUN.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", _composed(text))


def cut_phrase(phrase: str) -> tuple[str, bool]:
    """Return the tokens of a phrase, and whether the last is a prefix."""
    composed = _composed(phrase)
    last = next((run for run in _RUN.finditer(composed) if run.end() == len(composed)), None)
    if last is None:
        return cut(composed).strip(), False
    pairs = _pairs(last[0])
    # The index has the single last character only if a run ends there.
    tokens = pairs[:-1] or pairs
    return f"{cut(composed[: last.start()])} {' '.join(tokens)}".strip(), len(pairs) == 1


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run))]


def _composed(text: str) -> str:
    return normalized("NFKC", text)
