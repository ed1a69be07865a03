"""What a new note holds: a template with its places filled."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kb.config import NewSettings
from kb.errors import NotFoundError
from kb.notes.parse import parse_note

_PLACE: Final = re.compile(r"\{\{\s*(title|date|time|wanted_by)\s*\}\}")
_FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f\\/:*?\"<>|#^\[\]]+")
"""In names of files on some system, or in links of Obsidian's."""
_LONGEST_NAME: Final = 200
"""Bytes of UTF-8; file systems take 255, with the ending and what synchronisation adds."""


def template_called(settings: NewSettings, name: str | None) -> str:
    """Returns the template with this name; without a name that of all notes.

    Raises:
        NotFoundError: there is no such template.
    """
    if name is None:
        return settings.template
    texts = {each.name: each.text for each in settings.templates}
    if name not in texts:
        raise UnknownTemplateError(name, tuple(texts))
    return texts[name]


class UnknownTemplateError(NotFoundError):
    """A name that no template has."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        NotFoundError.__init__(self, "template", name, known)
        if not known:
            how = f"kb config set new.templates.{name} '# {{{{title}}}}'"
            self.message = f"no template is called “{name}”. Make it: {how}"
            self.args = (self.message,)


def filled(template: str, title: str, at: datetime, wanted_by: Sequence[str]) -> str:
    """Returns the template with its places filled.

    Args:
        template: with ``{{title}}``, ``{{date}}``, ``{{time}}`` and ``{{wanted_by}}``.
        title: of the note.
        at: now, where the user is.
        wanted_by: links to the notes that link to this one. Without any, lines that would
            show them are left out.
    """
    values = {
        "title": title,
        "date": at.date().isoformat(),
        "time": f"{at:%H:%M}",
        "wanted_by": ", ".join(wanted_by),
    }
    lines = [
        _PLACE.sub(lambda found: values[found[1]], line)
        for line in template.removeprefix("\n").split("\n")
        if wanted_by or not any(found[1] == "wanted_by" for found in _PLACE.finditer(line))
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def titled(text: str, path: str, title: str) -> str:
    """Returns the text of a note that is called ``title``, whatever its file had to be called."""
    note, _ = parse_note(path, text)
    if note.title == title:
        return text
    named = f"title: {json.dumps(title, ensure_ascii=False)}\n"
    if text.startswith("---\n"):
        return text.replace("---\n", f"---\n{named}", 1)
    return f"---\n{named}---\n{text}"


def file_name(title: str, ending: str) -> str:
    """Returns the name of a file for a note with this title, on any system.

    >>> file_name("I/O: what?", ".md")
    'I-O- what.md'
    """
    name = _FORBIDDEN.sub("-", title).strip(" .-") or "note"
    whole = name.encode()[:_LONGEST_NAME].decode(errors="ignore").rstrip(" .")
    return f"{whole}{ending}"
