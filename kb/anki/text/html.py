"""Markdown of cards as the HTML of Anki's fields: harmless, whatever a note says.

What Anki would obey in a field, and a note only shows, is written so that it is shown: the
commands of LaTeX and of speech, and the marks of clozes.
"""

import re
from collections.abc import Callable, MutableMapping, Sequence
from functools import cache
from html import escape
from typing import Any, Final
from urllib.parse import unquote

import nh3
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from kb.notes.markdown.cards import card_parser, card_tokens, size_of, tag_name

NameOfMedia = Callable[[str], str | None]
"""Gives the name under which Anki has a file, by what a note writes; None if it has none."""

PICTURES: Final = frozenset("png jpg jpeg gif bmp svg webp avif ico tif tiff".split())
"""Extensions of what Anki shows in place."""
SOUNDS: Final = frozenset(
    "mp3 wav m4a ogg oga opus 3gp flac aac mp4 m4v webm ogv mov mkv avi mpg mpeg".split()
)
"""Extensions of what Anki plays, films too."""

_PLAIN: Final = re.compile(r"[^\n`*_\[\]<>#|~$&\\{}+=^%\s-][^\n`*_\[\]<>|~$&\\{}^]*")
"""One line without a character that can be markup or begin a list."""
_NUMBERED: Final = re.compile(r"\d+[.)]")
_CALLOUT: Final = re.compile(r"\[!(?P<kind>[^\[\]\s|]{1,40})[^\[\]\n]{0,100}\][+-]?[ \t]*")
_ATTRIBUTE: Final = re.compile(
    r"""(?P<name>src|alt|width|height)\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'>]+))""",
    re.IGNORECASE,
)
_REMOTE: Final = re.compile(r"https?://", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_ONE_PARAGRAPH: Final = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)
_SOUND: Final = re.compile("\ufdd5([^\ufdd6]*)\ufdd6")
_OBEYED: Final = re.compile(r"\[(?=/?(?:latex|\$\$?)\]|sound:|anki:)|(?<=\{)\{(?=c\d)")
"""What Anki reads as a command, or as a cloze, where a note only writes it."""
_TAGS: Final = frozenset(
    "a abbr b big blockquote br cite code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img "
    "ins kbd li mark ol p pre q s samp small span strike strong sub summary sup table tbody td "
    "tfoot th thead tr tt u ul var".split()
)
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "blockquote": {"class"},
    "code": {"class"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan", "style"},
    "th": {"align", "colspan", "rowspan", "style"},
}


def field_html(markdown: str, name_of_media: NameOfMedia) -> str:
    """Return the HTML of a field.

    Args:
        markdown: of one side of a card.
        name_of_media: gives the names of its pictures and sounds.
    """
    markdown = markdown.strip()
    if _PLAIN.fullmatch(markdown) and "==" not in markdown and not _NUMBERED.match(markdown):
        return escape(markdown, quote=False)
    env = {"media": name_of_media, "links": []}
    tokens = card_tokens(markdown)
    _mark_callouts(tokens)
    html = harmless(_renderer().render(tokens, _options(), env)).strip()
    single = _ONE_PARAGRAPH.fullmatch(html)
    html = _OBEYED.sub(lambda sign: f"&#{ord(sign[0])};", single[1] if single else html)
    return _SOUND.sub(r"[sound:\1]", html)


def harmless(html: str) -> str:
    """Return HTML without what could run, load frames, or restyle a page."""
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        filter_style_properties={"text-align"},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


@cache
def _renderer() -> "_Renderer":
    return _Renderer(card_parser())


@cache
def _options() -> OptionsDict:
    return OptionsDict({**card_parser().options, "breaks": True, "xhtmlOut": False})


def _mark_callouts(tokens: Sequence[Token]) -> None:
    """Give Obsidian's callouts their titles in bold."""
    for at, token in enumerate(tokens[:-2]):
        inside = tokens[at + 2]
        children = inside.children or []
        if token.type != "blockquote_open" or inside.type != "inline" or not children:
            continue
        match = _CALLOUT.match(children[0].content) if children[0].type == "text" else None
        if match is None:
            continue
        token.attrs["class"] = "callout"
        children[0].content = children[0].content[match.end() :]
        breaks = (place for place, child in enumerate(children) if child.type == "softbreak")
        end = next(breaks, len(children))
        if end == 1 and not children[0].content.strip():
            children[0].content = match["kind"].capitalize()
        inside.children = [
            Token("strong_open", "strong", 1),
            *children[:end],
            Token("strong_close", "strong", -1),
            *children[end:],
        ]


_Env = MutableMapping[str, Any]


class _Renderer(RendererHTML):
    """Renders each token by the method of its name."""

    def softbreak(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: _Env) -> str:
        """Return a line break, which Obsidian shows where one is written."""
        return "<br>"

    def hardbreak(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: _Env) -> str:
        """Return a line break."""
        return "<br>"

    def formula(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: _Env) -> str:
        """Return a formula between the marks that Anki knows."""
        return escape(_with_ankis_marks(tokens[at].content), quote=False)

    def embed_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: _Env) -> str:
        """Return an embedded file, in place of the text inside, or nothing, to show the text."""
        token = tokens[at]
        shown = self._shown(str(token.attrs["src"]), str(token.attrs["alt"]), token.meta, env)
        if shown is None:
            return ""
        for inside in tokens[at + 1 :]:
            if inside.type == "embed_close":
                break
            inside.type, inside.content, inside.children, inside.hidden = "text", "", None, True
        return shown

    def embed_close(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: _Env) -> str:
        """Return nothing."""
        return ""

    def image(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: _Env) -> str:
        """Return a picture; the text in its place if it is not there."""
        token = tokens[at]
        text, _, last = token.content.rpartition("|")
        size = size_of(last)
        alt = text if size else token.content
        written = unquote(str(token.attrs.get("src", "")))
        shown = self._shown(written, alt, {"size": size}, env)
        return escape(alt or written) if shown is None else shown

    def html_inline(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: _Env) -> str:
        """Return a tag that formats text; what is none is text."""
        html = tokens[at].content
        name = tag_name(html)
        if name is None:
            return "" if html.startswith("<!--") else escape(html, quote=False)
        if name != "img":
            return html
        values = {
            match["name"].lower(): match["a"] or match["b"] or match["c"] or ""
            for match in _ATTRIBUTE.finditer(html)
        }
        size = (values.get("width", ""), values.get("height", ""))
        written, alt = unquote(values.get("src", "")), values.get("alt", "")
        shown = self._shown(written, alt, {"size": size}, env)
        return escape(alt or written) if shown is None else shown

    def link_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: _Env) -> str:
        """Return the beginning of a link to the web; others lead nowhere in Anki."""
        leads = _ADDRESS.match(str(tokens[at].attrs.get("href", ""))) is not None
        env["links"].append(leads)
        return self.renderToken(tokens, at, options, env) if leads else ""

    def link_close(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: _Env) -> str:
        """Return the end of a link."""
        return "</a>" if env["links"].pop() else ""

    def _shown(self, written: str, alt: str, meta: dict[str, Any], env: _Env) -> str | None:
        extension = written.partition("#")[0].rpartition(".")[2].strip().casefold()
        remote = _REMOTE.match(written) is not None
        if not remote and extension not in PICTURES and extension not in SOUNDS:
            return None
        name = written if remote else env["media"](written)
        if name is None:
            return None
        if extension in SOUNDS and not remote:
            return f"\ufdd5{name}\ufdd6"
        width, height = meta.get("size") or ("", "")
        sizes = f' width="{escape(width)}"' if width else ""
        sizes += f' height="{escape(height)}"' if height else ""
        described = f' alt="{escape(alt)}"' if alt else ""
        return f'<img src="{escape(name)}"{described}{sizes}>'


def _with_ankis_marks(formula: str) -> str:
    if formula.startswith("$$"):
        return f"\\[{formula[2:-2]}\\]"
    if formula.startswith("$"):
        return f"\\({formula[1:-1]}\\)"
    return formula
