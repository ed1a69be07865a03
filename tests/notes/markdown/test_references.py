"""Reference links lead to what their definitions name."""

import pytest

from kb.notes.note import Note
from kb.notes.parse import parse_note


def links(note: Note) -> list[tuple[str, str, int]]:
    return [(link.relation, link.target, link.line) for link in note.links]


@pytest.mark.parametrize(
    "reference", ["[the loop][el]", "[El][]", "[el]", "![a][el]", "[a\nb][EL]"]
)
@pytest.mark.parametrize(
    "definition",
    [
        "[el]: event-loop.md",
        '[el]: event-loop.md "Event Loop"',
        "  [EL]: <event-loop.md> 'Event Loop'",
        "[el]:\n  event-loop.md\n  (Event Loop)",
        "[other]: x.md\n[el]: event-loop.md\n[el]: second.md",
    ],
)
def test_a_reference_is_a_link(reference: str, definition: str) -> None:
    for text in (f"See {reference} here.\n\n{definition}\n", f"{definition}\n\nSee {reference}."):
        note, _ = parse_note("a.md", text)
        assert [link.target for link in note.links] == ["event-loop.md"]
        assert note.sources == ()


@pytest.mark.parametrize(
    "text",
    [
        "`[a][el]` and ``[el]``",
        "$x[el]$",
        "\\[el]",
        "[a][none] and [none]",
        "[^el]",
        "    [a][el]",
        "```\n[a][el]\n```",
    ],
)
def test_what_is_code_or_has_no_definition_is_no_link(text: str) -> None:
    note, _ = parse_note("a.md", f"{text}\n\n[el]: event-loop.md\n[^el]: A footnote.\n")
    assert note.links == ()


def test_references_and_long_links_are_read_in_fields() -> None:
    text = (
        "# A\n\n## Connections\n\n- [event\n  loop](event-loop.md), [Task][t]\n- [b][u]\n\n"
        "## Sources\n\n- [The Docs][d]\n\n[t]: task.md\n[u]: <b c.md>\n[d]: https://example.org/a_(b)\n"
    )
    note, _ = parse_note("a.md", text)
    assert links(note) == [
        ("Connections", "event-loop.md", 5),
        ("Connections", "task.md", 5),
        ("Connections", "b c.md", 7),
    ]
    assert note.sources[0].text == "The Docs"
    assert {source.url for source in note.sources} == {"https://example.org/a_(b)"}


def test_a_reference_to_a_web_address_is_no_link_to_a_note() -> None:
    note, _ = parse_note("a.md", "See [a][d].\n\n[d]: https://example.org/a\n")
    assert note.links == ()
