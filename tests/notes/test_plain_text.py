import pytest

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
        ("``_x_`` and `[[a]]`, \\*literal\\*", "_x_ and a, *literal*"),
        ('[the docs](https://example.org "Docs")', "the docs"),
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
