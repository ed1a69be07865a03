"""Parses the Markdown of cards, and of notes for the page, without losing any of its text.

``Vec<T>`` is text and not HTML, a formula or ``__init__`` is not emphasis, and a line such as
``[...]: Paris`` is no link definition. How the tokens are shown is for whoever asks.
"""

import re
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kb.notes.markdown.literals import BEGIN, FORMULA
from kb.notes.markdown.masking import without_comments
from kb.notes.markdown.wikilinks import ALIAS, TARGET
from kb.notes.plain_text import DUNDER

_BEGIN: Final = re.compile(rf"\$\$|{BEGIN}")
_WIKILINK: Final = re.compile(rf"!?\[\[(?P<target>{TARGET})(?:\|(?P<alias>{ALIAS}))?\]\]")
_SIZE: Final = re.compile(r"\s*(?P<width>\d{1,5})(?:x(?P<height>\d{1,5}))?\s*")
"""Of a picture, in pixels, in place of a name."""
_HIGHLIGHT: Final = re.compile(r"(?<!\w)==(?P<text>(?=\S)(?>(?:[^\n=]|=(?!=))+)(?<=\S))==(?!\w)")
_BLOCK_ID: Final = re.compile(r"[ \t]\^[A-Za-z0-9-]+[ \t]*$", re.MULTILINE)
"""Obsidian's name of a block, which it does not show."""
_SOUND: Final = re.compile(r"\[sound:(?P<name>[^\[\]\n]{1,500})\]")
"""How Anki, and notes for it, name a sound or a film."""
_TAG: Final = re.compile(r"</?(?P<name>[a-z][a-z0-9]*)(?P<rest>[\s/>])")
_FORMATTING: Final = frozenset(
    "a abbr b big center cite code dd del details div dl dt em font h1 h2 h3 h4 h5 h6 i img ins "
    "kbd li mark ol p pre q s samp small span strike strong sub summary sup table tbody td tfoot "
    "th thead tr tt u ul var".split()
)


def card_tokens(markdown: str) -> list[Token]:
    """Return markdown-it-py's tokens, with some of kb's own inside blocks.

    A ``formula`` holds TeX with its marks. Between ``mark_open`` and ``mark_close`` stands a
    highlight; between ``wikilink_open`` and ``wikilink_close`` the text of a link, whose first has
    the ``target``; between ``embed_open`` and ``embed_close`` what is shown in place of the file
    that the first one has as ``src``.
    """
    return card_parser().parse(_BLOCK_ID.sub("", without_comments(markdown)))


@cache
def card_parser() -> MarkdownIt:
    """Return the parser of the tokens, which has markdown-it-py's own renderer."""
    parser = MarkdownIt("commonmark", {"maxNesting": 20})
    add_rules(parser)
    return parser.disable(["reference", "html_block", "lheading"])


def add_rules(parser: MarkdownIt) -> None:
    """Add to a parser what notes write beyond CommonMark; all its block rules stay on."""
    parser.enable(["strikethrough", "table"])
    parser.block.ruler.before("fence", "formula", _formula_lines, {"alt": ["paragraph"]})
    parser.inline.ruler.before("escape", "verbatim", _verbatim)
    parser.inline.ruler.before("link", "wikilink", _wikilink)
    parser.inline.ruler.before("link", "sound", _sound)
    parser.inline.ruler.before("link", "highlight", _highlight)


def size_of(text: str) -> tuple[str, str] | None:
    """Return the width and the height of a picture that stand in place of its name, in pixels.

    The height may be empty.

    >>> size_of("300"), size_of("300x200"), size_of("a loop")
    (('300', ''), ('300', '200'), None)
    """
    match = _SIZE.fullmatch(text)
    return (match["width"], match["height"] or "") if match else None


def tag_name(html: str) -> str | None:
    """Return the name of an HTML tag that formats text; None for what only looks like one.

    >>> tag_name("<br/>"), tag_name("</b>"), tag_name("<T>"), tag_name("<script>")
    ('br', 'b', None, None)
    """
    tag = _TAG.match(html)
    return tag["name"] if tag and (tag["name"] == "br" or tag["name"] in _FORMATTING) else None


def _formula_lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # by it
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
    formula = FORMULA.match(state.src, state.pos, state.posMax)
    match = formula or DUNDER.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.push("formula" if formula else "text", "", 0).content = match[0]
    state.pos = match.end()
    return True


def _wikilink(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as above
    match = _WIKILINK.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        embeds, alias = match[0][0] == "!", match["alias"] or ""
        size = size_of(alias) if embeds else None
        opening = state.push("embed_open" if embeds else "wikilink_open", "", 1)
        if embeds:
            opening.attrs = {"src": match["target"], "alt": "" if size else alias}
            opening.meta = {"size": size}
        else:
            opening.attrs = {"target": match["target"]}
        if size:
            state.push("text", "", 0).content = match["target"]
        else:
            _tokenize(state, match.span("alias" if alias else "target"))
        state.push("embed_close" if embeds else "wikilink_close", "", -1)
    state.pos = match.end()
    return True


def _sound(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as above
    match = _SOUND.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.push("embed_open", "", 1).attrs = {"src": match["name"].strip(), "alt": ""}
        state.push("text", "", 0).content = match[0]
        state.push("embed_close", "", -1)
    state.pos = match.end()
    return True


def _highlight(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as above
    match = _HIGHLIGHT.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.push("mark_open", "mark", 1)
        _tokenize(state, match.span("text"))
        state.push("mark_close", "mark", -1)
    state.pos = match.end()
    return True


def _tokenize(state: StateInline, span: tuple[int, int]) -> None:
    end = state.posMax
    state.pos, state.posMax = span
    state.md.inline.tokenize(state)
    state.posMax = end
