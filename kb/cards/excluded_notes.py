"""Notes that yield no generated cards: diaries, indexes, templates, drawings, problem sets."""

import re
from functools import lru_cache
from typing import Final

from kb.notes.names import name_key
from kb.notes.note import Note
from kb.notes.titles import stem_of

_DIARY_FOLDER: Final = re.compile(
    r"(?:^|/)(?:daily(?:[ _-]?notes?)?|journals?|diary|dailies|weekly|periodic)/", re.IGNORECASE
)
_DATE: Final = re.compile(
    r"\d{4}[-_. ]?(?:\d{2}[-_. ]?\d{2}|w\d{1,2}|q\d)(?:\W.*)?|\d{1,2}[-_. ]\d{1,2}[-_. ]\d{4}",
    re.IGNORECASE,
)
_TEMPLATE_FOLDER: Final = re.compile(r"(?:^|/)_?templates?/", re.IGNORECASE)
_TEMPLATE: Final = re.compile(r"<%|\{\{\s*(?:title|date|time)\b[^}]*\}\}", re.IGNORECASE)
_INDEX: Final = re.compile(
    r"(?:\W*)(?:index|moc|home|readme|contents|table of contents|dashboard|start here|changelog"
    r"|code[ _-]of[ _-]conduct|contributing|contributors|(?:pull[ _-]request|issue)[ _-]template"
    r"|inbox|todo|reading list)(?:\W*)|.*\bMOC\b.*|.*\bmap of content.*",
    re.IGNORECASE,
)
_INDEX_KINDS: Final = frozenset(
    "moc index map daily template source textbook person meeting".split()
)
_PROBLEM: Final = re.compile(
    r"(?:problem(?: statement| description)?|constraints|example \d+"
    r"|(?:my |optimal )?solutions?\b.*"
    r"|exercises?(?: \d+)?|approach(?: \d+)?|test cases)",
    re.IGNORECASE,
)
_PROBLEMS: Final = frozenset({"problem", "example", "exercise", "exercises"})
_DRAWING: Final = frozenset({"excalidraw plugin", "kanban plugin"})
_LINK: Final = re.compile(r"!?\[\[[^\[\]]*\]\]|\[[^\[\]]*\]\([^()]*\)|https?://\S+")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def is_template_path(path: str) -> bool:
    """Return whether a note, by its path in the notes' folder, is in a folder of templates."""
    return _TEMPLATE_FOLDER.search(f"/{path}") is not None


def is_excluded(note: Note) -> bool:
    """Return whether a note is of a kind that yields no cards."""
    stem = stem_of(note.path)
    diary = note.definition is None and _DATE.fullmatch(stem)
    index = _is_index_name(stem) or (stem != note.title and _is_index_name(note.title))
    if diary or index or (note.kind or "").casefold() in _INDEX_KINDS:
        return True
    if _is_excluded_folder(note.path.rpartition("/")[0]) or note.path.endswith(".excalidraw.md"):
        return True
    if _placeholder_count(note.title) or _placeholder_count(note.body) > 1:
        return True
    if any(name_key(property_.key) in _DRAWING for property_ in note.properties):
        return True
    return _is_problem_set(note) or _is_list_of_links(note)


@lru_cache(maxsize=64)
def _is_excluded_folder(folder: str) -> bool:
    path = f"/{folder}/"
    return bool(_DIARY_FOLDER.search(path) or _TEMPLATE_FOLDER.search(path))


@lru_cache(maxsize=16)
def _is_index_name(name: str) -> bool:
    return _INDEX.fullmatch(name) is not None


def _placeholder_count(text: str) -> int:
    may = ("%" in text and "<%" in text) or ("{" in text and "{{" in text)
    return len(_TEMPLATE.findall(text)) if may else 0


def _is_problem_set(note: Note) -> bool:
    parts = [part for section in note.sections if (part := _problem_part(section.heading))]
    return len(parts) > 1 and len(set(parts)) > 1 and not _PROBLEMS.isdisjoint(parts)


@lru_cache(maxsize=1024)
def _problem_part(heading: str) -> str:
    """Return the first word of a heading that a problem set has; empty if it has none such."""
    match = _PROBLEM.fullmatch(heading.strip())
    return match[0].split()[0].casefold() if match else ""


def _is_list_of_links(note: Note) -> bool:
    if note.definition is not None or len(note.links) < 4:
        return False
    rest = _WORD.findall(_LINK.sub(" ", note.body))
    return len(rest) < 3 * len(note.links)
