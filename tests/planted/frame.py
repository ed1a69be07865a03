"""What every dressed note has: a file with a name, an opening, and the facts it has room for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.notes.rules import DEFAULT_RULES, Rules
from tests.planted.decoys import Decoy
from tests.planted.facts import Facts
from tests.planted.writers import Wardrobe


@dataclass(frozen=True, slots=True, kw_only=True)
class Dressed:
    """A note's file."""

    path: str
    text: str
    facts: Facts
    """What the text says: a dress without room for a fact leaves it out."""
    styles: tuple[str, ...]
    """The dress, and how items, connections, tags and sources are written in it."""
    decoys: tuple[Decoy, ...]
    rules: Rules = DEFAULT_RULES


def opening(facts: Facts, wardrobe: Wardrobe) -> tuple[list[str], str, Facts]:
    """Return the note's first lines, its file's name, and the facts that it tells."""
    chance = wardrobe.chance
    lines: list[str] = []
    ways = ["name and heading", "id and heading", "folded name and heading", "id"]
    if "/" not in facts.title:
        ways += ["name", "name", "name", "longer name and heading", "name, other heading"]
    way = chance.choice(ways)
    if wardrobe.level == 1:
        way = "name" if "name" in ways else "id"
    name = facts.title.replace("/", "-")
    if way.startswith("id"):
        name = chance.choice(("202305061230", "000_e63532bf47af7dc8", "2023-05-06"))
    elif way.startswith("folded"):
        name = name.lower().replace(" ", chance.choice("-_"))
    elif way.startswith("longer"):
        name = f"{name} (note)"
    wardrobe.styles.append(f"title: {way}")
    path = chance.choice(("", "", "notes/", "a/b/")) + f"{name}.md"
    if way.endswith("heading"):
        lines += ["# Overview" if "other" in way else f"# {facts.title}", ""]
    if facts.kind and chance.random() < 0.5:
        lines = [f"#{facts.kind}", "", *lines]
    return lines, path, facts


def finished(
    facts: Facts, wardrobe: Wardrobe, path: str, lines: Sequence[str], decoys: Sequence[Decoy]
) -> Dressed:
    """Return the file, and the facts that its styles have room for."""
    if wardrobe.items in {"table", "wide table", "definition list"}:
        facts = replace(facts, items=tuple(replace(item, code=None) for item in facts.items))
    if wardrobe.sources == "bare address":
        own = (replace(source, text="" if source.url else source.text) for source in facts.sources)
        facts = replace(facts, sources=tuple(own))
    return Dressed(
        path=path,
        text="\n".join(lines).rstrip("\n") + "\n",
        facts=facts,
        styles=(wardrobe.label, *wardrobe.styles),
        decoys=tuple(decoys),
    )
