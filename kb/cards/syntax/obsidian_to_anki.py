"""Obsidian_to_Anki: notes between ``START`` and ``END``, and ``STARTI [Basic] … Back: … ENDI``.

The marks are the user's. Blocks are read inside comments too, where people hide them from their
readers.

Source: the plugin's ``src/note.ts``, ``src/file.ts`` and ``src/setting-to-data.ts``, version 3.6.0.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kb.cards.rules import CardRules
from kb.cards.syntax.anki_cloze import anki_cloze
from kb.cards.syntax.cloze import cloze_cards
from kb.cards.syntax.lines import (
    HandwrittenCard,
    Page,
    QuestionAndAnswer,
    cleaned,
    mask_inline_code,
    question_cards,
)
from kb.cards.syntax.single_braces import with_anki_clozes

SYNTAX: Final = "obsidian-to-anki"
_ID_LINE: Final = re.compile(r"\s*(?:<!--\s*)?ID:\s*(?P<id>\d+)\s*(?:-->)?\s*$")
_ID: Final = re.compile(r"(?:<!--\s*+|(?<!\s)\s*+)ID:\s*(?P<id>\d+)\s*(?:-->)?")
_TAGS: Final = "Tags:"
_INLINE_TAGS: Final = re.compile(r"\sTags:.*$")
_BASIC: Final = ("Front", "Back")
"""The fields of a type of which kb does not know them."""
_ADD_REVERSE: Final = "Add Reverse"
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "basic": _BASIC,
    "basic (and reversed card)": _BASIC,
    "basic (optional reversed card)": (*_BASIC, _ADD_REVERSE),
    "basic (type in the answer)": _BASIC,
    "cloze": ("Text", "Extra", "Back Extra"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnkiNote:
    """The fields of a note, and its rows."""

    note_type: str
    values: Sequence[str]
    """Of its fields, in their order."""
    row: int
    end: int
    card_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """Expressions for the lines of a user's marks."""

    begin: re.Pattern[str]
    end: re.Pattern[str]
    inline: re.Pattern[str]
    about: re.Pattern[str]
    """A line about a file, about the fields of its notes, or about a note that is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """The text between two marks."""

    note_type: str
    text: str
    row: int
    end: int
    inline: bool


def anki_notes(page: Page, rules: CardRules) -> Iterator[HandwrittenCard]:
    """Yield the cards that Obsidian_to_Anki would make of what stands between its marks."""
    if not rules.anki_begin:
        return
    unknown: set[str] = set()
    for block in _blocks(page, rules):
        page.take(block.row, block.end)
        if block.note_type == rules.anki_delete_line:
            continue
        fields = note_fields(rules).get(block.note_type.casefold())
        if fields is None and block.note_type not in unknown:
            unknown.add(block.note_type)
            message = (
                f"kb does not know the fields of the note type “{block.note_type}”. Import the "
                "whole vault with the plugin's settings, or set cards.anki_fields."
            )
            page.tell(block.row, "note-type-unknown", message)
        note = _note(block, fields or _BASIC)
        if fields is not None or note.values[1] or is_cloze(note, rules):
            yield from note_cards(page, note, rules)
    _take_other_lines(page, rules)


def note_cards(page: Page, note: AnkiNote, rules: CardRules) -> Iterator[HandwrittenCard]:
    """Yield the cards of a note: its first field is the question, its second the answer."""
    kind = note.note_type.casefold()
    front, *others = note.values
    if is_cloze(note, rules):
        text = anki_clozes_of(front, rules)
        cloze = anki_cloze(text, syntax=SYNTAX, row=note.row, end=note.end, card_id=note.card_id)
        if text and not cloze.deletions:
            message = "This cloze asks for nothing. Write {{c1::…}} around the words to hide."
            page.tell(note.row, "card-without-deletion", message)
        yield from cloze_cards(page, cloze)
        return
    back = others[0] if others else ""
    if front and not back:
        message = "This note of Anki has no answer. Write one after its second field, as “Back: …”."
        page.tell(note.row, "card-without-answer", message)
    if not front or not back:
        return
    sides = QuestionAndAnswer(
        front=front,
        back=back,
        row=note.row,
        end=note.end,
        both="reversed" in kind and ("optional" not in kind or any(others[1:])),
        card_id=note.card_id,
    )
    yield from question_cards(SYNTAX, sides)


def is_cloze(note: AnkiNote, rules: CardRules) -> bool:
    """Return whether a note is a text with deletions: its type says so, or is unknown."""
    kind = note.note_type.casefold()
    return "cloze" in kind or (kind not in note_fields(rules) and "{{c1::" in note.values[0])


def anki_clozes_of(text: str, rules: CardRules) -> str:
    """Return a text with deletions in Anki's own form."""
    if not rules.anki_curly_clozes:
        return text
    return with_anki_clozes(text, highlights=rules.anki_highlight_clozes, together=False)


def note_fields(rules: CardRules) -> Mapping[str, tuple[str, ...]]:
    """Return the names of the fields of each type of note, by its name in lower case."""
    return _fields(rules.anki_fields)


@lru_cache(maxsize=16)
def _fields(entries: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Return the fields of Anki's own types, and of the user's ``Name: First, Second``."""
    fields = dict(_FIELDS)
    for entry in entries:
        name, _, names = entry.rpartition(":")
        listed = tuple(filter(None, map(str.strip, names.split(","))))
        if name and listed:
            fields[name.strip().casefold()] = listed
    return fields


@lru_cache(maxsize=16)
def _marks(rules: CardRules) -> _Marks:
    begin, end = re.escape(rules.anki_begin), re.escape(rules.anki_end)
    inline = re.escape(rules.anki_inline_begin), re.escape(rules.anki_inline_end)
    file = "|".join(
        re.escape(mark) for mark in (rules.anki_deck_line, rules.anki_tags_line) if mark
    )
    frozen, gone = re.escape(rules.anki_frozen_line), re.escape(rules.anki_delete_line)
    return _Marks(
        begin=re.compile(rf"\s*+(?>(?:<!--|%%)?)\s*+{begin}\s*+$"),
        end=re.compile(rf"\s*+{end}\s*+(?>(?:-->|%%)?)\s*+$"),
        inline=re.compile(rf"{inline[0]}\s*\[(?P<type>[^\]\n]{{1,200}})\](?P<text>.*?){inline[1]}"),
        about=re.compile(
            rf"(?:{file or '(?!)'})(?:: |(?P<alone>\s*$))"
            rf"|(?P<paragraph>{frozen or '(?!)'} - .*:\s*$)|(?P<gone>{gone or '(?!)'}\s*$)"
        ),
    )


def _blocks(page: Page, rules: CardRules) -> Iterator[_Block]:
    marks = _marks(rules)
    start: int | None = None
    for row, line in enumerate(page.rows):
        if page.taken[row]:
            _tell_unclosed(page, start, rules)
            start = None
        elif page.code[row]:
            continue
        elif rules.anki_begin in line and marks.begin.match(line):
            _tell_unclosed(page, start, rules)
            start = row
        elif start is not None and marks.end.match(line):
            if row > start + 1:
                yield _Block(
                    note_type=page.rows[start + 1].strip(),
                    text=page.text(start + 2, row),
                    row=start,
                    end=row + 1,
                    inline=False,
                )
            start = None
        elif start is None and rules.anki_inline_begin and rules.anki_inline_begin in line:
            yield from _inline_blocks(page, row, rules)
    _tell_unclosed(page, start, rules)


def _inline_blocks(page: Page, row: int, rules: CardRules) -> Iterator[_Block]:
    line = page.rows[row]
    masked = mask_inline_code(line)
    last = masked.rfind(rules.anki_inline_end)
    stop = last + len(rules.anki_inline_end) if last >= 0 else 0
    for match in _marks(rules).inline.finditer(masked, 0, stop):
        begin, end = match.span("text")
        yield _Block(
            note_type=match["type"].strip(),
            text=line[begin:end],
            row=row,
            end=row + 1,
            inline=True,
        )
    if re.search(re.escape(rules.anki_inline_begin) + r"\s*\[[^\]]+\]", masked[stop:]):
        message = f"This note of Anki is not closed. Write {rules.anki_inline_end} behind it."
        page.tell(row, "card-unclosed", message)


def _tell_unclosed(page: Page, start: int | None, rules: CardRules) -> None:
    """Report a block without an end, if what begins there is a note of Anki."""
    if start is None or start + 1 >= len(page.rows):
        return
    if page.rows[start + 1].strip().casefold() in note_fields(rules):
        message = f"This note of Anki is not closed. Write {rules.anki_end} on a line below it."
        page.tell(start, "card-unclosed", message)


def _take_other_lines(page: Page, rules: CardRules) -> None:
    """Take the lines that are about decks, tags, fields and notes that are gone."""
    about = _marks(rules).about
    for row, line in enumerate(page.rows):
        match = about.match(line) if page.free(row) else None
        if match is None:
            continue
        end, below = row + 1, page.rows[row + 1] if row + 1 < len(page.rows) else ""
        if match["paragraph"]:
            while end < len(page.rows) and page.rows[end].strip():
                end += 1
        elif match["alone"] or (match["gone"] and _ID_LINE.match(below)):
            end += 1
        elif match["gone"]:
            continue
        page.take(row, min(end, len(page.rows)))


def _note(block: _Block, fields: tuple[str, ...]) -> AnkiNote:
    text, card_id = (_inline_parts if block.inline else _parts)(block.text)
    values = _values(text, fields, inline=block.inline)
    return AnkiNote(
        note_type=block.note_type,
        values=tuple(values[name] for name in fields),
        row=block.row,
        end=block.end,
        card_id=card_id,
    )


def _parts(text: str) -> tuple[str, str | None]:
    """Return a block without the lines of its id and its tags, which are its last; and its id."""
    rows, card_id = text.rstrip().split("\n"), None
    if id_match := _ID_LINE.match(rows[-1]):
        card_id = id_match["id"]
        rows.pop()
    elif (id_match := _ID.search(mask_inline_code(rows[-1]))) and "<!--" in id_match[0]:
        card_id = id_match["id"]
        rows[-1] = rows[-1][: id_match.start()] + rows[-1][id_match.end() :]
    while rows and not rows[-1].strip():
        rows.pop()
    if rows and rows[-1].startswith(_TAGS):
        rows.pop()
    return "\n".join(rows), card_id


def _inline_parts(text: str) -> tuple[str, str | None]:
    id_match = _ID.search(mask_inline_code(text))
    if id_match is None:
        return _INLINE_TAGS.sub("", text), None
    text = text[: id_match.start()] + text[id_match.end() :]
    return _INLINE_TAGS.sub("", text), id_match["id"]


def _values(text: str, fields: tuple[str, ...], *, inline: bool) -> dict[str, str]:
    """Return the value of each field; text before the first label belongs to the first field."""
    values: dict[str, list[str]] = {name: [] for name in fields}
    current = fields[0]
    gap = " " if inline else "\n"
    label = _label(fields, inline=inline)
    for part in [text] if inline else text.split("\n"):
        position = 0
        for match in label.finditer(part):
            values[current].append(part[position : match.start()])
            current, position = match[1], match.end()
        values[current].append(part[position:])
    return {name: cleaned(gap.join(parts))[0].strip() for name, parts in values.items()}


@lru_cache(maxsize=64)
def _label(fields: tuple[str, ...], *, inline: bool) -> re.Pattern[str]:
    labels = "|".join(re.escape(name) for name in fields)
    return re.compile(rf"(?:^|(?<=\s))({labels}):(?=\s|$)" if inline else rf"^({labels}):")
