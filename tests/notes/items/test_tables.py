"""Which tables say of each name what it is."""

import pytest

from kb.notes.parse import parse_note

LAYERS = ("Link", "Network", "Transport")
SAID = ("moves frames between neighbours", "finds a way for packets", "joins two programs")


def items(text: str) -> list[tuple[str, str | None]]:
    return [(item.name, item.description) for item in parse_note("Nets.md", text)[0].items]


def table(*rows: tuple[str, ...]) -> str:
    head, *others = ("| " + " | ".join(row) + " |" for row in rows)
    return "\n".join([head, "|" + "---|" * len(rows[0]), *others, ""])


@pytest.mark.parametrize(
    "header",
    ["Meaning", "Description", "Purpose", "What it does", "Definition", "Use", "Used for", "Role"],
)
@pytest.mark.parametrize("first", ["Layer", "Name", "", "Protocol family"])
def test_a_table_of_names_gives_items_whatever_its_first_header(first: str, header: str) -> None:
    text = table((first, header), *zip(LAYERS, SAID, strict=True))
    assert items(f"## Anything\n\n{text}") == list(zip(LAYERS, SAID, strict=True))


def test_a_line_may_lead_in_to_a_table() -> None:
    text = table(("Layer", "Purpose"), *zip(LAYERS, SAID, strict=True))
    items = parse_note("Nets.md", f"## Layers\n\nThere are three:\n{text}")[0].items
    assert [(item.name, item.line) for item in items] == list(zip(LAYERS, (6, 7, 8), strict=True))


@pytest.mark.parametrize("dress", ["**{}**", "`{}`", "[[{}]]", "*{}*"])
def test_names_may_be_marked(dress: str) -> None:
    rows = [(dress.format(name), said) for name, said in zip(LAYERS, SAID, strict=True)]
    assert items(table(("Layer", "Purpose"), *rows)) == list(zip(LAYERS, SAID, strict=True))


@pytest.mark.parametrize(
    "head",
    [("Layer", "Unit", "Description"), ("Layer", "Function", "Meaning"), ("Tool", "Role", "Use")],
)
def test_of_more_columns_the_one_that_describes_is_taken(head: tuple[str, ...]) -> None:
    rows = [(name, "frame", said) for name, said in zip(LAYERS, SAID, strict=True)]
    assert items(table(head, *rows)) == list(zip(LAYERS, SAID, strict=True))
    turned = [(name, said, "frame") for name, said in zip(LAYERS, SAID, strict=True)]
    swapped = (head[0], head[2], "Example")
    assert items(table(swapped, *turned)) == list(zip(LAYERS, SAID, strict=True))


def facts(*head: str, names: tuple[str, ...] = LAYERS, said: tuple[str, ...] = SAID) -> str:
    """A table of names and texts, with columns of one word between them."""
    between = ("one",) * (len(head) - 2)
    return table(head, *((a, *between, b) for a, b in zip(names, said, strict=True)))


@pytest.mark.parametrize(
    "text",
    [
        facts("Day", "Description", names=("Monday", "Tuesday", "Wednesday")),
        facts("Task", "Owner", "Description"),
        facts("Fruit", "Price", "Description"),
        facts("Book", "Author", "Summary"),
        facts("Layer", "TCP", "UDP", said=("✓", "✗", "✓")),
        facts("Layer", "Use", said=("✓", "✗", "✓")),
        facts("Layer", "Effect", said=("0.5 ms of 12", "3 of 4 dB", "7 %")),
        facts("What", "Meaning", names=("Author", "Created", "ISBN")),
        facts("Field", "Meaning", names=("Author", "Created", "ISBN")),
        facts("Era", "Meaning", names=("1984", "1985", "1986")),
        facts("Case", "Meaning", names=("It rains.", "It snows.", "No!")),
        facts("Budget line", "Meaning", names=("$5", "$10", "€20")),
        facts("Layer", "Example"),
        facts("Layer", "Purpose", names=LAYERS[:2], said=SAID[:2]),
        facts("Layer", "Purpose", names=("Link",) * 3),
        facts("Description", "Layer", names=SAID, said=LAYERS),
    ],
)
def test_other_tables_give_none(text: str) -> None:
    assert items(text) == []


@pytest.mark.parametrize("name", ["Node.js", "3NF", "C++", "Bayes' rule", "I/O", "Träger"])
def test_names_may_hold_signs_and_figures(name: str) -> None:
    names = (name, *LAYERS[1:])
    assert items(facts("Idea", "Meaning", names=names)) == list(zip(names, SAID, strict=True))


def test_under_a_header_for_names_a_text_may_be_short() -> None:
    assert items(table(("Term", "Meaning"), ("Task", "A unit."))) == [("Task", "A unit.")]
