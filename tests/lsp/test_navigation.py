"""Ways to go: definitions, references, symbols, links and folds."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types

from tests.lsp.editor import Editor, editing, with_encodings, written

NOTES = {
    "Loop.md": (
        "#atom\n\n# Loop\n\nDefinition: A loop turns around.\n\n## How it works\n\n"
        "It waits. ^waits\n\n### In detail\n\nSee [[#How it works]] and [[Task]].\n"
    ),
    "a/Task.md": (
        "---\naliases: [job]\n---\n# Task\n\nOf a [[loop]], see [[Loop#how-it-works|here]],\n"
        "[[Loop#^waits]], [[Loop#How it works#In detail]] and [so](../Loop.md#In%20detail).\n\n"
        "![[pic.png]] #python\n\nIt is[^1].\n\n[^1]: True.\n\nA [[Future]].\n"
    ),
    "b.md": "A [[job]] of a [[Future]]. #python/async\n\nRelated: Loop, Task\n",
}


@pytest_asyncio.fixture
async def editor(tmp_path: Path) -> AsyncIterator[Editor]:
    written(tmp_path, NOTES)
    (tmp_path / "a" / "pic.png").write_bytes(b"")
    async with editing(tmp_path) as editor:
        await editor.read(*NOTES)
        for path in NOTES:
            editor.open(path)
        yield editor


@pytest.mark.parametrize(
    ("path", "mark", "place"),
    [
        ("a/Task.md", "[[loop]]", ("Loop.md", 2)),
        ("a/Task.md", "[[Loop#how", ("Loop.md", 6)),
        ("a/Task.md", "[[Loop#^waits]]", ("Loop.md", 8)),
        ("a/Task.md", "[[Loop#How it works#In", ("Loop.md", 10)),
        ("a/Task.md", "[so](", ("Loop.md", 10)),
        ("a/Task.md", "![[pic", ("a/pic.png", 0)),
        ("a/Task.md", "[^1].", ("a/Task.md", 12)),
        ("Loop.md", "[[#How", ("Loop.md", 6)),
        ("b.md", "[[job]]", ("a/Task.md", 3)),
        ("b.md", "Loop, Task", ("Loop.md", 2)),
        ("b.md", "[[Future]]", None),
        ("b.md", "of a", None),
    ],
)
async def test_a_link_leads_where_it_does_in_the_graph(
    editor: Editor, path: str, mark: str, place: tuple[str, int] | None
) -> None:
    assert await editor.define(path, mark, inside=1) == place


LOOP_LINKS = [
    *[("Loop.md", 12), ("a/Task.md", 5), ("a/Task.md", 5)],
    *[("a/Task.md", 6)] * 3,
    ("b.md", 2),
]


@pytest.mark.parametrize(
    ("path", "mark", "inside", "found"),
    [
        ("Loop.md", "# Loop", 3, LOOP_LINKS),
        ("a/Task.md", "[[loop]]", 3, LOOP_LINKS),
        ("Loop.md", "## How", 4, [("Loop.md", 12), ("a/Task.md", 5)]),
        ("a/Task.md", "#how-it", 3, [("Loop.md", 12), ("a/Task.md", 5)]),
        ("Loop.md", "### In", 5, [("a/Task.md", 6), ("a/Task.md", 6)]),
        ("Loop.md", "^waits", 2, [("a/Task.md", 6)]),
        ("a/Task.md", "^waits", 2, [("a/Task.md", 6)]),
        ("b.md", "[[Future", 4, [("a/Task.md", 14), ("b.md", 0)]),
        ("a/Task.md", "#python", 2, [("a/Task.md", 8), ("b.md", 0)]),
        ("a/Task.md", "[^1].", 2, [("a/Task.md", 10), ("a/Task.md", 12)]),
    ],
)
async def test_what_leads_to_the_same_is_found(
    editor: Editor, path: str, mark: str, inside: int, found: list[tuple[str, int]]
) -> None:
    assert await editor.references(path, mark, inside=inside) == found


async def test_a_declaration_is_found_if_it_is_asked_for(editor: Editor) -> None:
    found = await editor.references("a/Task.md", "[[loop", inside=3, declared=True)
    assert found == [("Loop.md", 2), *LOOP_LINKS]


async def test_unsaved_text_counts_and_a_closed_document_is_as_on_the_disk(editor: Editor) -> None:
    editor.type("b.md", "Now a [[Loop]].\n")
    assert ("b.md", 0) in await editor.references("Loop.md", "# Loop")
    assert ("b.md", 0) not in await editor.references("a/Task.md", "#python", inside=2)
    editor.close("b.md")
    assert ("b.md", 0) in await editor.references("a/Task.md", "#python", inside=2)
    assert ("b.md", 2) in await editor.references("Loop.md", "# Loop")


async def test_headings_are_a_tree(editor: Editor) -> None:
    document = types.TextDocumentIdentifier(editor.uri("Loop.md"))
    found = await editor.client.text_document_document_symbol_async(
        types.DocumentSymbolParams(document)
    )
    (top,) = [each for each in found or () if isinstance(each, types.DocumentSymbol)]
    (how,) = top.children or ()
    (detail,) = how.children or ()
    assert [top.name, how.name, detail.name] == ["Loop", "How it works", "In detail"]
    assert how.range.start.line == 6
    assert how.range.end.line == 13


async def test_notes_are_found_by_any_name_and_headings_by_any_word(editor: Editor) -> None:
    assert await editor.symbols("job") == ["job"]
    assert await editor.symbols("detail") == ["In detail"]
    assert await editor.symbols("nothing of this") == []


async def test_links_of_a_document_lead_to_files(editor: Editor) -> None:
    document = types.TextDocumentIdentifier(editor.uri("a/Task.md"))
    links = await editor.client.text_document_document_link_async(
        types.DocumentLinkParams(document)
    )
    targets = [editor.path_of(link.target) for link in links or () if link.target]
    assert targets == ["Loop.md"] * 5 + ["a/pic.png"]


async def test_sections_front_matter_and_code_are_folded(tmp_path: Path) -> None:
    text = "---\na: b\n---\n# One\n\ntext\n\n## Two\n\n```\n# no\n```\n\n# Three\nend\n"
    async with editing(tmp_path) as editor:
        editor.open("new.md", text)
        document = types.TextDocumentIdentifier(editor.uri("new.md"))
        folds = await editor.client.text_document_folding_range_async(
            types.FoldingRangeParams(document)
        )
    found = {(fold.start_line, fold.end_line) for fold in folds or ()}
    assert found == {(0, 2), (3, 11), (7, 11), (9, 11), (13, 14)}


async def test_a_hover_shows_the_definition_and_what_leads_there(editor: Editor) -> None:
    assert await editor.hover("a/Task.md", "[[loop]]", inside=3) == (
        "**Loop**\n\nA loop turns around.\n\n7 links to it."
    )
    assert await editor.hover("a/Task.md", "#In detail]]", inside=3) == (
        "**Loop › In detail**\n\nSee [[#How it works]] and [[Task]].\n\n2 links to it."
    )
    assert await editor.hover("a/Task.md", "^waits", inside=3) == (
        "**Loop**\n\nIt waits. ^waits\n\n1 link to it."
    )
    assert await editor.hover("b.md", "[[Future]]", inside=3) == (
        "**Future**\n\nNot yet written. 2 links to it."
    )
    assert await editor.hover("a/Task.md", "#python", inside=3) == "**#python**\n\n2 notes"
    assert await editor.hover("b.md", "of a", inside=1) == ""


async def test_lenses_count_links_to_notes_and_headings(editor: Editor) -> None:
    assert await editor.lenses("Loop.md") == [
        (2, "7 links to this note"),
        (6, "2 links here"),
        (10, "2 links here"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_places_are_counted_as_agreed(tmp_path: Path, encoding: str) -> None:
    line = "🐍é: [[🐍é\u2028]] "
    written(tmp_path, {"one.md": f"{line}[[two]]\n", "two.md": "# Two\n"})
    async with editing(tmp_path, capabilities=with_encodings(encoding, "utf-16")) as editor:
        await editor.read("one.md", "two.md")
        editor.open("two.md")
        context = types.ReferenceContext(include_declaration=False)
        document = types.TextDocumentIdentifier(editor.uri("two.md"))
        found = await editor.client.text_document_references_async(
            types.ReferenceParams(context, document, types.Position(0, 0))
        )
    (place,) = [each.range for each in found or ()]
    start = {"utf-8": 22, "utf-16": 14, "utf-32": 12}[encoding]
    assert (place.start.line, place.start.character) == (0, start)
    assert (place.end.line, place.end.character) == (0, start + len("[[two]]"))


async def test_references_wait_until_all_notes_are_read(tmp_path: Path) -> None:
    more = {f"z/{number:03}.md": "To a [[Loop]].\n" for number in range(200)}
    written(tmp_path, {"Loop.md": "# Loop\n", **more})
    async with editing(tmp_path) as editor:
        editor.open("Loop.md")
        assert await editor.references("Loop.md", "# Loop") == [(path, 0) for path in more]
