"""Headings and blocks that links name."""

from time import process_time

import pytest

from kb.graph.subpaths import SubpathTargets, heading_key, names_block

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
    parts = SubpathTargets(HEADINGS, BODY)
    assert parts.similar_headings("#Whats newer") == ("What's new?",)
    assert parts.similar_headings("#Zebra") == ()


def test_spaces_and_marks_do_not_tell_headings_apart() -> None:
    assert heading_key("I/O-bound, really!") == heading_key("io bound really")


def test_a_title_is_a_heading_that_is_not_suggested() -> None:
    parts = SubpathTargets(HEADINGS, BODY, title="Zebras")
    assert parts.has("#zebras")
    assert not SubpathTargets(HEADINGS, BODY).has("#12")
    assert parts.similar_headings("#Zebra") == ()


def test_a_note_is_searched_once_for_all_links_to_what_it_lacks() -> None:
    headings = [f"Part {number} of it" for number in range(300)]
    body = "\n".join(
        f"## {heading}\n\n{'some words ' * 100} ^b{heading[5]}" for heading in headings
    )

    def seconds(links: int) -> float:
        started = process_time()
        parts = SubpathTargets(headings, body)
        for number in range(links):
            assert not parts.has(f"#^gone{number}")
            assert not parts.has(f"#some words gone {number}")
            parts.similar_headings(f"#some words gone {number}")
        return process_time() - started

    seconds(1)
    assert seconds(500) < 50 * seconds(1)
