"""The rules of resolution in docs/graph.md are executed."""

import re
from pathlib import Path

import pytest

from kb.graph.resolve import FolderId, NamedNote, Names, NoteId, Rule

PAGE = Path(__file__).parents[2] / "docs" / "graph.md"


def rows() -> list[tuple[str, ...]]:
    lines = PAGE.read_text(encoding="utf-8").split("\n")
    cells = [tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in lines]
    return [row for row in cells if len(row) == 5 and ".md" in row[1]]


def note(number: int, written: str) -> NamedNote:
    path, _, alias = written.partition(" (")
    title = path.rpartition("/")[2].removesuffix(".md")
    aliases = (alias.rstrip(")"),) if alias else ()
    return NamedNote(id=NoteId(number), folder=FolderId(1), path=path, title=title, aliases=aliases)


@pytest.mark.parametrize(("what", "notes", "written", "leads_to", "rule"), rows())
def test_a_link_leads_to_what_the_page_says(
    what: str, notes: str, written: str, leads_to: str, rule: str
) -> None:
    here = note(0, "shelf/here.md")
    there = [note(number, each) for number, each in enumerate(re.findall("`(.+?)`", notes), 1)]
    found = Names([here, *there]).resolution(written.strip("`"), here)
    if leads_to.startswith("`"):
        assert found.note is not None
        assert (found.note.path, found.rule) == (leads_to.strip("`"), rule)
    else:
        assert (found.note, found.rule) == (None, Rule(rule) if rule else None)


def test_the_page_has_its_rows() -> None:
    assert len(rows()) == 16
