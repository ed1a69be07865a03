"""What stands inside a line of Markdown: links, tags, addresses, and what must not be read as one.

One regular expression walks over a text once. Code, math and comments match first, so nothing
inside them is taken for a link or a tag.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

_TAG_CHARACTER = (
    r"[^\s#.,;:!?'\"()\[\]{}<>@$%^&*+=`~|\\"
    r"\u00a1-\u00bf\u2000-\u200c\u200e-\u206f\u3000-\u303f\uff01-\uff0f\uff1a-\uff20]"
)
_TOKEN = re.compile(
    r"(?P<code>(?P<ticks>`+)(?!`)[^`]*(?:`(?!(?P=ticks)(?!`))[^`]*)*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<escape>\\[^\w\s])"
    r"|(?P<comment>%%.*?%%|<!--.*?-->)"
    r"|(?P<math>\$\$.+?\$\$|\$(?=[^\s$])[^$\n]*?(?<=[^\s\\])\$(?!\d))"
    r"|(?P<template><%.*?%>|\{\{.*?\}\})"
    r"|(?P<wiki>(?P<embed>!?)\[\[(?P<target>[^\[\]\n|]*)(?:\|(?P<alias>[^\[\]\n]*))?\]\])"
    r"|(?P<link>(?P<image>!?)\[(?P<text>[^\[\]\n]{0,1000})\]\("
    r"(?P<to><[^<>\n]*>|(?:[^\s()\\]|\\.|\([^\s()]*\))*)(?:\s+[\"'(][^\n]*?[\"')])?\s*\))"
    r"|(?P<url><?(?:https?|ftp|file|obsidian|mailto):[^\s<>\"'`]+>?)"
    r"|(?P<html></?[A-Za-z][^<>\n]{0,1000}>)"
    rf"|(?P<tag>(?<![^\s(\[{{,;\"'>*_~|])#(?P<name>{_TAG_CHARACTER}+))",
    re.DOTALL,
)
_WORTH_SCANNING = re.compile(r"\[\[|\]\(|#|https?:|ftp:|file:|obsidian:|mailto:")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_COLOUR = re.compile(r"(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})\Z", re.IGNORECASE)
_URL_TAIL = ".,;:!?*_\"'”’"
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])[\"'”’)\]]*\s+|(?<=[。！？])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A link to a note, to one of its headings, or to a file; found in a text."""

    target: str
    subpath: str | None
    alias: str | None
    embed: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A web address found in a text."""

    url: str
    text: str | None
    """The link's text, if it has one of its own."""
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag found in a text, without its ``#``."""

    name: str
    start: int
    end: int


Span = Reference | Address | Tag


def spans(text: str) -> Iterator[Span]:
    """Yields the links, addresses and tags in ``text``, in their order."""
    if not _WORTH_SCANNING.search(text):
        return
    for match in _TOKEN.finditer(text):
        span = _span(match)
        if span is not None:
            yield span


def _span(match: re.Match[str]) -> Span | None:
    """Returns what a token is, or None where it only hides what is inside it."""
    start, end = match.span()
    kind = match.lastgroup
    if kind == "wiki":
        target = match["target"].removesuffix("\\")
        name, subpath = split_subpath(target)
        alias = match["alias"]
        return Reference(
            target=name,
            subpath=subpath,
            alias=alias.strip() if alias else None,
            embed=bool(match["embed"]),
            start=start,
            end=end,
        )
    if kind == "link":
        return _markdown_link(match)
    if kind == "url":
        url = match["url"].strip("<>").rstrip(_URL_TAIL)
        while url.endswith(")") and url.count("(") < url.count(")"):
            url = url[:-1].rstrip(_URL_TAIL)
        return Address(url=url, text=None, start=start, end=start + match[0].index(url) + len(url))
    if kind == "tag":
        name = match["name"].rstrip("/-")
        if is_tag(name):
            return Tag(name=name, start=start, end=start + 1 + len(name))
    return None


def _markdown_link(match: re.Match[str]) -> Span | None:
    """Returns what ``[text](to)`` leads to; None if nowhere."""
    to = match["to"].strip("<>")
    if not to:
        return None
    start, end = match.span()
    if _SCHEME.match(to):
        return Address(url=to, text=match["text"] or None, start=start, end=end)
    name, subpath = split_subpath(unquote(to))
    return Reference(
        target=name,
        subpath=subpath,
        alias=match["text"].strip() or None,
        embed=bool(match["image"]),
        start=start,
        end=end,
    )


def split_subpath(target: str) -> tuple[str, str | None]:
    """Returns a link's target without its heading or block, and those: ``a``, ``#b#c``."""
    name, mark, rest = target.partition("#")
    return name.strip(), f"#{rest.strip()}" if mark and rest.strip() else None


def is_tag(name: str) -> bool:
    """Tells whether ``name`` can be a tag: not a number such as ``1984``."""
    return any(not character.isdigit() and character not in "_-/" for character in name)


def is_colour(name: str) -> bool:
    """Tells whether a tag's name looks like a hexadecimal colour, such as ``c0ffee``."""
    return _COLOUR.match(name) is not None


def plain(text: str) -> str:
    """Returns the text that a reader sees, without marks for links, emphasis and code."""
    if not _MARKED.search(text):
        return text.strip()
    text = _WIKI.sub(lambda m: m[2] or m[1].lstrip("#").rstrip("\\"), text)
    text = _LINK.sub(r"\1", text)
    parts = _CODE.split(text)
    parts[::2] = [_unmarked(part) for part in parts[::2]]
    return "".join(parts).strip()


_MARKED = re.compile(r"[*_`\[=~\\]")
_WIKI = re.compile(r"!?\[\[([^\[\]|]*)(?:\|([^\[\]]*))?\]\]")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)")
_CODE = re.compile(r"`+([^`]+)`+")
_EMPHASIS = re.compile(
    r"(?P<stars>\*{1,3})(?=\S)(?P<starred>.+?)(?<=\S)(?P=stars)"
    r"|(?<!\w)(?P<bars>_{1,3})(?=\S)(?P<barred>.+?)(?<=\S)(?P=bars)(?!\w)"
    r"|(?P<other>==|~~)(?=\S)(?P<held>.+?)(?<=\S)(?P=other)"
    r"|\\(?P<escaped>[^\w\s])",
    re.DOTALL,
)


def _unmarked(text: str) -> str:
    """Returns ``text`` without the marks of emphasis, which come in pairs, and of escapes."""
    return _EMPHASIS.sub(
        lambda m: _unmarked(m["starred"] or m["barred"] or m["held"] or "") or m["escaped"] or "",
        text,
    )


def sentence_around(text: str, start: int, end: int) -> str:
    """Returns the sentence of ``text`` that holds the span, on one line."""
    begin, stop = 0, len(text)
    for match in _SENTENCE_END.finditer(text):
        if match.end() <= start:
            begin = match.end()
        elif match.start() >= end:
            stop = match.start()
            break
    return " ".join(text[begin:stop].split())


def first_sentence(text: str) -> str:
    """Returns the first sentence of ``text``, on one line."""
    return sentence_around(text, 0, 0)
