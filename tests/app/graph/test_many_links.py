"""A note with thousands of links and headings costs as much as they are, not their square."""

from collections.abc import Awaitable, Callable
from itertools import product
from pathlib import Path
from random import Random
from time import process_time

from kb.app.notes.lookup import find_concept
from kb.graph.concepts import Concept
from kb.graph.likeness import nearness
from kb.graph.resolve import FolderId, NoteId
from kb.notes.note import MENTIONS
from kb.store.file.store import Store
from kb.store.graph.beside import cited_beside
from kb.store.graph.edges import all_edges
from kb.store.graph.subpaths import doubtful_subpaths
from tests.app.conftest import Import, Write

MANY = 4_000
TELLING_S = 0.1
"""Below this, other things decide."""


async def assert_linear(
    work: Callable[[NoteId], Awaitable[object]], less: NoteId, more: NoteId
) -> None:
    """Doubling what a note holds doubles the time; a square would be four times."""

    async def seconds(note: NoteId) -> float:
        started = process_time()
        await work(note)
        return process_time() - started

    await seconds(less)
    assert await seconds(more) < 3 * max(await seconds(less), TELLING_S)


async def test_what_stands_beside_thousands_of_links_to_one_concept_is_found_in_one_pass(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    write("Ox.md", "An animal.")
    for name, number in (("less", MANY), ("more", 2 * MANY)):
        write(f"{name}.md", "".join(f"[[Ox]] and [[Yak {at}]]\n" for at in range(number)))
    await imported(vault)
    async with store.reading() as transaction:
        notes = [(await find_concept(transaction, name)).concept for name in ("Ox", "less", "more")]
        ox, less, more = (NoteId(int(note)) for note in notes)
        found = await cited_beside(transaction, ox, [less])
        assert len(found) == MANY
        assert {each.lines_apart for each in found} == {0}
        await assert_linear(lambda note: cited_beside(transaction, ox, [note]), less, more)


async def test_thousands_of_links_to_headings_of_one_note_are_looked_up_at_once(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    text = "".join(f"## Part {at}\n[[#part {at}]]\n" for at in range(MANY))
    write("one.md", f"{text}[[#Nowhere]]\n[[two#Part 1]]\n[[two#Part 0]]\n")
    write("two.md", "# Two\n\n## Part 1\n")
    await imported(vault)
    async with store.reading() as transaction:
        started = process_time()
        found = await doubtful_subpaths(transaction, FolderId(1))
        assert process_time() - started < 1
    assert [each.subpath for each in found] == ["#Nowhere", "#Part 0"]


def some_text(rng: Random) -> str:
    """Lines, some with a label, with links to a few animals."""
    labels, links = ["", "", "- ", "- Cattle: ", "- Deer: "], ["[[Ox]]", "[[Yak]]", "[[Elk]]", "a"]
    lines = (
        rng.choice(labels) + " ".join(rng.choices(links, k=rng.randrange(3)))
        for _ in range(rng.randrange(25))
    )
    return "\n".join(lines)


async def test_each_link_stands_beside_the_nearest_one_to_the_concept(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    rng = Random(7)  # noqa: S311  # not for secrets
    for name in ("Ox", "Yak"):
        write(f"{name}.md", "An animal.")
    for at in range(100):
        write(f"note {at}.md", f"{some_text(rng)}\n")
    await imported(vault)
    async with store.reading() as transaction:
        edges = await all_edges(transaction)
        ox = (await find_concept(transaction, "Ox")).concept
        found = await cited_beside(transaction, ox, {edge.source for edge in edges})
    nearest: dict[tuple[NoteId, Concept, int], float] = {}
    for to, other in product(edges, edges):
        apart = abs(to.line - other.line)
        if to.source == other.source and apart <= 8 and to.target == ox != other.target:
            label = to.relation if to.relation == other.relation != MENTIONS else None
            place = (other.source, other.target, other.line)
            nearest[place] = max(nearest.get(place, 0), nearness(apart, label))
    assert {
        (each.source, each.other, each.line): nearness(each.lines_apart, each.label)
        for each in found
    } == nearest
    assert len(nearest) > 100
