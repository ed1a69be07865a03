import pytest

from kb.notes.markdown.inline import Address, Reference, Tag, spans
from kb.notes.markdown.sentences import sentences_around


def references(text: str) -> list[tuple[str, str | None, str | None]]:
    links = [span for span in spans(text) if isinstance(span, Reference)]
    return [(link.target, link.subpath, link.alias) for link in links]


def tags(text: str) -> list[str]:
    return [span.name for span in spans(text) if isinstance(span, Tag)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[Event Loop]]", ("Event Loop", None, None)),
        ("[[dir/Event Loop|the loop]]", ("dir/Event Loop", None, "the loop")),
        ("[[Event Loop#History#Early]]", ("Event Loop", "#History#Early", None)),
        ("[[Event Loop#^a1b2|here]]", ("Event Loop", "#^a1b2", "here")),
        ("| a | [[Event Loop\\|loop]] |", ("Event Loop", None, "loop")),
        ("![[Event Loop]]", ("Event Loop", None, None)),
        ("[the loop](event%20loop.md#History)", ("event loop.md", "#History", "the loop")),
        ("[x](<my note.md>)", ("my note.md", None, "x")),
        ("[x](a_(b).md)", ("a_(b).md", None, "x")),
        ("[[#Example]]", ("", "#Example", None)),
        ("[[meetings/[ACME] Kickoff]]", ("meetings/[ACME] Kickoff", None, None)),
        ("[[[ACME] Kickoff|the start]]", ("[ACME] Kickoff", None, "the start")),
        ("[[array[0]]]", ("array[0]", None, None)),
        ("[[a [b]]", ("a [b", None, None)),
        ("[[a] b]]", ("a] b", None, None)),
        ("[[a|[1] b]]", ("a", None, "[1] b")),
        ("[see [[a]]]", ("a", None, None)),
        ("[[[a]]]", ("a", None, None)),
        ("[[[[a|b]] c", ("a", None, "b")),
        ("[the\nloop](loop.md)", ("loop.md", None, "the loop")),
        ("[the loop](loop.md\n'History')", ("loop.md", None, "the loop")),
        ("[the [event] loop](loop.md)", ("loop.md", None, "the [event] loop")),
        ("[![loop](a.png)](loop.md)", ("loop.md", None, "![loop](a.png)")),
        ("[a](C%23%20basics.md#Part%20One)", ("C# basics.md", "#Part One", "a")),
        ("[a](50%2525.md)", ("50%25.md", None, "a")),
    ],
)
def test_links_are_read_as_obsidian_reads_them(
    text: str, expected: tuple[str, str | None, str | None]
) -> None:
    assert references(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "`[[code]]` and ``a ` [[b]]``",
        "$[[1,2],[3,4]]$ and $$[[x]] #y$$",
        "%%[[hidden]] #no%%",
        "<!-- [[hidden]] #no -->",
        "<% tp.file.title %> {{ [[x]] }}",
        "\\[[escaped]]",
        "https://example.org/#fragment",
        "the matrix [[1, 2], [3, 4]] or [[1, 2], 3]]",
        "a C# b, (#no), issue#12, #1984, x &#35; y",
    ],
)
def test_nothing_inside_code_math_comments_or_addresses_is_a_link_or_a_tag(text: str) -> None:
    assert references(text) == []
    assert tags(text) == []


def test_tags_may_be_nested_in_any_script_and_end_at_punctuation() -> None:
    text = "#a/b-c, #Größe #日本語。 #c0ffee **#bold** #📚 #2024-plan"
    assert tags(text) == ["a/b-c", "Größe", "日本語", "c0ffee", "bold", "📚", "2024-plan"]


def test_addresses_lose_the_punctuation_behind_them() -> None:
    text = "See https://example.org/a_(b). Or <https://example.org/c>, [d](https://example.org/d)"
    addresses = [span.url for span in spans(text) if isinstance(span, Address)]
    assert addresses == [
        "https://example.org/a_(b)",
        "https://example.org/c",
        "https://example.org/d",
    ]


def test_the_sentence_around_a_link_is_on_one_line() -> None:
    text = "First one. The [[loop]]\nruns tasks! Last one."
    (link,) = spans(text)
    assert list(sentences_around(text, [link])) == ["The [[loop]] runs tasks!"]


@pytest.mark.parametrize(
    ("text", "target", "subpath"),
    [
        ('<img src="a b.png" width="3">', "a b.png", None),
        ("<img alt=x src='a%20b.png#left'/>", "a b.png", "#left"),
        ("<img width=3 src=a.png>", "a.png", None),
        ("[sound: a.mp3 ]", "a.mp3", None),
    ],
)
def test_pictures_in_html_and_sounds_of_anki_are_embedded(
    text: str, target: str, subpath: str | None
) -> None:
    (span,) = spans(f"See {text} now")
    assert isinstance(span, Reference)
    assert (span.target, span.subpath, span.embed) == (target, subpath, True)
    assert (span.start, span.end) == (4, 4 + len(text))


@pytest.mark.parametrize(
    "text",
    ['<img src="https://a.org/b.png">', '<img alt="src=x">', "<b src='a.png'>", "`[sound:a.mp3]`"],
)
def test_what_embeds_no_file_is_no_reference(text: str) -> None:
    assert [span for span in spans(text) if isinstance(span, Reference)] == []
