"""The settings of Obsidian_to_Anki.

Source: the plugin's ``src/interfaces/settings-interface.ts`` and ``main.ts``, version 3.6.0.
"""

from typing import Final

from kb.cards.plugins.settings import PluginRules, flag, line, table, words
from kb.cards.syntax.anki_patterns import compiled

FILE: Final = ".obsidian/plugins/obsidian-to-anki-plugin/data.json"
_MARKS: Final = {
    "Begin Note": "anki_begin",
    "End Note": "anki_end",
    "Begin Inline Note": "anki_inline_begin",
    "End Inline Note": "anki_inline_end",
    "Target Deck Line": "anki_deck_line",
    "File Tags Line": "anki_tags_line",
    "Delete Note Line": "anki_delete_line",
    "Frozen Fields Line": "anki_frozen_line",
}
_SWITCHES: Final = {
    "CurlyCloze": "anki_curly_clozes",
    "CurlyCloze - Highlights to Clozes": "anki_highlight_clozes",
}


def rules_of(document: object) -> PluginRules:
    """Return what the plugin's file says."""
    data = table(document)
    settings = table(data.get("settings", document))
    rules = PluginRules()
    for key, name in _MARKS.items():
        rules.take(table(settings.get("Syntax")), key, name, line)
    for key, name in _SWITCHES.items():
        rules.take(table(settings.get("Defaults")), key, name, flag)
    rules.take(settings, "CUSTOM_REGEXPS", "anki_patterns", _patterns)
    rules.take(data, "fields_dict", "anki_fields", _fields)
    rules.take_ignored(settings, "IGNORED_FILE_GLOBS")
    folder = table(settings.get("Defaults")).get("Scan Directory")
    rules.folder = folder.strip("/") if isinstance(folder, str) else ""
    return rules


def _patterns(value: object) -> tuple[str, ...]:
    """Parse regular expressions by type of note; empty ones are off."""
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise ValueError("regular expressions by note type")
    for name, text in value.items():
        try:
            compiled(text)
        except ValueError as error:
            raise ValueError(f"regular expressions; that of {name} is none ({error})") from None
    return tuple(f"{name}: {text}" for name, text in value.items() if text)


def _fields(value: object) -> tuple[str, ...]:
    """Parse the names of fields by type of note."""
    if not isinstance(value, dict):
        raise ValueError("lists of field names by note type")  # noqa: TRY004  # the file is wrong
    return tuple(f"{name}: {', '.join(words(fields))}" for name, fields in value.items() if fields)
