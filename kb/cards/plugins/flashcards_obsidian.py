"""The settings of flashcards-obsidian.

Source: the plugin's ``src/conf/settings.ts`` and ``main.ts``, version 1.6.5.
"""

from typing import Final

from kb.cards.plugins.settings import PluginRules, line, table

FILE: Final = ".obsidian/plugins/flashcards-obsidian/data.json"
_DEFAULTS: Final = {
    "card_inline_separator": "::",
    "card_inline_reversed_separator": ":::",
    "card_line_clozes": True,
}
"""What the plugin reads in every note once it is on."""


def rules_of(document: object, *, is_on: bool) -> PluginRules:
    """Return what the plugin's file says, which need not exist where the plugin is on.

    Where it is off, only its tag is read: that is a sure sign of a card.
    """
    settings = table(document)
    rules = PluginRules()
    rules.take(settings, "flashcardsTag", "card_tag", _tag)
    if not is_on:
        return rules
    for name, value in _DEFAULTS.items():
        rules.values[name] = value
        rules.keys[name] = "by default"
    rules.take(settings, "inlineSeparator", "card_inline_separator", line)
    rules.take(settings, "inlineSeparatorReverse", "card_inline_reversed_separator", line)
    return rules


def _tag(value: object) -> str:
    return line(value).removeprefix("#")
