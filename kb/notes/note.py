"""A note and its parts, as read from one file. Every ``line`` counts from 1 in that file.

What a note has many of, and no command shows as it is, is a tuple, which is soon made.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

MENTIONS: Final = "mentions"
"""The relation of a link in running text."""


class Passage(NamedTuple):
    """A stretch of Markdown and where it begins."""

    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading that is neither the title nor a field, with the text up to the next heading."""

    heading: str
    """Plain text, without markup and without a leading number such as ``1.``."""
    level: int
    """1 to 6."""
    line: int
    text: str
    """Markdown of the section itself, without its subsections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A named entry of a list, such as a call with its description and example."""

    name: str
    """Plain text: ``asyncio.run()``."""
    description: str | None
    """Markdown."""
    code: str | None
    language: str | None
    """The fence's info word, such as ``python``."""
    heading: str | None
    """The section the item appears in; absent above the first heading."""
    line: int
    name_is_code: bool
    """Whether the name was written, or reads, as code."""


class Link(NamedTuple):
    """A directed edge from this note to a concept."""

    target: str
    """As written, without alias and subpath: ``dir/Event Loop``. Empty for this very note."""
    subpath: str | None
    """What follows the target: ``#Heading#Sub`` or ``#^block``."""
    alias: str | None
    """The text shown instead of the target."""
    relation: str
    """The label the link appears under, or ``mentions``."""
    line: int
    text: str
    """The sentence or entry the link appears in."""
    embed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the note's content comes from."""

    text: str
    url: str | None
    line: int


class CodeBlock(NamedTuple):
    """A fenced or indented block of code."""

    code: str
    language: str | None
    heading: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A labelled value that is none of the known fields, from front matter or ``key:: value``."""

    key: str
    values: tuple[str, ...]
    line: int
    lines: tuple[int, ...] = ()
    """Of the values, where they appear on lines of their own."""
    is_list: bool = False
    """Whether the values were written as a list, and commas in them separate nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One Markdown file, read."""

    path: str
    """Relative to the folder, with ``/``."""
    title: str
    kind: str | None
    """Such as ``atom``."""
    note_id: str | None
    """The front matter's ``id``: an identity that the user gave."""
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    """Without ``#``, in order of appearance, each once, spelled as first met."""
    definition: Passage | None
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    links: tuple[Link, ...]
    """All of them, in the order of lines; those of the Connections field carry their relation."""
    sources: tuple[Source, ...]
    reflection: Passage | None
    code_blocks: tuple[CodeBlock, ...]
    properties: tuple[Property, ...]
    body: str
    """The Markdown without front matter; rebuilt, if the mark-up had been lost."""
    flattened: bool
    """Whether the mark-up had been lost and was rebuilt."""
    kind_is_tag: bool = False
    """Whether the kind was written as a tag, so that it is found as one."""
