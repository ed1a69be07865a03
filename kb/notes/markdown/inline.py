"""What appears inside a line of Markdown: links, tags, addresses, and what must not be read as one.

One regular expression walks over a text once. Code, math and comments match first, so nothing
inside them is taken for a link or a tag. No match reads far in vain: what nothing closes is looked
for once, and whatever else could be long is bounded.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from kb.notes.markdown.code_spans import CodeSpans
from kb.notes.markdown.literals import DOLLARS, ENVIRONMENT
from kb.notes.markdown.wikilinks import ALIAS, TARGET

_TAG_CHARACTER = (
    r"[^\s#.,;:!?'\"()\[\]{}<>@$%^&*+=`~|\\"
    r"\u00a1-\u00bf\u2000-\u200c\u200e-\u206f\u3000-\u303f\uff01-\uff0f\uff1a-\uff20]"
)
_ADDRESS = r"(?:https?|ftp|file|obsidian|mailto):"
_TOKEN = re.compile(
    rf"(?P<tag>(?<![^\s,;*_~|：，、。])#(?P<name>{_TAG_CHARACTER}+))"
    r"|(?P<escape>\\[^\w\s])"
    r"|(?P<comment>%%.*?%%|<!--.*?-->)"
    rf"|(?P<math>{DOLLARS}|{ENVIRONMENT})"
    r"|(?P<template><%.*?%>|\{\{.*?\}\})"
    rf"|(?P<wiki>(?P<embed>!?)\[\[(?P<target>{TARGET})(?:\|(?P<alias>{ALIAS}))?\]\])"
    r"|(?P<link>(?P<image>!?)\[(?P<text>[^\[\]]{0,1000}+(?>(?:\[[^\[\]]{0,1000}+\][^\[\]]{0,1000}+){0,9}))\]\("
    r"(?P<to><[^<>\n]*>|(?:[^\s()\\]|\\.|\([^\s()]*\))*)(?:\s++[\"'(][^\n]{0,1000}?[\"')])?\s*+\))"
    rf"|(?P<url><?{_ADDRESS}[^\s<>\"'`]+>?)"
    r"|(?P<sound>\[sound:(?P<file>[^\[\]\n]{1,500})\])"
    r"|(?P<html></?[A-Za-z][^<>\n]{0,1000}>)",
    re.DOTALL,
)
_OPENERS = ("<!--", "<%", "{{")
"""What closes with another sign than it opens with: many can open, and none be closed."""
_MARK = re.compile(r"[`\\%<$\{!\[#]")
"""What every token begins with, except for an address: looked for first, at the speed of C."""
_MARK_OR_ADDRESS = re.compile(rf"{_MARK.pattern}|{_ADDRESS}")
_ADDRESS_BEGINS = re.compile(_ADDRESS)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_SOURCE = re.compile(
    r"""\ssrc\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'>]+))""", re.IGNORECASE
)
_COLOUR = re.compile(r"(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})\Z", re.IGNORECASE)
_URL_TAIL = ".,;:!?*_\"'”’"


class Reference(NamedTuple):
    """A link to a note, to one of its headings, or to a file.

    A tuple, as the other spans, because a note has many and they are soon forgotten.
    """

    target: str
    subpath: str | None
    alias: str | None
    embed: bool
    start: int
    end: int
    row: int = 0
    """The line of the text that it begins in, counted from 0."""


class Address(NamedTuple):
    """A web address found in a text."""

    url: str
    text: str | None
    """The link's text, if it has one of its own."""
    start: int
    end: int
    row: int = 0


class Tag(NamedTuple):
    """A tag found in a text, without its ``#``."""

    name: str
    start: int
    end: int
    row: int = 0


Span = Reference | Address | Tag


def spans(text: str) -> Iterator[Span]:
    """Yield the links, addresses and tags in ``text``, in their order."""
    has_address = ":" in text and _ADDRESS_BEGINS.search(text) is not None
    has_link = "[" in text and ("[[" in text or "](" in text or "[sound:" in text)
    has_link = has_link or "<img" in text
    if not (has_link or has_address or "#" in text):
        return
    next_mark = (_MARK_OR_ADDRESS if has_address else _MARK).search
    many_lines = "\n" in text
    row = seen = position = 0
    code: CodeSpans | None = None
    unclosed: tuple[str, ...] = ()
    while (mark := next_mark(text, position)) is not None:
        start = mark.start()
        if text[start] == "`":
            code = code or CodeSpans(text)
            position = code.end_or_past(start)
            continue
        if unclosed and text.startswith(unclosed, start):
            position = start + 1
            continue
        match = _TOKEN.match(text, start)
        if match is None:
            unclosed += tuple(opener for opener in _OPENERS if text.startswith(opener, start))
            position = start + 1
            continue
        position = match.end()
        if many_lines:
            row += text.count("\n", seen, start)
            seen = start
        span = _span(match, row)
        if span is not None:
            yield span


def _span(match: re.Match[str], row: int) -> Span | None:
    """Return what a token is, or None where it only hides what is inside it."""
    start, end = match.span()
    kind = match.lastgroup
    if kind == "wiki":
        embed, target, alias = match.group("embed", "target", "alias")
        name, subpath = split_subpath(target.removesuffix("\\"))
        shown = alias.strip() if alias else None
        return Reference(name, subpath, shown, bool(embed), start, end, row)
    if kind == "link":
        return _markdown_link(match, row)
    if kind == "url":
        url = match["url"].strip("<>").rstrip(_URL_TAIL)
        url = _without_surplus_brackets(url)
        if not match[0].startswith("<"):
            end = start + len(url)
        return Address(url=url, text=None, start=start, end=end, row=row)
    if kind == "tag":
        name = match["name"].rstrip("/-")
        if is_tag(name):
            return Tag(name, start, start + 1 + len(name), row)
    return _file(match, row)


def _without_surplus_brackets(url: str) -> str:
    """Return an address without the brackets at its end that belong to the text around it."""
    surplus, end = url.count(")") - url.count("("), len(url)
    while surplus > 0 and url[end - 1 : end] == ")":
        surplus, end = surplus - 1, end - 1
        while end and url[end - 1] in _URL_TAIL:
            end -= 1
    return url[:end]


def _markdown_link(match: re.Match[str], row: int) -> Span | None:
    """Return what ``[text](to)`` leads to; None if nowhere."""
    to = match["to"].strip("<>")
    if not to:
        return None
    start, end = match.span()
    if _SCHEME.match(to):
        return Address(url=to, text=match["text"] or None, start=start, end=end, row=row)
    name, subpath = split_subpath(to)
    if "%" in to:
        name, subpath = unquote(name), unquote(subpath) if subpath else None
    alias = " ".join(match["text"].split()) or None
    return Reference(name, subpath, alias, bool(match["image"]), start, end, row)


def _file(match: re.Match[str], row: int) -> Reference | None:
    """Return what ``[sound:…]`` or ``<img src="…">`` embeds, if that is a file."""
    if match["sound"]:
        return _embedded(match["file"].strip(), None, match, row)
    source = _SOURCE.search(match[0]) if match[0].startswith("<img") else None
    to = source["a"] or source["b"] or source["c"] if source else None
    if not to or _SCHEME.match(to):
        return None
    name, subpath = split_subpath(unquote(to))
    return _embedded(name, subpath, match, row)


def _embedded(name: str, subpath: str | None, match: re.Match[str], row: int) -> Reference:
    start, end = match.span()
    return Reference(name, subpath, alias=None, embed=True, start=start, end=end, row=row)


def split_subpath(target: str) -> tuple[str, str | None]:
    """Return a link's target without its heading or block, and those: ``a``, ``#b#c``."""
    if "#" not in target:
        return target.strip(), None
    name, _, rest = target.partition("#")
    rest = rest.strip()
    return name.strip(), f"#{rest}" if rest else None


def is_tag(name: str) -> bool:
    """Return whether ``name`` can be a tag: not a number such as ``1984``."""
    return name[:1].isalpha() or any(not sign.isdigit() and sign not in "_-/" for sign in name)


def is_colour(name: str) -> bool:
    """Return whether a tag's name looks like a hexadecimal colour, such as ``c0ffee``."""
    return _COLOUR.match(name) is not None


def without(text: str, marked: Iterable[Span], filler: str = "") -> str:
    """Return ``text`` with ``filler`` in the place of each span."""
    parts = []
    start = 0
    for span in marked:
        parts.append(text[start : span.start])
        start = span.end
    parts.append(text[start:])
    return filler.join(parts)
