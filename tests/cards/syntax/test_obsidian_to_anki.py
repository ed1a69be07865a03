"""Obsidian_to_Anki with marks, fields, clozes and regular expressions of the user's own."""

from dataclasses import replace

import pytest

from kb.cards.card import CardKind
from kb.cards.rules import CardRules
from kb.cards.syntax.anki_patterns import compiled, pattern_notes, translated
from kb.cards.syntax.lines import page_of
from tests.cards.reading import drawn, written
from tests.cards.syntax.test_faults import told

OWN = CardRules(
    anki_begin=":::anki",
    anki_end=":::",
    anki_inline_begin="<<",
    anki_inline_end=">>",
    anki_deck_line="DECK",
    anki_delete_line="GONE",
    anki_fields=("Vocabulary: Word, Meaning, Example", "Gap Cloze: Sentence, Note"),
)
CURLY = CardRules(anki_curly_clozes=True)
BOTH = CardRules(anki_curly_clozes=True, anki_highlight_clozes=True)


def test_the_users_own_marks_are_read_and_no_others() -> None:
    text = ":::anki\nBasic\nOne\nBack: Two\n:::\n\nSTART\nBasic\nThree\nBack: Four\nEND\n"
    assert written(text, OWN) == [("One", "Two")]
    assert written("So: << [Basic] One Back: Two >>\n", OWN) == [("One", "Two")]


def test_without_a_first_mark_nothing_is_read() -> None:
    text = "START\nBasic\nOne\nBack: Two\nEND\n\nSTARTI [Basic] One Back: Two ENDI\n\nOne = Two\n"
    rules = CardRules(anki_begin="", anki_patterns=("Basic: ^(.+) = (.+)$",))
    assert written(text, rules) == []
    assert told(text, rules=rules) == []


def test_only_the_second_field_is_the_answer() -> None:
    block = ":::anki\nVocabulary\nRiegel\nMeaning: bolt\nExample: Der Riegel klemmt.\n:::\n"
    assert written(block, OWN) == [("Riegel", "bolt")]
    assert written(f"{block}Word: no field\n", OWN) == [("Riegel", "bolt")]


def test_fields_may_stand_in_any_order() -> None:
    block = ":::anki\nVocabulary\nMeaning: bolt\nExample: Klemmt.\nWord: Riegel\n:::\n"
    assert written(block, OWN) == [("Riegel", "bolt")]


def test_a_cloze_of_the_users_own_type_is_read_from_its_first_field() -> None:
    block = ":::anki\nGap Cloze\nIt is {{c1::here}}.\nNote: See {{c2::there}}.\n:::\n"
    assert written(block, OWN) == [("It is [...].", "It is **here**.")]


def test_a_type_that_kb_does_not_know_is_told_and_read_if_it_has_a_back() -> None:
    block = "START\nVocabulary\nRiegel\nBack: bolt\nEND\n"
    assert written(block) == [("Riegel", "bolt")]
    assert told(block) == [("note-type-unknown", 1)]
    assert told(block * 2) == [("note-type-unknown", 1)]
    other = "START\nVocabulary\nRiegel\nMeaning: bolt\nEND\n"
    assert written(other) == []
    assert told(other) == [("note-type-unknown", 1)]


def test_a_note_that_is_to_be_deleted_is_no_card() -> None:
    text = ":::anki\nGONE\nID: 12\n:::\n\nGONE\n<!--ID: 13-->\n"
    assert written(text, OWN) == []
    assert told(text, rules=OWN) == []


@pytest.mark.parametrize("ending", ["ID: 12", "<!--ID: 12-->", "<!-- ID: 12 -->", "%%ID: 12%%"])
def test_only_the_last_line_is_an_id(ending: str) -> None:
    text = f"START\nBasic\nWhich?\nBack: ID: 7 is\nin the text\n{ending}\nEND\n"
    (card,) = drawn(text)
    assert card.back == "ID: 7 is\nin the text"
    assert card.anchor == ("^12" if "%%" not in ending else "which?")


def test_tags_are_read_on_the_last_line_only() -> None:
    back = "These:\nTags: a and b\nthey say\nTags: x y\n\nID: 3"
    assert written(f"# Two\n\nSTART\nBasic\nWhich?\nBack: {back}\nEND\n") == [
        ("Which?", "These:\nTags: a and b\nthey say")
    ]


def test_lines_about_the_file_belong_to_no_card() -> None:
    frozen = "FROZEN - Basic:\nFront: Land:\n\n"
    block = "START\nBasic\nOne\nBack: Two\nEND\n\n"
    rules = CardRules(anki_patterns=(r"Basic: ^(.+)\n(.+)$",))
    for head in ("TARGET DECK\nMaths\n\n", "FILE TAGS: a b\nc\n\n", frozen):
        assert written(head.replace("\nc", "") + block, rules) == [("One", "Two")]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Text.\n\nSTART\nBasic\nNever ended?\nBack: this one\n", [("card-unclosed", 3)]),
        ("START\nBasic\nOne\nSTART\nBasic\nTwo\nBack: Three\nEND\n", [("card-unclosed", 1)]),
        ("STARTI [Basic] One Back: Two\n", [("card-unclosed", 1)]),
        ("START\nBasic\nNo back\nEND\n", [("card-without-answer", 1)]),
        ("START\nCloze\nNothing hidden\nEND\n", [("card-without-deletion", 1)]),
        ("START\nHere is where it begins.\n", []),
        ("START\nBasic\nEND\n", []),
        ("The marks are STARTI and ENDI.\n", []),
        ("```\nSTART\nBasic\nOne\n```\n", []),
    ],
)
def test_what_the_plugin_cannot_read_is_told(text: str, faults: list[tuple[str, int]]) -> None:
    assert told(text) == faults


def test_a_block_begins_anew_at_the_next_mark() -> None:
    assert written("START\nBasic\nOne\nSTART\nBasic\nTwo\nBack: Three\nEND\n") == [("Two", "Three")]


@pytest.mark.parametrize(
    ("text", "fronts"),
    [
        ("A {bolt} of {iron}.", ["A [...] of iron.", "A bolt of [...]."]),
        ("A {2:bolt} of {1:iron}.", ["A bolt of [...].", "A [...] of iron."]),
        ("A {c1|bolt} of {1|iron}.", ["A [...] of [...]."]),
        ("A {{c1::bolt}} of {2:iron}.", ["A [...] of iron.", "A bolt of [...]."]),
        (r"A {$\frac{1}{2}$} of $\sqrt{2}$.", [r"A [...] of $\sqrt{2}$."]),
        ("A {bolt::rod} of `{iron}`.", ["A [rod] of `{iron}`."]),
        ("A {two\nlines} here.", ["A [...] here."]),
    ],
)
def test_single_braces_are_deletions_if_they_are_on(text: str, fronts: list[str]) -> None:
    block = f"START\nCloze\n{text}\nEND\n"
    assert [front for front, _ in written(block, CURLY)] == fronts
    assert len(written(block)) == ("{{" in text)


def test_highlights_are_deletions_if_they_are_on() -> None:
    block = "START\nCloze\nA ==bolt== of {iron} and ==c1::more==.\nEND\n"
    assert [front for front, _ in written(block, BOTH)] == [
        "A [...] of iron and [...].",
        "A bolt of [...] and more.",
    ]
    assert len(written(block, CURLY)) == 1
    assert written(block, replace(BOTH, anki_curly_clozes=False)) == []


def patterned(text: str, *patterns: str, rules: CardRules = CURLY) -> list[tuple[str, str]]:
    return written(text, replace(rules, anki_patterns=patterns))


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("One\n---\nTwo\n", r"Basic: ^(.+)\n-{3,}\n(.+)$"),
        ("Text\n\n### One\nTwo\n\nMore\n", r"Basic: ^#{3,}(.+)\n*((?:\n[^\n#].*)+)"),
        (
            "One #ask\n\nTwo\n",
            r"Basic: ((?:[^\n][\n]?)+) #ask ?\n*((?:\n(?:^.{1,3}$|^.{4}(?<!<!--).*))+)",
        ),
        ("One\n| --- |\nTwo", r"Basic: ^(?<front>.+)\n\|\s*[\-]+\s*\|\n(?<back>.+)"),
        ("Q - One\nA - Two\n", r"Basic: ^Q - ([^]+?)\nA - (.+)"),
        ("# Two\n\nOne = Two\nTags: a b\nID: 12\n", "Basic: ^(.+) = (.+)\n"),
        ("One = Two\n<!--ID: 12-->\n", "Basic: ^(.+) = (.+)"),
        ("One {braces} Two", r"Basic: (\w+) {.*} (\w+)"),
    ],
)
def test_the_groups_of_an_expression_are_the_fields(text: str, pattern: str) -> None:
    assert patterned(text, pattern) == [("One", "Two")]


def test_an_id_below_a_match_is_its_anchor() -> None:
    (card,) = drawn(
        "One = Two\n<!--ID: 12-->\n", rules=CardRules(anki_patterns=("Basic: ^(.+) = (.+)",))
    )
    assert card.anchor == "^12"


def test_the_type_says_how_a_match_is_asked() -> None:
    rules = CardRules(anki_patterns=("Basic (and reversed card): ^(.+) = (.+)",))
    assert [card.kind for card in drawn("One = Two", rules=rules)] == [
        CardKind.FORWARD,
        CardKind.REVERSE,
    ]


def test_a_match_of_a_cloze_without_a_deletion_is_no_card() -> None:
    pattern = r"Cloze: ((?:.+\n)*(?:.*{.*)(?:\n(?:^.{1,3}$|^.{4}(?<!<!--).*))*)"
    text = "A {bolt} of\niron.\n\nA formula $\\frac{3}{4}$ alone.\n"
    assert patterned(text, pattern) == [("A [...] of\niron.", "A **bolt** of\niron.")]
    assert told(text, rules=replace(CURLY, anki_patterns=(pattern,))) == []


@pytest.mark.parametrize(
    "text",
    [
        "```\nOne = Two\n```\n",
        "See `One = Two` here\n",
        "It is $$a = b$$\n",
        "START\nBasic\nOne = Two\nBack: Three\nEND\n",
    ],
)
def test_code_formulas_and_blocks_are_not_searched(text: str) -> None:
    assert ("One", "Two") not in patterned(text, r"Basic: (\w+) = (\w+)")
    assert ("a", "b") not in patterned(text, r"Basic: (\w+) = (\w+)")


def test_the_first_expression_that_matches_a_text_reads_it() -> None:
    assert patterned("One = Two\n", "Basic: ^(.+) = (.+)$", "Other: ^(One) = (.+)$") == [
        ("One", "Two")
    ]
    assert patterned("a = b, c = d\n", r"Basic: (\w) = (\w)") == [("a", "b"), ("c", "d")]


def test_an_invalid_expression_is_told_and_the_others_are_read() -> None:
    rules = CardRules(anki_patterns=("Basic: ^(.+", "Basic: ^(.+) = (.+)$"))
    assert written("One = Two\n", rules) == [("One", "Two")]
    assert told("One = Two\n", rules=rules) == [("card-pattern-invalid", 1)]


def test_an_expression_that_takes_too_long_is_told_and_nothing_else_is_lost() -> None:
    rules = CardRules(anki_patterns=("Basic: ^(.+) = (.+)$",))
    page = page_of("One = Two\n" * 20_000)
    assert list(pattern_notes(page, rules, budget_seconds=1e-6)) == []
    (fault,) = page.faults
    assert fault.code == "card-pattern-slow"
    assert "cards.anki_patterns" in fault.message


@pytest.mark.parametrize(
    ("javascript", "text", "expected"),
    [
        (r"\d+", "١2", "2"),
        (r"[\d]+", "١2", "2"),
        (r"\w+", "é1", "1"),
        (r"a[^]b", "a\nb", "a\nb"),
        (r"(?<a>x)\k<a>", "xx", "xx"),
        (r"a\/b", "a/b", "a/b"),
        (r"a{,2}", "a{,2}", "a{,2}"),
        (r"x{e}", "x{e}", "x{e}"),
        (r"[[a]+", "[a", "[a"),
        (r"\u00e9$", "é", "é"),
        (r"\A", "A", "A"),
        (r"^b$", "a\nb\nc", "b"),
        (r"(?<=a+)b", "aab", "b"),
    ],
)
def test_expressions_mean_what_they_mean_in_javascript(
    javascript: str, text: str, expected: str
) -> None:
    assert [match[0] for match in compiled(javascript)(text)] == [expected]


def test_an_empty_class_matches_nothing() -> None:
    assert translated("[]a") == "(?!)a"


@pytest.mark.parametrize(
    "text",
    [
        "TARGET DECK: Bio\nThe {heart} pumps {blood}.\n",
        "The {heart} pumps {blood}.\nFILE TAGS: a b\n",
        "FILE TAGS: a\nThe {heart} pumps {blood}.\nTARGET DECK: Bio\n",
    ],
)
def test_a_line_with_the_deck_or_the_tags_of_a_file_may_touch_a_card(text: str) -> None:
    paragraphs = r"Cloze: ((?:.+\n)*(?:.*{.*)(?:\n(?:^.{1,3}$|^.{4}(?<!<!--).*))*)"
    assert [front for front, _ in patterned(text, paragraphs)] == [
        "The [...] pumps blood.",
        "The heart pumps [...].",
    ]
