"""Inline code ends at as many backticks as it begins with."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.notes.markdown.code_spans import CodeSpans


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a `b` c", ["`b`"]),
        ("``a ` b`` c", ["``a ` b``"]),
        ("`a `` b` c", ["`a `` b`"]),
        ("``a b`````` c`` d", ["``a b`````` c``"]),
        ("a ``` b `c` d", ["`c`"]),
        ("a `b", []),
        ("\\`a\\` `b`", ["`b`"]),
    ],
)
def test_code_ends_at_the_next_run_of_its_length(text: str, code: list[str]) -> None:
    assert [text[start:end] for start, end in CodeSpans(text)] == code


@given(st.text("`a ", max_size=30))
def test_a_regular_expression_that_looks_ahead_each_time_finds_the_same(text: str) -> None:
    pattern = re.compile(r"(?<!`)(`+)(?!`)(?:.*?[^`])?\1(?!`)", re.DOTALL)
    assert list(CodeSpans(text)) == [match.span() for match in pattern.finditer(text)]


def test_where_a_run_has_no_partner_the_rest_of_it_may_begin_code() -> None:
    assert CodeSpans("```a``").end_or_past(0) == 6
    assert CodeSpans("```a`b").end_or_past(0) == 5
    assert CodeSpans("```a").end_or_past(0) == 3
