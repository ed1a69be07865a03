"""What HTML may hold: the one place that decides it, by a list of what is allowed.

Nothing that is left runs, loads from elsewhere, restyles the page, or gets a name that a script of
the page could take for its own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import nh3
from pygments.token import STANDARD_TYPES

TEXT_TAGS: Final = frozenset(
    "a abbr b big blockquote br cite code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img "
    "ins kbd li mark ol p pre q s samp small span strike strong sub summary sup table tbody td "
    "tfoot th thead tr tt u ul var".split()
)
"""Tags that format text, and pictures."""
TEXT_ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "a": frozenset({"href", "title"}),
    "abbr": frozenset({"title"}),
    "blockquote": frozenset({"class"}),
    "code": frozenset({"class"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"align", "colspan", "rowspan", "style"}),
    "th": frozenset({"align", "colspan", "rowspan", "style"}),
}
CALLOUTS: Final = frozenset(
    "abstract attention bug caution check cite danger done error example fail failure faq help "
    "hint important info missing note question quote success summary tip tldr todo warning".split()
)
"""Obsidian's kinds of callouts."""
_MATHML: Final[Mapping[str, frozenset[str]]] = {
    "math": frozenset({"alttext", "display"}),
    "annotation": frozenset({"encoding"}),
    "menclose": frozenset({"notation"}),
    "mfrac": frozenset({"linethickness"}),
    "mi": frozenset({"mathvariant"}),
    "mo": frozenset(
        "accent fence form largeop lspace maxsize minsize movablelimits rspace separator stretchy "
        "symmetric".split()
    ),
    "mover": frozenset({"accent"}),
    "mpadded": frozenset({"depth", "height", "lspace", "voffset", "width"}),
    "mspace": frozenset({"width"}),
    "mstyle": frozenset({"displaystyle", "mathcolor", "scriptlevel"}),
    "mtable": frozenset({"columnalign", "columnspacing", "displaystyle", "rowspacing"}),
    "mtd": frozenset({"columnalign"}),
    "munder": frozenset({"accentunder"}),
    **dict.fromkeys(
        "mmultiscripts mn mphantom mprescripts mroot mrow ms msqrt msub msubsup msup mtext mtr "
        "munderover none semantics".split(),
        frozenset[str](),
    ),
}
_MEDIA: Final[Mapping[str, frozenset[str]]] = {
    "audio": frozenset({"controls", "preload", "src"}),
    "video": frozenset({"controls", "height", "preload", "src", "width"}),
}
_CLASSES: Final[Mapping[str, str]] = {
    "a": "file|footnote-backref|missing|remote|tag|wikilink",
    "blockquote": "callout|embedded",
    "code": r"formula|language-[\w+#.-]{1,40}",
    "details": "callout",
    "div": "callout",
    "hr": "footnotes-sep",
    "li": "footnote-item|task",
    "ol": "footnotes-list",
    "p": "callout-title|embedded-title",
    "pre": "code",
    "section": "footnotes",
    "span": "|".join(["cloze", "missing", "tag", "task", *filter(None, STANDARD_TYPES.values())]),
    "summary": "callout-title",
    "sup": "footnote-ref",
}
"""The classes that the page's style knows, by tag; of a span, those of Pygments too."""
_CALLOUT_TAGS: Final = frozenset({"blockquote", "details"})
_ALLOWED_CLASS: Final = {tag: re.compile(classes) for tag, classes in _CLASSES.items()}
_CALLOUT: Final = re.compile(rf"callout-(?:{'|'.join(sorted(CALLOUTS))})")
_NAME: Final = re.compile(r"(?:h|b|fn|fnref)-[\w:.-]{1,200}")
"""Of a heading, a block or a footnote; a prefix keeps it apart from the names of the page."""
_OWN_PICTURE: Final = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]*")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"(?:https?:|mailto:)", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x20\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowList:
    """What a kind of place may be sent."""

    attributes: Mapping[str, frozenset[str]]
    """Of each tag; a tag that is not here is left out, and its text stays."""
    checked: bool
    """Whether classes, names and addresses are compared with those that the page knows."""
    styles: frozenset[str] = field(default=frozenset())


def _with_names(tags: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    named = {tag: names | {"class"} if tag in _CLASSES else names for tag, names in tags.items()}
    for tag in ("a", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "span"):
        named[tag] = named[tag] | {"id"}
    return named


FOR_ANKI: Final = AllowList(
    attributes={tag: TEXT_ATTRIBUTES.get(tag, frozenset()) for tag in TEXT_TAGS},
    checked=False,
    styles=frozenset({"text-align"}),
)
"""For the fields of Anki, whose pictures may come from the web."""
FOR_PAGE: Final = AllowList(
    attributes=_with_names(
        {
            **{tag: TEXT_ATTRIBUTES.get(tag, frozenset()) - {"style"} for tag in TEXT_TAGS},
            "details": frozenset({"open"}),
            "pre": frozenset({"tabindex"}),  # wide code is scrolled with the keyboard, too
            "section": frozenset(),
            "td": frozenset({"align", "colspan", "rowspan"}),
            "th": frozenset({"align", "colspan", "rowspan"}),
            **_MATHML,
            **_MEDIA,
        }
    ),
    checked=True,
)
"""For kb's own page, under a policy without foreign sources and inline styles."""


def harmless(html: str, allowed: AllowList = FOR_PAGE) -> str:
    """Return HTML, well-formed, without what is not allowed."""
    return nh3.clean(
        html,
        tags=set(allowed.attributes),
        # Without the star, every tag could have a title and a language.
        attributes={"*": set(), **{tag: set(names) for tag, names in allowed.attributes.items()}},
        attribute_filter=_checked if allowed.checked else None,
        filter_style_properties=set(allowed.styles),
        url_schemes={"http", "https", "mailto", *(("data",) if allowed.checked else ())},
        link_rel=None,  # the page is sent with a policy against referrers, and opens no windows
    )


def _checked(tag: str, attribute: str, value: str) -> str | None:
    """Return the value of an attribute as far as it is allowed; None for none."""
    if attribute == "class":
        known = _ALLOWED_CLASS[tag]
        kept = [
            name
            for name in value.split()
            if known.fullmatch(name) or (tag in _CALLOUT_TAGS and _CALLOUT.fullmatch(name))
        ]
        return " ".join(kept) or None
    if attribute == "tabindex":
        return value if value == "0" else None
    if attribute == "id":
        return value if _NAME.fullmatch(value) else None
    if attribute == "src":
        return value if _is_own(value) or (tag == "img" and _OWN_PICTURE.match(value)) else None
    if attribute == "href":
        return value if _is_own(value) or _ADDRESS.match(value) else None
    return value


def _is_own(address: str) -> bool:
    """Return whether an address is one of the page itself."""
    return not _SCHEME.match(_CONTROL.sub("", address))
