"""The syntax of Obsidian Spaced Repetition, in notes that carry a deck tag."""

import pytest

from kb.cards.card import CardKind
from kb.cards.rules import CardRules
from kb.cards.syntax.cloze_patterns import cloze_pattern
from tests.cards.reading import drawn, written

DECK = "#flashcards\n\n"
BOTH = CardRules(cloze_patterns=("==", "**", "{{"))


def test_one_line() -> None:
    assert written(f"{DECK}Largest moon of Saturn::Titan\n") == [
        ("Largest moon of Saturn", "Titan")
    ]


def test_one_line_both_ways() -> None:
    cards = drawn(f"{DECK}Titan:::Largest moon of Saturn\n")
    assert [(card.front, card.back, card.kind) for card in cards] == [
        ("Titan", "Largest moon of Saturn", CardKind.FORWARD),
        ("Largest moon of Saturn", "Titan", CardKind.REVERSE),
    ]
    assert cards[0].fact == cards[1].fact
    assert cards[0].anchor != cards[1].anchor


def test_several_lines() -> None:
    text = f"{DECK}Which moons\nhas Mars?\n?\n- Phobos\n- Deimos\n\nText.\n"
    assert written(text) == [("Which moons\nhas Mars?", "- Phobos\n- Deimos")]


def test_several_lines_both_ways() -> None:
    text = f"{DECK}One\n??\nTwo\nThree\n"
    assert written(text) == [("One", "Two\nThree"), ("Two\nThree", "One")]


def test_code_in_an_answer_keeps_its_blank_lines() -> None:
    text = f"{DECK}How?\n?\n```python\na = 1\n\nb::c\n```\nSo.\n\nText."
    assert written(text) == [("How?", "```python\na = 1\n\nb::c\n```\nSo.")]


def test_deletions() -> None:
    text = f"{DECK}The ==first== of\nthem was ==Ada==.\n\nText."
    assert written(text) == [
        ("The [...] of\nthem was Ada.", "The **first** of\nthem was Ada."),
        ("The first of\nthem was [...].", "The first of\nthem was **Ada**."),
    ]


def test_hints_and_numbers_of_deletions() -> None:
    text = f"{DECK}A ==1;;one;;a hint==, ==2;;two== and ==1;;three==; a ==mark==."
    assert written(text) == [
        ("A [a hint], two and [...]; a ==mark==.", "A **one**, two and **three**; a ==mark==."),
        ("A one, [...] and three; a ==mark==.", "A one, **two** and three; a ==mark==."),
    ]
    assert written(f"{DECK}A bolt is of ==iron;;metal==.") == [
        ("A bolt is of [metal].", "A bolt is of **iron**.")
    ]


def test_hints_and_numbers_behind_deletions_if_that_is_the_pattern() -> None:
    text = f"{DECK}A ==one==^[a hint][^1], ==two==[^2] and ==three==[^1]."
    rules = CardRules(cloze_patterns=(r"==answer==[^\[hint\]][\[^123\]]",))
    assert [front for front, _ in written(text, rules)] == [
        "A [a hint], two and [...].",
        "A one, [...] and three.",
    ]
    assert [front for front, _ in written(f"{DECK}==Rod==[^1] it is.")] == ["[...][^1] it is."]


def test_sequences_say_what_each_card_hides() -> None:
    text = f"{DECK}==Context==[^hs]\n- ==first==[^ah]\n- ==second==[^ha]\n"
    cards = [
        ("[...]\n- [...]\n- [...]", "[...]\n- **first**\n- [...]"),
        ("Context\n- [...]\n- [...]", "Context\n- [...]\n- **second**"),
    ]
    assert written(text) == cards
    rules = CardRules(cloze_patterns=(r"==answer==[^\[hint\]][\[^123\]]",))
    assert written(text, rules) == cards
    own = CardRules(cloze_patterns=("==[123;;]answer[;;hint]==",))
    assert (
        written(f"{DECK}==hs;;Context== ==ah;;first==", own)
        == [
            ("[...] [...]", "[...] **first**"),
            ("Context [...]", "Context [...]"),
        ][:1]
    )


@pytest.mark.parametrize(
    ("pattern", "text", "front"),
    [
        ("{@{[123;;]answer[;;hint]}@}", "The {@{heart}@} pumps.", "The [...] pumps."),
        ("{@{[123;;]answer[;;hint]}@}", "The {@{2;;heart;;organ}@} pumps.", "The [organ] pumps."),
        ("{{c[123::]answer[::hint]}}", "The {{c3::heart::organ}} pumps.", "The [organ] pumps."),
        ("[hint::](([123.]answer))", "The ((1.heart)) pumps.", "The [...] pumps."),
        ("**", "The **heart** pumps.", "The [...] pumps."),
        ("{{", r"It is {{\frac{1}{2}}} wide.", "It is [...] wide."),
    ],
)
def test_patterns(pattern: str, text: str, front: str) -> None:
    fronts = [front for front, _ in written(f"{DECK}{text}", CardRules(cloze_patterns=(pattern,)))]
    assert fronts == [front]


def test_several_patterns_at_once() -> None:
    rules = CardRules(cloze_patterns=("==", "**"))
    fronts = [front for front, _ in written(f"{DECK}A **bold** and a ==bright== one.", rules)]
    assert fronts == ["A bold and a [...] one.", "A [...] and a bright one."]


@pytest.mark.parametrize("pattern", ["==answer==", "==[123;;]answer==", "[123;;][;;hint]", "====="])
def test_a_pattern_that_lacks_a_part_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"a part with|the word"):
        cloze_pattern(pattern)


def test_bold_and_braces_are_deletions_if_that_is_set() -> None:
    text = f"{DECK}A **bold** and a {{{{curled}}}} one."
    assert written(text) == []
    assert [front for front, _ in written(text, BOTH)] == [
        "A [...] and a curled one.",
        "A bold and a [...] one.",
    ]


@pytest.mark.parametrize(
    "schedule",
    [" <!--SR:!2024-05-22,1,230!2024-05-25,4,270-->", "\n<!--SR:!2024-05-22,1,230-->"],
)
@pytest.mark.parametrize("card", ["One::Two", "One\n?\nTwo", "One is ==Two=="])
def test_schedules_are_not_shown(card: str, schedule: str) -> None:
    cards = written(f"{DECK}{card}{schedule}\n\nText.")
    assert len(cards) == 1
    assert "SR:" not in str(cards)


def test_a_deck_may_have_decks_inside() -> None:
    text = "#flashcards/space\nOne::Two\n\n#flashcards/time Three::Four\n"
    assert written(text) == [("One", "Two"), ("Three", "Four")]


def test_a_tag_above_a_card_of_several_lines_is_not_asked() -> None:
    assert written("#flashcards/space\nOne\n?\nTwo") == [("One", "Two")]


def test_a_tag_in_the_front_matter_is_enough() -> None:
    assert written("---\ntags: [flashcards]\n---\nOne::Two") == [("One", "Two")]


def test_other_tags_can_be_set() -> None:
    assert written("#study\n\nOne::Two") == []
    assert written("#study\n\nOne::Two", CardRules(deck_tags=("study",))) == [("One", "Two")]


@pytest.mark.parametrize(
    "text",
    [
        "Without a tag: key:: value",
        f"{DECK}Code `a::b` is none",
        f"{DECK}```\na::b\n```",
        f"{DECK}Use std::vector for it.",
        f"{DECK}Type :: #atom",
        f"{DECK}<!-- One::Two -->",
        f"{DECK}<!--\nOne\n?\nTwo\n-->",
        f"{DECK}?\nNo question",
        f"{DECK}No answer\n?\n\n",
        f"{DECK}An ==open\ndeletion==",
        f"{DECK}Is 1 == 2 == 3?",
    ],
)
def test_what_is_no_card(text: str) -> None:
    assert written(text) == []


def test_separators_can_be_set() -> None:
    rules = CardRules(
        inline_separator=">>", inline_reversed_separator="<<>>", separator="@", end_marker="+++"
    )
    text = f"{DECK}One>>Two\nThree<<>>Four\n\nFive\n@\nSix\n\nSeven\n+++\n\nText."
    assert written(text, rules) == [
        ("One", "Two"),
        ("Three", "Four"),
        ("Four", "Three"),
        ("Five", "Six\n\nSeven"),
    ]


def test_a_separator_in_an_answer_of_several_lines_is_part_of_it() -> None:
    assert written(f"{DECK}What?\n?\nUse a::b here.\n") == [("What?", "Use a::b here.")]


def test_a_bullet_and_a_heading_are_asked_without_their_marks() -> None:
    text = f"{DECK}- One::Two\n\n## Three?\n?\nFour\n"
    assert written(text) == [("One", "Two"), ("Three?", "Four")]


def test_a_block_id_is_the_anchor_of_both_ways() -> None:
    cards = drawn(f"{DECK}One:::Two ^both\n")
    assert [(card.front, card.anchor) for card in cards] == [("One", "^both"), ("Two", "^both/r")]


def test_a_line_with_a_separator_is_a_card_below_a_cloze_and_not_in_an_answer() -> None:
    assert written(f"{DECK}The ==heart== matters.\nOne::1\nTwo::2\n") == [
        ("One", "1"),
        ("Two", "2"),
    ]
    assert written(f"{DECK}Which?\n?\n- one::1\n- two::2\n") == [("Which?", "- one::1\n- two::2")]


def test_the_address_of_a_link_may_end_in_signs_of_equality() -> None:
    text = f"{DECK}See [docs](https://e.org/?id=YWJj==) for the ==heart== and the ==lung==.\n"
    link = "[docs](https://e.org/?id=YWJj==)"
    assert [front for front, _ in written(text)] == [
        f"See {link} for the [...] and the lung.",
        f"See {link} for the heart and the [...].",
    ]


def test_a_field_right_above_a_question_is_no_part_of_it() -> None:
    text = "Tags: #flashcards\nWhat is a cell?\n?\nA unit.\n\nNext::two\n"
    assert written(text) == [("What is a cell?", "A unit."), ("Next", "two")]


@pytest.mark.parametrize(
    "formula", ["$a %% b$", "$$\na %% b\n$$", "\\begin{align}\na %% b\n\\end{align}"]
)
def test_a_formula_keeps_two_percent_signs_and_hides_nothing(formula: str) -> None:
    cards = written(
        f"{DECK}First\n?\n{formula} is %%not%% so\n\nSecond::Two %%gone%%\n\nThird::3\n"
    )
    assert cards == [
        ("First", f"{formula} is  so"),
        ("Second", "Two"),
        ("Third", "3"),
    ]


def test_a_comment_for_a_machine_is_none_of_a_formula() -> None:
    assert written(f"{DECK}Price::5$ or $6 %%x%% <!--SR:!2024-05-22,1,230-->\n") == [
        ("Price", "5$ or $6")
    ]
