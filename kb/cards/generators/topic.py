"""A note as the generators see it: its title and names, its language, its running text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kb.cards.generators.prose import Stretch, stretches
from kb.cards.words import ENGLISH, language_of, stems, words
from kb.notes.inline import plain
from kb.notes.names import name_key
from kb.notes.note import Item, Note

_NUMBERED: Final = re.compile(r"^\d+(?:\.\d+)*[.)]?\s+")
_SAMPLE: Final = 1000
"""Characters from which the language is told."""
_HEAD: Final = 24
"""Characters of a text by which its line is found again."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Topic:
    """What a note is about, and what it says. Compared by identity, so it can be a key."""

    note: Note
    title: str
    names: frozenset[str]
    """The keys of the title and the aliases."""
    language: str
    stretches: tuple[Stretch, ...]
    rows: Sequence[str]
    """The lines of the note's file."""

    @property
    def english(self) -> bool:
        """Whether sentences can be worded."""
        return self.language == ENGLISH

    def stems(self, text: str) -> frozenset[str]:
        """Returns the stems of the words in ``text`` that say something."""
        return _stems(text, self.language)

    def name_stems(self, text: str) -> frozenset[str]:
        """Returns the stems of a name, without those of the title."""
        found = self.stems(text)
        return found - self.stems(self.title) or found

    def is_title(self, text: str) -> bool:
        """Tells whether ``text`` is one of the note's names, singular or plural."""
        key = name_key(text)
        return bool({key, f"{key}s", key.removesuffix("s"), f"{key}es"} & self.names)

    def shows_title(self, text: str) -> bool:
        """Tells whether all words of the title stand in ``text``."""
        found = {*words(text), *words(text.casefold())}
        return any(set(words(name)) <= found for name in self.names if words(name))

    def line_of(self, text: str, start: int) -> int:
        """Returns the line, at ``start`` or below, in which ``text`` begins; else ``start``."""
        head = text[:_HEAD]
        for number in range(max(start, 1), len(self.rows) + 1):
            if head in self.rows[number - 1]:
                return number
        return start

    def path_of(self, item: Item) -> tuple[str, ...]:
        """Returns the headings above an item."""
        path: tuple[str, ...] = ()
        for stretch in self.stretches:
            if stretch.heading is not None and stretch.line <= item.line:
                path = stretch.path
        return path


@lru_cache(maxsize=4096)
def _stems(text: str, language: str) -> frozenset[str]:
    """Returns the stems of Markdown; a note's titles, names and sentences come up many times."""
    return stems(plain(text), language)


def topic_of(note: Note, rows: Sequence[str]) -> Topic:
    """Returns what a note is about.

    Args:
        note: The note.
        rows: The lines of its file, in which lines are looked for.
    """
    title = _NUMBERED.sub("", note.title) or note.title
    names = frozenset(name_key(name) for name in (title, note.title, *note.aliases))
    parts = stretches(note)
    said = note.definition.text if note.definition else ""
    sample = " ".join([title, said, *(block.text for part in parts for block in part.blocks[:4])])
    return Topic(
        note=note,
        title=title,
        names=names,
        language=language_of(plain(sample[:_SAMPLE])),
        stretches=parts,
        rows=rows,
    )
