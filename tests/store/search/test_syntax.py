"""What the user's words ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.store.search.syntax import MOST_WORDS, SearchWords, parse_search


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("event loop", SearchWords(wanted=("event", "loop"))),
        ('"event loop" run', SearchWords(wanted=("event loop", "run"))),
        ("“event loop”", SearchWords(wanted=("event loop",))),
        ("loop -thread", SearchWords(wanted=("loop",), unwanted=("thread",))),
        ('loop -"green thread"', SearchWords(wanted=("loop",), unwanted=("green thread",))),
        ("tag:python", SearchWords(tags=("python",))),
        (
            "TAG:#lang/python -tag:draft",
            SearchWords(tags=("lang/python",), unwanted_tags=("draft",)),
        ),
        (
            'folder:web -note:"event loop"',
            SearchWords(folders=("web",), unwanted_notes=("event loop",)),
        ),
        ("note: to self", SearchWords(wanted=("note:", "to", "self"))),
        ('tag:"event loop"', SearchWords(tags=("event loop",))),
        ("-thread", SearchWords(unwanted=("thread",))),
        ("a AND b OR c NOT d", SearchWords(wanted=("a", "AND", "b", "OR", "c", "NOT", "d"))),
        ('half "a quote', SearchWords(wanted=("half", "a quote"))),
        ("co-routine", SearchWords(wanted=("co-routine",))),
        ("- -- a", SearchWords(wanted=("a",))),
        ("--limit", SearchWords(wanted=("--limit",))),
        ("a\0b", SearchWords(wanted=("a", "b"))),
        ("++ loop", SearchWords(wanted=("loop",))),
        ("🎉 -→ loop", SearchWords(wanted=("🎉", "loop"), unwanted=("→",))),
    ],
)
def test_words_are_understood(words: str, asked: SearchWords) -> None:
    assert parse_search(words) == asked


@pytest.mark.parametrize("words", ["", "  ", "++", '""', "-", "++ -thread", "…", "\ufe0f"])
def test_words_that_can_find_nothing_ask_for_nothing(words: str) -> None:
    assert parse_search(words) is None


def test_words_beyond_the_most_are_left_out() -> None:
    asked = parse_search(" ".join(f"w{number}" for number in range(1000)))
    assert asked is not None
    assert len(asked.wanted) == MOST_WORDS


@given(st.text())
def test_no_input_is_an_error(words: str) -> None:
    parse_search(words)
