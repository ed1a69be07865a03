"""Parses the Markdown of a card into tokens for a terminal, without losing any of its text.

Unlike on a web page, line breaks are kept, ``Vec<T>`` is text and not HTML, a formula or
``__init__`` is not emphasis, and a line such as ``[...]: Paris`` is no link definition.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kb.notes.markdown.literals import BEGIN, FORMULA
from kb.notes.markdown.masking import without_comments
from kb.notes.markdown.wikilinks import ALIAS, TARGET
from kb.notes.plain_text import DUNDER
from kb.tui.markdown.links import Links

_BEGIN: Final = re.compile(rf"\$\$|{BEGIN}")
_MARGIN: Final = 4
"""Columns that a list or a quote may take."""
_WIKILINK: Final = re.compile(rf"!?\[\[(?P<target>{TARGET})(?:\|(?P<alias>{ALIAS}))?\]\]")
_SIZE: Final = re.compile(r"\s*\d{1,5}(?:x\d{1,5})?\s*")
"""Of a picture, in pixels, in place of a name."""
_HIGHLIGHT: Final = re.compile(r"(?<!\w)==(?P<text>(?=\S)(?>(?:[^\n=]|=(?!=))+)(?<=\S))==(?!\w)")
_HARMLESS: Final = re.compile(r"(?:https?://|mailto:)[!-:<-~]{1,2000}", re.IGNORECASE)
"""An address that a terminal may be told: visible ASCII, without the sign that ends parameters."""
_BLOCK_ID: Final = re.compile(r"[ \t]\^[A-Za-z0-9-]+[ \t]*$", re.MULTILINE)
"""Obsidian's name of a block, which it does not show."""
_TAG: Final = re.compile(r"</?(?P<name>[a-z][a-z0-9]*)(?P<rest>[\s/>])")
_FORMATTING: Final = frozenset(
    "a abbr b big center cite code dd del details div dl dt em font h1 h2 h3 h4 h5 h6 i img ins "
    "kbd li mark ol p pre q s samp small span strike strong sub summary sup table tbody td tfoot "
    "th thead tr tt u ul var".split()
)
_SCRIPT_MARKS: Final = {"<sup>": "^", "<sub>": "_"}


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
    blocks = _parser().parse(_BLOCK_ID.sub("", without_comments(markdown)))
    for token in blocks:
        if token.type == "inline":
            breaks = line_breaks and not (columns and _is_wrapped_for_more(token.content, columns))
            shown = _simplified(token.children or (), line_breaks=breaks, links=links)
            token.children = list(shown)
    return blocks


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable(["strikethrough", "table"])
    parser.disable(["reference", "html_block", "lheading"])
    parser.block.ruler.before("fence", "formula", _formula, {"alt": ["paragraph"]})
    parser.inline.ruler.before("escape", "verbatim", _verbatim)
    parser.inline.ruler.before("link", "wikilink", _wikilink)
    parser.inline.ruler.before("link", "highlight", _highlight)
    return parser


def _formula(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # by it
    """Read the lines of a formula as one paragraph, whatever blocks they look like."""
    first = state.bMarks[start] + state.tShift[start]
    begin = _BEGIN.match(state.src, first)
    if not begin or state.is_code_block(start):
        return False
    closer = f"\\end{{{begin['environment']}}}" if begin["environment"] else "$$"
    close = state.src.find(closer, begin.end(), state.eMarks[end - 1])
    last = next((row for row in range(start, end) if state.eMarks[row] > close), end)
    if close < 0 or state.src[close + len(closer) : state.eMarks[last]].strip():
        return False
    if not silent:
        state.push("paragraph_open", "p", 1).map = [start, last + 1]
        inline = state.push("inline", "", 0)
        inline.content = state.getLines(start, last + 1, state.blkIndent, keepLastLF=False).strip()
        inline.map, inline.children = [start, last + 1], []
        state.push("paragraph_close", "p", -1)
    state.line = last + 1
    return True


def _verbatim(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # called by the parser
    match = FORMULA.match(state.src, state.pos, state.posMax) or DUNDER.match(
        state.src, state.pos, state.posMax
    )
    if not match:
        return False
    if not silent:
        state.push("text", "", 0).content = match[0]
    state.pos = match.end()
    return True


def _wikilink(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as above
    match = _WIKILINK.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        if match[0][0] == "!" and _SIZE.fullmatch(match["alias"] or ""):
            state.push("text", "", 0).content = match["target"]
        else:
            _tokenize(state, match.span("alias" if match["alias"] else "target"))
    state.pos = match.end()
    return True


def _highlight(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as above
    match = _HIGHLIGHT.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.push("strong_open", "strong", 1)
        _tokenize(state, match.span("text"))
        state.push("strong_close", "strong", -1)
    state.pos = match.end()
    return True


def _tokenize(state: StateInline, span: tuple[int, int]) -> None:
    end = state.posMax
    state.pos, state.posMax = span
    state.md.inline.tokenize(state)
    state.posMax = end


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
    else:
        yield token


def _of_html(token: Token) -> Iterator[Token]:
    """Yield what an HTML tag means on a terminal, if anything; what is no HTML tag is text."""
    html = token.content
    tag = _TAG.match(html)
    if html in _SCRIPT_MARKS:
        yield _text(_SCRIPT_MARKS[html])
    elif tag and tag["name"] == "br":
        yield Token("hardbreak", "br", 0)
    elif not html.startswith("<!--") and (not tag or tag["name"] not in _FORMATTING):
        yield _text(html)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
