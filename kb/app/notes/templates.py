"""New notes: which template is used, how it is filled, and how the note's file is named."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kb.config.settings import NewSettings
from kb.errors import KbError, NotFoundError
from kb.notes.parse import parse_note

_PLACEHOLDER: Final = re.compile(r"\{\{\s*(title|date|time|wanted_by)\s*\}\}")
_FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f\\/:*?\"<>|#^\[\]]+")
"""In names of files on some system, or in links of Obsidian's."""
_LONGEST_NAME: Final = 200
"""Bytes of UTF-8; file systems take 255, with the extension and what synchronisation adds."""


class UnknownTemplateError(NotFoundError):
    """No template has this name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        if known:
            super().__init__("template", name, known)
        else:
            how = f"kb config set new.templates.{name} '# {{{{title}}}}'"
            KbError.__init__(self, f"no template is called “{name}”. Create it: {how}")


def find_template(settings: NewSettings, name: str | None) -> str:
    """Return the template with this name; without a name, the one for all notes.

    Raises:
        UnknownTemplateError: there is no such template.
    """
    if name is None:
        return settings.template
    texts = {template.name: template.text for template in settings.templates}
    if name not in texts:
        raise UnknownTemplateError(name, tuple(texts))
    return texts[name]


def fill_template(template: str, title: str, at: datetime, wanted_by: Sequence[str]) -> str:
    """Return the template with ``{{title}}``, ``{{date}}``, ``{{time}}``, ``{{wanted_by}}`` filled.

    Without links from other notes in ``wanted_by``, lines that would show them are left out.
    """
    values = {
        "title": title,
        "date": at.date().isoformat(),
        "time": f"{at:%H:%M}",
        "wanted_by": ", ".join(wanted_by),
    }
    lines = [
        _PLACEHOLDER.sub(lambda match: values[match[1]], line)
        for line in template.removeprefix("\n").split("\n")
        if wanted_by or not any(match[1] == "wanted_by" for match in _PLACEHOLDER.finditer(line))
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def with_title(text: str, path: str, title: str) -> str:
    """Return a note's text with ``title`` in its front matter, if it is not its title anyway."""
    note, _ = parse_note(path, text)
    if note.title == title:
        return text
    field = f"title: {json.dumps(title, ensure_ascii=False)}\n"
    if text.startswith("---\n"):
        return text.replace("---\n", f"---\n{field}", 1)
    return f"---\n{field}---\n{text}"


def file_name(title: str, extension: str) -> str:
    """Return a name for the file of a note with this title that every system allows.

    >>> file_name("I/O: what?", ".md")
    'I-O- what.md'
    """
    name = _FORBIDDEN.sub("-", title).strip(" .-") or "note"
    return name.encode()[:_LONGEST_NAME].decode(errors="ignore").rstrip(" .") + extension
