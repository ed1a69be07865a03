"""Obsidian_to_Anki: notes between ``START`` and ``END``, and ``STARTI [Basic] … Back: … ENDI``.

They are read inside comments too, where people hide them from their readers.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kb.cards.syntax.anki_cloze import PREFIX
from kb.cards.syntax.cloze import ClozeText, cloze_cards, curly_deletions
from kb.cards.syntax.lines import (
    HandwrittenCard,
    Page,
    QuestionAndAnswer,
    cleaned,
    mask_inline_code,
    question_cards,
)

SYNTAX: Final = "obsidian-to-anki"
_START: Final = re.compile(r"\s*+(?:<!--|%%)?+\s*+START\s*+$")
_END: Final = re.compile(r"\s*+END\s*+(?:-->|%%)?+\s*+$")
_INLINE: Final = re.compile(r"STARTI\s*\[(?P<type>[^\]\n]{1,200})\](?P<text>.*?)ENDI")
_ID: Final = re.compile(r"(?:<!--\s*+|(?<!\s)\s*+)ID:\s*(?P<id>\d+)\s*(?:-->)?")
_TAGS: Final = re.compile(r"(?m)^Tags:.*$")
_INLINE_TAGS: Final = re.compile(r"\sTags:.*$")
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "basic": ("Front", "Back"),
    "basic (and reversed card)": ("Front", "Back"),
    "basic (optional reversed card)": ("Front", "Back", "Add Reverse"),
    "basic (type in the answer)": ("Front", "Back"),
    "cloze": ("Text", "Extra", "Back Extra"),
}
_SIDES: Final = ("Front", "Back")
"""The fields of a type that the user made, if they are called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """The text between two marks."""

    note_type: str
    text: str
    row: int
    end: int
    inline: bool


def anki_notes(page: Page) -> Iterator[HandwrittenCard]:
    """Yield the cards that Obsidian_to_Anki would make."""
    for block in _blocks(page):
        page.take(block.row, block.end)
        comment = _ID.search(mask_inline_code(block.text))
        text = (
            block.text[: comment.start()] + block.text[comment.end() :] if comment else block.text
        )
        text = (_INLINE_TAGS if block.inline else _TAGS).sub("", text)
        yield from _cards(block, text, comment["id"] if comment else None)


def _blocks(page: Page) -> Iterator[_Block]:
    start: int | None = None
    for row, line in enumerate(page.rows):
        if start is None and (page.code[row] or page.taken[row]):
            continue
        if start is None and _START.match(line):
            start = row
        elif start is not None and _END.match(line) and not page.code[row]:
            if row > start + 1:
                yield _Block(
                    note_type=page.rows[start + 1].strip(),
                    text=page.text(start + 2, row),
                    row=start,
                    end=row + 1,
                    inline=False,
                )
            start = None
        elif start is None and "STARTI" in line:
            masked = mask_inline_code(line)
            for match in _INLINE.finditer(masked, 0, masked.rfind("ENDI") + 4):
                begin, stop = match.span("text")
                yield _Block(
                    note_type=match["type"].strip(),
                    text=line[begin:stop],
                    row=row,
                    end=row + 1,
                    inline=True,
                )


def _cards(block: _Block, text: str, card_id: str | None) -> Iterator[HandwrittenCard]:
    kind = block.note_type.casefold()
    values = _values(text, _FIELDS.get(kind, _SIDES), inline=block.inline)
    first, *others = values.values()
    if "cloze" in kind:
        yield from cloze_cards(
            ClozeText(
                syntax=SYNTAX,
                text=first,
                deletions=tuple(curly_deletions(first, PREFIX)),
                row=block.row,
                end=block.end,
                card_id=card_id,
            )
        )
        return
    back = others[0] if others else ""
    if not first or not back:
        return
    sides = QuestionAndAnswer(
        front=first,
        back=back,
        row=block.row,
        end=block.end,
        both="reversed" in kind and ("optional" not in kind or bool(values["Add Reverse"])),
        card_id=card_id,
    )
    yield from question_cards(SYNTAX, sides)


def _values(text: str, fields: tuple[str, ...], *, inline: bool) -> dict[str, str]:
    """Return the value of each field; text before the first label belongs to the first field."""
    values: dict[str, list[str]] = {name: [] for name in fields}
    current = fields[0]
    gap = " " if inline else "\n"
    labels = "|".join(re.escape(name) for name in fields)
    label = re.compile(rf"(?:^|(?<=\s))({labels}):(?=\s|$)" if inline else rf"^({labels}):")
    for part in [text] if inline else text.split("\n"):
        position = 0
        for match in label.finditer(part):
            values[current].append(part[position : match.start()])
            current, position = match[1], match.end()
        values[current].append(part[position:])
    return {name: cleaned(gap.join(parts))[0].strip() for name, parts in values.items()}
