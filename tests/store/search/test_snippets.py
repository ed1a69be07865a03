"""The passage that shows why a note was found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.store.search.snippets import snippet


def marked(text: str, *words: str) -> list[str]:
    found = snippet((text,), words)
    return [found.text[start:end] for start, end in found.marks]


@pytest.mark.parametrize(
    ("text", "words", "marks"),
    [
        ("An event loop runs.", ("loop",), ["loop"]),
        ("An Event Loop runs.", ("event loop",), ["Event Loop"]),
        ("Loops and a loop", ("loop",), ["loop"]),
        ("Loops only", ("loop",), ["Loop"]),
        ("At the Café", ("cafe",), ["Café"]),
        ("使用asyncio来运行", ("asyncio", "运行"), ["asyncio", "运行"]),
        ("이벤트 루프", ("루프",), ["루프"]),
        ("A party 🎉, a ❤\ufe0f", ("🎉", "❤"), ["🎉", "❤\ufe0f"]),
        ("nothing of it", ("loop",), []),
    ],
)
def test_what_was_looked_for_is_marked(text: str, words: tuple[str, ...], marks: list[str]) -> None:
    assert marked(text, *words) == marks


def test_markup_is_left_out() -> None:
    text = "# Head\n\n- **An** [[dir/event loop|event loop]] and [a page](http://x.y)"
    assert snippet((text,), ()).text == "Head An event loop and a page"


def test_code_is_left_as_it_is() -> None:
    text = 'See `__init__`, _it_ and [docs](b "C").\n\n```python\n__all__ = []\n```\n`a*b*c` `_x_`'
    assert snippet((text,), ()).text == "See __init__, it and docs. __all__ = [] a*b*c _x_"


def test_the_passage_with_the_most_words_is_shown() -> None:
    text = f"loop {'filler ' * 100} the event loop runs {'filler ' * 100}"
    found = snippet((text,), ("event", "loop", "runs"))
    assert "the event loop runs" in found.text
    assert found.text.startswith("…")
    assert found.text.endswith("…")


def test_the_definition_comes_before_the_body() -> None:
    assert snippet(("The loop, defined.", "The loop, told."), ("loop",)).text == (
        "The loop, defined."
    )


@given(st.text(), st.lists(st.text(max_size=5), max_size=4))
def test_marks_lie_inside_the_text(text: str, words: list[str]) -> None:
    found = snippet((text,), words)
    ends = [at for mark in found.marks for at in mark]
    assert ends == sorted(ends)
    assert all(0 <= at <= len(found.text) for at in ends)
    assert "\n" not in found.text
