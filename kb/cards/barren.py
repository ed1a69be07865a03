"""Notes from which nothing is drawn: diaries, indexes, templates, drawings, problem sets."""

import re
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
_DRAWING: Final = frozenset({"excalidraw plugin", "kanban plugin"})
_LINK: Final = re.compile(r"!?\[\[[^\]]*\]\]|\[[^\]]*\]\([^)]*\)|https?://\S+")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def barren(note: Note) -> bool:
    """Tells whether a note is of a kind that holds nothing to be learned by heart."""
    stem = stem_of(note.path)
    path = f"/{note.path}"
    kind = (note.kind or "").casefold()
    diary = _DIARY_FOLDER.search(path) or (_DATE.fullmatch(stem) and note.definition is None)
    template = _TEMPLATE_FOLDER.search(path) or _TEMPLATE.search(note.title)
    index = _INDEX.fullmatch(stem) or _INDEX.fullmatch(note.title) or kind in _INDEX_KINDS
    drawing = note.path.endswith(".excalidraw.md") or any(
        name_key(found.key) in _DRAWING for found in note.properties
    )
    if diary or template or index or drawing or len(_TEMPLATE.findall(note.body)) > 1:
        return True
    return _poses_problem(note) or _only_links(note)


def _poses_problem(note: Note) -> bool:
    """Tells whether a note states a problem and its solution."""
    found = {
        match[0].split()[0].casefold()
        for section in note.sections
        if (match := _PROBLEM.fullmatch(section.heading.strip()))
    }
    return len(found) > 1 and bool(found & {"problem", "example", "exercise", "exercises"})


def _only_links(note: Note) -> bool:
    """Tells whether a note is little more than a list of links."""
    if note.definition is not None or len(note.links) < 4:
        return False
    rest = _WORD.findall(_LINK.sub(" ", note.body))
    return len(rest) < 3 * len(note.links)
