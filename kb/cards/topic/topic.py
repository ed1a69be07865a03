"""A note as the generators see it: its title and names, its language, its running text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kb.cards.language import ENGLISH, language_of, surely_english
from kb.cards.stems import adds_stems, shared_stems, stems, telling_words, words
from kb.cards.topic.phrases import PHRASES, Phrases, Said, subject_in
from kb.cards.topic.text_blocks import TextSection, text_sections
from kb.notes.names import name_key
from kb.notes.note import Item, Note
from kb.notes.plain_text import Markdown, plain
from kb.notes.titles import parts_of

_NUMBERED: Final = re.compile(r"^\d+(?:\.\d+)*[.)]?\s+(?:[-–—]\s+)?")
_LESSON: Final = re.compile(
    r"^(?:lecture|lesson|week|day|chapter|chap\.?|ch\.?|unit|module|session|seminar|topic|part"
    r"|vorlesung|kapitel|woche|teil|tema|clase|sesi[oó]n|cap[ií]tulo|unidad|semana|aula|te[oó]rica"
    r"|cours|chapitre|s[eé]ance|лекция|глава|тема|семинар)\s?\d{1,3}\w?\s*[-–—:.]\s*(?=\w{3})",
    re.IGNORECASE,
)
"""What stands before the name of a lesson."""
_DATE: Final = re.compile(r"[\s_-]*(?:19|20)\d\d[-_.](?:0\d|1[0-2])[-_.][0-3]\d(?![^\W_])[\s_-]*")
_CODE: Final = re.compile(r"^(?:(?:[A-Z]{0,6}\d[\w.]{0,6}|[A-Z])\s+[-–—:]\s+)+(?=\w{3})")
"""What stands before the name of a lesson in a course that has a code: “PX154 - D3 - ”."""
_OF_ALL: Final = re.compile(r"(?<=\w)\s(?:overview|introduction|basics)$", re.IGNORECASE)
"""What stands behind the name of what a note is about."""
GENERIC_TITLES: Final = frozenset(
    "notes note main basics glossary cheatsheet principles config test lesson chapter overview"
    " introduction intro syntax examples usage commands general misc summary docs lab labs types"
    " variables functions operators definitions terminology concepts theory formulas statement"
    " notizen einführung grundlagen begriffe apuntes notas introducción conceptos cours appunti"
    " introduzione introdução конспект введение 笔记 概述 简介".split()
)
"""Titles that say nothing without the folder of the note."""
_FEWEST_LETTERS: Final = 3
_SAMPLE: Final = 1000
"""Characters by which the language is detected."""
_HEAD: Final = 24
"""Characters of a text by which its line is found again."""


@dataclass(slots=True, kw_only=True, eq=False)
class Topic:
    """What a note is about, and what it says. Hashed by identity, for caches; treat as frozen."""

    note: Note
    title: str
    names: tuple[str, ...]
    """The keys of the title and the aliases, each once, the longest first."""
    forms: frozenset[str]
    """The keys, in singular and plural."""
    name_words: tuple[frozenset[str], ...]
    """The words of each."""
    language: str
    text_sections: tuple[TextSection, ...]
    rows: Sequence[str]
    """The lines of the note's file."""

    @property
    def english(self) -> bool:
        """Whether sentences can be worded."""
        return self.language == ENGLISH

    @property
    def phrases(self) -> Phrases | None:
        """What prompts are worded with, in another language than English; None if nothing is."""
        return PHRASES.get(self.language)

    def subject_in(self, sentence: str) -> Said | None:
        """Return what a sentence in another language than English defines, if it defines it."""
        return subject_in(self.language, sentence)

    def adds_stems(self, text: str, *known: str, least: int) -> bool:
        """Return whether Markdown has ``least`` word stems that no ``known`` text has."""
        return adds_stems(text, *known, least=least, language=self.language)

    def gives_away(self, text: str, name: str) -> bool:
        """Return whether Markdown has half of a name's stems, the title's left out."""
        name = plain(Markdown(name))
        shared = shared_stems(name, plain(Markdown(text)), self.language)
        if not shared:
            return not telling_words(name, self.language)
        named = stems(name, self.language)
        named = named - stems(plain(Markdown(self.title)), self.language) or named
        return 2 * len(named & shared) >= len(named)

    def names_itself(self, text: str) -> bool:
        """Return whether plain text has a word of the title, in whatever form."""
        return bool(shared_stems(plain(Markdown(self.title)), text, self.language))

    def is_title(self, text: str) -> bool:
        """Return whether ``text`` is one of the note's names, singular or plural."""
        return name_key(text) in self.forms

    def shows_title(self, text: str) -> bool:
        """Return whether ``text`` has all words of the title."""
        folded = text.casefold()
        text_words: set[str] | None = None
        for name in self.name_words:
            for word in name:
                if word not in folded:
                    break
            else:
                text_words = text_words or {*words(text), *words(folded)}
                if name <= text_words:
                    return True
        return False

    def line_of(self, text: str, start: int) -> int:
        """Return the line, at ``start`` or below, in which ``text`` begins; else ``start``."""
        head = text[:_HEAD]
        for number in range(max(start, 1), len(self.rows) + 1):
            if head in self.rows[number - 1]:
                return number
        return start

    def path_of(self, item: Item) -> tuple[str, ...]:
        """Return the headings above an item."""
        for section in reversed(self.text_sections):
            if section.heading is not None and section.line <= item.line:
                return section.path
        return ()


def topic_of(note: Note, rows: Sequence[str]) -> Topic:
    """Return what a note is about; ``rows`` are the lines of its file."""
    title = _asked_by(note.title)
    if "_" in title and " " not in title and title not in note.body:
        title = title.replace("_", " ").strip()
    folder = _asked_by(note.path.rpartition("/")[0].rpartition("/")[2])
    if folder and name_key(title) in GENERIC_TITLES:
        title = f"{folder} › {title}"
    keys = dict.fromkeys(
        name_key(name) for name in (title, note.title, *parts_of(note.title), *note.aliases)
    )
    names = tuple(sorted(keys, key=len, reverse=True))
    parts = text_sections(note)
    return Topic(
        note=note,
        title=title,
        names=names,
        forms=frozenset(
            form
            for name in names
            for form in (name, f"{name}s", *map(name.removesuffix, ("s", "es")))
        ),
        name_words=tuple(
            split
            for name in ((name_key(title),) if " › " in title else names)
            if (split := frozenset(words(name)))
        ),
        language=_language_of(title, note, parts),
        text_sections=parts,
        rows=rows,
    )


def _asked_by(title: str) -> str:
    """Return a title as prompts show it: without a number, a lesson's number or a day.

    “Lecture 5 – Hashing” and “Hashing Overview” are about hashing.
    """
    named = title
    if any(sign.isdigit() for sign in title):
        named = _DATE.sub(" ", _LESSON.sub("", _CODE.sub("", _NUMBERED.sub("", title)))).strip()
    named = _OF_ALL.sub("", named)
    return named if sum(map(str.isalpha, named)) >= _FEWEST_LETTERS else title


def _language_of(title: str, note: Note, parts: Sequence[TextSection]) -> str:
    said = note.definition.text if note.definition else ""
    if surely_english(said):
        return ENGLISH
    sample = f"{title} {said}"
    for part in parts:
        if len(sample) >= _SAMPLE:
            break
        sample = " ".join([sample, *(block.text for block in part.first_blocks(4))])
    return language_of(sample[:_SAMPLE])
