r"""Parses Markdown for the page: the tokens of cards, and what only a reading view shows.

Beyond the rules of :mod:`kb.notes.markdown.cards`: footnotes, addresses and tags in running text,
formulas that begin with ``\begin``, callouts, tasks, names of blocks, and embedded notes.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from kb.html.clean import CALLOUTS
from kb.notes.markdown.cards import add_rules
from kb.notes.markdown.masking import without_comments

_ENVIRONMENT: Final = re.compile(
    r"\\begin\{(?P<name>(?:align|alignat|aligned|equation|gather|gathered|multline|split|cases"
    r"|array|[bpvBV]?matrix)\*?)\}"
)
_MOST_LINES: Final = 100
"""Of such a formula."""
_ADDRESS: Final = re.compile(r"://[^\s<>\"'`\[\]]{1,2000}")
_ADDRESS_TAIL: Final = ".,;:!?*_~\"'”’"
_TAG: Final = re.compile(r"#(?P<name>[\w/-]*[^\W\d_][\w/-]*)")
_BLOCK_NAME: Final = re.compile(r"(?:^|[ \t])\^(?P<name>[A-Za-z0-9-]{1,100})[ \t]*$")
_CALLOUT: Final = re.compile(
    r"\[!(?P<kind>[^\[\]\s|]{1,40})[^\[\]\n]{0,100}\](?P<fold>[+-]?)[ \t]*"
)
_TASK: Final = re.compile(r"\[(?P<mark>[^\[\]])\][ \t]+")
_CELLS: Final = frozenset({"th_open", "td_open"})
_NO_WORD: Final = re.compile(r"[\W_]+")


def note_tokens(markdown: str) -> list[Token]:
    """Return the tokens of a note's body."""
    return list(_as_shown(_note_parser().parse(without_comments(markdown), {})))


def card_page_tokens(markdown: str) -> list[Token]:
    """Return the tokens of one side of a card, none of whose text is lost."""
    return list(_as_shown(_card_parser().parse(without_comments(markdown), {})))


def anchor_of(subpath: str) -> str:
    """Return the name in the page of what ``#Heading`` or ``#^block`` names in a note.

    >>> anchor_of("#Event Loop"), anchor_of("#A#B"), anchor_of("#^x1")
    ('h-event-loop', 'h-b', 'b-x1')
    """
    name = subpath.rpartition("#")[2].strip()
    if name.startswith("^"):
        return f"b-{name[1:].strip()}"
    return f"h-{_NO_WORD.sub('-', name.casefold()).strip('-')}"[:200]


@cache
def _note_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 20})
    add_rules(parser)
    parser.use(footnote_plugin, move_to_end=True)
    parser.block.ruler.before("fence", "environment", _environment, {"alt": ["paragraph"]})
    parser.inline.ruler.before("escape", "environment", _inline_environment)
    parser.inline.ruler.before("escape", "address", _address)
    parser.inline.ruler.before("escape", "tag", _tag)
    return parser


@cache
def _card_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 20})
    add_rules(parser)
    parser.block.ruler.before("fence", "environment", _environment, {"alt": ["paragraph"]})
    parser.inline.ruler.before("escape", "environment", _inline_environment)
    parser.inline.ruler.before("escape", "address", _address)
    return parser.disable(["reference", "html_block", "lheading"])


def _environment(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # by it
    r"""Read lines from ``\begin{align}`` to its end as one paragraph."""
    first = state.bMarks[start] + state.tShift[start]
    begin = _ENVIRONMENT.match(state.src, first)
    if begin is None or state.is_code_block(start):
        return False
    closing = f"\\end{{{begin['name']}}}"
    for row in range(start, min(end, start + _MOST_LINES)):
        if state.sCount[row] < state.blkIndent:
            return False
        stop = state.src.find(closing, state.bMarks[row], state.eMarks[row])
        if stop >= 0:
            break
        if state.isEmpty(row):
            return False
    else:
        return False
    if not silent:
        state.push("paragraph_open", "p", 1).map = [start, row + 1]
        inline = state.push("inline", "", 0)
        inline.content = state.getLines(start, row + 1, state.blkIndent, keepLastLF=False).strip()
        inline.map, inline.children = [start, row + 1], []
        state.push("paragraph_close", "p", -1)
    state.line = row + 1
    return True


def _inline_environment(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # called by it
    begin = _ENVIRONMENT.match(state.src, state.pos, state.posMax)
    if begin is None:
        return False
    closing = f"\\end{{{begin['name']}}}"
    stop = state.src.find(closing, begin.end(), min(state.posMax, begin.end() + 5_000))
    if stop < 0:
        return False
    if not silent:
        state.push("formula", "", 0).content = state.src[state.pos : stop + len(closing)]
    state.pos = stop + len(closing)
    return True


def _address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # called by the parser
    """Make a link of an address in running text; the text before it ends with its scheme."""
    if state.src[state.pos] != ":" or state.linkLevel > 0:
        return False
    match = _ADDRESS.match(state.src, state.pos, state.posMax)
    scheme = state.pending[-5:].lower()
    scheme = next((name for name in ("https", "http") if scheme.endswith(name)), "")
    if not match or not scheme:
        return False
    rest = match[0].rstrip(_ADDRESS_TAIL)
    while rest.endswith(")") and rest.count(")") > rest.count("("):
        rest = rest[:-1].rstrip(_ADDRESS_TAIL)
    if len(rest) <= len("://"):
        return False
    if not silent:
        written = state.pending[-len(scheme) :] + rest
        address = state.md.normalizeLink(written)
        if not state.md.validateLink(address):
            return False
        state.pending = state.pending[: -len(scheme)]
        state.push("link_open", "a", 1).attrs = {"href": address}
        state.push("text", "", 0).content = written
        state.push("link_close", "a", -1)
    state.pos += len(rest)
    return True


def _tag(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # called by the parser
    if state.src[state.pos] != "#" or state.linkLevel > 0:
        return False
    if state.pos and not state.src[state.pos - 1].isspace():
        return False
    match = _TAG.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        tag = state.push("tag", "", 0)
        tag.content, tag.meta = match[0], {"name": match["name"].rstrip("/-")}
    state.pos = match.end()
    return True


def _as_shown(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens, with callouts, tasks, names of blocks and embedded notes marked."""
    closings: list[tuple[int, str]] = []
    at = 0
    while at < len(tokens):
        token, inside = tokens[at], _inline_behind(tokens, at)
        if token.type == "inline":
            _name_block(tokens, at)
        if token.type == "blockquote_open" and inside is not None:
            callout = _callout(token, inside)
            if callout is not None:
                tag, title = callout
                closings.append((token.level, tag))
                yield token
                yield from title
                at += 1 if inside.children else 4
                continue
        if token.type == "blockquote_close" and closings and closings[-1][0] == token.level:
            token.tag = closings.pop()[1]
        if token.type == "list_item_open" and inside is not None and _is_task(inside):
            token.attrJoin("class", "task")
        if token.type in _CELLS and (style := token.attrs.pop("style", None)):
            token.attrs["align"] = str(style).rpartition(":")[2]
        embed = _embedded(tokens, at) if token.type == "paragraph_open" else None
        if embed is not None:
            yield embed
            at += 3
            continue
        yield token
        at += 1


def _inline_behind(tokens: Sequence[Token], at: int) -> Token | None:
    """Return the text that begins the block that opens here, if it begins with a paragraph."""
    if at + 2 < len(tokens) and tokens[at + 1].type == "paragraph_open":
        return tokens[at + 2]
    return None


def _callout(quote: Token, inside: Token) -> tuple[str, list[Token]] | None:
    """Make a callout of a quote that is one; return its tag and its title, taken out of it."""
    children = inside.children or []
    match = _CALLOUT.match(children[0].content) if children and children[0].type == "text" else None
    if match is None:
        return None
    kind = match["kind"].casefold()
    quote.tag = "details" if match["fold"] else "blockquote"
    quote.attrs["class"] = f"callout callout-{kind if kind in CALLOUTS else 'note'}"
    if match["fold"] == "+":
        quote.attrs["open"] = ""
    children[0].content = children[0].content[match.end() :]
    breaks = (place for place, child in enumerate(children) if child.type == "softbreak")
    end = next(breaks, len(children))
    if end == 1 and not children[0].content.strip():
        children[0].content = match["kind"].capitalize()
    tag = "summary" if match["fold"] else "p"
    opening = Token("callout_title_open", tag, 1, attrs={"class": "callout-title"}, block=True)
    title = Token("inline", "", 0, children=children[:end], block=True)
    inside.children = children[end + 1 :]
    return quote.tag, [opening, title, Token("callout_title_close", tag, -1, block=True)]


def _is_task(inside: Token) -> bool:
    """Put a box in the place of ``[ ]`` or ``[x]`` at the beginning of an item."""
    children = inside.children or []
    if not children or children[0].type != "text":
        return False
    match = _TASK.match(children[0].content)
    if match is None:
        return False
    children[0].content = children[0].content[match.end() :]
    box = Token("task", "", 0, meta={"done": match["mark"] != " "})
    inside.children = [box, *children]
    return True


def _name_block(tokens: Sequence[Token], at: int) -> None:
    """Take the name off the end of a block's text, and give it to the block."""
    children = tokens[at].children or []
    if not children or children[-1].type != "text":
        return
    match = _BLOCK_NAME.search(children[-1].content)
    if match is None:
        return
    children[-1].content = children[-1].content[: match.start()]
    children.append(Token("block_name", "", 0, meta={"name": match["name"]}))
    if len(children) > 2 and children[-3].type == "softbreak" and not children[-2].content:
        del children[-3]


def _embedded(tokens: Sequence[Token], at: int) -> Token | None:
    """Return what stands for a paragraph that is nothing but an embedded file or note."""
    children = tokens[at + 1].children or []
    if not children or children[0].type != "embed_open" or children[-1].type != "embed_close":
        return None
    if sum(child.type == "embed_open" for child in children) > 1:
        return None
    whole = Token("embedded", "", 0, block=True, children=children)
    whole.meta = {"inline": tokens[at + 1], "hidden": tokens[at].hidden}
    return whole
