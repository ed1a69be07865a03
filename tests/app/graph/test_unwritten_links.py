"""The links that a note lacks: names without a link, and related notes, with their lines."""

from pathlib import Path

import pytest

from kb.app.graph.unwritten_links import UnwrittenLinks, unwritten_links
from kb.errors import NotFoundError
from kb.store.file.store import Store
from tests.app.conftest import Import, Write

BOLT = """\
---
tags: [doors]
---
# Bolt

A bolt shuts a door. It slides into a door
frame, and a latch spring pushes it.

```
latch
```

The smith forges it of iron, with hammer and anvil. See [[Hinge]].

## Connections

- [[Smith]]
"""


@pytest.fixture
async def doors(imported: Import, write: Write, vault: object) -> None:
    write("Bolt.md", BOLT)
    write("Latch.md", "A latch falls shut by its weight.")
    write("Latch Spring.md", "A spring of steel.")
    write("Door Frame.md", "Four beams around a door. The bolt goes into it.")
    write("Hinge.md", "A hinge turns. [[Smith]] makes it.")
    write("Smith.md", "A smith works.")
    write("Smithy.md", "Hammer, anvil and iron: where the smith forges. [[Smith]] [[Hinge]]")
    await imported(vault)


def named(lacking: UnwrittenLinks) -> list[tuple[str, str, int]]:
    return [(mention.source, mention.title, mention.line) for mention in lacking.named]


@pytest.mark.usefixtures("doors")
async def test_each_name_without_a_link_is_shown_with_its_line(store: Store) -> None:
    lacking = await unwritten_links(store, "Bolt")
    assert named(lacking) == [
        ("Bolt.md", "Door Frame", 6),
        ("Bolt.md", "Latch Spring", 7),
        ("Door Frame.md", "Bolt", 1),
    ]
    assert lacking.named[1].text == "frame, and a latch spring pushes it."
    assert [mention.path for mention in lacking.named] == [
        "Door Frame.md",
        "Latch Spring.md",
        "Bolt.md",
    ]


@pytest.mark.usefixtures("doors")
async def test_a_related_note_is_to_be_linked_where_the_text_speaks_of_the_same(
    store: Store,
) -> None:
    lacking = await unwritten_links(store, "Bolt")
    (smithy,) = [link for link in lacking.suggested if link.title == "Smithy"]
    assert (smithy.path, smithy.line) == ("Smithy.md", 13)
    assert smithy.text is not None
    assert smithy.text.startswith("The smith forges it of iron")
    assert smithy.why
    linked = {"Hinge", "Smith", "Bolt"}
    assert linked.isdisjoint(link.title for link in lacking.suggested)


@pytest.mark.usefixtures("doors")
async def test_what_has_no_word_in_common_goes_below_the_list_of_links(
    store: Store, imported: Import, write: Write, vault: object
) -> None:
    write("Tongs.md", "Tools with two arms. [[Smith]] [[Hinge]] [[Smithy]]")
    await imported(vault)
    lacking = await unwritten_links(store, "Bolt")
    (tongs,) = [link for link in lacking.suggested if link.title == "Tongs"]
    assert (tongs.line, tongs.text) == (17, "- [[Smith]]")


@pytest.mark.usefixtures("doors")
async def test_no_more_of_each_kind_than_wanted(store: Store) -> None:
    lacking = await unwritten_links(store, "Bolt", limit=1)
    assert len(lacking.named) == len(lacking.suggested) == 1


@pytest.mark.usefixtures("doors")
async def test_a_concept_without_a_note_may_be_named_but_gets_no_links(
    store: Store, imported: Import, write: Write, vault: object
) -> None:
    write("Key.md", "A key opens a [[Padlock]].")
    write("Shed.md", "The shed has a padlock.")
    await imported(vault)
    lacking = await unwritten_links(store, "Padlock")
    assert (named(lacking), lacking.suggested) == ([("Shed.md", "Padlock", 1)], ())


@pytest.mark.usefixtures("doors")
async def test_a_concept_without_a_note_has_no_line_for_a_link_yet(
    store: Store, imported: Import, write: Write, vault: object
) -> None:
    write("Key.md", "A key opens a [[Padlock]] of brass.")
    write("Shed.md", "A key of brass.")
    await imported(vault)
    lacking = await unwritten_links(store, "Padlock")
    (shed,) = [link for link in lacking.suggested if link.title == "Shed"]
    assert (shed.path, shed.line, shed.text) == ("Shed.md", None, None)
    assert [reason.text for reason in shed.why] == [
        "it speaks of brass, key, as notes do that link to Padlock"
    ]


@pytest.mark.usefixtures("doors")
async def test_a_daily_note_or_a_template_lacks_a_link_only_if_wanted(
    store: Store, imported: Import, write: Write, vault: object
) -> None:
    write("2024-01-05.md", "Oiled the bolt.")
    write("Templates/Part.md", "Like a bolt.")
    write("Oil.md", "It was on 2024-01-05.")
    await imported(vault)
    assert named(await unwritten_links(store, "Bolt"))[-1] == ("Door Frame.md", "Bolt", 1)
    days = named(await unwritten_links(store, "Bolt", daily=True))
    assert ("2024-01-05.md", "Bolt", 1) in days
    assert "Templates/Part.md" not in {source for source, _, _ in days}
    assert named(await unwritten_links(store, "Oil")) == []
    assert named(await unwritten_links(store, "2024-01-05"))[0][:2] == ("2024-01-05.md", "Bolt")


@pytest.mark.usefixtures("doors")
async def test_a_note_whose_file_is_gone_has_no_lines(store: Store, vault: Path) -> None:
    (vault / "Bolt.md").unlink()
    lacking = await unwritten_links(store, "Bolt")
    assert named(lacking) == [("Door Frame.md", "Bolt", 1)]
    assert lacking.suggested == ()


@pytest.mark.usefixtures("doors")
async def test_what_does_not_exist_lacks_nothing(store: Store) -> None:
    with pytest.raises(NotFoundError):
        await unwritten_links(store, "Crowbar")
