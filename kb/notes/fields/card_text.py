"""Which blocks are the text of a card that was written by hand, and so no field's value.

Only what means a card in every note is looked for: the marks of Obsidian Spaced Repetition's cards
of several lines, of Obsidian_to_Anki, of hashcards, and the tag of Logseq and flashcards-obsidian.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.notes.fields.labels import label_of
from kb.notes.markdown.blocks import ITEM, TEXT, Block
from kb.notes.names import name_key
from kb.notes.rules import Rules

_HINTS = ("Q:", "C:", "START", "#card")
_SEPARATES = ("\n?", " ?\n", "\t?\n")
"""Looked for only where there is a question mark: to look for one character takes no time."""
_EDGE = re.compile(r"^(?=Q:(?!:)|C:(?!:).*\[|START[ \t]*$)|(?<=^END)[ \t]*\n", re.MULTILINE)
"""Where a card begins that the lines above it are no part of, or where one ends."""
_SEPARATOR = re.compile(r"^[ \t]*\?\??[ \t]*$", re.MULTILINE)
_MARK = re.compile(r"Q:(?!:)|C:(?!:).*\[")
_ANSWER = re.compile(r"A:(?!:)")
_OPENS = re.compile(r"START[ \t]*(?:\n|\Z)")
_CLOSES = re.compile(r"^END[ \t]*\Z", re.MULTILINE)
_TAGGED = re.compile(r"^.*(?<!\S)#card(?:-[\w-]+)?(?![\w/-])", re.MULTILINE)


def cards_apart(blocks: list[Block], text: str, rules: Rules) -> tuple[list[Block], frozenset[int]]:
    """Return the blocks of ``text``, cut where cards begin and end, and the first rows of cards."""
    hints = (*_HINTS, *_SEPARATES) if "?" in text else _HINTS
    if not any(map(text.__contains__, hints)):
        return blocks, frozenset()
    blocks = [part for block in blocks for part in _cut(block)]
    return blocks, frozenset(_card_rows(blocks, rules))


def _cut(block: Block) -> Iterator[Block]:
    edges = [0, *(m.end() for m in _EDGE.finditer(block.text)), len(block.text)]
    if (
        block.shape is not TEXT
        or len(edges) == 2
        or block.text.count("\n") + 1 != (block.end - block.line)
    ):
        yield block
        return
    row = block.line
    for start, end in pairwise(edges):
        part = block.text[start:end]
        below = row + part.count("\n") + (end == len(block.text))
        if part.strip():
            yield block.some_lines(TEXT, part.strip("\n"), line=row, end=below)
        row = below


def _card_rows(blocks: Sequence[Block], rules: Rules) -> Iterator[int]:
    last_end = max(
        (at for at, block in enumerate(blocks) if _CLOSES.search(block.text)), default=-1
    )
    is_enclosed = is_asked = False
    end = depth = -1
    """Where the card ends that lines right below go on with, and how deep the item is that a card
    is the bullets below of."""
    for at, block in enumerate(blocks):
        text = block.text
        opens = at <= last_end and _OPENS.match(text) is not None
        if is_enclosed or opens:
            is_enclosed = not _CLOSES.search(text)
            end = depth = -1
        elif block.shape not in (TEXT, ITEM):
            is_asked, end, depth = False, -1, -1
            continue
        elif _SEPARATOR.search(text) or _MARK.match(text):
            is_asked, end, depth = text[0] == "Q", block.end, -1
        elif _is_tagged(text, rules):
            end, depth = -1, block.depth if block.shape is ITEM else -1
        elif block.line == end or (is_asked and _ANSWER.match(text)):
            end = block.end
        elif not 0 <= depth < block.depth:
            end = depth = -1
            continue
        yield block.line


def _is_tagged(text: str, rules: Rules) -> bool:
    """Return whether a text is a question by its tag; among those of a field, the tag is one."""
    tagged = _TAGGED.search(text) if "#card" in text else None
    label = label_of(tagged[0]) if tagged else None
    return tagged is not None and (label is None or name_key(label.key) not in rules.fields_by_key)
