"""Renders the tokens of notes and cards as HTML, which :mod:`kb.html.clean` makes harmless."""

import re
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, Final
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from kb.html.code import code_html
from kb.html.destinations import Destinations, EmbeddedText
from kb.html.formulas import formula_html
from kb.html.media import (
    ADDRESS,
    FILMS,
    PICTURES,
    REMOTE,
    SOUNDS,
    Size,
    extension_of,
    picture,
    sizes,
    tag_values,
)
from kb.html.parser import anchor_of, note_tokens
from kb.notes.markdown.cards import size_of, tag_name
from kb.notes.markdown.inline import split_subpath

_DEEPEST: Final = 2
"""How many notes are shown one in another."""
_MOST_EMBEDDED: Final = 30
"""Notes shown in one, and the characters of all of them."""
_MOST_CHARACTERS: Final = 60_000
_MOST_RAW_TAGS: Final = 1_000
"""Of HTML in a text; what is nested deeper takes quadratic time to read, and to show."""
_GAP: Final = re.compile(r"\[[^\[\]\n]{1,300}\]")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_OWN_PICTURE: Final = re.compile(r"data:image/", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_NAME: Final = re.compile(r"<(?P<name>audio|embed|iframe|img|source|video)\b", re.IGNORECASE)
_SOURCE: Final = re.compile(r"""\bsrc\s*=\s*["']?(?P<to>https?://[^\s"'<>]+)""", re.IGNORECASE)

Env = MutableMapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Rendering:
    """The state of one rendering."""

    destinations: Destinations
    line_breaks: bool
    marks_gaps: bool = False
    depth: int = 0
    embedded: int = 0
    characters: int = 0
    raw_tags: int = 0
    texts: int = 0
    """Parts with footnotes of their own, which need names of their own."""


def rendered(tokens: Sequence[Token], work: Rendering) -> str:
    """Return the HTML of tokens, which is not yet harmless."""
    work.texts += 1
    env = {"work": work, "links": [], "docId": f"{work.texts}"}
    return _renderer().render(tokens, _parser().options, env)


@cache
def _renderer() -> "_PageRenderer":
    return _PageRenderer(_parser())


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"xhtmlOut": False})


def _of(env: Env) -> Rendering:
    work: Rendering = env["work"]
    return work


def encodable(text: str) -> str:
    """Return text without halves of characters, which no page can be sent with."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


class _PageRenderer(RendererHTML):
    """Renders each token by the method of its name."""

    def softbreak(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return a line break, or only the end of a line."""
        return "<br>\n" if _of(env).line_breaks else "\n"

    def hardbreak(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return a line break."""
        return "<br>\n"

    def text(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return text, with the gaps of a cloze card marked."""
        content = escape(tokens[at].content)
        if not _of(env).marks_gaps:
            return content
        return _GAP.sub(lambda gap: f'<span class="cloze">{gap[0]}</span>', content)

    def formula(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return a formula as MathML."""
        return formula_html(tokens[at].content)

    def fence(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return code."""
        token = tokens[at]
        language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
        return code_html(token.content, language.strip("{}."))

    def code_block(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return code."""
        return code_html(tokens[at].content, "")

    def heading_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return the beginning of a heading, with the name that links have for it."""
        token = tokens[at]
        text = "".join(child.content for child in tokens[at + 1].children or ())
        if _of(env).depth == 0 and text.strip():
            return f'<{token.tag} id="{escape(anchor_of(f"#{text}"))}">'
        return f"<{token.tag}>"

    def wikilink_open(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
    ) -> str:
        """Return the beginning of a link to a note or a file."""
        return self._link(str(tokens[at].attrs["target"]), env)

    def wikilink_close(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
    ) -> str:
        """Return its end."""
        closing: str = env["links"].pop()
        return closing

    def link_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return the beginning of a link to the web, a note or a file."""
        to = str(tokens[at].attrs.get("href", ""))
        if ADDRESS.match(to):
            env["links"].append("</a>")
            return f'<a class="remote" href="{escape(to)}">'
        if _SCHEME.match(to) or not to:
            env["links"].append("")
            return ""
        return self._link(unquote(to), env)

    def link_close(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return its end."""
        closing: str = env["links"].pop()
        return closing

    def embed_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return an embedded file in place of the text inside; of a note, a link to it."""
        token = tokens[at]
        size = token.meta.get("size")
        shown = self._shown(str(token.attrs["src"]), str(token.attrs["alt"]), size, env)
        if shown is None:
            return self._link(str(token.attrs["src"]), env)
        for inside in tokens[at + 1 :]:
            if inside.type == "embed_close":
                break
            inside.type, inside.content, inside.children, inside.hidden = "text", "", None, True
        env["links"].append("")
        return shown

    def embed_close(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return the end of the link."""
        closing: str = env["links"].pop()
        return closing

    def embedded(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return an embedded note, or the paragraph with its link if it is not to be shown."""
        token = tokens[at]
        children = token.children or []
        text = self._embedded_text(str(children[0].attrs["src"]), _of(env))
        if text is None:
            inside = self.renderInline(children, options, env)
            return inside if token.meta["hidden"] else f"<p>{inside}</p>\n"
        work = _of(env)
        work.depth += 1
        inside = rendered(note_tokens(encodable(text.markdown)), work)
        work.depth -= 1
        title = f'<a class="wikilink" href="{escape(text.address)}">{escape(text.title)}</a>'
        return (
            f'<blockquote class="embedded"><p class="embedded-title">{title}</p>\n'
            f"{inside}</blockquote>\n"
        )

    def block_name(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return a place that links can lead to."""
        name = str(tokens[at].meta["name"])
        return f'<span id="b-{escape(name)}"></span>' if _of(env).depth == 0 else ""

    def task(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return the box of a task."""
        return f'<span class="task">{"☑" if tokens[at].meta["done"] else "☐"}</span> '

    def tag(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return a tag."""
        token = tokens[at]
        address = _of(env).destinations.tag(str(token.meta["name"]))
        if address is None:
            return f'<span class="tag">{escape(token.content)}</span>'
        return f'<a class="tag" href="{escape(address)}">{escape(token.content)}</a>'

    def html_block(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return HTML that stands by itself, with its pictures as those of the note."""
        return _TAG.sub(lambda tag: self._raw_tag(tag[0], env), tokens[at].content)

    def image(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return a picture; the text in its place if it is not there."""
        token = tokens[at]
        text, _, last = token.content.rpartition("|")
        size = size_of(last)
        alt = text if size else token.content
        written = unquote(str(token.attrs.get("src", "")))
        shown = self._shown(written, alt, size, env)
        return escape(alt or written) if shown is None else shown

    def html_inline(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return a tag that formats text; what is none is text."""
        html = tokens[at].content
        if html.startswith("<!--"):
            return ""
        if tag_name(html) is None and not _NAME.match(html):
            return escape(html, quote=False)
        return self._raw_tag(html, env)

    def footnote_ref(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return the number of a footnote in the text."""
        number, name = _footnote(tokens[at], env)
        anchor = f"fnref-{name}"
        return f'<sup class="footnote-ref"><a href="#fn-{name}" id="{anchor}">{number}</a></sup>'

    def footnote_block_open(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
    ) -> str:
        """Return the beginning of the footnotes."""
        return '<hr class="footnotes-sep">\n<section class="footnotes"><ol class="footnotes-list">'

    def footnote_block_close(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
    ) -> str:
        """Return the end of the footnotes."""
        return "</ol></section>\n"

    def footnote_open(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
    ) -> str:
        """Return the beginning of a footnote."""
        return f'<li id="fn-{_footnote(tokens[at], env)[1]}" class="footnote-item">'

    def footnote_close(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
    ) -> str:
        """Return the end of a footnote."""
        return "</li>\n"

    def footnote_anchor(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
    ) -> str:
        """Return the way back."""
        name = _footnote(tokens[at], env)[1]
        return f' <a class="footnote-backref" href="#fnref-{name}">↩</a>'

    def _shown(self, written: str, alt: str, size: Size | None, env: Env) -> str | None:
        """Return a picture, sound or film; a link to any other file; None for a note."""
        if _OWN_PICTURE.match(written):
            return picture(written, alt, size)
        if REMOTE.match(written):
            # Nothing is loaded from elsewhere.
            return f'<a class="remote" href="{escape(written)}">{escape(alt or written)}</a>'
        return _file(written, alt, size, _of(env).destinations.file(written))

    def _link(self, written: str, env: Env) -> str:
        """Return the beginning of a link, and remember its end."""
        target, subpath = split_subpath(written.removesuffix("\\"))
        destinations = _of(env).destinations
        kind, address = "wikilink", destinations.note(target, subpath or "")
        if address is None and (address := destinations.file(written)):
            kind = "file"
        if address is None:
            env["links"].append("</span>")
            return '<span class="missing">'
        env["links"].append("</a>")
        return f'<a class="{kind}" href="{escape(address)}">'

    def _embedded_text(self, written: str, work: Rendering) -> EmbeddedText | None:
        if work.depth >= _DEEPEST or work.embedded >= _MOST_EMBEDDED:
            return None
        if extension_of(written) in PICTURES | SOUNDS | FILMS:
            return None
        target, subpath = split_subpath(written.removesuffix("\\"))
        text = work.destinations.text(target, subpath or "")
        if text is None or work.characters + len(text.markdown) > _MOST_CHARACTERS:
            return None
        work.embedded += 1
        work.characters += len(text.markdown)
        return text

    def _media_tag(self, html: str, env: Env) -> str:
        """Return what a tag with a source shows."""
        values = tag_values(html)
        size = (values.get("width", ""), values.get("height", ""))
        written, alt = unquote(values.get("src", "")), values.get("alt", "")
        shown = self._shown(written, alt, size, env)
        return escape(alt or written) if shown is None else shown

    def _may_nest(self, env: Env) -> bool:
        work = _of(env)
        work.raw_tags += 1
        return work.raw_tags <= _MOST_RAW_TAGS

    def _raw_tag(self, html: str, env: Env) -> str:
        tag = _NAME.match(html)
        if tag is None:
            return html if self._may_nest(env) else escape(html)
        if tag["name"].lower() not in {"embed", "iframe"}:
            return self._media_tag(html, env) if "src" in html.lower() else ""
        source = _SOURCE.search(html)
        if source is None:
            return ""
        to = escape(source["to"])
        return f'<a class="remote" href="{to}">{to}</a>'


def _footnote(token: Token, env: Env) -> tuple[int, str]:
    """Return the number of a footnote, and its name on the page."""
    number = int(token.meta["id"]) + 1
    again = f":{token.meta['subId']}" if token.meta.get("subId", -1) > 0 else ""
    return number, f"{env['docId']}-{number}{again}"


def _file(written: str, alt: str, size: Size | None, address: str | None) -> str | None:
    """Return what shows a file that is no note; None if there is none, nor ought to be."""
    extension, name = extension_of(written), alt or written
    if address is None:
        ought = extension in PICTURES | SOUNDS | FILMS
        return f'<span class="missing">{escape(name)}</span>' if ought else None
    if extension in PICTURES:
        return picture(address, alt or written.rpartition("/")[2], size)
    source = f'controls preload="none" src="{escape(address)}"'
    if extension in SOUNDS:
        return f"<audio {source}></audio>"
    if extension in FILMS:
        return f"<video {source}{sizes(size)}></video>"
    return f'<a class="file" href="{escape(address)}">{escape(name)}</a>'
