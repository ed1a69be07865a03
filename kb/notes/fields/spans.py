"""Stretches of blocks: runs under a field's label, and parts of the body under a heading."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.notes.markdown.blocks import CODE, ITEM, Block
from kb.notes.markdown.inline import without
from kb.notes.rules import Field

SINGLE = frozenset({Field.TAGS, Field.ALIASES, Field.TYPE, Field.STATUS, Field.DATE})
"""Fields whose value is one line or one list."""


@dataclass(slots=True, kw_only=True)
class Run:
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
    """Whether the value stands on the label's own line."""
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Part:
    """A stretch of the body under one heading; the first has none."""

    heading: Block | None
    name: str
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Labelled:
    """A label that names no known field, with its value."""

    key: str
    value: str
    row: int


@dataclass(slots=True, kw_only=True)
class Pieces:
    """A note's blocks, sorted."""

    runs: list[Run] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    labelled: list[Labelled] = field(default_factory=list)

    def blocks(self) -> Iterator[Block]:
        """Yields all blocks."""
        for run in self.runs:
            yield from run.blocks
        for part in self.parts:
            yield from part.blocks


def belongs(run: Run, block: Block) -> bool:
    """Returns whether ``block``, which has no label, still is the value of ``run``."""
    if run.depth:
        nested = block.depth > run.depth
        return nested or (block.depth == run.depth and block.shape is not ITEM)
    if run.level:
        return run.owner not in SINGLE or not run.blocks or _goes_on(run, block)
    if run.inline:
        return run.owner is Field.REFLECTION
    if run.owner in SINGLE:
        return not run.blocks or _goes_on(run, block)
    return True


def _goes_on(run: Run, block: Block) -> bool:
    """Returns whether ``block`` is one more item of the list that is the value of ``run``."""
    return block.shape is ITEM and run.blocks[-1].shape is ITEM


def is_value(run: Run) -> bool:
    """Returns whether the blocks under a label such as ``Tags`` can be its value."""
    for block in run.blocks:
        if block.shape is CODE:
            return False
        rest = without(block.text, block.spans(), ",")
        words = [part.split() for part in rest.replace("\n", ",").split(",")]
        if any(len(part) > 4 for part in words) or rest.rstrip().endswith((".", "!", "?")):
            return False
    return True
