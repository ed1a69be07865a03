"""The fields of a note as values, each in one of its styles."""

import textwrap
from collections.abc import Sequence
from random import Random
from urllib.parse import quote

from kb.notes.rules import Field
from tests.planted.facts import Facts, PlantedSource
from tests.planted.writers import Value, Wardrobe

CONNECTION_STYLES = (
    *("wikilinks", "plain names", "bold", "nested", "properties"),
    *("Markdown links", "asides", "lines"),
)
TAG_STYLES = ("hashes", "hashes, commas", "wikilinks", "plain", "bullets", "lines")
SOURCE_STYLES = ("quoted", "link", "dash", "brackets", "numbered", "bare address", "lines")
GERMAN_LABELS: dict[Field, tuple[str, ...]] = {
    Field.TAGS: ("Schlagwörter",),
    Field.ALIASES: ("Auch genannt",),
    Field.TYPE: ("Art",),
    Field.DEFINITION: ("Begriff", "定义"),
    Field.CONNECTIONS: ("Verbindungen",),
    Field.REQUIRES: ("Voraussetzungen",),
    Field.SOURCES: ("Quellen",),
    Field.REFLECTION: ("Gedanken",),
}
_LABELS: dict[Field, tuple[str, ...]] = {
    Field.TAGS: ("Tags", "Tags", "Tag"),
    Field.ALIASES: ("Aliases", "Alias"),
    Field.TYPE: ("Type",),
    Field.DEFINITION: ("Definition",),
    Field.CONNECTIONS: ("Connections", "Connections", "Links", "See also"),
    Field.REQUIRES: ("Requires", "Prerequisites"),
    Field.SOURCES: ("Sources", "References"),
    Field.REFLECTION: ("Reflection",),
}


def kind_word(facts: Facts, chance: Random) -> str:
    """Return the kind as the value of ``Type``."""
    return chance.choice(("#{}", "{}", "[[{}]]")).format(facts.kind)


def field_key(owner: Field, wardrobe: Wardrobe, words: Sequence[str] = ()) -> str:
    """Return one of the labels of a field, in one of its spellings."""
    words = GERMAN_LABELS[owner] if wardrobe.german else words or _LABELS[owner]
    key = wardrobe.chance.choice(words)
    case = wardrobe.chance.random()
    if wardrobe.label == "bare, no colon":
        return key
    return key.upper() if case < 0.1 else key.lower() if case < 0.25 else key


def _text(key: str, text: str, wardrobe: Wardrobe) -> Value:
    """Return a text as a value, broken into lines if the wardrobe says so."""
    lines = (
        textwrap.wrap(text, 60, break_long_words=False, break_on_hyphens=False)
        if wardrobe.wrapped
        else [text]
    )
    return Value(key=key, inline="\n".join(lines), lines=tuple(lines))


def tags_value(facts: Facts, wardrobe: Wardrobe) -> Value:
    """Return the tags in one of their styles."""
    key = field_key(Field.TAGS, wardrobe)
    wardrobe.styles.append(f"tags: {wardrobe.tags}")
    match wardrobe.tags:
        case "hashes":
            inline = " ".join(f"#{tag}" for tag in facts.tags)
        case "hashes, commas":
            inline = ", ".join(f"#{tag}" for tag in facts.tags)
        case "wikilinks":
            inline = wardrobe.chance.choice((" ", ", ")).join(f"[[{t}]]" for t in facts.tags)
        case "plain":
            inline = ", ".join(facts.tags)
        case "lines":
            return Value(key=key, inline=None, lines=tuple(f"#{tag}" for tag in facts.tags))
        case _:
            return Value(key=key, inline=None, lines=tuple(f"- #{tag}" for tag in facts.tags))
    return Value(key=key, inline=inline, lines=(inline,))


def aliases_value(facts: Facts, wardrobe: Wardrobe) -> Value:
    """Return the aliases as a comma list or bullets."""
    key = field_key(Field.ALIASES, wardrobe)
    if wardrobe.chance.random() < 0.3:
        return Value(key=key, inline=None, lines=tuple(f"- {name}" for name in facts.aliases))
    inline = ", ".join(facts.aliases)
    return Value(key=key, inline=inline, lines=(inline,))


def definition_value(facts: Facts, wardrobe: Wardrobe) -> Value:
    """Return the definition."""
    text = joined(facts.definition, facts)
    return _text(field_key(Field.DEFINITION, wardrobe), text, wardrobe)


def joined(sentences: Sequence[str], facts: Facts) -> str:
    """Return sentences as one text."""
    return ("" if facts.language == "zh" else " ").join(sentences)


def reflection_value(facts: Facts, wardrobe: Wardrobe) -> Value:
    """Return the reflection."""
    return _text(field_key(Field.REFLECTION, wardrobe), facts.reflection, wardrobe)


def connections_value(facts: Facts, wardrobe: Wardrobe) -> Value:
    """Return the connections, each relation with its targets."""
    chance = wardrobe.chance
    style = wardrobe.connections
    bare = style == "plain names" or (style == "nested" and chance.random() < 0.5)
    wardrobe.styles.append(f"connections: {style}")

    def named(names: Sequence[str]) -> list[str]:
        if bare:
            return list(names)
        if style == "Markdown links":
            return [f"[{name}]({quote(name, safe='')}.md)" for name in names]
        return [chance.choice(("[[{0}]]", "[[{0}]]", "[[{0}|it]]")).format(x) for x in names]

    plain = named(facts.plain)
    if not facts.connections:
        words = ("Connections", "Links", "See also", "Topics", "Related", "Related Concepts", "Up")
        key = field_key(Field.CONNECTIONS, wardrobe, words)
        if chance.random() < 0.4:
            return Value(key=key, inline=None, lines=tuple(f"- {name}" for name in plain))
        inline = ", ".join(plain)
        return Value(key=key, inline=inline, lines=(inline,))
    key = field_key(Field.CONNECTIONS, wardrobe)
    lines = [
        line
        for relation, names in facts.connections
        for line in _group(relation, named(names), wardrobe)
    ]
    aside = " – because both wait for the same thing" if style == "asides" else ""
    own = [f"- {name}{aside}" for name in plain]
    lines = [*own, *lines] if style == "subheadings" else [*lines, *own]
    return Value(key=key, inline=None, lines=tuple(lines))


def _group(relation: str, targets: list[str], wardrobe: Wardrobe) -> list[str]:
    """Return one relation with its targets."""
    chance = wardrobe.chance
    if wardrobe.connections == "nested":
        return [f"- {relation}{chance.choice(('', ':'))}", *(f"  - {name}" for name in targets)]
    if wardrobe.connections == "subheadings":
        mark = "#" * (wardrobe.level + 1)
        return ["", f"{mark} {relation}", *(f"- {name}" for name in targets)]
    form = {"bold": "- **{}:** {}", "lines": "**{}:** {}", "properties": "- {}:: {}"}.get(
        wardrobe.connections, chance.choice(("- {}: {}", "- {}: {}."))
    )
    return [form.format(relation, ", ".join(targets))]


def requires_value(facts: Facts, wardrobe: Wardrobe) -> Value:
    """Return what must be understood first."""
    links = wardrobe.connections != "plain names"
    inline = ", ".join(f"[[{name}]]" if links else name for name in facts.requires)
    return Value(key=field_key(Field.REQUIRES, wardrobe), inline=inline, lines=(inline,))


def sources_value(facts: Facts, wardrobe: Wardrobe) -> Value:
    """Return the sources, one on the label's line or several as bullets."""
    wardrobe.styles.append(f"sources: {wardrobe.sources}")
    entries = [source_entry(source, wardrobe) for source in facts.sources]
    if len(entries) == 1:
        key = field_key(Field.SOURCES, wardrobe, ("Source", "Sources", "Reference"))
        return Value(key=key, inline=entries[0], lines=(f"- {entries[0]}",))
    key = field_key(Field.SOURCES, wardrobe)
    if wardrobe.sources == "numbered":
        numbered = tuple(f"{number}. {entry}" for number, entry in enumerate(entries, 1))
        return Value(key=key, inline=None, lines=numbered)
    if wardrobe.sources == "lines":
        return Value(key=key, inline=None, lines=tuple(entries))
    return Value(key=key, inline=None, lines=tuple(f"- {entry}" for entry in entries))


def source_entry(source: PlantedSource, wardrobe: Wardrobe) -> str:
    """Return one source in the wardrobe's style."""
    if source.link is not None:
        return wardrobe.chance.choice(("From: [[{}]]", "[[{}]]")).format(source.link)
    if source.url is None:
        return wardrobe.chance.choice(("{}.", "*{}*")).format(source.text)
    form = {
        "quoted": '{}. "{}"',
        "link": "[{}]({})",
        "dash": "{} – {}",
        "brackets": "{} (<{}>)",
        "numbered": "{}, {}",
        "bare address": "{1}",
        "lines": "{} {}",
    }[wardrobe.sources]
    return form.format(source.text, source.url)
