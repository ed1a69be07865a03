"""What a link leads to, as a few lines of Markdown."""

from typing import Final

from kb.app.editing.notebook import Notebook
from kb.app.editing.pointing import is_title
from kb.graph.index import IndexedNote
from kb.notes.note import Note
from kb.notes.outline import HeadingAt

_MOST: Final = 1_200
"""Characters of a text that is shown."""


def note_preview(notebook: Notebook, note: IndexedNote) -> str:
    """Return what a note is: its names, and its definition, or how it begins."""
    read = notebook.outlined(notebook.folder_of(note), note.named.path)
    if read is None:
        return f"**{note.named.title}**"
    lines = [f"**{note.named.title}**"]
    if note.named.aliases:
        lines[0] += f" ({', '.join(note.named.aliases)})"
    text = read.note.definition.text if read.note.definition else _beginning(read.note)
    if text:
        lines += ["", _cut(text)]
    tags = " ".join(f"#{tag}" for tag in read.note.tags)
    if tags:
        lines += ["", tags]
    return "\n".join(lines)


def heading_preview(notebook: Notebook, note: IndexedNote, heading: HeadingAt) -> str:
    """Return what stands under a heading of a note."""
    if is_title(note.outline, heading):
        return note_preview(notebook, note)
    lines = notebook.lines(note)
    headings = note.outline.headings
    end = next((later.line for later in headings if later.line > heading.line), len(lines))
    text = "\n".join(lines[heading.line + 1 : end]).strip()
    return f"**{note.named.title} › {heading.text}**\n\n{_cut(text)}".rstrip()


def line_preview(notebook: Notebook, note: IndexedNote, row: int) -> str:
    """Return the block at a line of a note."""
    lines = notebook.lines(note)
    start = row
    while start > 0 and lines[start - 1].strip():
        start -= 1
    text = "\n".join(lines[start : row + 1]).strip()
    return f"**{note.named.title}**\n\n{_cut(text)}"


def _beginning(note: Note) -> str:
    """Return the first paragraph that is no heading and no list of tags."""
    for part in note.body.split("\n\n"):
        text = part.strip()
        if text and not text.startswith("#"):
            return text
    return ""


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[:_MOST].rstrip()} …"
