"""Kinds of edit that people make to notes: cosmetic ones, and ones that change what is known."""

import re
from collections.abc import Callable
from dataclasses import dataclass

PATH = "bolt.md"
NOTE = """---
tags: [Doors, Iron]
---
# Bolt

Definition: A bolt is a rod of iron that keeps a door shut from the inside.

## Parts of a bolt

### Rod

The rod is the long part that slides through the staples. It is round or flat.

- `rod.slide()`: Moves the iron into the hole of the frame.
- `rod.lift()`: Raises the knob out of its notch by a finger.
- `rod.oil()`: Spreads a drop of grease over the surface.

### Keeper

The keeper is the ring on the frame that receives the end. It is screwed on.

- `keeper.align()`: Brings ring and staple into one line.
- `Keeper.Ring`: A closed loop of steel with two holes.

## Kinds

- **Barrel bolt:** Runs inside a tube on a flat plate.
- **Tower bolt:** Stands upright at the edge of a double door.
- **Flush bolt:** Lies sunk within the wood of the leaf.

## Advantages of a bolt

- Price: Costs less than any lock with a key.
- Simplicity: Has hardly anything that could break.

## History

- Introduced in Rome 1.2 as a wooden beam.
- Springs were added in Forge 3.4, late in the day.

## Questions

Q: Who opens a bolt from outside?
A: Nobody, which is
its whole point.

C: A bolt keeps [burglars] out and [children] in.

## Connections

- Related Concepts: [[Lock]], [[Latch]]
"""

Files = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One kind of edit."""

    name: str
    make: Callable[[Files], Files]
    lost: int = 0
    """Cards that may lose their history by it."""


def _in_note(change: Callable[[str], str]) -> Callable[[Files], Files]:
    def make(files: Files) -> Files:
        changed = {path: change(text) for path, text in files.items()}
        assert changed != files
        return changed

    return make


def _swap(old: str, new: str) -> Callable[[Files], Files]:
    return _in_note(lambda text: text.replace(old, new))


def _section(text: str, heading: str) -> str:
    match = re.search(rf"(?ms)^{heading}\n.*?(?=^#{{2,3}} |\Z)", text)
    assert match is not None
    return match[0]


def _without(heading: str) -> Callable[[Files], Files]:
    return _in_note(lambda text: text.replace(_section(text, heading), ""))


def _moved_before(heading: str, other: str) -> Callable[[Files], Files]:
    def change(text: str) -> str:
        part = _section(text, heading)
        return text.replace(part, "").replace(other, part + other)

    return _in_note(change)


def _lines_swapped(first: str, second: str) -> Callable[[Files], Files]:
    def change(text: str) -> str:
        lines = text.split("\n")
        i = next(i for i, line in enumerate(lines) if line.startswith(first))
        j = next(j for j, line in enumerate(lines) if line.startswith(second))
        lines[i], lines[j] = lines[j], lines[i]
        return "\n".join(lines)

    return _in_note(change)


def _put(new: str, before: str) -> Callable[[Files], Files]:
    return _swap(before, new + before)


def _renamed(text: str) -> str:
    return text.replace("bolt", "latch").replace("Bolt", "Latch")


def _names_swapped(text: str) -> str:
    text = text.replace("rod.slide", "rod.x").replace("rod.lift", "rod.slide")
    return text.replace("rod.x", "rod.lift")


def _questions_moved(files: Files) -> Files:
    part = _section(files[PATH], "## Questions")
    return {PATH: files[PATH].replace(part, ""), "questions.md": part}


def _split(files: Files) -> Files:
    part = _section(files[PATH], "### Keeper")
    return {PATH: files[PATH].replace(part, ""), "keeper parts.md": part.replace("###", "##")}


COSMETIC = (
    Edit(name="nothing", make=dict),
    Edit(name="a typo in a definition", make=_swap("keeps a door shut", "kepes a door shut")),
    Edit(name="a word added to the definition", make=_swap("rod of iron", "rod of hard iron")),
    Edit(name="a word left out", make=_swap("from the inside", "from inside")),
    Edit(name="an article", make=_swap("a finger", "one finger")),
    Edit(name="a comma", make=_swap("Brings ring and", "Brings ring, and")),
    Edit(name="a stop left out", make=_swap("frame.\n", "frame\n")),
    Edit(name="emphasis", make=_swap("grease", "*grease*")),
    Edit(name="a link", make=_swap("the staples", "the [[Staple|staples]]")),
    Edit(name="code marks", make=_swap("knob", "`knob`")),
    Edit(name="British to American", make=_swap("grease over", "grease across")),
    Edit(name="items reordered", make=_lines_swapped("- `rod.slide()`", "- `rod.oil()`")),
    Edit(name="bold items reordered", make=_lines_swapped("- **Barrel", "- **Flush")),
    Edit(name="sections moved", make=_moved_before("### Keeper", "### Rod")),
    Edit(name="a section moved up", make=_moved_before("## Kinds", "## Parts of a bolt")),
    Edit(name="a heading renamed", make=_swap("## Kinds", "## Common sorts"), lost=1),
    Edit(name="a parent renamed", make=_swap("## Parts of a bolt", "## Anatomy")),
    Edit(name="headings numbered", make=_swap("### Rod", "### 1. Rod")),
    Edit(name="a heading one level down", make=_swap("### Keeper", "#### Keeper")),
    Edit(name="a heading one level up", make=_swap("### Keeper", "## Keeper")),
    Edit(name="an item's case", make=_swap("**Barrel bolt:**", "**Barrel Bolt:**")),
    Edit(name="a heading's case", make=_swap("### Keeper", "### KEEPER")),
    Edit(
        name="an item before",
        make=_put("- `rod.cut()`: Shortens it with a file on both ends.\n", "- `rod.slide"),
    ),
    Edit(
        name="an item between",
        make=_put("- `rod.bend()`: Turns it into a hook with hot fire.\n", "- `rod.oil"),
    ),
    Edit(
        name="an item after",
        make=_put("- **Chain bolt:** Hangs high and is pulled with a chain.\n", "- **Barrel"),
    ),
    Edit(
        name="a section added",
        make=_put("### Staple\n\nThe staple is the bow that guides everything.\n\n", "## Kinds"),
    ),
    Edit(
        name="a paragraph added",
        make=_swap("### Rod\n", "Every part wears out some day.\n\n### Rod\n"),
    ),
    Edit(
        name="a paragraph behind",
        make=_swap("It is round or flat.", "It is round or flat.\n\nOld ones are of wood."),
    ),
    Edit(
        name="a second sentence",
        make=_swap("It is screwed on.", "It is screwed on. Nails are weaker."),
    ),
    Edit(name="a footer", make=_in_note(lambda text: f"{text}\n---\nType :: #atom\n")),
    Edit(name="tags", make=_swap("[Doors, Iron]", "[Doors, Iron, Safety]")),
    Edit(name="an alias", make=_swap("tags: [", "aliases: [Slide bolt]\ntags: [")),
    Edit(name="blank lines", make=_in_note(lambda text: text.replace("\n\n", "\n\n\n"))),
    Edit(name="stars for dashes", make=_in_note(lambda text: re.sub(r"(?m)^- ", "* ", text))),
    Edit(name="Windows line ends", make=_in_note(lambda text: text.replace("\n", "\r\n"))),
    Edit(name="a definition as a section", make=_swap("Definition: A", "## Definition\n\nA")),
    Edit(name="a bold definition", make=_swap("Definition:", "**Definition:**")),
    Edit(
        name="bold items with the colon outside",
        make=_in_note(lambda text: text.replace(":** ", "**: ")),
    ),
    Edit(
        name="a question reworded a little", make=_swap("Who opens a bolt", "Who can open a bolt")
    ),
    Edit(name="an answer on one line", make=_swap("which is\nits", "which is its")),
    Edit(name="a word added to a cloze", make=_swap("keeps [burglars]", "always keeps [burglars]")),
    Edit(name="a typo in a cloze", make=_swap("[children] in", "[childern] in")),
    Edit(name="a third gap", make=_swap("out and", "[out] and")),
    Edit(name="a card put before", make=_put("Q: What is a knob?\nA: A handle.\n\n", "Q: Who")),
    Edit(name="a card put between", make=_put("Q: What squeaks?\nA: Rust.\n\n", "C: A bolt")),
    Edit(
        name="questions moved to the top", make=_moved_before("## Questions", "## Parts of a bolt")
    ),
    Edit(name="the version's sentence reworded", make=_swap("late in the day", "much later")),
    Edit(name="the concept renamed", make=_in_note(_renamed), lost=4),
    Edit(name="an item renamed", make=_swap("`rod.oil()`", "`rod.grease_up()`"), lost=2),
    Edit(name="the file renamed", make=lambda files: {"Slide Bolt.md": files[PATH]}),
    Edit(name="the note split", make=_split),
    Edit(name="a part moved to a new note", make=_questions_moved),
)
"""What is known stays the same: every card keeps its history, but for ``lost`` ones."""

OTHER = (
    Edit(name="a section removed", make=_without("### Keeper")),
    Edit(
        name="an item removed",
        make=_swap("- `rod.oil()`: Spreads a drop of grease over the surface.\n", ""),
    ),
    Edit(
        name="an item replaced by another",
        make=_swap(
            "`rod.oil()`: Spreads a drop of grease over the surface.",
            "`rod.paint()`: Covers it with red colour against rust.",
        ),
    ),
    Edit(
        name="names swapped",
        make=_in_note(_names_swapped),
    ),
    Edit(
        name="a gap moved",
        make=_swap("[burglars] out and [children] in", "burglars [out] and children [in]"),
    ),
    Edit(
        name="a question replaced",
        make=_swap(
            "Who opens a bolt from outside?\nA: Nobody, which is\nits whole point.",
            "Why is oil needed?\nA: Because rust would bind it.",
        ),
    ),
    Edit(
        name="a definition replaced",
        make=_swap(
            "A bolt is a rod of iron that keeps a door shut from the inside.",
            "A bolt is a flash of lightning among clouds.",
        ),
    ),
    Edit(
        name="a version replaced",
        make=_swap("Springs were added in Forge 3.4", "Handles were added in Forge 3.4"),
    ),
    Edit(name="everything removed", make=lambda files: {PATH: "# Bolt\n\nEmpty.\n"}),
)
"""What is known becomes another."""
