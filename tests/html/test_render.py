"""What Obsidian's reading view shows of a note, and what the page shows of a card."""

from pathlib import Path

import pytest

from kb.html.destinations import Destinations, EmbeddedText
from kb.html.parser import anchor_of
from kb.html.render import card_html, note_html
from tests.html.places import PLACES, file, note

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.md"), key=lambda path: path.name)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_note_is_rendered_as_it_must_be(path: Path) -> None:
    """KB_GOLDEN=1 is no way to write them: read the difference, and write it by hand."""
    expected = path.with_suffix(".html").read_text(encoding="utf-8")
    assert note_html(path.read_text(encoding="utf-8"), PLACES) == expected


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("[[a]]", '<a class="wikilink" href="/note/a">a</a>'),
        ("[[a#One two|b **c**]]", '<a class="wikilink" href="/note/a#h-one-two">b <strong>c</strong></a>'),  # noqa: E501
        ("[[a#^x1]]", '<a class="wikilink" href="/note/a#b-x1">a#^x1</a>'),
        ("[[#Here]]", '<a class="wikilink" href="/note/self#h-here">#Here</a>'),
        ("[[missing]]", '<span class="missing">missing</span>'),
        ("[b](dir/a%20c.md#d)", '<a class="wikilink" href="/note/dir/a c.md#h-d">b</a>'),
        ("[b](x.pdf)", '<a class="file" href="/attachment/pdf">b</a>'),
        ("[b](https://a.org)", '<a class="remote" href="https://a.org">b</a>'),
        ("see https://a.org/b_c_(d), e", 'see <a class="remote" href="https://a.org/b_c_(d)">https://a.org/b_c_(d)</a>, e'),  # noqa: E501
        ("[b](obsidian://open?x)", "b"),
        ("![[a.png]]", '<img src="/attachment/png" alt="a.png">'),
        ("![[d/a.png|300]]", '<img src="/attachment/png" alt="a.png" width="300">'),
        ("![[a.png|300x200]]", '<img src="/attachment/png" alt="a.png" width="300" height="200">'),
        ("![[a.png|a cat]]", '<img src="/attachment/png" alt="a cat">'),
        ("![a cat|50](a%20b.png)", '<img src="/attachment/png" alt="a cat" width="50">'),
        ('a <img src="a.png" width="20">', 'a <img src="/attachment/png" alt="a.png" width="20">'),
        ("![[missing.png]]", '<span class="missing">missing.png</span>'),
        ("![[a.mp3]]", '<audio controls="" preload="none" src="/attachment/mp3"></audio>'),
        ("[sound:a.mp3]", '<audio controls="" preload="none" src="/attachment/mp3"></audio>'),
        ("![[a.mp4|300]]", '<video controls="" preload="none" src="/attachment/mp4" width="300"></video>'),  # noqa: E501
        ("![[a.pdf#page=2]]", '<a class="file" href="/attachment/pdf">a.pdf#page=2</a>'),
        ("a ![[other]] b", 'a <a class="wikilink" href="/note/other">other</a> b'),
        ("==a **b**== ~~c~~", "<mark>a <strong>b</strong></mark> <s>c</s>"),
        ("a %%b%% c", "a  c"),
        ("a #b/c d#e #12", 'a <a class="tag" href="/cards/b/c">#b/c</a> d#e #12'),
        ("a\nb", "a<br>\nb"),
        ("a ^x-1", 'a<span id="b-x-1"></span>'),
        ("H<sub>2</sub>O, Vec<T>", "H<sub>2</sub>O, Vec&lt;T&gt;"),
        ("__init__ and `__a__`", "__init__ and <code>__a__</code>"),
        ("$\\unknown{x}$", '<code class="formula">$\\unknown{x}$</code>'),
    ],
)  # fmt: skip
def test_a_line_is_rendered(markdown: str, html: str) -> None:
    assert note_html(markdown, PLACES) == f"<p>{html}</p>\n"


def test_lines_are_joined_for_those_who_write_so() -> None:
    assert note_html("a\nb", PLACES, line_breaks=False) == "<p>a\nb</p>\n"


def test_a_formula_has_its_source_for_whoever_cannot_see_it() -> None:
    html = note_html("$a<b$", PLACES)
    assert 'alttext="a&lt;b"' in html
    assert '<annotation encoding="application/x-tex">a&lt;b</annotation>' in html
    assert "<mo>&lt;</mo>" in html


def test_a_card_hides_what_it_asks_for() -> None:
    html = card_html("The [...] of `a[0]` is [a hint] and $[0]$.", PLACES, is_cloze=True)
    assert html.startswith('<p>The <span class="cloze">[...]</span> of <code>a[0]</code> is ')
    assert html.count("cloze") == 2
    assert "cloze" not in card_html("A [...] b", PLACES)


def test_a_card_loses_no_text() -> None:
    assert card_html("[...]: Paris", PLACES) == "<p>[...]: Paris</p>\n"
    assert card_html("Vec<T>\n===", PLACES) == "<p>Vec&lt;T&gt;<br>\n===</p>\n"


def test_notes_in_notes_are_bounded() -> None:
    def endless(target: str, subpath: str) -> EmbeddedText:
        return EmbeddedText(target, f"/note/{target}", "![[a]]\n\n" * 50)

    html = note_html("![[a]]\n\n" * 50, Destinations(note=note, file=file, text=endless))
    assert 0 < html.count("<blockquote") <= 30
    assert 'href="/note/a"' in html


def test_an_embedded_note_has_footnotes_of_its_own() -> None:
    html = note_html("a[^1]\n\n![[inner]]\n\n[^1]: Mine.", PLACES)
    names = [part.partition('"')[0] for part in html.split(' id="')[1:]]
    assert len(names) == len(set(names)) == 6


def test_a_name_of_a_heading_is_that_of_links_to_it() -> None:
    assert '<h2 id="h-event-loop-é">' in note_html("## Event *loop*: é", PLACES)
    assert anchor_of("#Event loop é") == "h-event-loop-é"
