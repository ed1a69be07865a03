"""The HTML of a field as Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.anki.text.html import field_html
from kb.anki.text.markdown import field_markdown

PLAIN = (
    "Clay and water",
    "2 * 3 < 4 & 5_000",
    "**hot** and *cold* and ==marked== and ~~gone~~",
    "a\nb\n\nc",
    "`Vec<T>` and $a<b$ and Vec<T> and __init__",
    "$$\nx^2\n$$",
    "- a\n- b\n  - c",
    "1. a\n2. b",
    "# Heat\n\ntext",
    "```python\nx = '$a$'\n\ny = 2\n```",
    "> said\n> twice",
    "![[loop.png|300]] and ![[loop.png]]",
    "[site](https://example.org)",
    "[sound:call.mp3]",
    "![a loop|40](https://example.org/a.png) ![](https://example.org/b.png)",
    "H<sub>2</sub>O and x<sup>2</sup>",
    "Cost $5 and $6",
    r"\*not emphasis\*",
    "{{c1::Rome}} is in {{c2::*Italy*::a country}}",
)


@pytest.mark.parametrize("markdown", PLAIN)
def test_what_kb_wrote_comes_back_as_it_was(markdown: str) -> None:
    html = field_html(markdown, lambda name: name)
    html = html.replace("{&#123;c", "{{c")  # a cloze note has them as marks
    assert field_markdown(html) == markdown


WORDS = st.lists(
    st.sampled_from(
        ["clay", "kiln's", "*hot*", "**cold**", "`x_1`", "$x_{1}$", "==glaze==", "5", "a_b", "&"]
    ),
    min_size=1,
    max_size=8,
).map(" ".join)


@given(st.lists(WORDS, min_size=1, max_size=3).map("\n\n".join))
def test_any_text_of_words_and_marks_comes_back(markdown: str) -> None:
    assert field_markdown(field_html(markdown, lambda name: name)) == markdown


@given(st.text(max_size=80))
def test_any_text_becomes_html_and_any_html_markdown(text: str) -> None:
    field_markdown(field_html(text, lambda _: None))
    field_markdown(text)


def test_what_ankis_editor_writes_is_read() -> None:
    html = "one<div>two&nbsp;three</div><div><br></div><div><b>four</b></div>"
    assert field_markdown(html).split() == ["one", "two", "three", "**four**"]
    assert field_markdown(r"\(x&lt;y\)") == "$x<y$"
    assert field_markdown(r"\[a<br>b\]") == "$$a\nb$$"
    assert field_markdown(r"<code>\(x\)</code>") == r"`\(x\)`"


def test_a_picture_is_written_as_its_note_writes_it() -> None:
    html = '<img src="loop-0123456789ab.png" width="300">'
    assert field_markdown(html, "![[img/loop.png]]".format) == "![[img/loop.png|300]]"
    assert field_markdown('<img src="https://example.org/a.png" alt="a">') == (
        "![a](https://example.org/a.png)"
    )


def test_a_sound_is_called_as_its_note_calls_it() -> None:
    html = "hear [sound:call-0123456789ab.mp3] <code>[sound:call.mp3]</code>"
    assert field_markdown(html, lambda _: "![[a_b/call.mp3]]") == (
        "hear [sound:a_b/call.mp3] `[sound:call.mp3]`"
    )


_PIECES = st.lists(
    st.sampled_from(
        ["a", "b c", " ", "  ", "\n", "<br>", "<br/>", "<div>", "</div>", "<div><br></div>",
         "<div>d</div>", "<div> e</div>", "<div><b>f</b> g</div>", "<b>", "</b>", "<i>h</i>",
         "<b>i</b>", "<em> j</em>", "&nbsp;", "&lt;", "&amp;", "&eacute;", "&", ">", "<u>k</u>",
         "well-known", "l = m", "<b><i>n</i></b>", "<b>&nbsp;v</b>",
         "<i>w &nbsp;</i>", "\t", "\\(o_p\\)", "é", "\u3000", "# q",
         "- r", "1. s", "2)", "*t*", "u_v_w", "`x`", "a|b", "~~y~~", "-", "#", "\\", "[z]", "<",
         "=="]
    ),
    max_size=9,
).map("".join)  # fmt: skip
_LISTS = st.builds(
    "{1}<{0}>{2}</{0}>{3}".format,
    st.sampled_from(["ul", "ol"]),
    st.sampled_from(["", "a", " b ", "&nbsp;", "c<br>", "<div>d</div>", "\n", "- e", "<b>f</b>"]),
    st.lists(_PIECES.map("<li>{}</li>".format), min_size=1, max_size=4).map("".join),
    st.sampled_from(["", "", "", "g", " ", "<br>", "<ul><li>h</li></ul>"]),
)


@given(_PIECES | _LISTS)
def test_simple_html_becomes_what_the_parser_makes_of_it(html: str) -> None:
    quick = field_markdown(html)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("kb.anki.text.markdown._simple", lambda _, **__: None)
        assert quick == field_markdown(html)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("a<b>&nbsp;b</b>", "a **b**"),
        ("<i>a&nbsp;</i>b", "*a* b"),
        ("<i><b>a &nbsp;</b></i>b", "***a***  b"),
        ("a<em>&nbsp;</em>", "a"),
    ],
)
def test_marks_stand_at_no_space(html: str, markdown: str) -> None:
    assert field_markdown(html) == markdown


@pytest.mark.parametrize("text", ["well-known", "x = 3 + 4", "a # b", "2.5) c"])
def test_signs_that_begin_no_line_need_no_escape(text: str) -> None:
    assert field_markdown(f'<span style="color: red">{text}</span>') == text
