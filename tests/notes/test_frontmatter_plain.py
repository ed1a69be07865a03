"""Front matter that needs no YAML parser."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.notes.frontmatter import composed_properties
from kb.notes.frontmatter_plain import plain_properties

VALUES = [
    "word",
    "two  words ",
    "a/b-c_d.e",
    "2024-01-01",
    "1.5",
    "true",
    "null",
    "~",
    "",
    '""',
    "''",
]
VALUES += ['"in: quotes, [x]"', "'it # too'", "' spaced '", '"a\\tb"', "'it''s'", "a: b", "a # b"]
VALUES += [
    "#a #b",
    "[[Event Loop]]",
    "é",
    "&a b",
    "*a",
    "| ",
    "- x",
    "a - b",
    "a -",
    "@x",
    "{a: b}",
]
INNER = st.sampled_from(VALUES)
FLOWS = st.lists(INNER, max_size=4).map(lambda values: f"[{', '.join(values)}]")
ITEMS = st.tuples(st.sampled_from(["\n- ", "\n  - ", "\n-  "]), st.lists(INNER, max_size=4)).map(
    lambda drawn: "".join(drawn[0] + value for value in drawn[1])
)
KEYS = st.sampled_from(["tags", "A-b_c", "a b", "null", "é", "tags ", "- x", " nested", "#c", "1"])
PROPERTIES = st.tuples(
    KEYS,
    st.sampled_from([": ", ":", ":  "]),
    INNER | FLOWS | ITEMS,
    st.sampled_from(["", " ", "\n"]),
).map("".join)


@settings(max_examples=500, deadline=None)
@given(st.lists(PROPERTIES, max_size=5).map("\n".join))
def test_plain_front_matter_is_read_as_the_parser_reads_it(text: str) -> None:
    found = plain_properties(text)
    assert found is None or found == composed_properties(text.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        'tags: [Biology/Genes, "#two words"]\ntype: atom\naliases: ["Causal Waterline (cost)"]',
        "tags:\n  - python\n  - 'event loop'\ndate: 2024-01-01\nstatus:",
        "aliases: []\nid: 202401011230",
        "",
    ],
)
def test_what_most_notes_have_above_them_is_plain(text: str) -> None:
    assert plain_properties(text) == composed_properties(text.split("\n"))


@pytest.mark.parametrize(
    "text", ["due: null", "up: [[Event Loop]]", "a: b: c", "a: b # c", "text: |\n  more", "a: !x b"]
)
def test_what_could_mean_more_is_left_to_the_parser(text: str) -> None:
    assert plain_properties(text) is None


def test_more_values_than_properties_can_mean_are_left_to_the_parser() -> None:
    assert plain_properties(f"tags: [{', '.join('a' * 1_000)}]") is None
