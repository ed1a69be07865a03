"""Each kind of evidence, on a vault in which it alone distinguishes two notes."""

from pathlib import Path

import pytest

from kb.app.graph.evidence import gather_evidence
from kb.app.graph.related import RelatedConcept, related_concepts
from kb.app.notes.lookup import find_concept
from kb.graph.reasons import LinkPlace, ReasonKind, Relationship, reasons
from kb.graph.related import EvidenceKind, Scores, values
from kb.graph.resolve import NoteId
from kb.store.file.store import Store
from kb.store.graph.adjacency import hubs, titles_and_paths
from tests.app.conftest import Import, Write


async def scores_of(store: Store, name: str, kind: EvidenceKind) -> dict[str, float]:
    """Return the evidence of one kind, by title."""
    async with store.reading() as transaction:
        concept = await find_concept(transaction, name)
        evidence = await gather_evidence(transaction, concept, await hubs(transaction))
        titles, _ = await titles_and_paths(transaction, evidence.scores[kind])
    return {titles[other]: score for other, score in evidence.scores[kind].items() if score > 0}


async def reason_of(store: Store, name: str, other: str, kind: ReasonKind) -> str:
    """Return what is said about another concept."""
    related: tuple[RelatedConcept, ...] = (await related_concepts(store, name)).related
    (concept,) = [one for one in related if one.title == other]
    return "".join(reason.text for reason in concept.why if reason.kind is kind)


async def test_links_in_near_lines_tell_more_than_links_far_apart(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    write("index.md", "[[Ox]]\n\n[[Yak]]\n" + "\n" * 20 + "[[Zebu]]\n")
    for name in ("Ox", "Yak", "Zebu"):
        write(f"{name}.md", "An animal.")
    await imported(vault)
    assert await scores_of(store, "Ox", EvidenceKind.TOGETHER) == {"Yak": 0.5}
    assert await reason_of(store, "Ox", "Yak", ReasonKind.TOGETHER) == (
        "index links to it 2 lines from Ox (line 3)"
    )


@pytest.mark.parametrize(("likeness", "strength"), [(0.4, 1.0), (0.1, 1.0), (0.05, 0.25)])
def test_a_weak_likeness_of_words_is_weak_even_if_nothing_is_more_alike(
    likeness: float, strength: float
) -> None:
    texts: Scores = {NoteId(1): likeness, NoteId(2): likeness / 2, NoteId(3): 0.9}
    assert values({EvidenceKind.TEXT: texts}, {NoteId(3)}) == {
        1: {EvidenceKind.TEXT: pytest.approx(strength)},
        2: {EvidenceKind.TEXT: pytest.approx(strength / 4)},
    }


async def test_a_note_with_the_same_words_is_as_alike_as_the_note_itself(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    write("farm/Ox.md", "Strong animals pull ploughs.")
    write("field/Ox.md", "Strong animals pull ploughs.")
    write("Violin.md", "Made of strong wood by hand in small workshops.")
    write("Rice.md", "Grain of swamps.")
    write("Tea.md", "Leaves of hills.")
    await imported(vault)
    scores = await scores_of(store, "farm/Ox.md", EvidenceKind.TEXT)
    assert scores["Ox"] == pytest.approx(1.0, abs=0.1)
    assert 0 < scores["Violin"] < 0.3


async def test_a_list_under_one_label_is_told_by_its_label(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    write("index.md", "## Connections\n\n- Cattle: [[Ox]], [[Yak]]\n- Deer: [[Elk]]\n")
    for name in ("Ox", "Yak", "Elk"):
        write(f"{name}.md", "An animal.")
    await imported(vault)
    scores = await scores_of(store, "Ox", EvidenceKind.TOGETHER)
    assert scores["Yak"] > scores["Elk"]
    assert await reason_of(store, "Ox", "Yak", ReasonKind.TOGETHER) == (
        "both are listed under Cattle in index"
    )


async def test_links_beside_one_to_a_missing_concept_count_too(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    write("index.md", "[[Ox]] and [[Yak]]\n")
    write("Yak.md", "An animal.")
    await imported(vault)
    assert await scores_of(store, "Ox", EvidenceKind.TOGETHER) == {"Yak": 1.0}
    assert await reason_of(store, "Ox", "Yak", ReasonKind.TOGETHER) == (
        "index links to both in line 1"
    )


async def test_neighbours_in_common_tell_more_if_they_have_few_others(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    write("Ox.md", "[[Plough]] [[Farm]]")
    write("Yak.md", "[[Plough]]")
    write("Hen.md", "[[Farm]]")
    for number in range(5):
        write(f"n{number}.md", "[[Farm]]")
    await imported(vault)
    scores = await scores_of(store, "Ox", EvidenceKind.COMMON)
    assert scores["Yak"] > scores["Hen"] > 0


async def test_what_similar_notes_link_to_is_related(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    write("Ox.md", "A strong animal that pulls the plough over a field.")
    write("Buffalo.md", "A strong animal, too, for plough and field. See [[Yoke]], [[Rice]].")
    write("Yoke.md", "Made of wood.")
    write("Violin.md", "Made by hand.")
    await imported(vault)
    assert {"Yoke", "Rice"} == (await scores_of(store, "Ox", EvidenceKind.PEERS)).keys()
    assert await reason_of(store, "Ox", "Yoke", ReasonKind.PEERS) == (
        "linked with Buffalo, which shares words with Ox"
    )


async def test_words_of_titles_tell_in_three_ways(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    write("Water Buffalo.md", "It pulls the plough through swamps.")
    write("Buffalo Milk.md", "White.")
    write("Steel Plough.md", "Hard.")
    write("Mud.md", "Loved by every buffalo.")
    await imported(vault)
    name = "Water Buffalo"
    assert (await scores_of(store, name, EvidenceKind.TITLE)).keys() == {"Buffalo Milk"}
    assert (await scores_of(store, name, EvidenceKind.TITLE_IN_OURS)).keys() == {"Steel Plough"}
    assert (await scores_of(store, name, EvidenceKind.TITLE_IN_THEIRS)).keys() == {"Mud"}
    for other, said in (
        ("Steel Plough", "Water Buffalo uses words of its title: plough"),
        ("Mud", "it uses words of the title of Water Buffalo: buffalo"),
    ):
        assert await reason_of(store, name, other, ReasonKind.TITLE) == said


def test_what_hardly_counts_is_no_reason_but_a_link_always_is_one() -> None:
    between = Relationship(
        links=(LinkPlace("mentions", 3),), words=("yoke",), title_words=("buffalo",)
    )
    parts = {EvidenceKind.LINK: 0.01, EvidenceKind.TEXT: 0.96, EvidenceKind.TITLE: 0.03}
    told = reasons("Ox", between, parts, is_note=True)
    assert [reason.text for reason in told] == ["both speak of yoke", "Ox mentions it (line 3)"]
    assert sum(reason.score for reason in told) == pytest.approx(1.0, abs=0.001)
    parts[EvidenceKind.TITLE] = 0.3
    told = reasons("Ox", between, parts, is_note=True)
    assert told[1].text == "both titles have buffalo"


async def test_names_without_links_tell_in_both_directions(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    write("Zebu.md", "Unlike a Bison.")
    write("Bison.md", "Wild.")
    write("India.md", "Here lives the zebu.")
    await imported(vault)
    assert await scores_of(store, "Zebu", EvidenceKind.NAMES) == {"Bison": 1.0}
    assert await scores_of(store, "Zebu", EvidenceKind.NAMED) == {"India": 1.0}


@pytest.fixture
async def folders(write: Write, imported: Import, vault: Path) -> None:
    for number in range(1, 5):
        write(f"farm/cattle/{number} calf.md", f"Calf {number} eats.")
    write("farm/hen.md", "It eats.")
    write("sea/whale.md", "It eats.")
    write("sea/shark.md", "It eats.")
    write("boat.md", "It eats. [[whale]]")
    await imported(vault)


@pytest.mark.usefixtures("folders")
async def test_a_small_folder_in_common_tells_more_than_a_large_one(store: Store) -> None:
    scores = await scores_of(store, "1 calf", EvidenceKind.FOLDER)
    assert scores["2 calf"] == scores["4 calf"] > scores["hen"] > 0
    assert "whale" not in scores
    assert await scores_of(store, "boat", EvidenceKind.FOLDER) == {}


@pytest.mark.usefixtures("folders")
async def test_the_next_file_is_nearer_than_one_after_it(store: Store) -> None:
    scores = await scores_of(store, "1 calf", EvidenceKind.NEXT)
    assert scores == pytest.approx({"2 calf": 1.0, "3 calf": 1 / 2, "4 calf": 1 / 3})
    assert await reason_of(store, "1 calf", "2 calf", ReasonKind.FOLDER) == (
        "they lie next to each other in farm/cattle/ (4 notes)"
    )


@pytest.mark.usefixtures("folders")
async def test_the_folder_of_what_is_linked_tells_where_to_look(store: Store) -> None:
    scores = await scores_of(store, "boat", EvidenceKind.HOMES)
    assert scores.keys() == {"whale", "shark"}
    assert await reason_of(store, "boat", "shark", ReasonKind.FOLDER) == (
        "it lies in sea/, like a note linked with boat"
    )


async def test_a_hub_that_many_neighbours_link_to_is_found(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    for number in range(220):
        write(f"n{number}.md", f"[[Index]] [[n{number + 1}]]" if number < 100 else "Alone.")
    write("Index.md", "Everything.")
    write("Ox.md", "[[n3]] [[n50]]")
    await imported(vault)
    assert "Index" in await scores_of(store, "Ox", EvidenceKind.COMMON)
