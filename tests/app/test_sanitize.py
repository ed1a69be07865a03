"""What is taken out of notes before they reach the terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.app import sanitize as shown
from tests.hostile import HOSTILE


def test_what_a_terminal_would_obey_is_taken_out() -> None:
    assert shown.safe(HOSTILE) == "abc2Jdefghi"


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    left = shown.safe(text + HOSTILE)
    assert not set(left) & {chr(code) for code in [*range(9), *range(11, 32), *range(127, 160)]}
    assert not set(left) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    left.encode()


@given(st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs"))))
def test_text_without_such_is_left_alone(text: str) -> None:
    assert shown.safe(text) == text


@pytest.mark.parametrize(
    ("markdown", "reads"),
    [
        ("[[loop]] and [[dir/loop|the **loop**]]", "loop and the loop"),
        ("![[picture.png]] `code` __so strong__", "picture.png code so strong"),
        ("two\nlines  of\ttext", "two lines of text"),
        ("a ** b ** c", "a ** b ** c"),
        ("snake__case__name", "snake__case__name"),
        (
            '`__init__`, ~~gone~~, _x_ and [docs](https://a.org "Docs")',
            "__init__, gone, x and docs",
        ),
    ],
)
def test_markdown_on_one_line_is_shown_as_it_reads(markdown: str, reads: str) -> None:
    assert shown.plain_line(markdown) == reads
