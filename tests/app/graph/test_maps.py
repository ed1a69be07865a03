"""Maps: what is on them, and where it stays."""

import asyncio
from pathlib import Path

import pytest

from kb.app.graph.known_places import file_of, read_places
from kb.app.graph.layout_process import LayoutDiedError, laid_out
from kb.app.graph.maps import MOST, Mapmaker, best_linked, map_around, map_of_all, map_of_path
from kb.errors import NotFoundError
from kb.graph.resolve import NoteId
from kb.store.file.store import Store
from tests.app.conftest import NOW, Import, Write

TODAY = NOW.date()


@pytest.mark.usefixtures("linked_notes")
async def test_the_map_of_all_has_every_concept_and_each_link_once(store: Store) -> None:
    drawn = await map_of_all(store, today=TODAY)
    titles = [node.title for node in drawn.nodes]
    assert sorted(titles) == ["a", "async/await", "b", "c", "d", "e", "open"]
    assert {titles[number] for number, node in enumerate(drawn.nodes) if node.note is None} == {
        "async/await",
        "open",
    }
    assert {frozenset((titles[a], titles[b])) for a, b in drawn.edges} == {
        frozenset(pair) for pair in ("ab", ("a", "open"), "bc", ("d", "open"), ("d", "async/await"))
    }
    assert len(drawn.edges) == 5
    assert drawn.nodes[titles.index("c")].tag == "x"


@pytest.mark.usefixtures("linked_notes")
async def test_a_path_is_part_of_a_map(store: Store) -> None:
    drawn = await map_of_all(store, today=TODAY, ends=("c", "d"))
    assert [drawn.nodes[number].title for number in drawn.path] == ["c", "b", "a", "open", "d"]
    small = await map_of_path(store, ("c", "a"), today=TODAY)
    assert [node.title for node in small.nodes] == ["c", "b", "a", "open"]
    assert small.path == (0, 1, 2)


@pytest.mark.usefixtures("linked_notes")
async def test_a_map_around_a_concept_begins_with_it(store: Store) -> None:
    drawn = await map_around(store, "open", today=TODAY)
    assert drawn.nodes[0].title == "open"
    assert {node.title for node in drawn.nodes} == {"open", "a", "d", "b", "async/await"}
    number = next(node.note for node in drawn.nodes if node.title == "a")
    assert number is not None
    assert (await map_around(store, number, today=TODAY)).nodes[0].title == "a"
    with pytest.raises(NotFoundError):
        await map_around(store, NoteId(999), today=TODAY)


async def test_a_map_around_a_concept_is_bounded_and_keeps_what_is_nearest(
    store: Store, write: Write, imported: Import
) -> None:
    near = range(40)
    write("Centre.md", " ".join(f"[[near {number}]]" for number in near))
    for number in near:
        links = " ".join(f"[[far {number} {other}]]" for other in range(20))
        folder = write(f"near {number}.md", f"{links} [[shared]]")
    await imported(folder.parent)
    drawn = await map_around(store, "Centre", today=TODAY)
    titles = [node.title for node in drawn.nodes]
    assert len(titles) == MOST
    assert {f"near {number}" for number in near} == set(titles[1:41])
    assert titles[41] == "shared"


@pytest.mark.usefixtures("linked_notes")
async def test_it_begins_with_the_note_that_most_links_lead_to(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    write("f.md", "See [[c]].")
    await imported(vault)
    assert (start := await best_linked(store)) is not None
    assert (await map_of_all(store, today=TODAY)).concepts.index(start) == 2  # c, by title


async def test_where_no_link_leads_to_a_note_it_begins_with_one_that_has_links(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    write("a.md", "Alone.")
    write("b.md", "See [[nothing yet]].")
    await imported(vault)
    assert (start := await best_linked(store)) is not None
    assert (await map_of_all(store, today=TODAY)).concepts.index(start) == 1


async def test_without_a_link_there_is_nothing_to_begin_with(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    write("a.md", "Alone.")
    await imported(vault)
    assert await best_linked(store) is None


@pytest.mark.usefixtures("linked_notes")
async def test_places_are_kept_beside_the_store_and_not_laid_out_again(store: Store) -> None:
    drawn = await map_of_all(store, today=TODAY)
    first = await Mapmaker(store).all_places(drawn)
    file = file_of(store.path)
    assert file.stat().st_mode & 0o777 == 0o600
    written = file.stat().st_mtime_ns
    assert await Mapmaker(store).all_places(drawn) == first
    assert file.stat().st_mtime_ns == written


@pytest.mark.usefixtures("linked_notes")
async def test_a_new_note_moves_no_other(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    before = await map_of_all(store, today=TODAY)
    old = dict(zip(before.concepts, await Mapmaker(store).all_places(before), strict=True))
    write("f.md", "See [[a]].")
    await imported(vault)
    after = await map_of_all(store, today=TODAY)
    new = dict(zip(after.concepts, await Mapmaker(store).all_places(after), strict=True))
    assert len(new) == len(old) + 1
    assert {concept: new[concept] for concept in old} == old
    assert read_places(file_of(store.path)).places == new


@pytest.mark.usefixtures("linked_notes")
@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"form":1}', '{"form":1,"digest":"","places":[[1]]}']
)
async def test_a_damaged_file_costs_only_time(text: str, store: Store) -> None:
    drawn = await map_of_all(store, today=TODAY)
    first = await Mapmaker(store).all_places(drawn)
    file_of(store.path).write_text(text)
    assert await Mapmaker(store).all_places(drawn) == first
    assert len(read_places(file_of(store.path)).places) == len(first)


@pytest.mark.usefixtures("linked_notes")
async def test_where_nothing_can_be_written_the_map_is_there_all_the_same(store: Store) -> None:
    file_of(store.path).mkdir()
    drawn = await map_of_all(store, today=TODAY)
    assert len(await Mapmaker(store).all_places(drawn)) == len(drawn.nodes)


async def test_a_layout_that_fails_is_told() -> None:
    with pytest.raises(LayoutDiedError, match="IndexError"):
        await laid_out(1, [(0, 5)], {})


async def test_the_process_tells_how_far_it_is() -> None:
    shares: list[float] = []
    edges = [(one, one + 1) for one in range(400) if one % 20]
    await laid_out(401, edges, {}, told=shares.append)
    assert len(shares) > 10
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] < 1.0


@pytest.mark.usefixtures("linked_notes")
async def test_while_a_map_is_laid_out_others_can_ask_how_far_it_is(store: Store) -> None:
    drawn = await map_of_all(store, today=TODAY)
    maker = Mapmaker(store)
    making = asyncio.create_task(maker.all_places(drawn))
    while maker.progress is None:
        assert not making.done()
        await asyncio.sleep(0)
    assert maker.progress.concepts == 7
    assert len(await making) == 7
    assert maker.progress is None
