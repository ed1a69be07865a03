"""Stretches of blocks: those under a field's label, and parts of the body under a heading."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.notes.fields.labels import label_of
from kb.notes.markdown.blocks import CODE, ITEM, Block
from kb.notes.markdown.inline import without
from kb.notes.rules import Field

SINGLE = frozenset({Field.TAGS, Field.ALIASES, Field.TYPE, Field.STATUS, Field.DATE})
"""Fields whose value is one line or one list."""


@dataclass(slots=True, kw_only=True)
class FieldSpan:
    """The blocks under one label."""

    owner: Field
    label: str
    """As the user wrote it."""
    row: int
    depth: int = 0
    """The list depth of the bullet that carries the label; 0 for a heading or a line."""
    level: int = 0
    """The level of the heading that carries the label; 0 for a line or a bullet."""
    inline: bool = False
    """Whether the value appears on the label's own line."""
    separated: bool = False
    """Whether a line that is no heading carries the label, with a colon behind it."""
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class BodyPart:
    """A stretch of the body under one heading; the first has none."""

    heading: Block | None
    name: str
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class SplitNote:
    """A note's blocks, split into fields, unknown labels and the body."""

    fields: list[FieldSpan] = field(default_factory=list)
    parts: list[BodyPart] = field(default_factory=lambda: [BodyPart(heading=None, name="")])
    """The first is what appears above all headings."""
    labelled: list[tuple[str, str, int]] = field(default_factory=list)
    """The labels that name no known field, each with its value and its row."""
    cards: frozenset[int] = frozenset()
    """The first rows of the blocks that are cards, or parts of them."""

    def blocks(self) -> Iterator[Block]:
        """Yield all blocks."""
        for span in self.fields:
            yield from span.blocks
        for part in self.parts:
            yield from part.blocks


def belongs(span: FieldSpan, block: Block) -> bool:
    """Return whether ``block``, which has no label, still is the value of ``span``."""
    if span.depth:
        nested = block.depth > span.depth
        return nested or (block.depth == span.depth and block.shape is not ITEM)
    if span.inline and not span.level:
        return span.owner is Field.REFLECTION
    if span.owner not in SINGLE or not span.blocks:
        return True
    return block.shape is ITEM and span.blocks[-1].shape is ITEM


def is_value(span: FieldSpan) -> bool:
    """Return whether the blocks under a label such as ``Tags`` can be its value."""
    for block in span.blocks:
        if block.shape is CODE:
            return False
        if block.shape is not ITEM and any(map(_has_labelled_value, block.text.split("\n"))):
            return False
        rest = without(block.text, block.spans(), ",")
        words = [part.split() for part in rest.replace("\n", ",").split(",")]
        if any(len(part) > 4 for part in words) or rest.rstrip().endswith((".", "!", "?")):
            return False
    return True


def _has_labelled_value(line: str) -> bool:
    label = label_of(line) if ":" in line else None
    return label is not None and label.value != ""
