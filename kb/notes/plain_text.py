"""Markdown and plain text: two kinds of text, and the one way from the first to the second.

What is plain already must not be read as Markdown again: the code ``__init__`` would lose its
underscores. The two types let a type checker see that.
"""

import re
from functools import lru_cache
from typing import NewType

Markdown = NewType("Markdown", str)
PlainText = NewType("PlainText", str)

_LONGEST_MARKED = 2_000
"""Characters; emphasis is looked for in shorter texts, for its marks may pair in many ways."""
_MARKED = re.compile(r"[*_`\[=~\\]")
_WIKI = re.compile(r"!?\[\[([^\[\]|]*)(?:\|([^\[\]]*))?\]\]")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)")
_CODE = re.compile(r"`+([^`]+)`+")
_EMPHASIS_MARK = re.compile(r"[*_=~\\]")
DUNDER = re.compile(r"(?<!\w)__[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*__(?!\w)")
"""A name such as ``__init__``, which people write without marking it as code."""
_EMPHASIS = re.compile(
    r"(?P<stars>\*{1,3})(?=[^\s*])(?P<starred>.+?)(?<=\S)(?P=stars)"
    rf"|{DUNDER.pattern}"
    r"|(?<!\w)(?P<bars>_{1,3})(?=\S)(?P<barred>.+?)(?<=\S)(?P=bars)(?!\w)"
    r"|(?P<other>==|~~)(?=\S)(?P<held>.+?)(?<=\S)(?P=other)"
    r"|\\(?P<escaped>[^\w\s])",
    re.DOTALL,
)


@lru_cache(maxsize=1024)
def plain(markdown: Markdown) -> PlainText:
    """Return the text that a reader sees, without marks for links, emphasis and code.

    Code is literal: `` `_x_` `` reads ``_x_``. So is a name such as ``__init__``.
    """
    text: str = markdown
    if not _MARKED.search(text):
        return PlainText(text.strip())
    if "[" in text:
        text = _WIKI.sub(lambda m: m[2] or m[1].lstrip("#").rstrip("\\"), text)
        text = _LINK.sub(r"\1", text)
    if len(text) > _LONGEST_MARKED:
        return PlainText(text.strip())
    alone = _CODE.fullmatch(text)
    if alone is not None:
        return PlainText(alone[1].strip())
    code = _CODE.findall(text) if "`" in text else []
    text = _unmarked(_CODE.sub("\0", text) if code else text)
    for words in code:
        text = text.replace("\0", words, 1)
    return PlainText(text.strip())


def _unmarked(text: str) -> str:
    """Return ``text`` without the marks of emphasis, which come in pairs, and of escapes."""
    if not _EMPHASIS_MARK.search(text):
        return text
    return _EMPHASIS.sub(_shown, text)


def _shown(match: re.Match[str]) -> str:
    """Return what is shown of emphasis, of an escape, or of a name that is neither."""
    marked = match["starred"] or match["barred"] or match["held"]
    return _unmarked(marked) if marked else match["escaped"] or match[0]
