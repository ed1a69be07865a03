"""Markdown of cards as the HTML of Anki's fields: harmless, whatever a note says.

What Anki would obey in a field, and a note only shows, is written so that it is shown: the
commands of LaTeX and of speech, and the marks of clozes.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from typing import Final

from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from kb.html.clean import FOR_ANKI, harmless
from kb.html.renderer import (
    ADDRESS,
    FILMS,
    PICTURES,
    REMOTE,
    SOUNDS,
    Env,
    Size,
    TextRenderer,
    extension_of,
    picture,
)
from kb.notes.markdown.cards import card_parser, card_tokens

NameOfMedia = Callable[[str], str | None]
"""Gives the name under which Anki has a file, by what a note writes; None if it has none."""

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
    env = {"media": name_of_media, "links": []}
    tokens = card_tokens(markdown)
    _mark_callouts(tokens)
    html = harmless(_renderer().render(tokens, _options(), env), FOR_ANKI).strip()
    single = _ONE_PARAGRAPH.fullmatch(html)
    html = _OBEYED.sub(lambda sign: f"&#{ord(sign[0])};", single[1] if single else html)
    return _SOUND.sub(r"[sound:\1]", html)


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


class _Renderer(TextRenderer):
    """Renders each token by the method of its name."""

    def formula(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return a formula between the marks that Anki knows."""
        return escape(_with_ankis_marks(tokens[at].content), quote=False)

    def link_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return the beginning of a link to the web; others lead nowhere in Anki."""
        leads = ADDRESS.match(str(tokens[at].attrs.get("href", ""))) is not None
        env["links"].append(leads)
        return self.renderToken(tokens, at, options, env) if leads else ""

    def link_close(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
        """Return the end of a link."""
        return "</a>" if env["links"].pop() else ""

    def shown(self, written: str, alt: str, size: Size | None, env: Env) -> str | None:
        """Return a picture as a tag, a sound or a film as Anki names it."""
        extension, plays = extension_of(written), SOUNDS | FILMS
        remote = REMOTE.match(written) is not None
        if not remote and extension not in PICTURES | plays:
            return None
        name = written if remote else env["media"](written)
        if name is None:
            return None
        if extension in plays and not remote:
            return f"\ufdd5{name}\ufdd6"
        return picture(name, alt, size)


def _with_ankis_marks(formula: str) -> str:
    if formula.startswith("$$"):
        return f"\\[{formula[2:-2]}\\]"
    if formula.startswith("$"):
        return f"\\({formula[1:-1]}\\)"
    return formula
