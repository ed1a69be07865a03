"""Traits of the note that a card is drawn from."""

import re
from functools import lru_cache
from typing import Final

from kb.cards.generators.labels import GENERIC_LABELS
from kb.cards.journal_notes import is_journal_note
from kb.cards.topic.topic import Topic
from kb.notes.names import name_key

_DIGIT: Final = re.compile(r"\d")
_TASK: Final = re.compile(r"^\s*[-*+] \[[ xX/-]\]", re.MULTILINE)
_ACTION_TITLE: Final = re.compile(
    r"(?:how to|why|when|what|using|creating|building|working|getting|setting|introduction|intro"
    r"|notes? on|my|wie man|cómo|comment|como)\b.*|.*\b(?:vs\.?|versus)\b.*",
    re.IGNORECASE,
)
_RECORD_TITLE: Final = re.compile(
    r".*\b(?:exam|quiz|test|examples?|solutions?|exercises?|practice|homework|assignment|hw|lab"
    r"|lecture|week|day|session|meeting|chapter|unit"
    r"|klausur|übung|aufgabe|vorlesung|tarea|examen|lista|aula|prova|cours|td|tp|лекция|семинар)"
    r"\s?\d*\b.*",
    re.IGNORECASE,
)
_FILE_TITLE: Final = re.compile(r"_|\.\w+$|^\W*\d[\d\W]*$|^[^\s\d]*\d|^[a-z][^\s]*-\w")
"""A title that is a file's name, such as ``lesson-25`` or ``1_intro``, and no word of a
language."""
_DAY: Final = re.compile(r"20\d\d|\d{1,2}[-_.]\d{1,2}[-_.]\d\d")
_EXERCISES: Final = re.compile(
    r"exerc|esercizi|übung|aufgabe|homework|assignment|\blabs?\b|\bblatt\b|quiz|\bexams?\b|devoir"
    r"|tarea|problem set|worksheet|proposal|syllabus|logistics",
    re.IGNORECASE,
)
"""In the path of what is to be done for a course."""
_TOOL_PATH: Final = re.compile(
    r"(?:^|/)(?:\.\w[^/]*|(?:\d+[\s._-]+|_)?(?:agents?|skills?|commands?|prompts?|openspec|specs?|trash|legacy|old"
    r"|tasks"
    r"|todos?|projects?|meetings?|admin|logs?|reviews?|drafts?|changes|workflows?|scripts?|copilot"
    r"|work|personal|people|travel|movies|films|books?|inbox)s?)/"
    r"|(?:^|/)(?:SKILL|CLAUDE|AGENTS|GEMINI|CONTRIBUTING|COMMANDS?|USAGE)\.md$",
    re.IGNORECASE,
)
"""Files for programs, and of work in progress."""
_GENERIC_TITLES: Final = frozenset(
    "notes main basics glossary cheatsheet principles config test lesson chapter notizen apuntes"
    " notas cours appunti конспект 笔记".split()
)
_LONG_NOTE: Final = 6_000
_SHORT_NOTE: Final = 400
"""Characters."""
_MANY_WORDS: Final = 5


@lru_cache(maxsize=1)
def traits_of_note(topic: Topic) -> tuple[str, ...]:
    """Return what the cards of a note have in common."""
    note, words = topic.note, topic.title.split()
    key = name_key(topic.title)
    traits = {
        "note-in-another-language": not topic.english and topic.phrases is not None,
        "note-in-an-unworded-language": not topic.english and topic.phrases is None,
        "note-of-a-record": is_journal_note(note),
        "note-with-a-definition": note.definition is not None,
        "note-of-tasks": _TASK.search(note.body) is not None,
        "note-of-a-tool": _TOOL_PATH.search(note.path) is not None,
        "note-short": len(note.body) < _SHORT_NOTE,
        "note-long": len(note.body) > _LONG_NOTE,
        "title-of-one-word": len(words) == 1,
        "title-of-many-words": len(words) > _MANY_WORDS,
        "title-with-a-digit": _DIGIT.search(note.title) is not None,
        "title-of-an-action": _ACTION_TITLE.fullmatch(topic.title) is not None,
        "title-of-a-record": _RECORD_TITLE.fullmatch(note.title) is not None,
        "title-of-a-file": _FILE_TITLE.search(note.title) is not None,
        "title-begins-small": topic.title[:1].islower(),
        "title-is-generic": key in GENERIC_LABELS or key in _GENERIC_TITLES,
        "title-of-a-day": _DAY.search(note.title) is not None,
        "note-of-exercises": _EXERCISES.search(note.path) is not None,
    }
    return tuple(name for name, holds in traits.items() if holds)
