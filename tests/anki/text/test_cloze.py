"""Cloze cards of one text as one note."""

from hypothesis import given
from hypothesis import strategies as st

from kb.anki.text.cloze import Sides, cloze_html, cloze_sides, same_texts


def html(*cards: tuple[str, str]) -> str | None:
    sides = {ordinal: Sides(*card) for ordinal, card in enumerate(cards)}
    return cloze_html(sides, lambda name: name)


def test_the_cards_of_a_text_become_one_text() -> None:
    assert (
        html(
            ("[...] is in Italy", "**Rome** is in Italy"),
            ("Rome is in [a country]", "Rome is in **Italy**"),
        )
        == "{{c1::Rome}} is in {{c2::Italy::a country}}"
    )


def test_numbers_are_those_that_are_asked_for() -> None:
    sides = {7: Sides("[...] is in Italy", "**Rome** is in Italy")}
    assert cloze_html(sides, str) == "{{c8::Rome}} is in Italy"


def test_brackets_and_bold_of_the_authors_own_stay() -> None:
    assert (
        html(("[...] [x] **b** c", "**a** [x] **b** c"), ("a [x] **b** [...]", "a [x] **b** **c**"))
        == "{{c1::a}} [x] <strong>b</strong> {{c2::c}}"
    )
    assert (
        html(("[...] is [...]", "**bold** is **b**"), ("**bold** is [...]", "**bold** is **b**"))
        == "{{c1::<strong>bold</strong>}} is {{c1::{{c2::b}}}}"
    )


def test_one_card_may_hide_several_words_and_one_word_may_lie_in_another() -> None:
    assert html(("[...] and [...]", "**a** and **b**")) == "{{c1::a}} and {{c1::b}}"
    assert (
        html(("x [...] y", "x **big red kiln** y"), ("x big [...] kiln y", "x big **red** kiln y"))
        == "x {{c1::big {{c2::red}} kiln}} y"
    )


def test_what_would_close_a_cloze_early_is_written_as_a_character() -> None:
    assert html(("a $[...]$", "a $x^{2}$")) == r"a \({{c1::x^{2&#125;}}\)"
    assert html(("[...] x", "**std::vector** x")) == "{{c1::std&#58;:vector}} x"
    assert html(("[...] x", "`{{}}` x")) == "{{c1::<code>{{&#125;}</code>}} x"


def test_lines_and_pictures_may_be_hidden() -> None:
    assert html(("See [...]", "See ![[a.png|20]]")) == 'See {{c1::<img src="a.png" width="20">}}'
    assert html(("See\n[...]\nend", "See\n**x**\nend")) == "See<br>{{c1::x}}<br>end"


def test_cards_of_different_texts_are_not_joined() -> None:
    sides = {
        0: Sides("[...] one", "**a** one"),
        1: Sides("[...] two", "**a** two"),
        2: Sides("a [...]", "a **one**"),
        3: Sides("no gap", "no gap"),
    }
    assert list(same_texts(sides)) == [(0, 2), (1,)]
    assert cloze_html(sides, str) is None


def test_a_mark_that_a_link_swallows_makes_no_cloze_note() -> None:
    assert html(("[x](https://example.org/[...])", "[x](https://example.org/page)")) is None


def test_the_sides_of_a_note_are_those_of_its_cards() -> None:
    assert cloze_sides("{{c1::Rome}} is in {{c3::Italy::a country}}") == {
        0: Sides("[...] is in Italy", "**Rome** is in Italy"),
        2: Sides("Rome is in [a country]", "Rome is in **Italy**"),
    }
    assert cloze_sides("no cloze") == {}


WORD = st.sampled_from(["clay", "big kiln", "$x$", "`c`", "5", "Ton & Brand", "[x]"])


@given(st.lists(st.tuples(WORD, st.booleans()), min_size=1, max_size=7))
def test_a_text_comes_back_with_its_marks(words: list[tuple[str, bool]]) -> None:
    number = 0
    parts = []
    for word, hidden in words:
        number += hidden
        parts.append(f"{{{{c{number}::{word}}}}}" if hidden else word)
    text = " and ".join(parts)
    sides = cloze_sides(text)
    if number and len(sides) == number:
        html = cloze_html(sides, str)
        shown = text.replace("$x$", r"\(x\)").replace("`c`", "<code>c</code>")
        assert html == shown.replace("&", "&amp;")


@given(st.text("ab[].* \n", max_size=40), st.text("ab[].* \n", max_size=40))
def test_any_two_sides_are_read_in_bounded_time(front: str, back: str) -> None:
    html((front, back))
    html(("[...]" * 30 + front, "a" * 60 + back))
