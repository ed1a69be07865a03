"""Markdown of cards as tokens that are drawn: nothing of what a card says is left out.

It is read less strictly than a web page: line breaks are kept, ``Vec<T>`` is no mark-up, neither
a formula nor ``__init__`` is emphasis, and a line such as ``[...]: Paris`` is text.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_WIKILINK: Final = re.compile(r"!?\[\[(?P<target>[^\[\]|]*?)(?:\\?\|(?P<alias>[^\[\]]*))?\]\]")
_MATH: Final = re.compile(r"\$\$.+?\$\$|\$(?=[^\s$])[^$\n]*?(?<=[^\s\\])\$(?!\d)", re.DOTALL)
_DUNDER: Final = re.compile(r"(?<!\w)__[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*__(?!\w)")
_HIGHLIGHT: Final = re.compile(r"(?<!\w)==(?P<text>(?=\S)[^\n]*?(?<=\S))==(?!\w)")
_TAG: Final = re.compile(r"</?(?P<name>[a-z][a-z0-9]*)(?P<rest>[\s/>])")
_FORMATTING: Final = frozenset(
    "a abbr b big center cite code dd del details div dl dt em font h1 h2 h3 h4 h5 h6 i img ins "
    "kbd li mark ol p pre q s samp small span strike strong sub summary sup table tbody td tfoot "
    "th thead tr tt u ul var".split()
)
_BESIDE_THE_LINE: Final = {"<sup>": "^", "<sub>": "_"}


def tokens(markdown: str) -> list[Token]:
    """Returns what ``markdown`` says as markdown-it-py's tokens, simplified for a terminal.

    What stands inside a block is text, code, emphasis and line breaks, and nothing else.
    """
    found = _parser().parse(markdown)
    for token in found:
        if token.type == "inline":
            token.children = list(_simplified(token.children or ()))
    return found


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable(["strikethrough", "table"])
    parser.disable(["reference", "html_block", "lheading"])
    parser.inline.ruler.before("escape", "verbatim", _verbatim)
    parser.inline.ruler.before("link", "wikilink", _wikilink)
    parser.inline.ruler.before("link", "highlight", _highlight)
    return parser


def _verbatim(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as the parser calls it
    found = _MATH.match(state.src, state.pos, state.posMax) or _DUNDER.match(
        state.src, state.pos, state.posMax
    )
    if not found:
        return False
    if not silent:
        state.push("text", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _wikilink(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as above
    found = _WIKILINK.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        end = state.posMax
        state.pos, state.posMax = found.span("alias" if found["alias"] else "target")
        state.md.inline.tokenize(state)
        state.posMax = end
    state.pos = found.end()
    return True


def _highlight(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as above
    found = _HIGHLIGHT.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        end = state.posMax
        state.push("strong_open", "strong", 1)
        state.pos, state.posMax = found.span("text")
        state.md.inline.tokenize(state)
        state.push("strong_close", "strong", -1)
        state.posMax = end
    state.pos = found.end()
    return True


def _simplified(children: Sequence[Token]) -> Iterator[Token]:
    """Yields what stands inside a block without links, images, HTML and soft line breaks."""
    link: list[str] = []
    for token in children:
        if token.type == "link_open":
            link = [str(token.attrs.get("href", "")), ""]
        elif token.type == "link_close":
            address, name = link
            if address not in {name, f"mailto:{name}"}:
                yield _text(f" ({address})")
            link = []
        else:
            for each in _simple(token):
                if link:
                    link[1] += each.content
                yield each


def _simple(token: Token) -> Iterator[Token]:
    if token.type == "softbreak":
        yield Token("hardbreak", "br", 0)
    elif token.type == "image":
        yield _text(f"[image: {token.content or token.attrs.get('src', '')}]")
    elif token.type == "html_inline":
        yield from _of_html(token)
    else:
        yield token


def _of_html(token: Token) -> Iterator[Token]:
    """Yields what a tag means, and nothing if that cannot be drawn; what is no tag stays."""
    said = token.content
    if said.startswith("<!--"):
        return
    if beside := _BESIDE_THE_LINE.get(said):
        yield _text(beside)
        return
    tag = _TAG.match(said)
    if tag and tag["name"] == "br":
        yield Token("hardbreak", "br", 0)
    elif not tag or tag["name"] not in _FORMATTING:
        yield _text(said)


def _text(said: str) -> Token:
    return Token("text", "", 0, content=said)
