"""Renders the tokens of cards and notes as HTML, which :mod:`kb.html.clean` makes harmless.

What differs between the page and Anki is a method of :class:`TextRenderer`; markdown-it-py calls
the method of a token's name.
"""

import re
from collections.abc import MutableMapping, Sequence
from html import escape
from typing import Any, Final
from urllib.parse import unquote

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from kb.notes.markdown.cards import size_of, tag_name

PICTURES: Final = frozenset("png jpg jpeg gif bmp svg webp avif ico tif tiff".split())
"""Extensions of what a browser shows in place."""
SOUNDS: Final = frozenset("mp3 wav m4a ogg oga opus 3gp flac aac".split())
"""Extensions of what a browser plays."""
FILMS: Final = frozenset("mp4 m4v webm ogv mov mkv avi mpg mpeg".split())

Env = MutableMapping[str, Any]
Size = tuple[str, str]

REMOTE: Final = re.compile(r"https?://", re.IGNORECASE)
ADDRESS: Final = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"""(?P<name>src|alt|width|height)\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'>]+))""",
    re.IGNORECASE,
)


class TextRenderer(RendererHTML):
    """What the page and Anki render alike."""

    def shown(self, written: str, alt: str, size: Size | None, env: Env) -> str | None:
        """Return a picture, sound or film as HTML; None to show its text in its place."""
        raise NotImplementedError

    def softbreak(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return a line break, which Obsidian shows where one is written."""
        return "<br>"

    def hardbreak(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return a line break."""
        return "<br>"

    def wikilink_open(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
    ) -> str:
        """Return the beginning of a link to a note: nothing, where there are no notes."""
        return ""

    def wikilink_close(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
    ) -> str:
        """Return the end of a link to a note."""
        return ""

    def embed_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return an embedded file, in place of the text inside, or nothing, to show the text."""
        token = tokens[at]
        size = token.meta.get("size")
        shown = self.shown(str(token.attrs["src"]), str(token.attrs["alt"]), size, env)
        if shown is None:
            return ""
        for inside in tokens[at + 1 :]:
            if inside.type == "embed_close":
                break
            inside.type, inside.content, inside.children, inside.hidden = "text", "", None, True
        return shown

    def embed_close(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return nothing."""
        return ""

    def image(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return a picture; the text in its place if it is not there."""
        token = tokens[at]
        text, _, last = token.content.rpartition("|")
        size = size_of(last)
        alt = text if size else token.content
        written = unquote(str(token.attrs.get("src", "")))
        shown = self.shown(written, alt, size, env)
        return escape(alt or written) if shown is None else shown

    def html_inline(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return a tag that formats text; what is none is text."""
        html = tokens[at].content
        name = tag_name(html)
        if name is None:
            return "" if html.startswith("<!--") else escape(html, quote=False)
        return self.picture_tag(html, env) if name == "img" else html

    def picture_tag(self, html: str, env: Env) -> str:
        """Return what ``<img …>`` shows."""
        values = {
            match["name"].lower(): match["a"] or match["b"] or match["c"] or ""
            for match in _ATTRIBUTE.finditer(html)
        }
        size = (values.get("width", ""), values.get("height", ""))
        written, alt = unquote(values.get("src", "")), values.get("alt", "")
        shown = self.shown(written, alt, size, env)
        return escape(alt or written) if shown is None else shown


def picture(address: str, alt: str, size: Size | None) -> str:
    """Return the tag of a picture."""
    described = f' alt="{escape(alt)}"' if alt else ""
    return f'<img src="{escape(address)}"{described}{sizes(size)}>'


def sizes(size: Size | None) -> str:
    """Return a width and a height as attributes."""
    width, height = size or ("", "")
    attributes = f' width="{escape(width)}"' if width else ""
    return attributes + (f' height="{escape(height)}"' if height else "")


def extension_of(written: str) -> str:
    """Return the extension of what a note writes, in lower case.

    >>> extension_of("img/Loop.PNG#left")
    'png'
    """
    return written.partition("#")[0].rpartition(".")[2].strip().casefold()
