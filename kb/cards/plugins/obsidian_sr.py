"""The settings of Obsidian Spaced Repetition.

Source: the plugin's ``src/data/settings.ts``, version 1.15.4.
"""

from collections.abc import Mapping
from typing import Final

from kb.cards.plugins.settings import Fault, PluginRules, flag, line, table, tags, words
from kb.cards.rules import DEFAULT_CLOZE_PATTERN
from kb.cards.syntax.cloze_patterns import cloze_pattern

FILE: Final = ".obsidian/plugins/obsidian-spaced-repetition/data.json"
_SEPARATORS: Final = {
    "singleLineCardSeparator": "inline_separator",
    "singleLineReversedCardSeparator": "inline_reversed_separator",
    "multilineCardSeparator": "separator",
    "multilineReversedCardSeparator": "reversed_separator",
    "multilineCardEndMarker": "end_marker",
}
_PATTERNS: Final = "clozePatterns"
_SWITCHES: Final = {
    "convertHighlightsToClozes": DEFAULT_CLOZE_PATTERN,
    "convertBoldTextToClozes": "**[123;;]answer[;;hint]**",
    "convertCurlyBracketsToClozes": "{{[123;;]answer[;;hint]}}",
}
"""What the plugin had before it had patterns."""


def rules_of(document: object) -> PluginRules:
    """Return what the plugin's file says."""
    settings = table(table(document).get("settings", document))
    rules = PluginRules()
    rules.take(settings, "flashcardTags", "deck_tags", tags)
    rules.take(settings, "flashcardTagsToIgnore", "ignored_tags", tags)
    rules.take(settings, "convertFoldersToDecks", "all_notes_are_decks", flag)
    for key, name in _SEPARATORS.items():
        rules.take(settings, key, name, line)
    _take_patterns(rules, settings)
    rules.take_ignored(settings, "noteFoldersToIgnore")
    return rules


def _take_patterns(rules: PluginRules, settings: Mapping[str, object]) -> None:
    """Take the patterns; of several, one that is ill-formed is left out."""
    if settings.get(_PATTERNS) is not None:
        rules.take(settings, _PATTERNS, "cloze_patterns", words)
    elif any(key in settings for key in _SWITCHES):
        switched = {key: settings.get(key, key == next(iter(_SWITCHES))) for key in _SWITCHES}
        rules.values["cloze_patterns"] = tuple(
            pattern for key, pattern in _SWITCHES.items() if switched[key] is True
        )
        rules.keys["cloze_patterns"] = next(key for key in _SWITCHES if key in settings)
    patterns = rules.values.get("cloze_patterns", ())
    sound: list[str] = []
    for pattern in patterns if isinstance(patterns, tuple) else ():
        try:
            if "answer" not in pattern:  # A mark alone is short for a pattern in kb only.
                raise ValueError("the word “answer”")  # noqa: TRY301
            cloze_pattern(pattern)
            sound.append(pattern)
        except ValueError as error:
            expected = f"patterns that each have {error}, unlike “{pattern[:40]}”"
            rules.faults.append(Fault(key=_PATTERNS, expected=expected))
    if patterns:
        rules.values["cloze_patterns"] = tuple(sound) or (DEFAULT_CLOZE_PATTERN,)
