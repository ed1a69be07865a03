"""A card's Markdown as it is drawn: all that it says is there, and nothing that commands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.style import Style

from kb.tui.app import SAFE_LINES
from kb.tui.markdown.draw import drawn as drawn_by_parser
from kb.tui.markdown.links import opens_links
from kb.tui.markdown.render import rendered
from kb.tui.rule import TitledRule
from tests.hostile import HOSTILE


def drawn(markdown: str, width: int = 60) -> list[str]:
    """Returns the rows without their styles."""
    return rendered(markdown, width).plain.split("\n")


def styles_of(content: Content, words: str) -> list[str]:
    """Returns the styles that lie over ``words``."""
    start = content.plain.index(words)
    return [str(span.style) for span in content.spans if span.start <= start < span.end]


@pytest.mark.parametrize(
    ("markdown", "rows"),
    [
        ("**Bold** and `code`", ["Bold and code"]),
        ("one\ntwo", ["one", "two"]),
        ("one<br>two<br/>three", ["one", "two", "three"]),
        ("[[loop|the **loop**]] and `[[a|b]]`", ["the loop and [[a|b]]"]),
        ("![[picture.png]] and ![a cat](cat.png)", ["picture.png and [image: a cat]"]),
        ("[docs](https://a.org) <https://b.org>", ["docs https://b.org"]),
        ("a picture ![[picture.png|300]]", ["a picture picture.png"]),
        ("A claim. ^block-1\n\nx ^2 y", ["A claim.", "", "x ^2 y"]),
        ("$a_1 * b_1 * c$ costs $5 or $6", ["a₁ ∗ b₁ ∗ c costs $5 or $6"]),
        ("$$\nx * y * z\n$$", ["x ∗ y ∗ z"]),
        ("`Vec<T>` and Vec<T> and Map<String, int>", ["Vec<T> and Vec<T> and Map<String, int>"]),
        ("x<sup>2</sup> and <b>H</b><sub>2</sub>O <!-- x -->", ["x^2 and H_2O"]),
        ("by __init__ and __main_loop__", ["by __init__ and __main_loop__"]),
        ("[...]: Paris", ["[...]: Paris"]),
        ("[...] is a\n===", ["[...] is a", "==="]),
        ("a ==highlight== and ==**two** words==", ["a highlight and two words"]),
        ("x == y, a==b and c==d, `==`", ["x == y, a==b and c==d, =="]),
        ("- a\n- b\n  1. c", [" • a", " • b", "    1 c"]),
        ("# Head\n\ntext", ["Head", "", "text"]),
        ("> quoted", ["▌ quoted"]),
        ("<div>\nshown\n</div>", ["shown"]),
        ("```\ncode\n\n  more\n```", ["  code", "", "    more"]),
        ("a\tb", ["a   b"]),
        ("<!-- only this -->", ["<!-- only this -->"]),
        ("%%hidden%% shown and `%%x%%`", ["shown and %%x%%"]),
        ("a\n\n%% private\n\ncomment %%\n\nb", ["a", "", "b"]),
        ("$\\{1, 2\\}$ has $\\\\$ and $\\%$", ["{1, 2} has $\\\\$ and %"]),
        ("$a\\,*b$, $c*\\,d$ and $x_{a}_b$", ["a ∗b, c∗ d and xₐ_b"]),
        ("\\(a*b\\) \\[x^2*\\] \\[sic\\]", ["a∗b x²∗ [sic]"]),
        ("$$\n# x \\\\\n\n- y\n> 0\n$$\nz", ["$$", "# x \\\\", "", "- y", "> 0", "$$", "", "z"]),
        ("- a\n  $$\n  > b\n  $$\n- d", [" • a", "   > b", " • d"]),
        (
            "a:\n\\begin{align}\n- a &= b \\\\\n# c &= *d* \\\\\n\\end{align}\nb",
            [
                "a:",
                "",
                "\\begin{align}",
                "- a &= b \\\\",
                "# c &= *d* \\\\",
                "\\end{align}",
                "",
                "b",
            ],
        ),
        (
            "- x\n  \\begin{cases}\n  1 \\\\\n\n  2\n  \\end{cases}",
            [" • x", "   \\begin{cases}", "   1 \\\\", "", "   2", "   \\end{cases}"],
        ),
        (
            "so \\begin{pmatrix} a & b \\\\ c_1 & d_1 \\end{pmatrix} *is*",
            ["so \\begin{pmatrix} a & b \\\\ c_1 & d_1 \\end{pmatrix} is"],
        ),
        ("\\begin{align}\nopen \\\\\n\n- item", ["\\begin{align}", "open \\", "", " • item"]),
        ("\\begin{itemize} *text* \\end{itemize}", ["\\begin{itemize} text \\end{itemize}"]),
        ("$a %% b$, $c$ and %%hidden%% d", ["a %% b, c and  d"]),
        ("\\(a %% b\\) or \\[c = %% d\\]", ["a %% b or c = %% d"]),
        (
            "\\begin{align}\na %% b\n\\end{align}\n\nshown %%gone%%",
            ["\\begin{align}", "a %% b", "\\end{align}", "", "shown"],
        ),
        ("it costs $5 %%gone%% and $6", ["it costs $5  and $6"]),
        ("$$\nopen\n\n- item", ["$$", "open", "", " • item"]),
        ("one  \ntwo\\\nthree", ["one", "two", "three"]),
        ("", [""]),
    ],
)
def test_markdown_reads_as_it_is_meant(markdown: str, rows: list[str]) -> None:
    assert drawn(markdown) == rows


def link_of(content: Content, words: str) -> str | None:
    """Returns the address that a click on ``words`` opens."""
    start = content.plain.index(words)
    styles = [span.style for span in content.spans if span.start <= start < span.end]
    return next((style.link for style in styles if isinstance(style, Style) and style.link), None)


@pytest.mark.parametrize(
    ("address", "opened"),
    [
        ("https://a.org/b?c=d#e", "https://a.org/b?c=d#e"),
        ("http://a.org", "http://a.org"),
        ("mailto:ann@a.org", "mailto:ann@a.org"),
        ("https://a.org/ä", "https://a.org/%C3%A4"),
        ("https://a.org/a;b", None),
        ("other.md", None),
        ("file:///etc/passwd", None),
        ("ftp://a.org", None),
    ],
)
def test_a_click_opens_the_addresses_of_the_web_and_no_others(
    monkeypatch: pytest.MonkeyPatch, address: str, opened: str | None
) -> None:
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    assert link_of(rendered(f"see [the docs]({address}) now", 59), "the docs") == opened
    monkeypatch.setenv("FORCE_HYPERLINK", "0")
    assert link_of(rendered(f"see [the docs]({address}) now", 58), "the docs") is None


@pytest.mark.parametrize(
    ("environ", "opens"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "linux"}, False),
        ({}, False),
        ({"TERM": "xterm", "FORCE_HYPERLINK": "0"}, False),
        ({"TERM": "linux", "FORCE_HYPERLINK": "1"}, True),
    ],
)
def test_whether_a_terminal_opens_links(environ: dict[str, str], opens: bool) -> None:  # noqa: FBT001
    assert opens_links(environ) is opens


def test_a_table_keeps_its_cells() -> None:
    rows = drawn("| a | b |\n|---|---|\n| [[x\\|y]] | 2 |")
    assert [row.split() for row in rows if row.strip(" ─")] == [["a", "b"], ["y", "2"]]


def test_code_is_highlighted_and_emphasis_is_more_than_colour() -> None:
    content = rendered("**strong** `code`\n\n```python\nimport x\n```", 60)
    assert styles_of(content, "strong") == ["bold"]
    assert styles_of(rendered("a ==mark==", 60), "mark") == ["bold"]
    assert "bold" in styles_of(content, "code")[0]
    assert "bold" in styles_of(content, "import")[0]
    assert "ansi_magenta" in styles_of(content, "import")[0]


def test_long_lines_are_wrapped_where_words_end() -> None:
    rows = drawn("word " * 40 + "\n\n- " + "item " * 40, 31)
    assert max(len(row) for row in rows) <= 31
    assert all(row.split()[-1] in {"word", "item"} for row in rows if row)


def test_what_is_far_too_long_is_shown_as_it_was_written() -> None:
    assert drawn("*a* " * 10_000, 40)[0].startswith("*a* *a*")
    assert len("".join(drawn("x" * 1_000_000))) <= 100_000


@pytest.mark.parametrize("width", [0, 1, 19, 20, 200])
def test_any_width_will_do(width: int) -> None:
    assert "deep" in "".join(drawn("> > > > > > > > > > > - - - - - - - deep\n", width))


@given(
    st.lists(st.sampled_from([*"*_`[]()<>#-|!$~\\\n 1a:é中", "[[", "]]", "```\n", "\n\n"])).map(
        "".join
    ),
    st.integers(min_value=20, max_value=90),
)
def test_any_text_is_drawn_within_its_width_and_never_blank(text: str, width: int) -> None:
    content = rendered(text, width)
    assert all(line.cell_length <= width for line in content.split("\n"))
    assert bool(content.plain.strip()) == bool(text.strip())


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_drawn(text: str) -> None:
    lines = rendered(text + HOSTILE, 80).plain.split("\n")
    passed = SAFE_LINES.apply([Segment(line) for line in lines], Color(0, 0, 0))
    assert [cell_len(each.text) for each in passed] == [cell_len(line) for line in lines]
    shown = "\n".join(each.text for each in passed)
    assert not set(shown) & {chr(code) for code in [*range(10), *range(11, 32), *range(127, 160)]}
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(
    st.text("abc 日本é.,:;?!()\"'/%@0123456789-+={}", min_size=1, max_size=200),
    st.integers(min_value=20, max_value=60),
)
def test_text_without_mark_up_looks_the_same_without_the_parser(text: str, width: int) -> None:
    words = " ".join(text.split())
    shown = [line.rstrip().plain for line in drawn_by_parser(words, width)]
    # What the parser makes nothing of, such as a lone bullet, is shown as it was written.
    assert rendered(words, width).plain.split() == (" ".join(shown).split() or words.split())
    assert len(rendered(words, width).plain.split("\n")) == max(len(shown), 1)


@pytest.mark.parametrize("width", [80, 40])
def test_words_on_a_rule_are_shown_whole_on_as_many_lines_as_they_need(width: int) -> None:
    said = " ".join(f"word{number}" for number in range(20))
    rule = TitledRule(said)
    rows = rule.wrapped(width).plain.split("\n")
    assert rows[0].startswith("── word0 word1")
    assert " ".join(" ".join(rows).replace("─", "").split()) == said
    assert max(map(len, rows)) <= width


def test_of_a_long_place_the_end_is_shown_on_one_line() -> None:
    rule = TitledRule()
    rule.show_place(f"{'folder/' * 20}Tin.md:11")
    assert rule.wrapped(40).plain.startswith("── …")
    assert rule.wrapped(40).plain.rstrip("─ ").endswith("folder/Tin.md:11")
