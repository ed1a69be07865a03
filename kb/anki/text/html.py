"""Markdown of cards as the HTML of Anki's fields: harmless, whatever a note says.

What Anki would obey in a field, and a note only shows, is written so that it is shown: the
commands of LaTeX and of speech, and the marks of clozes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Final
from urllib.parse import unquote

from markdown_it.token import Token

from kb.html.clean import FOR_ANKI, harmless
from kb.html.media import ADDRESS, FILMS, PICTURES, REMOTE, Size, extension_of, picture, tag_values
from kb.html.media import SOUNDS as _SOUNDS
from kb.notes.markdown.cards import card_parser, card_tokens, size_of, tag_name

NameOfMedia = Callable[[str], str | None]
"""Gives the name under which Anki has a file, by what a note writes; None if it has none."""

SOUNDS: Final = _SOUNDS | FILMS
"""Extensions of what Anki plays, films too."""

_PLAIN: Final = re.compile(r"[^\n`*_\[\]<>#|~$&\\{}+=^%\s-][^\n`*_\[\]<>|~$&\\{}^]*")
"""One line without a character that can be markup or begin a list."""
_NUMBERED: Final = re.compile(r"\d+[.)]")
_CALLOUT: Final = re.compile(r"\[!(?P<kind>[^\[\]\s|]{1,40})[^\[\]\n]{0,100}\][+-]?[ \t]*")
_ONE_PARAGRAPH: Final = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)
_SOUND: Final = re.compile("\ufdd5([^\ufdd6]*)\ufdd6")
_OBEYED: Final = re.compile(r"\[(?=/?(?:latex|\$\$?)\]|sound:|anki:)|(?<=\{)\{(?=c\d)")
"""What Anki reads as a command, or as a cloze, where a note only writes it."""


def field_html(markdown: str, name_of_media: NameOfMedia) -> str:
    """Return the HTML of a field.

    Args:
        markdown: of one side of a card.
        name_of_media: gives the names of its pictures and sounds.
    """
    markdown = markdown.strip()
    if _PLAIN.fullmatch(markdown) and "==" not in markdown and not _NUMBERED.match(markdown):
        return escape(markdown, quote=False)
    parser = card_parser()
    tokens = card_tokens(markdown)
    _mark_callouts(tokens)
    for token in tokens:
        if token.type == "inline":
            token.children = list(_shown(token.children or (), name_of_media))
    html = harmless(parser.renderer.render(tokens, parser.options, {}), FOR_ANKI).strip()
    single = _ONE_PARAGRAPH.fullmatch(html)
    html = _OBEYED.sub(lambda sign: f"&#{ord(sign[0])};", single[1] if single else html)
    return _SOUND.sub(r"[sound:\1]", html)


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


def _shown(children: Sequence[Token], name_of_media: NameOfMedia) -> Iterator[Token]:
    """Yield the tokens inside a block as those that markdown-it-py's own renderer knows."""
    links: list[bool] = []
    replaced = False
    """Whether a file is shown in place of the text that comes."""
    for token in children:
        kind = token.type
        if kind == "embed_open":
            written, alt = str(token.attrs["src"]), str(token.attrs["alt"])
            file = _file(written, alt, token.meta.get("size"), name_of_media)
            replaced = file is not None
            yield _html(file or "")
        elif kind == "embed_close":
            replaced = False
        elif replaced or kind in {"wikilink_open", "wikilink_close"}:
            continue
        elif kind == "link_open":
            # Links to other notes lead nowhere in Anki.
            links.append(ADDRESS.match(str(token.attrs.get("href", ""))) is not None)
            if links[-1]:
                yield token
        elif kind == "link_close":
            if links.pop():
                yield token
        else:
            yield _simple(token, name_of_media)


def _simple(token: Token, name_of_media: NameOfMedia) -> Token:
    if token.type in {"softbreak", "hardbreak"}:  # Obsidian breaks lines where they are written
        return _html("<br>")
    if token.type == "formula":
        return _html(escape(_with_ankis_marks(token.content), quote=False))
    if token.type == "image":
        text, _, last = token.content.rpartition("|")
        size = size_of(last)
        alt, written = text if size else token.content, str(token.attrs.get("src", ""))
        return _html(_file_or_text(unquote(written), alt, size, name_of_media))
    if token.type == "html_inline":
        return _html(_tag(token.content, name_of_media))
    return token


def _tag(html: str, name_of_media: NameOfMedia) -> str:
    """Return a tag that formats text; what is none is text."""
    name = tag_name(html)
    if name is None:
        return "" if html.startswith("<!--") else escape(html, quote=False)
    if name != "img":
        return html
    values = tag_values(html)
    size = (values.get("width", ""), values.get("height", ""))
    written = unquote(values.get("src", ""))
    return _file_or_text(written, values.get("alt", ""), size, name_of_media)


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)


def _file_or_text(written: str, alt: str, size: Size | None, name_of_media: NameOfMedia) -> str:
    file = _file(written, alt, size, name_of_media)
    return escape(alt or written) if file is None else file


def _file(written: str, alt: str, size: Size | None, name_of_media: NameOfMedia) -> str | None:
    """Return what shows or plays a file in Anki; None if nothing does, or the file is missing."""
    extension = extension_of(written)
    remote = REMOTE.match(written) is not None
    if not remote and extension not in PICTURES and extension not in SOUNDS:
        return None
    name = written if remote else name_of_media(written)
    if name is None:
        return None
    if extension in SOUNDS and not remote:
        return f"\ufdd5{name}\ufdd6"
    return picture(name, alt, size)


def _with_ankis_marks(formula: str) -> str:
    if formula.startswith("$$"):
        return f"\\[{formula[2:-2]}\\]"
    if formula.startswith("$"):
        return f"\\({formula[1:-1]}\\)"
    return formula
