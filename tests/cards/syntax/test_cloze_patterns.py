"""What a pattern for clozes finds in a text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.cards.syntax.cloze_patterns import cloze_pattern, pattern_deletions

UP_TO_BRACES = r"((?:(?!\}\}(?!\})).)+?)"
PLAIN_WORDS = {
    "==[123;;]answer[;;hint]==": r"==(?=\S)((?:(?!==).)+?)(?:;;((?:(?!==).)+?))?==",
    "{{[123::]answer[::hint]}}": rf"\{{\{{{UP_TO_BRACES}(?:::{UP_TO_BRACES})?\}}\}}(?!\}})",
    r"==answer==[^\[hint\]][\[^123\]]": r"==(?=\S)((?:(?!==).)+?)==(?:\^\[((?:(?!\]).)+?)\])?",
    "answer[;;hint][;;123]%%": r"((?:(?!%%).)+?)(?:;;((?:(?!%%).)+?))?%%",
}
"""Patterns, and how each would be written if every character were looked at alone."""
MARKS = ("==", "{{", "}}", "}", ";;", ";", "::", "^[", "]", "%%", "=", "%")
WORDS = ("a", "s2", "two words", "1", "\n", "é", "😀")


@pytest.mark.parametrize("pattern", PLAIN_WORDS)
@given(parts=st.lists(st.sampled_from(MARKS + WORDS)))
def test_words_end_where_the_mark_that_closes_them_begins(pattern: str, parts: list[str]) -> None:
    text = "".join(parts)
    found = [match.span() for match in cloze_pattern(pattern).simple.finditer(text)]
    assert found == [match.span() for match in re.finditer(PLAIN_WORDS[pattern], text)]


def test_several_patterns_give_their_deletions_in_one_order() -> None:
    patterns = [cloze_pattern("**"), cloze_pattern("==")]
    text = "==one== and **two** and ==**three**=="
    starts = [deletion.start for deletion in pattern_deletions(text, text, patterns)]
    assert starts == [0, 12, 24, 26]


@pytest.mark.parametrize(
    ("text", "hint"), [("==Io;;moon==", "moon"), ("==Io;; ==", None), ("==Io==", None)]
)
def test_a_hint_that_says_nothing_is_none(text: str, hint: str | None) -> None:
    (deletion,) = pattern_deletions(text, text, [cloze_pattern("==")])
    assert deletion.hint == hint
