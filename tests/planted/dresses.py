"""The dresses: each writes the same facts as another kind of Markdown note."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from kb.notes.rules import Field, Rules
from tests.planted import special
from tests.planted.body import ITEM_STYLES, body_lines
from tests.planted.decoys import Decoy
from tests.planted.facts import Facts
from tests.planted.fields import (
    CONNECTION_STYLES,
    GERMAN_LABELS,
    SOURCE_STYLES,
    TAG_STYLES,
    aliases_value,
    connections_value,
    definition_value,
    field_key,
    kind_word,
    reflection_value,
    requires_value,
    sources_value,
    tags_value,
)
from tests.planted.frame import Dressed, finished, opening
from tests.planted.writers import WRITERS, Value, Wardrobe, Writer

_COMPACT = {"bold, colon inside", "bold, colon outside", "bare", "double colon"} | {
    "spaced double colon"
}
"""Dresses whose one-line fields may stand on adjacent lines."""
SPECIAL = ("Logseq", "Zettelkasten", "metadata list", "header block", "YAML", "TOML", "flattened")
DRESSES = (*WRITERS, *SPECIAL)

_CONFIGURED = Rules(extra_labels=GERMAN_LABELS)


def dressed(
    facts: Facts,
    dress: str,
    chance: Random,
    decoys: Sequence[Decoy] = (),
    *,
    whole: bool = False,
) -> Dressed:
    """Return the facts in one dress, the decoys between its sections.

    Notes differ in what they connect, unless the facts have to be told ``whole``.
    """
    code = any(item.is_code for item in facts.items)
    paths = any("/" in tag for tag in facts.tags)
    wardrobe = Wardrobe(
        chance=chance,
        label=dress,
        items=chance.choice(ITEM_STYLES[code]),
        connections=chance.choice(CONNECTION_STYLES),
        tags=chance.choice([s for s in TAG_STYLES if s != "wikilinks" or not paths]),
        sources=chance.choice(SOURCE_STYLES),
        numbered=chance.random() < 0.3,
        wrapped=chance.random() < 0.2,
        german=dress == "configured",
    )
    if dress == "heading":
        wardrobe.level = chance.choice((1, 2, 2, 3, 4))
        wardrobe.numbered_fields = chance.random() < 0.2
        wardrobe.closing = chance.choice(("", "", "", " " + "#" * wardrobe.level))
        if chance.random() < 0.3:
            wardrobe.connections = "subheadings"
    elif dress in {"flattened", "Logseq"}:
        wardrobe.items = "code bullets" if code else "plain bullets"
        wardrobe.sources = "quoted"
    if whole and wardrobe.connections == "lines":
        wardrobe.connections = "wikilinks"
    elif not whole and chance.random() < 0.25:
        facts = replace(facts, connections=())
    elif wardrobe.connections == "lines":
        # A link alone below labelled lines could belong to the last of them.
        facts = replace(facts, plain=())
    make = _MAKERS.get(dress, _labelled_note)
    made = make(facts, wardrobe, list(decoys))
    if dress == "configured":
        made = replace(made, rules=_CONFIGURED)
    if chance.random() < 0.15 and dress not in {"flattened", "Logseq", "YAML"}:
        marker = chance.choice("*+")
        made = replace(made, text=_remarked(made.text, marker), styles=(*made.styles, marker))
    if chance.random() < 0.1:
        made = replace(made, text=made.text.replace("\n", "\r\n"), styles=(*made.styles, "CRLF"))
    return made


def _remarked(text: str, marker: str) -> str:
    """Return the text with another character for its bullets."""
    lines = text.split("\n")
    fenced = False
    for row, line in enumerate(lines):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if not fenced and line != "---":
            lines[row] = re.sub(r"^((?:> ?)?\s*)- (?=\S)", rf"\1{marker} ", line)
    return "\n".join(lines)


def _labelled_note(facts: Facts, wardrobe: Wardrobe, decoys: list[Decoy]) -> Dressed:
    """Return a note whose fields all bear their label in the same way."""
    chance = wardrobe.chance
    write = WRITERS[wardrobe.label]
    lines, path, facts = opening(facts, wardrobe)
    head = [tags_value(facts, wardrobe)]
    if facts.aliases:
        head.append(aliases_value(facts, wardrobe))
    if facts.kind and "#" + facts.kind not in lines:
        head.append(
            Value(key=field_key(Field.TYPE, wardrobe), inline=kind_word(facts, chance), lines=())
        )
        head[-1] = replace(head[-1], lines=(head[-1].inline or "",))
    chance.shuffle(head)
    head.insert(chance.choice((0, len(head))), definition_value(facts, wardrobe))
    lines += _fields(head, write, wardrobe)
    lines += body_lines(facts, wardrobe, decoys)
    foot = [connections_value(facts, wardrobe)]
    if facts.requires:
        foot.append(requires_value(facts, wardrobe))
    foot.append(sources_value(facts, wardrobe))
    foot.append(reflection_value(facts, wardrobe))
    if wardrobe.label != "heading" and (
        wardrobe.label.startswith(("bullet", "quote")) or chance.random() < 0.3
    ):
        lines += ["---", ""]
    lines += _fields(foot, write, wardrobe)
    return finished(facts, wardrobe, path, lines, decoys)


def _fields(values: list[Value], write: Writer, wardrobe: Wardrobe) -> list[str]:
    """Return fields below each other, apart unless they are adjacent one-line labels."""
    tight = wardrobe.label in _COMPACT and wardrobe.chance.random() < 0.5
    tight = tight or wardrobe.label.startswith(("bullet", "quote"))
    lines: list[str] = []
    for position, value in enumerate(values):
        lines += write(value, wardrobe)
        together = value.inline is not None or wardrobe.label.startswith("bullet")
        if not (tight and together) or position == len(values) - 1:
            lines.append("")
    return lines


_MAKERS: dict[str, Callable[[Facts, Wardrobe, list[Decoy]], Dressed]] = {
    "Zettelkasten": special.zettelkasten,
    "metadata list": special.metadata_list,
    "header block": special.header_block,
    "YAML": special.front_matter,
    "TOML": special.front_matter,
    "Logseq": special.logseq,
    "flattened": special.flattened,
}
