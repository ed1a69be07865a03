"""The HTML of Anki's fields as kb's Markdown.

What kb itself has written comes back as it was, if it is plain text, emphasis, highlights, code,
formulas, lists, quotes, pictures, sounds and clozes; links to notes come back as their text.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape, unescape
from itertools import count
from typing import Any, Final

from markdownify import MarkdownConverter

from kb.anki.text.html import field_html

Written = Callable[[str], str]
"""Gives how a note writes a file, by its name in Anki."""

_HTML: Final = re.compile(r"[<&\n]|\\[(\[]|\[sound:")
_MARKUP: Final = re.compile(r"[`*_|~$<>\\]|==|^\s*(?:[-+=#]|\d+[.)])", re.MULTILINE)
"""What Markdown may read as more than a text."""
_INLINE: Final = re.compile(
    r"</?(?:a|b|i|u|s|em|strong|span|font|sub|sup|mark|img)\b[^<>]*>", re.IGNORECASE
)
"""A tag that begins no line."""
_STRONG: Final = re.compile(r"<(b|strong)>(?!&nbsp;)([^<>\s](?:[^<>]*[^<>\s])?)(?<!&nbsp;)</\1>")
_EMPHASIS: Final = re.compile(r"<(i|em)>(?!&nbsp;)([^<>\s](?:[^<>]*[^<>\s])?)(?<!&nbsp;)</\1>")
_BEFORE: Final = re.compile(
    r"(?P<begins>(?:\A|<(?:div|li|p|br ?/?)>)\s*)?(?P<tags>(?:<(?:b|i|em|strong)>)+)"
    r"(?P<spaces>(?:&nbsp;|\s)+)"
)
_AFTER: Final = re.compile(r"((?:&nbsp;|\s)+)((?:</(?:b|i|em|strong)>)+)")
"""Spaces at whose place Markdown takes a mark for a star."""
_DIV: Final = re.compile(r"<div>(?:<br ?/?>|([^<>]*[^<>\s][^<>]*))</div>")
_ITEM: Final = re.compile(r"<li>([^<>\n]*)</li>")
_LIST: Final = re.compile(
    r"(?P<before>[^<>]*)<(?P<tag>ul|ol)>(?P<items>(?:<li>[^<>\n]*</li>)+)</(?P=tag)>"
)
_ANY_TAG: Final = re.compile(r"(<[^<>]*>)")
_LINE_END: Final = re.compile(r"<br ?/?>")
_UNLIKE: Final = re.compile(r"[\0-\x09\x0b-\x1f]|&(?!(?:nbsp|lt|gt|quot|amp);)|\n\s*<(?:br|/?div)")
"""What is left to a parser of HTML, though no tag says so."""
_SPACES: Final = re.compile(" +")
_LINE_SPACE: Final = re.compile(r" *\n[ \n]*")
_CODE: Final = re.compile(r"(<(?P<tag>pre|code)\b.*?</(?P=tag)\s*>)", re.DOTALL | re.IGNORECASE)
_FORMULA: Final = re.compile(
    r"\\\((?P<inline>.+?)\\\)|\\\[(?P<block>.+?)\\\]|\[sound:(?P<sound>[^\[\]<>\n]+)\]", re.DOTALL
)
"""What is no Markdown: formulas, and sounds."""
_EMBEDDED: Final = re.compile(r"!\[\[(.+)\]\]")
_TAG: Final = re.compile(r"<(/?[a-z][^<>]*)>", re.IGNORECASE)
_BREAK: Final = re.compile(r"<br\s*/?>|</div>|</p>", re.IGNORECASE)
_TAKEN_OUT: Final = re.compile("\ufdd0(\\d{1,6})\ufdd1")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_CLASS: Final = re.compile(r"language-(\S+)")


def field_markdown(html: str, written: Written = "![[{}]]".format) -> str:
    """Return the Markdown of a field.

    Args:
        html: of the field.
        written: gives how a picture or sound is written; a picture's size is added.
    """
    if not _HTML.search(html) and not _MARKUP.search(html):
        return html.strip()
    plain = _converted(html, written, escapes=False)
    if not _MARKUP.search(_text_of(html)):
        return plain
    # Stars in “2 * 3” need no escape, and those in “*a*” do, unless they are emphasis.
    if _shape(field_html(plain, _itself)) == _shape(html):
        return plain
    return _converted(html, written, escapes=True)


def _text_of(html: str) -> str:
    """Return the text of a field by its lines, without its formulas: these are never escaped."""
    text = _INLINE.sub("", html if "<code" in html or "<pre" in html else _FORMULA.sub("x", html))
    return unescape(_TAG.sub("\n", text))


def _simple(html: str, *, escapes: bool) -> str | None:
    """Return the Markdown of what Anki's editor writes mostly; None if there is more in it.

    This is what the parser of HTML gives, in a hundredth of the time.
    """
    if _UNLIKE.search(html):
        return None
    text = _escaped(html) if escapes else html
    if text is not None and "<" in text:
        text = _EMPHASIS.sub(r"*\2*", _STRONG.sub(r"**\2**", text))
        only_list = _LIST.fullmatch(text)
        if only_list is not None:
            return _list(only_list)
        before, *divs = text.partition("<div>")
        rest = "".join(divs)
        lines = [match[1] or "" for match in _DIV.finditer(rest)]
        if _DIV.sub("", rest):
            return None
        text = _LINE_END.sub("\n", "\n".join([before, *(line.strip(" ") for line in lines)]))
        if "<" in text or ">" in text:
            return None
    return None if text is None else unescape(text)


def _escaped(html: str) -> str | None:
    """Return HTML whose texts are escaped as Markdown; None if a sign in it may begin a tag."""
    parts = _ANY_TAG.split(html)
    if any("<" in part for part in parts[::2]):
        return None
    converter: Any = _converter(_itself, escapes=True)
    parts[::2] = [
        escape(converter.escape(unescape(part), set()), quote=False) for part in parts[::2]
    ]
    return "".join(parts)


def _list(only: re.Match[str]) -> str | None:
    """Return the Markdown of a list of lines, with the text before it; None if one is empty."""
    items = [unescape(item).strip() for item in _ITEM.findall(only["items"])]
    if not all(items):
        return None
    marks = (f"{number}. " if only["tag"] == "ol" else "- " for number in count(1))
    lines = [f"{mark}{item}" for mark, item in zip(marks, items, strict=False)]
    return "\n".join((unescape(only["before"]).rstrip(), "", *lines))


def _itself(name: str) -> str:
    return name


def _shape(html: str) -> str:
    """Return HTML as far as two ways of writing the same do not differ."""
    html = re.sub(r'\s(?:alt|class)="[^"]*"|\s+', " ", unescape(html))
    html = re.sub(r"</?(?:p|div|br|span)\s*/?>", " ", html)
    html = html.replace("<b>", "<strong>").replace("</b>", "</strong>")
    html = html.replace("<i>", "<em>").replace("</i>", "</em>")
    return re.sub(r"\s*(<[^<>]*>)\s*|\s+", lambda match: match[1] or " ", html).strip()


def _converted(html: str, written: Written, *, escapes: bool) -> str:
    formulas: list[str] = []

    def take_out(match: re.Match[str]) -> str:
        if match["sound"]:
            embedded = _EMBEDDED.fullmatch(written(unescape(match["sound"])))
            formulas.append(f"[sound:{embedded[1]}]" if embedded else match[0])
            return f"\ufdd0{len(formulas) - 1}\ufdd1"
        inside, mark = (match["inline"], "$") if match["inline"] else (match["block"], "$$")
        text = unescape(_TAG.sub("", _BREAK.sub("\n", inside)))
        if mark == "$" and (text != text.strip() or "\n" in text):
            text = " ".join(text.split())
        formulas.append(f"{mark}{text}{mark}")
        return f"\ufdd0{len(formulas) - 1}\ufdd1"

    parts = _CODE.split(html)
    # Of three: text, code, and the name of its tag.
    parts[::3] = [_FORMULA.sub(take_out, part) for part in parts[::3]]
    del parts[2::3]
    whole = "".join(parts)
    if "&nbsp;" in whole or "\xa0" in whole:
        whole = _AFTER.sub(r"\2\1", _BEFORE.sub(_outside, whole))
    text = _simple(_SPACES.sub(" ", _LINE_SPACE.sub("\n", whole.strip("\n "))), escapes=escapes)
    if text is None:
        text = _converter(written, escapes).convert(whole)
    text = "\n".join(line.rstrip() for line in text.replace("\xa0", " ").split("\n"))
    text = _BLANK_LINES.sub("\n\n", text).strip()
    return _put_back(text, formulas)


def _outside(match: re.Match[str]) -> str:
    """Return tags after the spaces in them, which a line does not begin with."""
    begins = match["begins"]
    return f"{match['spaces'] if begins is None else begins}{match['tags']}"


@lru_cache(maxsize=4)
def _converter(written: Written, escapes: bool) -> "_Converter":  # noqa: FBT001  # a cache's key
    return _Converter(
        written,
        heading_style="atx",
        bullets="-",
        strong_em_symbol="*",
        escape_asterisks=escapes,
        escape_underscores=escapes,
        escape_misc=escapes,
        code_language_callback=_language,
    )


def _put_back(text: str, formulas: Sequence[str]) -> str:
    return _TAKEN_OUT.sub(
        lambda mark: formulas[int(mark[1])] if int(mark[1]) < len(formulas) else "", text
    )


def _language(element: Any) -> str:  # noqa: ANN401  # an element of a package without types
    code = element.find("code")
    match = _CLASS.search(" ".join((code or element).get("class") or ()))
    return match[1] if match else ""


class _Converter(MarkdownConverter):
    """Converts each tag by the method of its name."""

    def __init__(self, written: Written, **options: Any) -> None:  # noqa: ANN401  # as the base
        super().__init__(**options)
        self._written = written

    def convert_br(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ANN401, ARG002
        return " " if "_inline" in parent_tags else "\n"

    def convert_mark(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ANN401, ARG002
        return f"=={text}==" if text.strip() else text

    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ANN401, ARG002
        source = str(el.get("src") or "")
        width, height = str(el.get("width") or ""), str(el.get("height") or "")
        size = f"{width}x{height}" if width and height else width
        if source.startswith(("http://", "https://")):
            return f"![{el.get('alt') or ''}{'|' * bool(size)}{size}]({source})"
        shown = self._written(source)
        if size.replace("x", "").isdigit() and shown.startswith("![[") and "|" not in shown:
            return f"{shown[:-2]}|{size}]]"
        return shown

    def convert_div(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ANN401, ARG002
        return text if "_inline" in parent_tags else f"\n{text.strip(chr(10))}\n"

    def _kept(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ANN401, ARG002
        return f"<{el.name}>{text}</{el.name}>" if text else ""

    convert_sub = convert_sup = convert_u = convert_kbd = _kept
