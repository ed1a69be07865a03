"""Where the parts of a note stand, in lines and columns of its file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.notes.outline import TextRange, outline_note
from kb.notes.parse import parse_note
from kb.notes.positions import Encoding, column, index_at

SAMPLES = sorted((Path(__file__).parents[2] / "notes").rglob("*.md"))


def cut(text: str, place: TextRange) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    some = lines[place.line : place.end_line + 1]
    some[-1] = some[-1][: place.end]
    some[0] = some[0][place.start :]
    return "\n".join(some)


TEXT = (
    '---\ntags: [one, two/three]\nup: "[[Top]]"\n---\n#atom\n\n# A title #four\n\n'
    "See [[Loop|the loop]], `[[code]]`, [so\nfar](Loop.md#Part) and ![[Loop#^id]]. #five\n\n"
    "Related: Cell, [[Heart]], the lung\n\n| a |\n| - |\n| [[x\\|y]] |\n\nText ^block-1\n\n"
    "```\n# no\n[[no]] #no\n```\n"
)


def test_everything_stands_where_it_is_written() -> None:
    outline = outline_note("x.md", TEXT, encoding=Encoding.UTF32).outline
    links = sorted(outline.links, key=lambda link: link.place)
    assert [cut(TEXT, link.place) for link in links] == [
        "[[Top]]",
        "[[Loop|the loop]]",
        "[so\nfar](Loop.md#Part)",
        "![[Loop#^id]]",
        "Cell",
        "[[Heart]]",
        "the lung",
        "[[x\\|y]]",
    ]
    assert sorted(cut(TEXT, tag.place) for tag in outline.tags) == [
        *("atom", "five", "four", "one", "two/three")
    ]
    assert [(heading.text, heading.line, heading.level) for heading in outline.headings] == [
        ("A title #four", 6, 1)
    ]
    assert [cut(TEXT, block.place) for block in outline.blocks] == ["block-1"]
    assert outline.title_line == 6


def test_a_link_that_is_written_elsewhere_says_where() -> None:
    text = (
        "Loop.md, [one] and [two][ONE], [[x]] and [a\nb](<c d.md#E>).\n\n"
        '[one]: <Loop.md#Part> "A loop"\n'
    )
    outline = outline_note("x.md", text, encoding=Encoding.UTF32).outline
    links = sorted(outline.links, key=lambda link: link.place)
    assert [
        (cut(text, link.place), link.address and cut(text, link.address)) for link in links
    ] == [
        ("[one]", "Loop.md#Part"),
        ("[two][ONE]", "Loop.md#Part"),
        ("[[x]]", None),
        ("[a\nb](<c d.md#E>)", "c d.md#E"),
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("---\ntitle: web stuff\ntags: [web, web/css]\n---\nOf the web. #web\n", [2, 4]),
        ("---\nalias: web\ntag: web\ndate: 2026\n---\nText about web tags.\n", [2]),
        ("---\ntags:\n  - '#web'\n  - webs\nup: web\n---\n", [2]),
        ("# A\n\nTag: tag, web\n", [2]),
    ],
)
def test_a_tag_is_found_where_it_is_one(text: str, lines: list[int]) -> None:
    outline = outline_note("x.md", text, encoding=Encoding.UTF32).outline
    found = [tag for tag in outline.tags if tag.name == "web"]
    assert sorted(tag.place.line for tag in found) == lines
    assert {cut(text, tag.place) for tag in found} == {"web"}
    for tag in outline.tags:
        assert cut(text, tag.place) == tag.name


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_end_as_in_editors(ends: str) -> None:
    text = f"one\u2028two{ends}\f[[x]]{ends}\x85[[y]]{ends}"
    outline = outline_note("x.md", text).outline
    assert [(link.place.line, link.place.start) for link in outline.links] == [(1, 1), (2, 1)]


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_each_link_of_the_sample_notes_is_found_in_its_line(file: Path) -> None:
    text = file.read_text()
    note, _ = parse_note(file.name, text)
    outline = outline_note(file.name, text, encoding=Encoding.UTF32).outline
    assert [(link.target, link.line - 1) for link in note.links] == [
        (link.target, link.place.line) for link in outline.links
    ]
    for link in outline.links:
        assert link.target.rpartition("/")[2] in cut(text, link.place)


lines = st.text(st.sampled_from("ab [](|)#^é🐍\u2028$`-:,\t"), max_size=40)


@given(text=st.lists(lines, max_size=8).map("\n".join), encoding=st.sampled_from(list(Encoding)))
def test_no_text_has_places_outside_of_it(text: str, encoding: Encoding) -> None:
    outline = outline_note("x.md", text, encoding=encoding).outline
    rows = text.split("\n")
    ends = [column(row, len(row), encoding) for row in rows]
    places = [link.place for link in outline.links]
    places += [tag.place for tag in outline.tags]
    places += [block.place for block in outline.blocks]
    for place in places:
        assert 0 <= place.line <= place.end_line < len(rows)
        assert (place.line, place.start) <= (place.end_line, place.end)
        assert place.start <= ends[place.line]
        assert place.end <= ends[place.end_line]
    assert outline.lines == len(rows)


@given(line=st.text(max_size=20), encoding=st.sampled_from(list(Encoding)))
def test_a_column_is_that_of_its_character_and_back(line: str, encoding: Encoding) -> None:
    for index in range(len(line) + 1):
        assert index_at(line, column(line, index, encoding), encoding) == index
    codec = {Encoding.UTF8: 1, Encoding.UTF16: 2, Encoding.UTF32: 4}[encoding]
    name = encoding.value if encoding is Encoding.UTF8 else f"{encoding.value}-le"
    assert column(line, len(line), encoding) == len(line.encode(name)) // codec
    assert index_at(line, 10_000, encoding) == len(line)
