"""The names that hashcards gives cards, which are hashes of their texts.

A note is read here as hashcards reads it: a text goes on to the next ``Q:``, ``A:``, ``C:`` or
``---``, and whatever stands between belongs to it. So the name of kb's card, whose text may end
earlier, is that of hashcards' card which begins in the same line.

Source: hashcards 0.4.0, ``src/parser.rs`` and ``src/types/card.rs``.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from blake3 import blake3

from kb.adoption.history import History
from kb.adoption.placed import PlacedSchedule
from kb.cards.generate import placed_cards
from kb.cards.rules import DEFAULT_CARD_RULES, CardRules
from kb.cards.syntax.hashcards import SYNTAX, cloze_text
from kb.cards.syntax.lines import page_of
from kb.notes.note import Note

_MARKS: Final = ("Q:", "C:")
_BLANK: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What Rust trims."""
_BRACKETS: Final = ("[", "]")
_SIZE: Final = 8
"""Bytes of a position in a hash."""
_WRAP: Final = 1 << 8 * _SIZE


class Content(NamedTuple):
    """What hashcards knows a card by."""

    texts: tuple[str, ...]
    """The question and the answer; or the text without the brackets of its deletions."""
    span: tuple[int, int] | None = None
    """The first and the last byte of the deletion that is asked for."""

    @property
    def name(self) -> str:
        """The card's name in hashcards' database, of 64 hexadecimal digits."""
        kind = "Basic" if self.span is None else "Cloze"
        said = "".join((kind, *self.texts)).encode("utf-8", "surrogatepass")
        ends = [at.to_bytes(_SIZE, "little") for at in self.span or ()]
        return blake3(b"".join((said, *ends))).hexdigest()


class NamedCard(NamedTuple):
    """A card of kb's, and what hashcards knows it by."""

    generator: str
    anchor: str
    line: int
    """Counted from 1 in the note's file."""
    content: Content


def named_cards(
    note: Note, text: str, rules: CardRules = DEFAULT_CARD_RULES
) -> tuple[NamedCard, ...]:
    """Return the cards of a note in the syntax of hashcards, with the names that it gives them.

    Args:
        note: the note.
        text: what its file says.
        rules: by which its cards are read.
    """
    if not any(mark in note.body for mark in _MARKS):
        return ()
    read = dict(_texts(text))
    page, named = page_of(note.body), []
    cards = (card for card in placed_cards(note, text, rules) if card.written.syntax == SYNTAX)
    for line, group in groupby(cards, key=lambda card: card.line):
        texts = read.get(line, ())
        for card in group:
            written = card.written
            if written.number == 0:
                content = Content(texts) if len(texts) == 2 else None
            else:
                cloze = cloze_text(page, written.row, written.end)
                deletion = cloze.deletions[written.number - 1]
                mark = cloze.text[deletion.start : deletion.end]
                before = cloze.text.count(mark, 0, deletion.start)
                content = _cloze(texts[0], mark, before) if len(texts) == 1 else None
            if content is not None:
                named.append(NamedCard(*card.key, line, content))
    return tuple(named)


def placed_histories(
    cards: Sequence[NamedCard], histories: Mapping[str, History]
) -> tuple[PlacedSchedule, ...]:
    """Return the histories that hashcards has of cards, by the names of the cards there."""
    return tuple(
        PlacedSchedule(
            generator=card.generator, anchor=card.anchor, line=card.line, history=history
        )
        for card in cards
        if (history := histories.get(card.content.name)) is not None
    )


def _texts(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the line in which each card begins, and its texts: two of a question, one of a cloze.

    hashcards refuses a file with anything else in it; here that ends a card, or belongs to it.
    """
    parts: list[list[str]] = []
    mark, start = "", 0
    for number, line in enumerate([*_deck_lines(text), "---"], start=1):
        new = line[:2] if line[:2] in {"Q:", "A:", "C:"} else ""
        if new == "A:" and mark == "Q:":
            parts.append([line[2:].strip(_BLANK)])
            mark = new
        elif new or line.strip(_BLANK) == "---":
            if mark in {"A:", "C:"}:
                yield start, tuple("\n".join(part).strip(_BLANK) for part in parts)
            mark, start, parts = new, number, [[line[2:].strip(_BLANK)]]
        elif mark:
            parts[-1].append(line)


def _deck_lines(text: str) -> list[str]:
    """Return the lines of a file, those of its front matter blank."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if lines[0].strip(_BLANK) != "---":
        return lines
    rest = enumerate(lines[1:], start=2)
    end = next((number for number, line in rest if line.strip(_BLANK) == "---"), len(lines))
    return [""] * end + lines[end:]


def _cloze(text: str, mark: str, before: int) -> Content | None:
    """Return what names the card of a deletion; nothing if hashcards has none there.

    Args:
        text: of the cloze, with its brackets.
        mark: the deletion with its brackets.
        before: how often the same stands in the text before it.
    """
    at = text.find(mark)
    for _ in range(before):
        at = text.find(mark, at + len(mark)) if at >= 0 else at
    span = _spans(text).get(at)
    return Content((_without_brackets(text),), span) if span is not None else None


def _without_brackets(text: str) -> str:
    r"""Return a text without the brackets of its deletions, and without what escapes brackets.

    An exclamation mark right before a bracket makes a picture of what is in it, a backslash right
    before one makes it text. A bracket that is both is there twice, as hashcards writes it.
    """
    clean: list[str] = []
    in_picture = is_escaped = False
    for at, character in enumerate(text):
        before_bracket = text[at + 1 : at + 2] in _BRACKETS
        if character == "[":
            clean.append(character * (in_picture + is_escaped))
            is_escaped = False
        elif character == "]":
            clean.append(character * (in_picture or is_escaped))
            in_picture, is_escaped = False, in_picture and is_escaped
        elif character != "\\":
            in_picture = in_picture or text.startswith("![", at)
            clean.append(character)
        elif not is_escaped:
            clean.append("" if before_bracket else character)
            is_escaped = before_bracket
    return "".join(clean)


def _spans(text: str) -> Mapping[int, tuple[int, int]]:
    """Return the bytes of each deletion in the text without brackets, by where its bracket opens.

    Only of a bracket that is part of a picture, and escaped, hashcards thinks otherwise here.
    """
    spans: dict[int, tuple[int, int]] = {}
    index, opened = 0, (-1, 0)
    in_picture = is_escaped = False
    for at, character in enumerate(text):
        before_bracket = text[at + 1 : at + 2] in _BRACKETS
        if character in _BRACKETS and in_picture:
            index += 1
            in_picture = character == "["
        elif character in _BRACKETS and is_escaped:
            index += 1
            is_escaped = False
        elif character == "[":
            opened = at, index
        elif character == "]":
            if opened[0] >= 0:
                spans[opened[0]] = opened[1], (index - 1) % _WRAP
                opened = -1, 0
        elif character != "\\":
            in_picture = in_picture or text.startswith("![", at)
            index += len(character.encode("utf-8", "surrogatepass"))
        elif not is_escaped:
            index += not before_bracket
            is_escaped = before_bracket
    return spans
