"""The sections of a note, its items in one of their styles."""

from collections.abc import Sequence

from tests.planted.decoys import Decoy
from tests.planted.facts import Facts, PlantedItem
from tests.planted.writers import Wardrobe, indented

ITEM_STYLES = {
    True: (
        *("code bullets", "bold bullets", "bold code bullets", "code headings", "table"),
        *("definition list", "code below", "numbered", "next line", "wide table"),
    ),
    False: (
        *("plain bullets", "bold bullets", "table", "definition list"),
        *("next line", "wide table"),
    ),
}
"""The styles of items that are calls, and of those that are terms."""


def body_lines(facts: Facts, wardrobe: Wardrobe, decoys: Sequence[Decoy]) -> list[str]:
    """Return the sections, decoys at their ends but not after the last."""
    wardrobe.styles.append(f"items: {wardrobe.items}")
    mark = "#" * wardrobe.level
    bold = wardrobe.chance.choice(("{}:", "**{}**:", "**{}:**"))
    lines = [f"{mark} {facts.components_heading}", ""]
    for number, (heading, sentence) in enumerate(facts.components, 1):
        shown = f"{number}. {heading}" if wardrobe.numbered else heading
        lines += [f"{mark}# {shown}", sentence, ""]
    shares = shares_of(decoys, 3)
    lines += shares[0]
    lines += [f"{mark} {facts.items_heading}", *_items(facts.items, wardrobe), "", *shares[1]]
    for heading, entries, share in (
        (facts.advantages_heading, facts.advantages, shares[2]),
        (facts.disadvantages_heading, facts.disadvantages, []),
    ):
        lines += [f"{mark} {heading}", ""]
        lines += [f"- {bold.format(entry.name)} {entry.description}" for entry in entries]
        lines += ["", *share]
    return lines


def shares_of(decoys: Sequence[Decoy], count: int) -> list[list[str]]:
    """Return the decoys dealt out to several places, each a paragraph apart."""
    shares: list[list[str]] = [[] for _ in range(count)]
    for position, decoy in enumerate(decoys):
        # Code right below an entry would rightly be taken for its example.
        place = 0 if decoy.text.startswith(("```", "~~~")) else position % count
        shares[place] += [*decoy.text.split("\n"), ""]
    return shares


def _items(items: Sequence[PlantedItem], wardrobe: Wardrobe) -> list[str]:
    """Return the items in the wardrobe's style."""
    style = wardrobe.items
    if style.endswith("table"):
        return _table(items, wide=style.startswith("wide"))
    form, indent = _FORMS[style]
    if style == "code headings":
        form = f"{'#' * (wardrobe.level + 1)} {form}"
    elif style == "code bullets":
        form = wardrobe.chance.choice((form, form, "- {} – {}", "- {} - {}"))
        indent = wardrobe.chance.choice((indent, "    "))
    elif style == "bold bullets":
        form = wardrobe.chance.choice((form, "- **{name}**: {1}", "- **{name}** – {1}"))
    lines = [""]
    for item in items:
        name = f"`{item.name}`" if item.is_code else item.name
        if style == "next line" and not item.is_code:
            name = f"**{name}**"
        lines += form.format(name, item.description, name=item.name).split("\n")
        if item.code is not None and style != "definition list":
            fence = f"```{wardrobe.chance.choice(('python', 'python', 'py', ''))}"
            lines += indented([fence, *item.code.split("\n"), "```"], indent)
        if not indent:
            lines.append("")
    return lines


_FORMS = {
    "code bullets": ("- {}: {}", "  "),
    "bold code bullets": ("- **{}**: {}", "  "),
    "bold bullets": ("- **{name}:** {1}", "  "),
    "plain bullets": ("- {}: {}", "  "),
    "numbered": ("1. {}: {}", "   "),
    "next line": ("- {}\n  {}", "  "),
    "code headings": ("{}\n\n{}\n", ""),
    "code below": ("- {}: {}\n", ""),
    "definition list": ("{}\n: {}", ""),
}
"""How an entry is written, and how far the code below it is moved right."""


def _table(items: Sequence[PlantedItem], *, wide: bool) -> list[str]:
    """Return the items as rows of a table."""
    first = "Function" if items[0].is_code else "Term"
    rows = [f"| {first} | Description |", "|---|---|"]
    for item in items:
        name = f"`{item.name}`" if item.is_code else f"**{item.name}**" if wide else item.name
        rows.append(f"| {name} | {item.description} |")
    if wide:
        more = (" Since |", "------|", *(" 3.4 |" for _ in items))
        rows = [row + cell for row, cell in zip(rows, more, strict=True)]
    return ["", *rows]
