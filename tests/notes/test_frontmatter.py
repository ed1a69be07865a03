"""Front matter: which properties it gives, and on which lines."""

import pytest

from kb.notes.frontmatter import front_matter
from kb.notes.parse import parse_note


def values(header: str) -> list[tuple[str, tuple[str, ...], bool]]:
    properties = front_matter(f"---\n{header}\n---\n").properties
    return [(entry.key, entry.values, entry.is_list) for entry in properties]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            'tags: [Biology/Genes, "#two words"]\ntype: atom\naliases: ["Waterline (cost)"]',
            [
                ("tags", ("Biology/Genes", "#two words"), True),
                ("type", ("atom",), False),
                ("aliases", ("Waterline (cost)",), True),
            ],
        ),
        (
            "aliases: []\nid: 202401011230",
            [("aliases", (), True), ("id", ("202401011230",), False)],
        ),
        (
            "due: null\nstatus:\ndone: ''",
            [("due", (), False), ("status", (), False), ("done", (), False)],
        ),
        ("up: [[Event Loop]]", [("up", ("[[Event Loop]]",), True)]),
        ("a: b # c\ntags: #a #b", [("a", ("b",), False), ("tags", ("#a", "#b"), False)]),
        ("no: yes\nat: 12:30", [("no", ("yes",), False), ("at", ("12:30",), False)]),
        ("", []),
    ],
)
def test_every_value_is_text(
    header: str, expected: list[tuple[str, tuple[str, ...], bool]]
) -> None:
    assert values(header) == expected


def test_each_value_of_a_list_has_its_line() -> None:
    matter = front_matter("---\ntags:\n  - python\n  - 'event loop'\ndate: 2024-01-01\n---\n")
    assert [(entry.line, entry.lines) for entry in matter.properties] == [(2, (3, 4)), (5, (5,))]


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nQ: Which?\nA: The Seine.\n\nSee [[France]].\n\n---\n\nMore.",
        "---\nQ: Which?\nA: The Seine.\n---\nMore.",
        "---\nQ: Which?\nA: The Seine.\n\nMore.",
        "---\n\nSome text.\n\n---\n\nMore.",
        "---\nJust text\n---\nMore.",
        "---\n- one\n- two\n---\nMore.",
        "---\n1. one\n2. two\n---\nMore.",
        "---\n\n# Heading\n\nText: more\n\n---\nMore.",
        "---\nWarning: mind the gap.\n\nA paragraph.\n\n---\nMore.",
        "---\n[[France]] is near.\n---\nMore.",
    ],
)
def test_text_between_two_rules_is_text(text: str) -> None:
    note, problems = parse_note("a.md", text)
    assert (front_matter(text).lines, problems) == (0, ())
    assert note.body == text
    assert note.properties == ()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("---\n\ntitle: x\n\ntags: [a]\n---\n", 6),
        ("---\ntitle: x\nbroken line\n---\n", 4),
        ('---\n"quoted key": x\n---\n', 3),
        ("---\n# comment\ntitle: x\n---\n", 4),
        ("---\nkey: |\n  text\n\n  more\nother: y\n---\n", 7),
        ("---\n---\n", 2),
    ],
)
def test_properties_are_properties_however_they_are_spaced(text: str, lines: int) -> None:
    assert front_matter(text).lines == lines


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("author: @name", '"@name"'),
        ("tags: [a, @work, b]", '"@work"'),
        ("status: `draft`", '"`draft`"'),
    ],
)
def test_a_character_that_yaml_reserves_is_told_of_in_plain_words(line: str, shown: str) -> None:
    read = front_matter(f"---\ntitle: Tin\n{line}\n---\nText\n")
    said = f"has a value that begins with {shown[1]}, which YAML allows only in quotes: "
    assert read.fault == (3, said + shown)
    assert read.properties[0].values == ("Tin",)
