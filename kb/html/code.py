"""Code with its words marked by classes, and the style of these."""

from functools import lru_cache
from html import escape
from typing import Final

from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

_LONGEST: Final = 20_000
"""Characters of code that are read; more is shown without marks."""
_LIGHT, _DARK = "default", "native"
_SELECTOR: Final = ".code"


def code_html(code: str, language: str) -> str:
    """Return a block of code, marked if its language is known.

    Args:
        code: as written.
        language: the word behind the fence, or an empty text.
    """
    code = code.rstrip("\n")
    marked = escape(code)
    if language and len(code) <= _LONGEST and (lexer := _lexer(language.casefold())):
        marked = _formatted(code, lexer)
    name = f' class="language-{escape(language)}"' if language else ""
    return f'<pre class="code" tabindex="0"><code{name}>{marked}\n</code></pre>\n'


def stylesheet() -> str:
    """Return the style of marked code, in light and in dark."""
    dark = _rules(_DARK).replace("\n", "\n  ")
    return f"{_rules(_LIGHT)}\n\n@media (prefers-color-scheme: dark) {{\n  {dark}\n}}\n"


def _rules(style: str) -> str:
    # Without the colours of the page, and those of lines and their numbers, which are not shown.
    formatter: HtmlFormatter[str] = HtmlFormatter(style=style)
    rules: list[str] = formatter.get_token_style_defs(_SELECTOR)  # type: ignore[no-untyped-call]
    # Most kinds of words share a colour with others.
    selectors: dict[str, list[str]] = {}
    for rule in rules:
        selector, _, style_of_it = rule.partition(" /*")[0].partition(" { ")
        selectors.setdefault(style_of_it, []).append(selector)
    return "\n".join(f"{', '.join(some)} {{ {shared}" for shared, some in selectors.items())


def _formatted(code: str, lexer: Lexer) -> str:
    from pygments import highlight  # noqa: PLC0415  # the module's name is short and taken

    formatter: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
    return highlight(code, lexer, formatter).rstrip("\n")


@lru_cache(maxsize=128)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
