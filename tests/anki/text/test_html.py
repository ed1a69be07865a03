"""Markdown as the HTML of a field."""

import pytest

from kb.anki.text.html import field_html


def name_of(written: str) -> str | None:
    """Names a file as Anki has it; those called lost are missing."""
    return None if "lost" in written else written.rpartition("/")[2].replace(" ", "_")


def html(markdown: str) -> str:
    return field_html(markdown, name_of)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Clay & water < glaze", "Clay &amp; water &lt; glaze"),
        ("**hot** and *cold*", "<strong>hot</strong> and <em>cold</em>"),
        ("a ==mark== and ~~gone~~", "a <mark>mark</mark> and <s>gone</s>"),
        ("one\ntwo", "one<br>two"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("`Vec<T>` and Vec<T>", "<code>Vec&lt;T&gt;</code> and Vec&lt;T&gt;"),
        ("H<sub>2</sub>O", "H<sub>2</sub>O"),
        ("see [[Kiln|the kiln]] and [[Clay]]", "see the kiln and Clay"),
        ("shown %%not shown%% again ^block-1", "shown  again"),
        (
            "[site](https://example.org) [note](Kiln.md)",
            '<a href="https://example.org">site</a> note',
        ),
        (
            "```python\nx = '$a$'\n```",
            "<pre><code class=\"language-python\">x = '$a$'\n</code></pre>",
        ),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
    ],
)
def test_markdown_reads_in_anki_as_in_the_authors_program(markdown: str, expected: str) -> None:
    assert html(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("$a<b$", r"\(a&lt;b\)"),
        ("$$\nx^2\n$$", "\\[\nx^2\n\\]"),
        (r"as \(x_1\) is", r"as \(x_1\) is"),
        ("`$a$` costs $5 and $6", "<code>$a$</code> costs $5 and $6"),
        (r"$a * b * c$", r"\(a * b * c\)"),
    ],
)
def test_formulas_get_ankis_marks_outside_code(markdown: str, expected: str) -> None:
    assert html(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("![[my loop.png|300]]", '<img src="my_loop.png" width="300">'),
        ("![[loop.png|300x200]]", '<img src="loop.png" width="300" height="200">'),
        ("![a loop|40](img/my%20loop.png)", '<img src="my_loop.png" alt="a loop" width="40">'),
        ("<img src='loop.png' width=40>", '<img src="loop.png" width="40">'),
        ("![[call.mp3]] [sound:song.ogg]", "[sound:call.mp3] [sound:song.ogg]"),
        ("![](https://example.org/a.png)", '<img src="https://example.org/a.png">'),
        ("![[lost.png|300]] and ![the text](lost.png)", "lost.png and the text"),
        ("![[Kiln#Heat]] ![[paper.pdf]]", "Kiln#Heat paper.pdf"),
    ],
)
def test_files_are_shown_or_played_and_missing_ones_named(markdown: str, expected: str) -> None:
    assert html(markdown) == expected


def test_a_callout_has_its_title_in_bold() -> None:
    assert html("> [!tip] Fire *it*\n> slowly") == (
        '<blockquote class="callout">\n<p><strong>Fire <em>it</em></strong><br>slowly</p>\n'
        "</blockquote>"
    )
    assert "<strong>Tip</strong><br>slowly" in html("> [!tip]-\n> slowly")


def test_a_table_keeps_its_alignment() -> None:
    table = html("| a | b |\n|---|:-:|\n| 1 | 2 |")
    assert '<td style="text-align:center">2</td>' in table


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        '<b onclick="alert(1)">x</b>',
        "<img src=x.png onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert\\(1\\))",
        "<iframe src='https://example.org'></iframe>",
        "<p style='position:fixed'>x</p>",
        '![x" onerror="alert(1)](x.png)',
        "<svg onload=alert(1)>",
        "<td style='background:url(https://example.org)'>x",
    ],
)
def test_nothing_in_a_note_can_run_in_anki(markdown: str) -> None:
    shown = html(markdown)
    tags = [part.partition(">")[0] for part in shown.split("<")[1:]]
    for tag in tags:
        assert not tag.startswith(("script", "iframe", "svg"))
        attributes = tag.replace('alt="x&quot; onerror=&quot;alert(1)"', "")
        assert " on" not in attributes
        assert "javascript:" not in attributes
        assert "position" not in attributes
        assert "url(" not in attributes


@pytest.mark.parametrize("text", ["[latex]x[/latex]", "[$]x[/$]", "[$$]x[/$$]", "[anki:tts]x"])
def test_what_anki_would_obey_is_only_shown(text: str) -> None:
    shown = html(f"{text} and `{text}`")
    assert text not in shown
    assert "&#91;" in shown


def test_a_cloze_in_code_makes_no_card() -> None:
    assert "{{c1::" not in html("`{{c1::x}}`")
