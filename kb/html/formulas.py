"""TeX as MathML, which browsers draw themselves."""

import re
from functools import lru_cache
from html import escape
from typing import Final

from latex2mathml.converter import convert

_LONGEST: Final = 4_000
"""Characters of a formula; the converter takes 0.1 s for them."""
_MARKS: Final = (("$$", "$$", True), ("\\[", "\\]", True), ("$", "$", False), ("\\(", "\\)", False))
_UNKNOWN: Final = re.compile(r"<m[iot][a-z]*>\\[A-Za-z]+</m")
"""A command that the converter has left as text."""
_ROOT: Final = re.compile(r"<math[^>]*>(?P<inside>.*)</math>", re.DOTALL)


def formula_html(written: str) -> str:
    """Return MathML with its TeX as the text to read; code, as written, where it is not known.

    Args:
        written: with its marks, such as ``$x^2$``; without, it is a formula of its own line.
    """
    tex, is_block = inside(written)
    mathml = _mathml(tex, is_block=is_block) if len(tex) <= _LONGEST else None
    return mathml or f'<code class="formula">{escape(written)}</code>'


def inside(written: str) -> tuple[str, bool]:
    """Return TeX without its marks, and whether it is on a line of its own.

    >>> inside("$x$"), inside("$$ x $$")
    (('x', False), ('x', True))
    """
    for opening, closing, is_block in _MARKS:
        marks = len(opening) + len(closing)
        if written.startswith(opening) and written.endswith(closing) and len(written) >= marks:
            return written[len(opening) : -len(closing)].strip(), is_block
    return written.strip(), True


@lru_cache(maxsize=1024)
def _mathml(tex: str, *, is_block: bool) -> str | None:
    display = "block" if is_block else "inline"
    try:
        converted = convert(tex, display=display)
    except Exception:  # noqa: BLE001  # whatever it makes of text that is no TeX: shown as written
        return None
    root = _ROOT.fullmatch(converted)
    if root is None or _UNKNOWN.search(converted):
        return None
    source = escape(tex)
    annotation = f'<annotation encoding="application/x-tex">{source}</annotation>'
    shown = f"<semantics>{root['inside']}{annotation}</semantics>"
    return f'<math display="{display}" alttext="{source}">{shown}</math>'
