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
