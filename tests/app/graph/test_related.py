"""What is related, and why: notes are written, imported, and asked."""

from pathlib import Path

import pytest

from kb.app.graph.evaluate import evaluate_related
from kb.app.graph.evidence import gather_evidence
from kb.app.graph.related import RelatedConcept, RelatedView, related_concepts
from kb.app.notes.browse import show_note
from kb.app.notes.lookup import find_concept
from kb.errors import AmbiguousError, NotFoundError, UnwrittenError
from kb.graph.reasons import ReasonKind
from kb.graph.related import EvidenceKind
from kb.store.file.store import Store
from kb.store.graph.adjacency import titles_and_paths
from tests.app.conftest import Import, Write

ASYNCIO = """\
# asyncio

Tags: #Concurrency #lang/python

asyncio runs coroutines. It is unlike a thread pool, and `Selector` is code.

## Connections

- Libraries/Frameworks: aiohttp, [[Quart]], I/O-Bound Operations
- Related Concepts: [[Event Loop]], [[Coroutine]]
"""


@pytest.fixture
async def notes(imported: Import, write: Write, vault: object) -> None:
    write("asyncio.md", ASYNCIO)
    write("Coroutine.md", "A coroutine can wait for asyncio.\n\n- Requires: [[Generator]]\n")
    write("trio.md", "Tags: #Concurrency\n\nTrio has nurseries. See [[Event Loop]], [[Coroutine]].")
    write("curio.md", "Tags: #lang/c\n\nCurio has nurseries too, as [[trio]] does.")
    write("Thread Pool.md", "Threads that wait for work. asyncio is none.")
    write("Selector.md", "A selector waits for sockets. See [asyncio](asyncio.md).")
    await imported(vault)


def called(view: RelatedView, title: str) -> RelatedConcept:
    (found,) = [each for each in view.related if each.title == title]
    return found


def said(concept: RelatedConcept, kind: ReasonKind) -> str:
    return "".join(reason.text for reason in concept.why if reason.kind == kind)


@pytest.mark.usefixtures("notes")
async def test_all_that_a_note_links_to_is_related_with_its_relation(store: Store) -> None:
    view = await related_concepts(store, "asyncio")
    for title in ("aiohttp", "Quart", "I/O-Bound Operations"):
        concept = called(view, title)
        assert (concept.path, concept.linked) == (None, True)
        assert (
            said(concept, ReasonKind.LINK) == "asyncio lists it under Libraries/Frameworks (line 9)"
        )
    assert said(called(view, "Event Loop"), ReasonKind.LINK) == (
        "asyncio lists it under Related Concepts (line 10)"
    )


@pytest.mark.usefixtures("notes")
async def test_reasons_are_sentences_of_every_kind(store: Store) -> None:
    view = await related_concepts(store, "asyncio")
    assert said(called(view, "Selector"), ReasonKind.BACKLINK) == "it mentions asyncio (line 1)"
    trio = called(view, "trio")
    assert not trio.linked
    assert said(trio, ReasonKind.GRAPH) == "both link to Event Loop and Coroutine"
    assert said(trio, ReasonKind.TAGS) == "share #Concurrency (2 notes)"
    assert said(called(view, "curio"), ReasonKind.TAGS) == "are both below #lang (2 notes)"
    assert said(called(view, "Thread Pool"), ReasonKind.MENTION) == (
        "asyncio and it name each other without a link"
    )
    curio = called(await related_concepts(store, "curio"), "trio")
    assert said(curio, ReasonKind.TEXT) == "both speak of nurseries"


@pytest.mark.usefixtures("notes")
async def test_the_strongest_reason_comes_first_and_the_parts_are_the_whole(store: Store) -> None:
    for concept in (await related_concepts(store, "asyncio")).related:
        scores = [reason.score for reason in concept.why]
        assert scores == sorted(scores, reverse=True)
        assert sum(scores) == pytest.approx(concept.score, abs=0.01)
        assert concept.why


@pytest.mark.usefixtures("notes")
async def test_a_concept_that_nobody_has_written_has_relations(store: Store) -> None:
    view = await related_concepts(store, "event loops")
    assert (view.concept, view.path) == ("Event Loop", None)
    assert {"asyncio", "trio", "Coroutine"} <= {each.title for each in view.related}
    assert said(called(view, "trio"), ReasonKind.BACKLINK) == "it mentions Event Loop (line 3)"
    assert (await related_concepts(store, "i/o bound operations")).concept == (
        "I/O-Bound Operations"
    )


async def test_a_concept_without_a_note_names_nothing_and_has_the_words_of_sentences(
    store: Store, write: Write, imported: Import
) -> None:
    write("a.md", "Connections:\n- Concepts: Event Loop, Coroutine, Task\n")
    write("b.md", "Sockets are watched by the [[Event Loop]].")
    folder = write("c.md", "A selector watches sockets.").parent
    await imported(folder)
    view = await related_concepts(store, "Event Loop")
    coroutine = called(view, "Coroutine")
    assert [reason.text for reason in coroutine.why] == ["both are listed under Concepts in a"]
    assert said(called(view, "c"), ReasonKind.TEXT) == (
        "it speaks of sockets, as notes do that link to Event Loop"
    )
    assert said(called(view, "a"), ReasonKind.TEXT) == ""


async def test_plain_names_that_are_links_are_no_words_and_harm_none(
    store: Store, write: Write, imported: Import
) -> None:
    write("a.md", "Calm concise clocks.\n\n## See also\n\n- C\n- Tools: Clang, Carbon\n")
    write("b.md", "Concise clocks with Clang and carbon.")
    folder = write("x.md", "Nothing alike.").parent
    await imported(folder)
    for one, other in (("a", "b"), ("b", "a")):
        view = await related_concepts(store, one)
        assert said(called(view, other), ReasonKind.TEXT) == "both speak of clocks, concise"


async def test_the_labels_of_a_template_are_no_words(
    store: Store, write: Write, imported: Import
) -> None:
    form = "\n\nReviewer ::\nVerdict :: open\n- **Colleagues:**\nHandbook:\n"
    write("a.md", f"Calm concise clocks.{form}")
    write("b.md", f"Concise and calm.{form}")
    folder = write("x.md", "Nothing alike.").parent
    await imported(folder)
    view = await related_concepts(store, "a")
    assert said(called(view, "b"), ReasonKind.TEXT) == "both speak of calm, concise, open"


async def test_a_long_note_does_not_win_by_its_length(
    store: Store, write: Write, imported: Import
) -> None:
    write("a.md", "Selectors watch sockets for readiness.")
    write("short.md", "Readiness of sockets.")
    filler = " ".join(f"word{number}" for number in range(2000))
    write("long.md", f"Sockets, readiness, {filler}")
    folder = write("x.md", "Nothing alike.").parent
    await imported(folder)
    titles = [each.title for each in (await related_concepts(store, "a")).related]
    assert titles[0] == "short"


async def test_what_is_near_by_links_is_compared_though_the_index_does_not_propose_it(
    store: Store, write: Write, imported: Import
) -> None:
    for number in range(120):
        write(f"n{number}.md", f"Sockets and selectors, {number} sockets.")
    write("a.md", "Sockets and selectors. See [[b]].")
    write("b.md", "See [[c]].")
    folder = write("c.md", " ".join(f"word{number}" for number in range(900)) + " selectors").parent
    await imported(folder)
    async with store.reading() as transaction:
        evidence = await gather_evidence(
            transaction, await find_concept(transaction, "a"), frozenset()
        )
        titles, _ = await titles_and_paths(transaction, evidence.scores[EvidenceKind.TEXT])
    assert "c" in titles.values()


@pytest.mark.usefixtures("notes")
async def test_new_leaves_out_what_is_linked_either_way(store: Store) -> None:
    view = await related_concepts(store, "asyncio", new=True)
    titles = {each.title for each in view.related}
    assert {"trio", "Thread Pool"} <= titles
    assert not titles & {"Selector", "Coroutine", "Event Loop", "aiohttp", "asyncio"}


@pytest.mark.usefixtures("notes")
async def test_names_in_code_and_links_are_no_mentions(store: Store) -> None:
    selector = called(await related_concepts(store, "asyncio"), "Selector")
    assert said(selector, ReasonKind.MENTION) == ""


@pytest.mark.usefixtures("notes")
async def test_a_limit_takes_the_best(store: Store) -> None:
    everything = await related_concepts(store, "asyncio")
    assert (await related_concepts(store, "asyncio", limit=3)).related == everything.related[:3]


@pytest.mark.usefixtures("notes")
async def test_a_near_miss_suggests_notes_and_missing_concepts(store: Store) -> None:
    with pytest.raises(NotFoundError) as refused:
        await related_concepts(store, "evnt loop")
    assert refused.value.candidates[0] == "Event Loop"


async def test_an_ambiguous_name_is_refused(store: Store, write: Write, imported: Import) -> None:
    write("a/loop.md", "One.")
    folder = write("b/loop.md", "Two.").parent.parent
    await imported(folder)
    with pytest.raises(AmbiguousError) as refused:
        await related_concepts(store, "loop")
    assert refused.value.candidates == ("a/loop.md", "b/loop.md")


@pytest.mark.parametrize("link", ["[text](Selector.md)", "[[selector.md]]", "[[../x/Selector.md]]"])
async def test_a_concept_may_be_wanted_by_the_name_of_its_file(
    store: Store, imported: Import, write: Write, vault: Path, link: str
) -> None:
    write("a.md", f"See {link} and [[Loop]].")
    await imported(vault)
    for name in ("Selector", "selector.md"):
        view = await related_concepts(store, name)
        assert (view.path, [each.title for each in view.related]) == (None, ["a", "Loop"])
    assert called(await related_concepts(store, "a"), view.concept).linked
    with pytest.raises(UnwrittenError):
        await show_note(store, "selector")


async def test_words_tell_as_much_after_most_notes_that_had_them_are_gone(
    store: Store, imported: Import, write: Write, vault: Path
) -> None:
    write("a.md", "A selector waits for sockets.")
    write("b.md", "Many sockets want a selector.")
    write("c.md", "Threads wait for work.")
    others = [write(f"other/{number}.md", f"Selector, sockets {number}") for number in range(9)]
    await imported(vault)
    for file in others:
        file.unlink()
    await imported(vault, force=True)
    assert "selector" in said(called(await related_concepts(store, "a"), "b"), ReasonKind.TEXT)


async def test_gone_notes_and_attachments_are_related_with_nothing(
    store: Store, write: Write, imported: Import
) -> None:
    folder = write("a.md", "[[b]] ![[loop.png]]").parent
    write("c.md", "x")
    gone = write("b.md", "[[a]] [[only here]]")
    await imported(folder)
    gone.unlink()
    await imported(folder)
    assert [each.title for each in (await related_concepts(store, "a")).related] == ["b"]
    with pytest.raises(NotFoundError):
        await related_concepts(store, "only here")
    with pytest.raises(NotFoundError):
        await related_concepts(store, "loop.png")


async def test_chinese_notes_are_compared_too(store: Store, write: Write, imported: Import) -> None:
    write("协程.md", "协程可以暂停和恢复执行。")
    write("生成器.md", "生成器可以暂停和恢复执行。")
    folder = write("列表.md", "列表是有序的。").parent
    await imported(folder)
    first = (await related_concepts(store, "协程")).related[0]
    assert first.title == "生成器"
    assert first.why[0].kind == ReasonKind.TEXT


@pytest.mark.usefixtures("notes")
async def test_an_evaluation_hides_one_link_of_each_note(store: Store) -> None:
    found = await evaluate_related(store, links=3, seed=2)
    assert (found.links, found.notes, found.seed) == (3, 6, 2)
    ours, fitted, adamic_adar, chance = found.methods
    assert (ours.name, fitted.name) == ("kb", "kb fitted to your links")
    assert (adamic_adar.name, chance.name) == ("Adamic–Adar alone", "chance")
    assert 0 <= ours.hit_1 <= ours.hit_5 <= ours.hit_10 == 1
    assert await evaluate_related(store, links=3, seed=2) == found


async def test_a_hidden_link_leaves_no_trace(store: Store, write: Write, imported: Import) -> None:
    write("a.md", "Connections: zebra, [[b]]")
    folder = write("zebra.md", "Stripes.").parent
    write("b.md", "Dots.")
    await imported(folder)
    found = await evaluate_related(store)
    assert found.methods[0].hit_10 == 0
