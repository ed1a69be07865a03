"""Headings and blocks that links name."""

import pytest

from kb.graph.subpaths import SubpathTargets, heading_key, names_block, similar_headings

BODY = """\
# Note

Text. ^first-block

- an item ^item

Definition

**How it works:**

## Twice { #custom-id }

<a id="old-name"></a>
"""
HEADINGS = ("Note", "User_in.dict()", "What's new?", "Twice", "Über uns", "事件循环")


@pytest.mark.parametrize(
    "subpath",
    [
        "#Note",
        "#what's NEW",
        "#whats-new",
        "#user_indict",
        "#Note#Twice",
        "#twice-1",
        "#über-uns",
        "#事件循环",
        "#custom-id",
        "#old-name",
        "#Definition",
        "#How it works",
        "#^first-block",
        "#^ITEM",
        "#",
    ],
)
def test_what_is_there_is_found(subpath: str) -> None:
    assert SubpathTargets(HEADINGS, BODY).has(subpath)


@pytest.mark.parametrize(
    "subpath", ["#News", "#Note#Thrice", "#^second", "#Text", "#^first", "#循环"]
)
def test_what_is_not_there_is_not(subpath: str) -> None:
    assert not SubpathTargets(HEADINGS, BODY).has(subpath)


def test_a_block_is_told_from_a_heading() -> None:
    assert names_block("#Heading#^id")
    assert not names_block("#Heading")


def test_the_nearest_headings_are_suggested() -> None:
    assert similar_headings("#Whats newer", HEADINGS) == ("What's new?",)
    assert similar_headings("#Zebra", HEADINGS) == ()


def test_spaces_and_marks_do_not_tell_headings_apart() -> None:
    assert heading_key("I/O-bound, really!") == heading_key("io bound really")
