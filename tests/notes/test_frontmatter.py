"""Front matter: which properties it gives, and on which lines."""

import pytest

from kb.notes.frontmatter import front_matter


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
