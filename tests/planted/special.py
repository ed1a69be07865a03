"""Dresses of their own kind: outlines, footers, headers, front matter, and lost mark-up."""

from collections.abc import Sequence
from dataclasses import replace

from tests.planted.body import body_lines, shares_of
from tests.planted.decoys import Decoy
from tests.planted.facts import Facts, PlantedItem
from tests.planted.fields import joined, source_entry
from tests.planted.flatten import flatten
from tests.planted.frame import Dressed, finished, opening
from tests.planted.writers import Wardrobe, indented


def zettelkasten(facts: Facts, wardrobe: Wardrobe, decoys: list[Decoy]) -> Dressed:
    """Return a note that opens with its definition and ends in a footer below a rule."""
    facts = replace(facts, connections=(), aliases=(), definition=facts.definition[:1])
    colon = wardrobe.chance.choice((" ::", "::"))
    name = wardrobe.chance.choice(("202305061230", facts.title.replace("/", "-")))
    lines = [f"# {facts.title}", "", joined(facts.definition, facts), ""]
    lines += body_lines(facts, wardrobe, decoys)
    lines += ["## Reflection", "", facts.reflection, "", "---", ""]
    facts = replace(facts, sources=facts.sources[:1])
    lines.append(f"Links{colon} " + " ".join(f"[[{name}]]" for name in facts.plain))
    if facts.requires:
        lines.append(f"Requires{colon} " + " ".join(f"[[{name}]]" for name in facts.requires))
    if facts.kind:
        lines.append(f"Type{colon} #{facts.kind}")
    lines.append(f"Tags{colon} " + " ".join(f"#{tag}" for tag in facts.tags))
    lines.append(f"Reference{colon} " + source_entry(facts.sources[0], wardrobe))
    return finished(facts, wardrobe, f"{name}.md", lines, decoys)


def metadata_list(facts: Facts, wardrobe: Wardrobe, decoys: list[Decoy]) -> Dressed:
    """Return a note that ends in a list under ``### Metadata``."""
    facts = replace(facts, connections=(), sources=facts.sources[:1])
    bold = wardrobe.chance.choice(("- {}:", "- **{}:**", "- **{}**:"))
    lines, path, facts = opening(facts, wardrobe)
    lines += ["## Definition", "", joined(facts.definition, facts), ""]
    lines += body_lines(facts, wardrobe, decoys)
    lines += ["## Reflection", "", facts.reflection, "", "### Metadata", ""]
    entries = [("Tags", " ".join(f"#{tag}" for tag in facts.tags))]
    entries.append(("Links", ", ".join(f"[[{name}]]" for name in facts.plain)))
    if facts.kind and f"#{facts.kind}" not in lines:
        entries.append(("Type", f"#{facts.kind}"))
    if facts.aliases:
        entries.append(("Aliases", ", ".join(facts.aliases)))
    if facts.requires:
        entries.append(("Requires", ", ".join(f"[[{name}]]" for name in facts.requires)))
    entries += [
        ("Created", "2023-05-06 12:30"),
        ("Source", source_entry(facts.sources[0], wardrobe)),
    ]
    wardrobe.chance.shuffle(entries)
    lines += [f"{bold.format(key)} {value}" for key, value in entries]
    return finished(facts, wardrobe, path, lines, decoys)


def header_block(facts: Facts, wardrobe: Wardrobe, decoys: list[Decoy]) -> Dressed:
    """Return a note that begins with labels above a row of dashes."""
    facts = replace(facts, connections=(), sources=facts.sources[:1])
    facts = replace(facts, definition=facts.definition[:1])
    lines, path, facts = opening(facts, wardrobe)
    entries = [("Tags", " ".join(f"#{tag}" for tag in facts.tags))]
    entries.append(("Links", " ".join(f"[[{name}]]" for name in facts.plain)))
    if facts.kind and f"#{facts.kind}" not in lines:
        entries.append(("Type", f"#{facts.kind}"))
    if facts.aliases:
        entries.append(("Aliases", ", ".join(facts.aliases)))
    if facts.requires:
        entries.append(("Requires", " ".join(f"[[{name}]]" for name in facts.requires)))
    entries += [("Date", "2023-05-06"), ("Source", source_entry(facts.sources[0], wardrobe))]
    wardrobe.chance.shuffle(entries)
    lines += [f"{key}: {value}" for key, value in entries]
    lines += [*wardrobe.chance.choice(([], [""])), "----", ""]
    lines += [joined(facts.definition, facts), "", *body_lines(facts, wardrobe, decoys)]
    lines += ["## Reflection", "", facts.reflection]
    return finished(facts, wardrobe, path, lines, decoys)


def front_matter(facts: Facts, wardrobe: Wardrobe, decoys: list[Decoy]) -> Dressed:
    """Return a note with YAML or TOML properties, and headings below."""
    toml = wardrobe.label == "TOML"
    chance = wardrobe.chance
    name = chance.choice(("202305061230", facts.title.replace("/", "-")))
    groups = facts.connections[:1]
    facts = replace(facts, connections=groups)
    entries: list[tuple[str, str | tuple[str, ...]]] = [
        ("tags", facts.tags),
        ("title", facts.title),
        ("related", tuple(f"[[{target}]]" for target in facts.plain)),
    ]
    entries += [(_bare_key(key), tuple(f"[[{x}]]" for x in names)) for key, names in groups]
    if facts.aliases:
        entries.append(("aliases", facts.aliases))
    if facts.requires:
        entries.append(("requires", tuple(f"[[{name}]]" for name in facts.requires)))
    if facts.kind:
        entries.append(("type", facts.kind))
    own = [source for source in facts.sources if source.url]
    entries += [("source", source.url or "") for source in own]
    entries += [("created", "2023-05-06"), ("rating", "12:30")]
    inside = chance.random() < 0.3
    if inside:
        text = joined(facts.definition, facts)
        entries.append(("definition", text if toml else f"'{text}'"))
    chance.shuffle(entries)
    style = "flow" if toml else chance.choice(("flow", "list", "string"))
    wardrobe.styles.append(f"properties: {style}")
    lines = ["+++" if toml else "---"]
    for key, value in entries:
        lines += _toml(key, value) if toml else _yaml(key, value, style)
    lines += [lines[0], ""]
    facts = replace(facts, connections=tuple((_bare_key(key), names) for key, names in groups))
    facts = replace(facts, sources=tuple(replace(source, text="") for source in own))
    if chance.random() < 0.5:
        lines += [f"# {facts.title}", ""]
    if not inside:
        lines += ["## Definition", "", joined(facts.definition, facts), ""]
    lines += [*body_lines(facts, wardrobe, decoys), "## Reflection", "", facts.reflection]
    return finished(facts, wardrobe, f"{name}.md", lines, decoys)


def _bare_key(relation: str) -> str:
    """Return a relation as the key of a property."""
    return relation.lower().replace(" ", "-").replace("/", "-")


def _yaml(key: str, value: str | tuple[str, ...], style: str) -> list[str]:
    """Return a property in YAML."""
    if isinstance(value, str):
        return [f"{key}: {value}"]
    shown = [f'"{part}"' if part.startswith("[") else part for part in value]
    if len(value) == 1 and style == "string":
        return [f"{key}: {shown[0]}"]
    if style == "list":
        return [f"{key}:", *(f"  - {part}" for part in shown)]
    if style == "string" and key in {"tags", "aliases"}:
        return [f"{key}: {', '.join(value)}"]
    return [f"{key}: [{', '.join(shown)}]"]


def _toml(key: str, value: str | tuple[str, ...]) -> list[str]:
    """Return a property in TOML."""
    key = key if key.isascii() else f'"{key}"'
    if isinstance(value, str):
        return [f'{key} = "{value}"']
    shown = ", ".join(f'"{part}"' for part in value)
    return [f"{key} = [{shown}]"]


def logseq(facts: Facts, wardrobe: Wardrobe, decoys: list[Decoy]) -> Dressed:
    """Return an outline: page properties, and bullets in bullets."""
    decoys.clear()
    tab = wardrobe.chance.choice(("\t", "  "))
    facts = replace(facts, sources=facts.sources[:1])
    lines = [f"tags:: {', '.join(facts.tags)}"]
    if "/" in facts.title or wardrobe.chance.random() < 0.5:
        lines.append(f"title:: {facts.title}")
    if facts.aliases:
        lines.append(f"alias:: {', '.join(facts.aliases)}")
    if facts.kind:
        lines.append(f"type:: {facts.kind}")
    lines += ["", f"- definition:: {joined(facts.definition, facts)}"]
    lines.append(f"- ## {facts.components_heading}")
    for heading, sentence in facts.components:
        lines += [f"{tab}- ### {heading}", f"{tab}{tab}- {sentence}"]
    lines.append(f"- ## {facts.items_heading}")
    for item in facts.items:
        name = f"`{item.name}`" if item.is_code else item.name
        lines.append(f"{tab}- {name}: {item.description}")
        if item.code is not None:
            fence = ["```python", *item.code.split("\n"), "```"]
            lines += indented(fence, f"{tab}  ")
    for heading, entries in (
        (facts.advantages_heading, facts.advantages),
        (facts.disadvantages_heading, facts.disadvantages),
    ):
        lines.append(f"- ## {heading}")
        lines += [f"{tab}- {entry.name}: {entry.description}" for entry in entries]
    lines.append("- connections::")
    for relation, names in facts.connections:
        lines.append(f"{tab}- {relation}:: {', '.join(f'[[{name}]]' for name in names)}")
    lines += [f"{tab}- [[{name}]]" for name in facts.plain]
    if facts.requires:
        lines.append("- requires:: " + ", ".join(f"[[{name}]]" for name in facts.requires))
    lines.append(f"- source:: {source_entry(facts.sources[0], wardrobe)}")
    lines.append(f"- reflection:: {facts.reflection}")
    return finished(facts, wardrobe, f"pages/{facts.title.replace('/', '___')}.md", lines, ())


def flattened(facts: Facts, wardrobe: Wardrobe, decoys: list[Decoy]) -> Dressed:
    """Return a note whose mark-up was lost."""
    chance = wardrobe.chance
    wardrobe.numbered = chance.random() < 0.7
    wardrobe.items = "code bullets"
    wardrobe.connections = "plain names"
    name = facts.title.replace("/", "-")
    if "/" in facts.title or chance.random() < 0.4:
        name = "000_e63532bf47af7dc8"
    facts = replace(facts, definition=tuple(text for text in facts.definition if "`" not in text))
    lines = _flat_head(facts, alone=chance.random() < 0.4)
    lines += _flat_body(facts, wardrobe, decoys)
    lines += _flat_foot(facts, wardrobe)
    text = "\n".join(lines)
    if _items_below_components(facts, wardrobe):
        facts = replace(facts, items_heading="")
    made = finished(facts, wardrobe, f"{name}.md", [], decoys)
    if chance.random() < 0.7:
        return replace(made, text=flatten(text))
    text = text.replace("[[", "\1").replace("]]", "\2")
    for _, names in facts.connections:
        kept = ", ".join(f"\1{name}\2" for name in names)
        text = text.replace(f": {', '.join(names)}.\n", f": {kept}.\n")
    flat = flatten(text).replace("\1", "[[").replace("\2", "]]")
    return replace(made, text=flat, styles=(*made.styles, "links kept"))


def _items_below_components(facts: Facts, wardrobe: Wardrobe) -> bool:
    """Tells whether the items stand below the components."""
    return wardrobe.numbered and facts.items[0].is_code


def _flat_head(facts: Facts, *, alone: bool) -> list[str]:
    """Return the fields above the sections; ``alone`` leaves their colons out."""
    lines = [f"#{facts.kind}"] if facts.kind else []
    tags = " ".join(f"#{tag}" for tag in facts.tags)
    lines += ["## Tags", tags] if alone else [f"Tags: {tags}"]
    if facts.aliases:
        lines.append("Aliases: " + ", ".join(facts.aliases))
    return [*lines, "Definition" + ("" if alone else ":"), joined(facts.definition, facts), ""]


def _flat_body(facts: Facts, wardrobe: Wardrobe, decoys: Sequence[Decoy]) -> list[str]:
    """Return the sections."""
    below = _items_below_components(facts, wardrobe)
    lines = [f"## {facts.components_heading}", ""]
    share = -(-len(facts.items) // len(facts.components))
    for number, (heading, sentence) in enumerate(facts.components):
        shown = f"{number + 1}. {heading}" if wardrobe.numbered else heading
        lines += [f"### {shown}", sentence, ""]
        if below:
            lines += [*_flat_items(facts.items[number * share : (number + 1) * share]), ""]
    if decoys:
        lines += ["What follows is only for the careful reader.", "", *shares_of(decoys, 1)[0]]
    if not below:
        lines += [f"## {facts.items_heading}", *_flat_items(facts.items), ""]
    for heading, entries in (
        (facts.advantages_heading, facts.advantages),
        (facts.disadvantages_heading, facts.disadvantages),
    ):
        lines += [f"## {heading}", ""]
        lines += [f"- {entry.name}: {entry.description}" for entry in entries]
        lines.append("")
    return lines


def _flat_foot(facts: Facts, wardrobe: Wardrobe) -> list[str]:
    """Return the fields below the sections, and sometimes two empty labels."""
    lines = ["## Connections", ""]
    lines += [f"- {relation}: {', '.join(names)}." for relation, names in facts.connections]
    if facts.requires:
        lines.append(f"- Requires: {', '.join(facts.requires)}.")
    lines += [f"- {name}" for name in facts.plain]
    lines += ["", "## Sources", ""]
    lines += [
        f"- From: {source.link}" if source.link else f"- {source_entry(source, wardrobe)}"
        for source in facts.sources
    ]
    lines += ["", "## Reflection", "", facts.reflection, ""]
    return [*lines, "Connections:", "Sources:"] if wardrobe.chance.random() < 0.5 else lines


def _flat_items(items: Sequence[PlantedItem]) -> list[str]:
    """Return bullets with fences below them."""
    lines: list[str] = []
    for item in items:
        name = f"`{item.name}`" if item.is_code else item.name
        lines.append(f"- {name}: {item.description}")
        if item.code is not None:
            lines += indented(["```python", *item.code.split("\n"), "```"], "  ")
    return lines
