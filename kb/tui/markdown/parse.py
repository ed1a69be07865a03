"""Turns the tokens of a card's Markdown into those that a terminal can show.

Unlike on a web page, line breaks are kept.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from markdown_it.token import Token

from kb.notes.markdown.cards import card_tokens, tag_name
from kb.notes.markdown.literals import BEGIN
from kb.tui.markdown.formulas import readable
from kb.tui.markdown.links import Links

_BEGIN: Final = re.compile(rf"\$\$|{BEGIN}")
_MARGIN: Final = 4
"""Columns that a list or a quote may take."""
_HARMLESS: Final = re.compile(r"(?:https?://|mailto:)[!-:<-~]{1,2000}", re.IGNORECASE)
"""An address that a terminal may be told: visible ASCII, without the sign that ends parameters."""
_SCRIPT_MARKS: Final = {"<sup>": "^", "<sub>": "_"}
_LEFT_OUT: Final = frozenset({"embed_open", "embed_close", "wikilink_open", "wikilink_close"})


def tokens(
    markdown: str,
    *,
    line_breaks: bool = True,
    links: Links = Links.ADDRESSES,
    columns: int | None = None,
) -> list[Token]:
    """Return markdown-it-py's tokens; inside a block only text, code, emphasis, links and breaks.

    Without ``line_breaks``, the lines of a paragraph are joined, as on a web page; with
    ``columns``, also those of one that was wrapped by hand for a wider screen.
    """
    blocks = card_tokens(markdown)
    for token in blocks:
        if token.type == "inline":
            breaks = line_breaks and not (columns and _is_wrapped_for_more(token.content, columns))
            shown = _simplified(token.children or (), line_breaks=breaks, links=links)
            token.children = list(shown)
    return blocks


def _is_wrapped_for_more(paragraph: str, columns: int) -> bool:
    """Return whether a paragraph was wrapped at a width that a screen does not have.

    Then no line has room for the first word of the next, and its breaks mean nothing.
    """
    lines = paragraph.split("\n")
    width = max(map(len, lines))
    if len(lines) == 1 or _BEGIN.match(paragraph) or width <= columns - _MARGIN:
        return False
    return all(
        len(line) + 1 + len(below.split(" ", 1)[0]) > width for line, below in pairwise(lines)
    )


def _simplified(children: Sequence[Token], *, line_breaks: bool, links: Links) -> Iterator[Token]:
    """Yield the tokens inside a block, with links, images, HTML and soft breaks replaced."""
    link: list[str] = []
    for token in children:
        if token.type == "link_open":
            link = [str(token.attrs.get("href", "")), ""]
            if links is Links.CLICKABLE and _HARMLESS.fullmatch(link[0]):
                yield token
        elif token.type == "link_close":
            address, name = link
            if links is Links.CLICKABLE and _HARMLESS.fullmatch(address):
                yield token
            elif links is Links.ADDRESSES and address not in {name, f"mailto:{name}"}:
                yield _text(f" ({address})")
            link = []
        else:
            for simple in _simple(token, line_breaks=line_breaks):
                if link:
                    link[1] += simple.content
                yield simple


def _simple(token: Token, *, line_breaks: bool) -> Iterator[Token]:
    if token.type == "softbreak":
        yield Token("hardbreak", "br", 0) if line_breaks else _text(" ")
    elif token.type == "image":
        yield _text(f"[image: {token.content or token.attrs.get('src', '')}]")
    elif token.type == "html_inline":
        yield from _of_html(token)
    elif token.type == "formula":
        yield _text(readable(token.content))
    elif token.type in {"mark_open", "mark_close"}:
        yield Token(token.type.replace("mark", "strong"), "strong", token.nesting)
    elif token.type in _LEFT_OUT:
        return
    else:
        yield token


def _of_html(token: Token) -> Iterator[Token]:
    """Yield what an HTML tag means on a terminal, if anything; what is no HTML tag is text."""
    html = token.content
    name = tag_name(html)
    if html in _SCRIPT_MARKS:
        yield _text(_SCRIPT_MARKS[html])
    elif name == "br":
        yield Token("hardbreak", "br", 0)
    elif not html.startswith("<!--") and name is None:
        yield _text(html)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
