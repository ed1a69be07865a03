import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.notes.markdown.code_spans import code_of
from kb.notes.plain_text import Markdown, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** and *it* and __b b__ `a*b*c`", "bold and it and b b a*b*c"),
        ("[[a|b]] [[c]] [d](e) ~~f~~ ==g==", "b c d f g"),
        ("snake_case_name, 2 * 3 * 4, except*", "snake_case_name, 2 * 3 * 4, except*"),
        ("***both***", "both"),
        ("`__init__` and **`__len__()`**", "__init__ and __len__()"),
        ("a __init__, **__x__** and __dunder_name__", "a __init__, __x__ and __dunder_name__"),
        ("``_x_`` and `[[a]]`, \\*literal\\*", "_x_ and [[a]], *literal*"),
        ('[the docs](https://example.org "Docs")', "the docs"),
        ("![[heart.png|300]] and ![[a/lung.png|30x40]]", "heart.png and lung.png"),
        ("![the heart|300](heart.png) and ![](a/lung.png)", "the heart and lung.png"),
        ("[[Year|1984]] and [300](a.md)", "1984 and 300"),
    ],
)
def test_plain_text_is_what_a_reader_sees(text: str, shown: str) -> None:
    assert plain(Markdown(text)) == shown


@pytest.mark.parametrize("marks", ["_" * 1_990, "*a " * 300 + " a*" * 300, "**a __b " * 240])
def test_emphasis_is_read_however_deep_and_in_whatever_pairs(marks: str) -> None:
    assert set(plain(Markdown(marks))) <= set(marks)


def test_a_mark_closes_only_in_what_is_read_by_itself() -> None:
    assert plain(Markdown("*a _b* c_ d")) == "a _b c_ d"
    assert plain(Markdown("**_a_**b")) == "ab"
    assert plain(Markdown("a_b_ *c_*")) == "a_b_ c_"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`jmp` *\\*Operand*", "jmp *Operand"),
        ("`` a`b `` and ``__a`b__``", "a`b and __a`b__"),
        ("[[`a`|b]] [`_c_`](d) `[e](f)`", "b _c_ [e](f)"),
        ("\\`*x*\\` `*y*`", "`x` *y*"),
        ("**a `b**c` d**", "a b**c d"),
        ("snake\\_case, _a\\_b_ and `a\\_b`", "snake_case, a_b and a\\_b"),
        ("`" + "x" * 3_000 + "` `_y_`", "x" * 3_000 + " _y_"),
    ],
)
def test_code_is_literal_and_what_is_around_it_is_not(text: str, shown: str) -> None:
    assert plain(Markdown(text)) == shown


@pytest.mark.parametrize(
    "formula",
    [
        "$a\\,*b$ and $c*\\,d$",
        "$\\_$; $\\#S$",
        "$$\\{1, 2\\} \\\\ [[a]] ~~b~~$$",
        "\\(a_1 * b_1\\) and \\(c\\)",
        "\\[x^2 * y*\\]",
    ],
)
def test_formulas_are_literal(formula: str) -> None:
    assert plain(Markdown(formula)) == formula


def test_money_and_brackets_of_a_sentence_are_no_formulas() -> None:
    assert plain(Markdown("from $5 to *$6*, \\[sic\\] \\[1\\]")) == "from $5 to $6, [sic] [1]"


@given(st.text("`_* a\\$", max_size=30))
def test_code_of_any_text_reads_as_that_text(text: str) -> None:
    code = text.strip() or "a"
    assert plain(Markdown(code_of(code))) == code
