"""Every example of docs/notes.md is executed."""

import re
from pathlib import Path

import pytest

from kb.notes.note import Item, Note
from kb.notes.parse import parse_note

PAGE = Path(__file__).parents[2] / "docs" / "notes.md"
CODE = re.compile(r"(`+) ?(.+?) ?\1")


def rows() -> list[tuple[str, str, str]]:
    examples = []
    for line in PAGE.read_text(encoding="utf-8").split("\n"):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        problem = len(cells) == 3 and re.fullmatch(r"(`[a-z-]+`,? ?)+", cells[0])
        if len(cells) == 3 and "`" in cells[1] and not problem:
            examples.append((cells[0], cells[1], cells[2]))
    return examples


def shown(item: Item) -> str:
    code = f" [{item.code.replace(chr(10), ' / ')}]" if item.code else ""
    return f"{item.name} = {item.description}{code}"


def reading(note: Note) -> dict[str, str]:
    sources = [f"{one.text} <{one.url}>" if one.url else one.text for one in note.sources]
    values = {
        "title": note.title,
        "kind": note.kind or "",
        "tags": ", ".join(note.tags),
        "aliases": ", ".join(note.aliases),
        "definition": note.definition.text if note.definition else "",
        "reflection": " ".join(note.reflection.text.split()) if note.reflection else "",
        "sections": ", ".join(section.heading for section in note.sections),
        "items": ", ".join(shown(item) for item in note.items),
        "links": ", ".join(f"{link.relation} → {link.target}" for link in note.links),
        "sources": ", ".join(sources),
        "properties": ", ".join(f"{one.key} = {', '.join(one.values)}" for one in note.properties),
    }
    return {key: value for key, value in values.items() if value}


@pytest.mark.parametrize(("dress", "written", "expected"), rows())
def test_each_example_is_read_as_the_page_says(dress: str, written: str, expected: str) -> None:
    code = CODE.fullmatch(written)
    assert code is not None, written
    text = code[2].replace("⏎", "\n").replace("\\|", "|")
    values = reading(parse_note("Note.md", text)[0])
    if expected == "nothing":
        assert set(values) <= {"title"}
        return
    wanted = dict(part.split(": ", 1) for part in expected.replace("\\|", "|").split("; "))
    assert {key: values.get(key) for key in wanted} == wanted


def test_the_page_has_an_example_for_each_dress() -> None:
    assert len(rows()) >= 40
