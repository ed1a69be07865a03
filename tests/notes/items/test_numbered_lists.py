"""Which numbered lists are names with explanations, and which are steps."""

import pytest

from kb.notes.parse import parse_note

FACTS = (
    "1. **Parse** – reads the text into a tree.\n"
    "2. **Bind** – gives each name its meaning.\n"
    "3. **Emit** – writes the code of the machine.\n"
)


def names(text: str) -> list[str]:
    return [item.name for item in parse_note("Compiler.md", text)[0].items]


@pytest.mark.parametrize(
    "entry",
    [
        "**{}** – {}",
        "**{}** - {}",
        "**{}**: {}",
        "**{}:** {}",
        "__{}__ — {}",
        "`{}` – {}",
        "`{}`: {}",
        "**{}**\n   {}",
    ],
)
def test_parallel_names_with_explanations_are_items_though_numbered(entry: str) -> None:
    said = ("reads the text into a tree.", "gives names a meaning.", "what the machine runs.")
    entries = map(entry.format, ("parse", "bind", "code"), said)
    text = "## Stages\n\n" + "\n".join(f"{n}. {item}" for n, item in enumerate(entries, start=1))
    items = parse_note("Compiler.md", text)[0].items
    assert [(item.name, item.description, item.line) for item in items] == [
        (name, what, line)
        for name, what, line in zip(
            ("parse", "bind", "code"), said, (3, 5, 7) if "\n" in entry else (3, 4, 5), strict=True
        )
    ]


@pytest.mark.parametrize(
    "heading",
    [
        *("Steps", "Procedure", "How to build it", "Usage", "Install", "Installing a compiler"),
        *("Todo", "To do", "Contents", "Table of Contents", "Build steps:", "Getting started"),
        *("Release checklist", "Set-up"),
    ],
)
def test_under_some_headings_numbers_mean_steps(heading: str) -> None:
    assert names(f"## {heading}\n\n{FACTS}") == []


@pytest.mark.parametrize("heading", ["Stages", "How it works", "Task types", "Contents of a tree"])
def test_under_other_headings_they_do_not(heading: str) -> None:
    assert names(f"## {heading}\n\n{FACTS}") == ["Parse", "Bind", "Emit"]


@pytest.mark.parametrize(
    "text",
    [
        "1. **Parse** – reads the text.\n2. **Emit** – writes the code.\n",
        FACTS.replace("**Bind** –", "Bind:"),
        FACTS.replace(" – gives each name its meaning.", ""),
        FACTS.replace("gives each", "Give each").replace("reads", "Read"),
        FACTS.replace("gives each", "then you give each"),
        FACTS.replace("**Parse**", "**Parse the text**").replace("**Bind**", "**Bind all names**"),
        FACTS.replace("**Parse**", "**Step 1**"),
        f"Follow these steps:\n\n{FACTS}",
        "1. Preparation\n" + FACTS.replace("1.", "4."),
        FACTS.replace("– ", "– [ ] ").replace("**Parse**", "[ ] **Parse**"),
    ],
)
def test_a_list_that_is_not_parallel_or_gives_orders_is_no_list_of_names(text: str) -> None:
    assert names(f"## Stages\n\n{text}") == []


def test_an_explanation_may_begin_like_an_order() -> None:
    assert names(FACTS.replace("reads the text into", "set of rules for")) != []


def test_what_stands_inside_an_entry_does_not_end_the_list() -> None:
    text = FACTS.replace("\n2.", "\n\n   It is quick.\n\n   - a tree\n   - a table\n\n2.")
    text = text.replace("\n3.", "\n\n```python\nbind(tree)\n```\n\n3.")
    assert names(f"## Stages\n\n{text}") == ["Parse", "Bind", "Emit"]


def test_each_list_is_judged_by_itself() -> None:
    steps = "1. **Fetch** – Get it.\n2. **Build** – Run it.\n3. **Try** – Wait.\n"
    inner = "- Stages:\n" + "".join(f"  {line}\n" for line in FACTS.splitlines())
    text = f"## Stages\n\n{steps}\nAnd then:\n\n{inner}- Others:\n  1. **Lex** – cuts words.\n"
    assert names(text) == ["Parse", "Bind", "Emit"]


def test_a_call_is_an_item_wherever_it_stands() -> None:
    assert names("## Usage\n\n1. `c.parse()`: Reads the text.\n") == ["c.parse()"]


def test_a_word_for_metadata_is_a_name_where_it_is_code() -> None:
    fields = "- **`id`**: The key of a row.\n- **`state`**: Where it stands.\n- **Id**: 12\n"
    assert names(f"# A\n\n## Fields\n\n{fields}") == ["id", "state"]
