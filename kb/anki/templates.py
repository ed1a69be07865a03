"""Anki's templates, as far as they say what a card asks: fields, conditions, clozes, filters.

Source: https://docs.ankiweb.net/templates/fields.html and ``generation.html`` beside it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from kb.anki.collection import NoteKind, NoteRow, NoteType

_TAG: Final = re.compile(r"\{\{\{?(?P<mark>[#^/]?)\s*(?P<name>[^{}]*?)\s*\}?\}\}")
_CLOZE_MARK: Final = re.compile(r"\{\{c(?P<numbers>\d{1,3}(?:,\d{1,3})*)::|\}\}")
_HTML_TAG: Final = re.compile(r"<(?P<name>img)\b[^<>]*>|<[^<>]*>", re.IGNORECASE)
_STYLE: Final = re.compile(r"<(style|script)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_FURIGANA: Final = re.compile(r" ?([^ >]+?)\[(?!sound:)([^\[\]]*)\]")
_FRONT_SIDE: Final = "FrontSide"
_DEEPEST: Final = 32
_MAYBE_BLANK: Final = frozenset(("", "<", "&", *filter(str.isspace, map(chr, range(0x3001)))))
_BLANK: Final = re.compile(r"<(?!img|video|audio|object|embed|svg)[^<>]*>|&nbsp;|\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedCard:
    """Both sides of a card, as HTML with Anki's formulas and sounds."""

    front: str
    back: str
    """Without the front, where the template repeats it."""


def rendered_card(
    note: NoteRow, note_type: NoteType, ordinal: int, deck: str = ""
) -> RenderedCard | None:
    """Return what a card shows; None if its type has no such template, or its front is empty.

    Args:
        note: with the fields.
        note_type: of the note.
        ordinal: of the card.
        deck: its name, which a template may show.
    """
    is_cloze = note_type.kind is NoteKind.CLOZE
    place = 0 if is_cloze else ordinal
    if not 0 <= place < len(note_type.templates):
        return None
    template = note_type.templates[place]
    values = dict(zip(note_type.fields, note.fields, strict=False))
    special = {
        "Tags": " ".join(note.tags),
        "Type": note_type.name,
        "Deck": deck,
        "Subdeck": deck.rpartition("::")[2],
        "Card": template.name,
        "CardFlag": "",
    }
    number = ordinal + 1 if is_cloze else 0
    renderer = _Renderer(special | values, number)
    front = renderer.side(template.front, question=True)
    if is_blank(front) or (is_cloze and not renderer.hides):
        return None
    back = renderer.side(template.back, question=False)
    return RenderedCard(front=front, back=back)


def is_blank(html: str) -> bool:
    """Return whether HTML shows nothing."""
    # Mostly the first character tells, without a copy of all others.
    return html[:1] in _MAYBE_BLANK and not _BLANK.sub("", html)


def cloze_field(note: NoteRow, note_type: NoteType) -> str | None:
    """Return the text with clozes, if the front of the type shows it and no other field does."""
    names = [
        _field_of(match["name"])
        for match in _TAG.finditer(note_type.templates[0].front)
        if not match["mark"] and "cloze" in match["name"].split(":")[:-1]
    ]
    values = dict(zip(note_type.fields, note.fields, strict=False))
    return values.get(names[0]) if len(set(names)) == 1 else None


def answered_cloze(html: str, ordinal: int) -> str:
    """Return a text with clozes as the back of a card shows it."""
    return _with_clozes(html, ordinal + 1, question=False)[0].strip()


class _Renderer:
    """Renders the sides of one card."""

    def __init__(self, values: Mapping[str, str], number: int) -> None:
        self._values = values
        self._number = number
        self.hides = False
        """Whether something was hidden."""

    def side(self, template: str, *, question: bool) -> str:
        """Return what a template shows."""
        return "".join(self._shown(template, question=question)).strip()

    def _shown(self, template: str, *, question: bool) -> Iterator[str]:
        hidden: list[bool] = []
        for text, mark, name, filters in _pieces(template):
            if not any(hidden):
                yield text
            if mark in ("#", "^") and len(hidden) < _DEEPEST:
                hidden.append(self._is_filled(name) == (mark == "^"))
            elif mark == "/":
                hidden = hidden[:-1]
            elif filters is not None and not any(hidden):
                yield self._field(filters, question=question)

    def _is_filled(self, name: str) -> bool:
        if re.fullmatch(r"c\d+", name) and name not in self._values:
            return name == f"c{self._number}"
        return not is_blank(self._values.get(name, ""))

    def _field(self, words: tuple[str, ...], *, question: bool) -> str:
        """Return what a tag shows: a field, and what is done with it, the last thing first."""
        name, *filters = words
        value = self._values.get(name, "")
        for one in filters:
            if one == "type" and question:
                return ""
            if one == "cloze":
                value = self._cloze(value, question=question)
            elif one in _FILTERS:
                value = _FILTERS[one](value)
        return value

    def _cloze(self, text: str, *, question: bool) -> str:
        shown, hides = _with_clozes(text, self._number, question=question)
        self.hides = self.hides or hides
        return shown


class _Piece(NamedTuple):
    """A text of a template, and the tag behind it."""

    text: str
    mark: str
    name: str
    words: tuple[str, ...] | None
    """See :func:`_words`; none of a tag that shows nothing."""


@lru_cache(maxsize=256)
def _pieces(template: str) -> tuple[_Piece, ...]:
    """Return the texts of a template, each with the tag behind it."""
    template = _STYLE.sub("", template)
    pieces = []
    position = 0
    for tag in _TAG.finditer(template):
        mark, name = tag["mark"], tag["name"]
        words = None if mark or not name else _words(name)
        pieces.append(_Piece(template[position : tag.start()], mark, name, words))
        position = tag.end()
    return (*pieces, _Piece(template[position:], "", "", None))


def _words(tag: str) -> tuple[str, ...] | None:
    """Return the name of a field, and its filters from the last to the first; None of the front."""
    *filters, name = tag.split(":")
    if name == _FRONT_SIDE:
        return None
    return (name.strip(), *(word.strip() for word in reversed(filters)))


def _field_of(tag: str) -> str:
    return tag.rpartition(":")[2].strip()


def _with_clozes(text: str, number: int, *, question: bool) -> tuple[str, bool]:
    """Return a text with one number hidden or in bold and others as they are; and if it has it."""
    parts: list[list[str]] = [[]]
    opened: list[bool] = []
    hides = False
    position = 0
    for mark in _CLOZE_MARK.finditer(text):
        parts[-1].append(text[position : mark.start()])
        position = mark.end()
        if mark["numbers"] is not None and len(opened) < _DEEPEST:
            opened.append(str(number) in mark["numbers"].split(","))
            parts.append([])
        elif mark["numbers"] is None and opened:
            inner, is_asked = "".join(parts.pop()), opened.pop()
            answer, _, hint = inner.partition("::")
            hides = hides or is_asked
            if is_asked:
                answer = f"[{hint or '...'}]" if question else f"<b>{answer}</b>"
            parts[-1].append(answer)
        else:
            parts[-1].append(mark[0])
    parts[-1].append(text[position:])
    return "".join("".join(part) for part in parts), hides


def _plain(html: str) -> str:
    return _HTML_TAG.sub(lambda tag: tag[0] if tag["name"] else "", html)


_FILTERS: Final[dict[str, Callable[[str], str]]] = {
    "text": _plain,
    "kanji": lambda text: _FURIGANA.sub(r"\1", text),
    "kana": lambda text: _FURIGANA.sub(r"\2", text),
    "furigana": lambda text: _FURIGANA.sub(r"\1 (\2)", text),
}
"""Those that change what is shown. What is spoken, hinted or typed is shown as it is."""
