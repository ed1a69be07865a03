"""One note in every dress: beside this file stand the dresses and the parse they must give."""

import json
from pathlib import Path
from typing import Any

import pytest

from kb.notes.note import Note
from kb.notes.parse import parse_note

DRESSES = Path(__file__).parent / "dresses"
EXPECTED = json.loads((DRESSES / "expected.json").read_text(encoding="utf-8"))
FILES = sorted(path.name for path in DRESSES.glob("*.md"))


def summary(note: Note) -> dict[str, Any]:
    return {
        "title": note.title,
        "kind": note.kind,
        "tags": list(note.tags),
        "definition": note.definition and note.definition.text,
        "sections": [section.heading for section in note.sections],
        "items": [[item.name, item.description, item.code, item.heading] for item in note.items],
        "links": [[link.target, link.relation] for link in note.links],
        "sources": [[source.text, source.url] for source in note.sources],
        "reflection": note.reflection and note.reflection.text,
    }


@pytest.mark.parametrize("file", FILES)
def test_a_note_reads_the_same_in_every_dress(file: str) -> None:
    text = (DRESSES / file).read_text(encoding="utf-8")
    note, problems = parse_note("Connection Pool.md", text)
    assert problems == ()
    assert summary(note) == EXPECTED


@pytest.mark.parametrize("file", FILES)
def test_line_numbers_point_at_what_they_name(file: str) -> None:
    text = (DRESSES / file).read_text(encoding="utf-8")
    lines = text.split("\n")
    note, _ = parse_note("Connection Pool.md", text)
    for item in note.items:
        assert item.name in lines[item.line - 1]
    for section in note.sections:
        assert section.heading in lines[section.line - 1]
    for link in note.links:
        assert link.target in lines[link.line - 1]
    for source in note.sources:
        assert source.text in lines[source.line - 1]
    assert note.definition is not None
    assert "store of open connections" in lines[note.definition.line - 1]


def test_only_the_flattened_dress_is_rebuilt() -> None:
    for file in FILES:
        note, _ = parse_note(file, (DRESSES / file).read_text(encoding="utf-8"))
        assert note.flattened == (file == "flattened.md")
