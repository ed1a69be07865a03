"""Names that stand in a text without a link."""

import pytest

from kb.graph.mentions import mentions, phrases, prose


@pytest.mark.parametrize(
    "text",
    [
        "An event loop waits.",
        "Event loops wait.",
        "The “Event Loop”, then.",
        "the *event\nloop* there",
        "an event-loop here",
    ],
)
def test_a_name_in_any_case_and_number_is_mentioned(text: str) -> None:
    assert mentions(text, ["Event Loop"])
    assert "event loop" in phrases(text)


@pytest.mark.parametrize(
    "text",
    [
        "An eventful loop.",
        "An event. Loop on.",
        "# Event\n\nLoop on.",
        "- event\n- loop",
        "an event - loop on",
        "event looping",
    ],
)
def test_words_that_only_stand_near_are_no_mention(text: str) -> None:
    assert not mentions(text, ["Event Loop"])
    assert "event loop" not in phrases(text)


def test_an_abbreviation_that_ends_in_s_mentions_no_other() -> None:
    assert not mentions("It speaks HTTPS.", ["HTTP"])
    assert "http" not in phrases("It speaks HTTPS.")
    assert mentions("It has APIs.", ["API"])
    assert "api" in phrases("It has APIs.")


def test_a_name_in_a_script_without_gaps_is_mentioned() -> None:
    assert mentions("一个协程可以暂停。", ["协程"])
    assert "协程" in phrases("一个协程可以暂停。")


def test_very_short_names_are_none() -> None:
    assert not mentions("C is a language", ["C"])
    assert "c" not in phrases("C is a language")


@pytest.mark.parametrize(
    "text",
    [
        "see [[loop|the loop]]",
        "see [the\nloop](a.md)",
        "see [![loop](a.png) loop](a_(b).md)",
        "run `loop` now",
        "```\nloop\n```",
        "at https://x.org/loop now",
    ],
)
def test_links_addresses_and_code_are_no_prose(text: str) -> None:
    assert not mentions(prose(text), ["loop"])
