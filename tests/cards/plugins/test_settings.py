"""The settings of plugins become rules for reading cards."""

import pytest

from kb.cards.plugins import flashcards_obsidian, logseq, obsidian_sr, obsidian_to_anki
from kb.cards.rules import DEFAULT_CLOZE_PATTERN


def test_spaced_repetition_says_which_notes_are_decks_and_how_cards_look() -> None:
    rules = obsidian_sr.rules_of(
        {
            "settings": {
                "flashcardTags": ["#karten", "#lernen/heute"],
                "flashcardTagsToIgnore": ["#entwurf"],
                "convertFoldersToDecks": True,
                "singleLineCardSeparator": ";;",
                "singleLineReversedCardSeparator": ";;;",
                "multilineCardSeparator": "--",
                "multilineReversedCardSeparator": "",
                "multilineCardEndMarker": "+++",
                "clozePatterns": ["{@{[123;;]answer[;;hint]}@}"],
                "noteFoldersToIgnore": ["Archive", "**/*.excalidraw.md"],
                "baseEase": 250,
            },
            "buryDate": "",
        }
    )
    assert rules.values == {
        "deck_tags": ("karten", "lernen/heute"),
        "ignored_tags": ("entwurf",),
        "all_notes_are_decks": True,
        "inline_separator": ";;",
        "inline_reversed_separator": ";;;",
        "separator": "--",
        "reversed_separator": "",
        "end_marker": "+++",
        "cloze_patterns": ("{@{[123;;]answer[;;hint]}@}",),
    }
    assert rules.ignored_notes == ("Archive", "**/*.excalidraw.md")
    assert rules.keys["deck_tags"] == "flashcardTags"
    assert rules.faults == []


@pytest.mark.parametrize(
    ("switches", "patterns"),
    [
        ({"convertHighlightsToClozes": False}, ()),
        ({"convertBoldTextToClozes": True}, ("==", "**")),
        ({"convertHighlightsToClozes": False, "convertCurlyBracketsToClozes": True}, ("{{",)),
    ],
)
def test_what_spaced_repetition_had_before_it_had_patterns(
    switches: dict[str, bool], patterns: tuple[str, ...]
) -> None:
    rules = obsidian_sr.rules_of({"settings": switches})
    closing = {"{{": "}}"}
    assert rules.values["cloze_patterns"] == tuple(
        f"{mark}[123;;]answer[;;hint]{closing.get(mark, mark)}" for mark in patterns
    )


def test_each_wrong_setting_is_told_and_the_others_hold() -> None:
    rules = obsidian_sr.rules_of(
        {
            "settings": {
                "flashcardTags": {"no": "list"},
                "singleLineCardSeparator": 7,
                "multilineCardSeparator": "--",
                "clozePatterns": ["==[123;;]answer", "**[123;;]answer[;;hint]**"],
            }
        }
    )
    assert [fault.key for fault in rules.faults] == [
        "flashcardTags",
        "singleLineCardSeparator",
        "clozePatterns",
    ]
    assert "==[123;;]answer" in rules.faults[-1].expected
    assert rules.values == {"separator": "--", "cloze_patterns": ("**[123;;]answer[;;hint]**",)}


def test_if_no_pattern_is_sound_the_default_holds() -> None:
    rules = obsidian_sr.rules_of({"settings": {"clozePatterns": ["answer"]}})
    assert rules.values["cloze_patterns"] == (DEFAULT_CLOZE_PATTERN,)


def test_obsidian_to_anki_says_its_marks_types_and_expressions() -> None:
    rules = obsidian_to_anki.rules_of(
        {
            "settings": {
                "CUSTOM_REGEXPS": {"Basic": r"^Q (.+)\n(.+)$", "Cloze": ""},
                "Syntax": {
                    "Begin Note": "%card",
                    "End Note": "%end",
                    "Begin Inline Note": "<<",
                    "End Inline Note": ">>",
                    "Target Deck Line": "DECK",
                    "File Tags Line": "TAGS",
                    "Delete Note Line": "GONE",
                    "Frozen Fields Line": "ALWAYS",
                },
                "Defaults": {
                    "Scan Directory": "Study/",
                    "CurlyCloze": True,
                    "CurlyCloze - Highlights to Clozes": True,
                },
                "IGNORED_FILE_GLOBS": ["**/*.excalidraw.md"],
            },
            "Added Media": [],
            "File Hashes": {},
            "fields_dict": {"Vocabulary": ["Word", "Meaning", "Example"]},
        }
    )
    assert rules.values == {
        "anki_begin": "%card",
        "anki_end": "%end",
        "anki_inline_begin": "<<",
        "anki_inline_end": ">>",
        "anki_deck_line": "DECK",
        "anki_tags_line": "TAGS",
        "anki_delete_line": "GONE",
        "anki_frozen_line": "ALWAYS",
        "anki_curly_clozes": True,
        "anki_highlight_clozes": True,
        "anki_patterns": (r"Basic: ^Q (.+)\n(.+)$",),
        "anki_fields": ("Vocabulary: Word, Meaning, Example",),
    }
    assert (rules.folder, rules.ignored_notes) == ("Study", ("**/*.excalidraw.md",))


def test_flashcards_obsidian_reads_all_notes_once_it_is_on() -> None:
    document = {"flashcardsTag": "frage", "inlineSeparator": "=>"}
    rules = flashcards_obsidian.rules_of(document, is_on=True)
    assert rules.values == {
        "card_tag": "frage",
        "card_inline_separator": "=>",
        "card_inline_reversed_separator": ":::",
        "card_line_clozes": True,
    }
    assert flashcards_obsidian.rules_of(document, is_on=False).values == {"card_tag": "frage"}


def test_logseq_says_which_pages_it_does_not_load() -> None:
    text = '{:meta/version 1 ;; :hidden ["/no"]\n :hidden ["/archive" "pages/x.md"] :macros {}}'
    assert logseq.rules_of(text).ignored_notes == ("archive", "pages/x.md")
    assert logseq.rules_of('{:macros {:hidden ["/no"]}}').ignored_notes == ()
    assert logseq.rules_of('{#_:hidden ["/no"] :hidden []}').ignored_notes == ()
    assert [fault.key for fault in logseq.rules_of("{:hidden 3}").faults] == [":hidden"]


@pytest.mark.parametrize("document", [None, [], 3, "text", {"settings": None}, {"settings": [1]}])
def test_a_file_of_another_shape_says_nothing(document: object) -> None:
    for plugin in (obsidian_sr, obsidian_to_anki):
        rules = plugin.rules_of(document)
        assert (rules.values, rules.faults) == ({}, [])
