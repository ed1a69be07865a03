"""Blocks, and that the short cut for prose reads as the parser does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.notes.markdown.blocks import Block, Shape, markdown_of
from kb.notes.markdown.fast_blocks import Structure, stretches
from kb.notes.markdown.parse import blocks_of, parsed_whole

LINES = st.sampled_from(
    [
        *("", "", "", "Plain text.", "**Bold** text", "[[link]] text", "`code` text", "# Heading"),
        *(
            "## Head ##",
            "#no",
            "- item",
            "  more",
            "    deep",
            "1. one",
            "> quote",
            "```",
            "```python",
        ),
        *(
            "~~~",
            "  ```",
            "   code",
            "---",
            "===",
            "- - -",
            "* * *",
            "\t- tab",
            "+ plus",
            "-",
            "|a|b|",
        ),
        *("  - inner", "    - deeper", "\t\t- two tabs", " - one in", "   1. nested", "  2. no"),
        *("10. ten", "2024. year", "2024 year", "lazy", "  even", "    far", "- [ ] task", "-  a"),
        *("> - q", "> > q", ">", "> more", ">tight", "> # H", "- # H", "- > q", "- - a", "-     x"),
        *(
            "#tag",
            "######## no",
            "~~s~~",
            "``x``",
            "-1",
            "->",
            "+",
            "* star",
            "___",
            "<b>",
            "=",
            "== x",
        ),
        *(
            "- ```",
            "> ```",
            "text  ",
            "  ",
            "``` x",
            "(paren",
            "1) a",
            "***",
            "__x__ y",
            "_a_",
            "a\\",
        ),
    ]
)


def same(block: Block) -> tuple[object, ...]:
    return (
        *(block.shape, block.line, block.end, block.text.rstrip(), block.depth, block.level),
        *(block.marker, block.language, block.quoted),
    )


@given(lines=st.lists(LINES, max_size=14))
@settings(max_examples=1500, deadline=None)
def test_prose_is_read_as_the_parser_reads_it(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert [same(block) for block in blocks_of(text)[0]] == [
        same(block) for block in parsed_whole(text)
    ]


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("Title\n===\n\nText", [Shape.HEADING, Shape.TEXT]),
        ("Title\n---\n\nText", [Shape.HEADING, Shape.TEXT]),
        ("Tags: #a\n----\n", [Shape.TEXT, Shape.RULE]),
        ("prose\n-\nmore", [Shape.TEXT]),
        ("- a\n- b\n\n---\n", [Shape.ITEM, Shape.ITEM, Shape.RULE]),
        ("- ```\n  x\n  ```\n", [Shape.ITEM, Shape.CODE]),
    ],
)
def test_each_block_has_its_shape(text: str, shapes: list[Shape]) -> None:
    assert [block.shape for block in blocks_of(text)[0]] == shapes


def test_blocks_can_be_written_as_markdown_again() -> None:
    text = "- a\n  - b\n\n    more\n\n  ```python\n  x\n  ```\n\ntext"
    again = markdown_of(blocks_of(text)[0])
    assert [block.text for block in blocks_of(again)[0]] == ["a", "b", "more", "x", "text"]


@pytest.mark.parametrize(
    "text",
    [
        "- a\n  - b\n\t- c\n- d\n  goes on\nlazily",
        "1. a\n2. b\n   - c\n\n10) d",
        "Text:\n- a\n- b\n---\nMore\n## Heading\n> quoted\n> - too\n\n#tag",
        "> [!note] Title\n> Text\n>\n> ```\n> code\n> ```\n",
        "2024 was a year\n-1 is a number\n~~gone~~ _so_ **it** is",
    ],
)
def test_what_people_write_most_needs_no_parser(text: str) -> None:
    assert not any(isinstance(each, Structure) for each in stretches(text))


def test_a_list_is_cut_before_the_item_that_needs_the_parser() -> None:
    items = [f"- item {number}\n" for number in range(2_000)]
    items[1_000] = "- odd\n\n  > quoted\n"
    found = list(stretches("\n".join(items)))
    assert [each.text for each in found if isinstance(each, Structure)] == [items[1_000]]
    assert len(found) == 2_000


@pytest.mark.parametrize("mark", ["- ", "  - ", "> ", "1. ", "\t- "])
def test_lists_and_quotes_in_each_other_are_cut_off_where_the_parser_does(mark: str) -> None:
    text = "\n".join(f"{mark * depth}a" for depth in range(1, 130))
    assert [same(block) for block in blocks_of(text)[0]] == [
        same(block) for block in parsed_whole(text)
    ]
