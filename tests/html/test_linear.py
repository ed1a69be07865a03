"""No note makes its page take time that grows with its square."""

import gc
import time
from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kb.html.render import card_html, note_html
from tests.html.places import PLACES
from tests.torture.tally import often
from tests.torture.test_linear import (
    PAIRS,
    Nested,
    Repeated,
    Sized,
    forget,
    nested,
    notes,
    stairs,
    varied,
)

SMALLER: Final = 20_000
"""Characters."""
GROWTH: Final = 2.8
"""By how much rendering may slow down where a text doubles; a square is four times."""
TELLING: Final = 0.8
"""Seconds; in less, noise weighs much, and a reader would not wait long."""

marks = st.sampled_from(
    [
        *(
            "\\begin{align}\n",
            "\\begin{align} ",
            "$x$",
            "$\\frac",
            "```python\n",
            "<div>",
            "<div>\n",
        ),
        *(
            "<details>\n",
            "<img src=x ",
            "<iframe ",
            "<math>",
            "<svg>",
            "<table><td>",
            "^[",
            "[^1]: a\n",
        ),
        *(
            "https://a.b/(",
            " #a",
            " ^a",
            "> [!note]- a\n",
            "- [ ] ",
            "![[inner]]\n\n",
            "![[a.png|3]] ",
        ),
    ]
)


def seconds(render: Callable[[str], str], text: str) -> float:
    forget()
    gc.disable()
    start = time.process_time()
    render(text)
    taken = time.process_time() - start
    gc.enable()
    return taken


def assert_linear(note: Sized) -> None:
    for render in (lambda text: note_html(text, PLACES), lambda text: card_html(text, PLACES)):
        more = seconds(render, note.of(2 * SMALLER))
        if more <= TELLING:
            continue
        less = min(seconds(render, note.of(SMALLER)) for _ in range(2))
        for _ in range(3):
            if more <= GROWTH * less:
                break
            more = min(more, seconds(render, note.of(2 * SMALLER)))
        assert more <= GROWTH * less, note


quick = settings(
    max_examples=often(10, 2_000), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@quick
@given(notes | st.builds(lambda mark: Repeated("", mark, ""), marks))
@example(Repeated("", "<div>\n", ""))
@example(Repeated("", "\\begin{align}\n", ""))
def test_no_marks_over_and_over_take_the_square_of_their_number(note: Sized) -> None:
    assert_linear(note)


@quick
@given(nested)
@example(Nested("", "<b>", "</b>", ""))
def test_nothing_inside_something_takes_the_square_of_its_depth(note: Sized) -> None:
    assert_linear(note)


@quick
@given(stairs | varied)
def test_no_lines_take_the_square_of_their_number(note: Sized) -> None:
    assert_linear(note)


@pytest.mark.parametrize("pair", PAIRS[:3])
def test_the_longest_text_is_rendered(pair: tuple[str, str]) -> None:
    assert note_html(Nested("", *pair, "").of(100_000), PLACES)
