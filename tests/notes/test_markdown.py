"""Blocks, and that the short cut for prose reads as the parser does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.notes.blocks import Block, Shape, markdown_of
from kb.notes.markdown import blocks_of, parsed_whole

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
