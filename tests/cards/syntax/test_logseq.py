"""Logseq's cards: where the tag stands, what of a block is text, and clozes."""

import pytest

from kb.cards.rules import CardRules
from tests.cards.reading import drawn, written
from tests.cards.syntax.test_faults import told

UUID = "64e1a2b3-0000-4000-8000-0123456789ab"
LOG = "  :LOGBOOK:\n  CLOCK: [2023-05-01 Mon 10:00:00]--[2023-05-01 Mon 10:01:00]\n  :END:\n"


@pytest.mark.parametrize(
    "text",
    [
        "- Which? #card\n\t- This.\n",
        "- #card Which?\n\t- This.\n",
        "- Which? #[[card]]\n\t- This.\n",
        "- Which? [[card]]\n\t- This.\n",
        "- Which? #Card\n\t- This.\n",
        "- Which?\n  tags:: card, other\n\t- This.\n",
        "- Which?\n  tags:: [[card]]\n\t- This.\n",
        "- Which?\n  #card\n\t- This.\n",
        "- # Which? #card\n\t- This.\n",
        "- Topic\n\t- Which? #card\n\t\t- This.\n",
        "- TODO [#A] Which? #card\n  SCHEDULED: <2023-05-01 Mon>\n\t- This.\n",
        "- DONE Which? #card\n  DEADLINE: <2023-05-01 Mon>\n\t- This.\n",
        f"- Which? #card\n  card-last-score:: 5\n  collapsed:: true\n{LOG}\t- This.\n",
        f"- Which? #card\n\t- This.\n\t  id:: {UUID}\n\t  collapsed:: true\n",
    ],
)
def test_a_tagged_block_is_asked_and_what_is_nested_in_it_answers(text: str) -> None:
    assert written(text) == [("Which?", "This.")]


def test_what_follows_code_in_a_block_is_no_code_for_being_indented() -> None:
    text = "A page.\n\t- ```sh\n\t  ls\n\t  ```\n\t- Which? #card\n\t\t- This.\n"
    assert written(text) == [("Which?", "This.")]


def test_the_tag_is_a_setting() -> None:
    text = "- Which? #card\n\t- This.\n- What? #drill\n\t- That.\n"
    assert written(text, CardRules(logseq_tag="drill", card_tag="")) == [("What?", "That.")]
    assert written(text, CardRules(logseq_tag="", card_tag="")) == []


def test_a_card_inside_another_is_a_card_too() -> None:
    text = "- Which? #card\n\t- This. And why? #card\n\t\t- Because.\n"
    assert written(text) == [
        ("Which?", "This. And why?\n- Because."),
        ("This. And why?", "Because."),
    ]


def test_code_in_a_block_keeps_its_indentation() -> None:
    text = "- What does it do? #card\n  ```python\n  if a:\n      b\n  ```\n\t- It does b.\n"
    assert written(text) == [("What does it do?\n```python\nif a:\n    b\n```", "It does b.")]


def test_words_that_a_task_may_begin_with_stay_elsewhere() -> None:
    assert written("- Is it NOW or LATER? #card\n\t- NOW\n") == [("Is it NOW or LATER?", "NOW")]


@pytest.mark.parametrize(
    ("text", "front", "back"),
    [
        (
            "- A {{cloze bolt}} of {{cloze iron}}. #card",
            "A [...] of [...].",
            "A **bolt** of **iron**.",
        ),
        ("A {{cloze bolt}} here. #card", "A [...] here.", "A **bolt** here."),
        ("## A {{cloze bolt}} here. #card", "A [...] here.", "A **bolt** here."),
        (r"- A {{cloze bolt \\ it slides}}. #card", "A [it slides].", "A **bolt**."),
        ("- A {{cloze std::map}}. #card", "A [...].", "A **std::map**."),
        ("- #card\n\t- A {{cloze bolt}}.", "A [...].", "A **bolt**."),
        (
            "- A {{cloze bolt}}. #card\n\t- It {{cloze slides}}.",
            "A [...].",
            "A **bolt**.\nIt slides.",
        ),
    ],
)
def test_clozes_hide_their_words(text: str, front: str, back: str) -> None:
    assert written(f"{text}\n") == [(front, back)]


def test_clozes_that_are_not_asked_for_are_words() -> None:
    text = "- How? #card\n\t- Call {{cloze plot \\\\ a verb}} with {{cloze two}} lists.\n"
    assert written(text) == [("How?", "Call plot with two lists.")]
    lines = "- How? #card\n\t- {{cloze a(1)\n\t  b(2)}} and `{{cloze c}}`\n"
    assert written(lines) == [("How?", "a(1)\nb(2) and `{{cloze c}}`")]
    many = " ".join(f"{{{{cloze w{number}}}}}" for number in range(60))
    assert "{{" not in written(f"- How? #card\n\t- {many}\n")[0][1]


@pytest.mark.parametrize(
    ("written_as", "shown"),
    [
        (f"(({UUID}))", "A bolt is iron."),
        (f"{{{{embed (({UUID}))}}}}", "A bolt is iron."),
        (f"[there]((({UUID})))", "there"),
        ("((64e1a2b3-0000-4000-8000-ffffffffffff))", "…"),
        ("((a, b))", "((a, b))"),
        (f"`(({UUID}))`", f"`(({UUID}))`"),
    ],
)
def test_another_block_is_shown_in_the_place_of_its_id(written_as: str, shown: str) -> None:
    text = (
        f"- What is {written_as} about? #card\n\t- {written_as}\n- A bolt is iron.\n  id:: {UUID}\n"
    )
    assert written(text) == [(f"What is {shown} about?", shown)]


def test_blocks_that_refer_to_one_another_are_shown_once() -> None:
    other = UUID.replace("64e1", "75f2")
    text = f"- One (({other})) #card\n  id:: {UUID}\n\t- Two\n- Three (({UUID}))\n  id:: {other}\n"
    assert written(text) == [("One Three …", "Two")]


def test_bold_words_are_not_made_bold_again() -> None:
    text = "- {{cloze A **bolt** slides}}. #card\n"
    assert written(text) == [("[...].", "A **bolt** slides.")]


def test_an_empty_bullet_is_no_answer() -> None:
    assert told("- Alone #card\n-\n") == [("card-without-answer", 1)]
    assert told("- Alone #card\n\t-\n") == [("card-without-answer", 1)]
    assert written("- Which? #card\n\t-\n\t- This.\n") == [("Which?", "This.")]


def test_a_block_without_an_answer_is_told() -> None:
    assert told("- Text\n- Alone #card\n- Next\n") == [("card-without-answer", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "- #card\n- Next\n",
        "- {{query (and [[card]] [[maths]])}}\n\t- no\n",
        "- [ ] write a #card\n",
        "- `#card` in code\n\t- no\n",
        "- A #cardinal\n\t- no\n",
        "- Page #card/maths\n\t- no\n",
        "tags:: card\n\n- One\n\t- Two\n",
    ],
)
def test_what_is_no_card_of_logseq_is_not_told(text: str) -> None:
    assert written(text) == []
    assert told(text) == []


def test_the_id_of_the_block_is_the_anchor() -> None:
    (card,) = drawn(f"- Which? #card\n  id:: {UUID}\n\t- This.\n\t  id:: other\n")
    assert card.anchor == f"^{UUID}"


def test_the_first_block_of_a_page_may_have_no_bullet() -> None:
    text = (
        "# Which doors? #card\ncard-last-interval:: 31.26\ncard-repeats:: 1\n"
        "\t- Front\n\t- Back\n\t\t- Garden\n- Another block\n"
    )
    assert written(text) == [("Which doors?", "- Front\n- Back\n\t- Garden")]


def test_what_logseq_keeps_in_a_block_answers_nothing() -> None:
    assert written("- Which doors? #card\n  card-last-interval:: 4\n  card-repeats:: 1\n") == []


def test_properties_are_no_text_whichever_way_they_are_written() -> None:
    text = (
        "- Which doors? #card\n  logseq.order-list-type:: number\n  :PROPERTIES:\n"
        "  :source: a book\n  :END:\n\t- Front\n\t  logseq.order-list-type:: number\n"
        "\t  :PROPERTIES:\n\t  :id: 7\n\t  :end:\n"
    )
    assert written(text) == [("Which doors?", "Front")]


def test_what_is_in_no_drawer_is_text() -> None:
    text = "- Which doors? #card\n  :smile: those\n  :PROPERTIES:\n  Not in one\n\t- Front\n"
    assert written(text) == [("Which doors?\n:smile: those\n:PROPERTIES:\nNot in one", "Front")]


def test_a_drawer_may_hold_the_id_of_the_block() -> None:
    text = "- Which doors? #card\n  :PROPERTIES:\n  :id: 7\n  :END:\n\t- Front\n"
    assert [card.anchor for card in drawn(text)] == ["^7"]


def test_the_marks_of_an_admonition_are_no_text() -> None:
    text = "- #+BEGIN_NOTE\n  Which doors? #card\n  #+END_NOTE\n\t- Front\n"
    assert written(text) == [("Which doors?", "Front")]


def test_an_answer_holds_fifty_levels_and_what_is_deeper_is_told() -> None:
    text = "".join("\t" * level + f"- b{level}{' #card' * (level == 0)}\n" for level in range(53))
    ((front, back),) = written(text)
    assert front == "b0"
    assert back.split()[-1] == "b50"
    assert told(text) == [("card-too-deep", 1)]
    deepest = text.rindex("\t- b51")
    assert told(text[: deepest + 1].rstrip() + "\n") == []


def test_cards_in_cards_each_hold_what_is_in_them() -> None:
    assert written("- a #card\n\t- b #card\n\t\t- c\n- d #card\n  more\n\t- e\n") == [
        ("a", "b\n- c"),
        ("b", "c"),
        ("d\nmore", "e"),
    ]
