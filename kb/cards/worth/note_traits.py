"""Traits of the note that a card is drawn from."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kb.cards.generators.labels import GENERIC_LABELS
from kb.cards.journal_notes import is_journal_note
from kb.cards.topic.topic import GENERIC_TITLES, Topic
from kb.cards.worth.prompt_traits import is_within_argument
from kb.notes.names import name_key
from kb.notes.note import Note

_DIGIT: Final = re.compile(r"\d")
_TASK: Final = re.compile(r"^\s*[-*+] \[[ xX/-]\]", re.MULTILINE)
_TASK_SIGNS: Final = ("[ ]", "[x]", "[X]", "[/]", "[-]")
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
    r"question \d|key practice|past paper|pratica|\bps\d|problems?\b|exerc|ejercicio|esercizi"
    r"|übung|aufgabe|homework|assignment|\blabs?\b|\bblatt\b|quiz|\bexams?\b|devoir"
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
_PROJECT: Final = re.compile(
    r"\b(?:src|tests?|lib|app|packages?)/[\w/.-]+|\btest_\w+|\bTODO\b|\bFIXME\b|\b(?:PR|issue) #\d+"
    r"|\b20\d\d-[01]\d-[0-3]\d\b|\b(?:commit(?:ted)?|merged?|deployed|refactor(?:ed)?|milestone|sprint|backlog"
    r"|roadmap|stakeholders?|deliverables?|acceptance (?:tests?|criteria))\b"
)
"""What notes of a project's work are full of."""
_PROJECT_SIGNS: Final = 4
_READ: Final = 4_000
_PROJECT_KINDS: Final = frozenset(
    "project task log code experiment decision ticket bug spec plan report review draft".split()
)
_LONG_NOTE: Final = 6_000
_SHORT_NOTE: Final = 400
"""Characters."""
_MANY_WORDS: Final = 5


@lru_cache(maxsize=1)
def traits_of_note(topic: Topic) -> tuple[str, ...]:
    """Return what the cards of a note have in common."""
    return (*_of_note(topic), *_of_title(topic.title), *_of_written_title(topic.note.title))


def _of_note(topic: Topic) -> Iterator[str]:
    note = topic.note
    if not topic.english:
        worded = topic.phrases is not None
        yield "note-in-another-language" if worded else "note-in-an-unworded-language"
    if is_journal_note(note):
        yield "note-of-a-record"
    if note.definition is not None:
        yield "note-with-a-definition"
    if _has_tasks(note.body):
        yield "note-of-tasks"
    if _TOOL_PATH.search(note.path):
        yield "note-of-a-tool"
    if _EXERCISES.search(note.path):
        yield "note-of-exercises"
    if _is_of_a_project(note):
        yield "note-of-a-project"
    if len(note.body) < _SHORT_NOTE:
        yield "note-short"
    if len(note.body) > _LONG_NOTE:
        yield "note-long"


def _is_of_a_project(note: Note) -> bool:
    if (note.kind or "").casefold() in _PROJECT_KINDS:
        return True
    return len(_PROJECT.findall(note.body[:_READ])) >= _PROJECT_SIGNS


def _has_tasks(body: str) -> bool:
    return any(sign in body for sign in _TASK_SIGNS) and _TASK.search(body) is not None


def _of_title(title: str) -> Iterator[str]:
    words, key = len(title.split()), name_key(title)
    if words == 1:
        yield "title-of-one-word"
    elif words > _MANY_WORDS:
        yield "title-of-many-words"
    if _ACTION_TITLE.fullmatch(title):
        yield "title-of-an-action"
    if title[:1].islower():
        yield "title-begins-small"
    if key in GENERIC_LABELS or key in GENERIC_TITLES:
        yield "title-is-generic"
    if is_within_argument(title):
        yield "within-an-argument"


def _of_written_title(title: str) -> Iterator[str]:
    """Yield the traits of a title as it is written, with its number."""
    if _DIGIT.search(title):
        yield "title-with-a-digit"
        if _DAY.search(title):
            yield "title-of-a-day"
    if _RECORD_TITLE.fullmatch(title):
        yield "title-of-a-record"
    if _FILE_TITLE.search(title):
        yield "title-of-a-file"
