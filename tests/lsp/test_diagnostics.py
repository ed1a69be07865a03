"""Diagnostics: what the import of the same text would report."""

import asyncio
import json
from pathlib import Path
from time import process_time

import pytest
from lsprotocol import types

from kb.cli.main import main
from tests.lsp.editor import ALL, PATIENCE_S, Editor, editing, written

NOTES = {
    "Loop.md": "# Loop\n\n## How it works\n\nIt waits.\n",
    "a/Queue.md": "One queue.\n",
    "b/Queue.md": "Another queue.\n",
    "Broken.md": (
        "---\ntags: [one\n---\n#flashcards\n\nA [[Queue]], [[Loop#How it work]], [[Loop#^none]],\n"
        "[[#Nowhere]], ![[gone.png]], ![[gone.png]] and [[Loop#waits]].\n\n"
        "<<<<<<< HEAD\nmine\n=======\ntheirs\n>>>>>>> other\n\nQ: No answer\n"
    ),
    "Mangled.md": "Caf\u00c3\u00a9 is mangled, \u00c3\u00bcber all.\r\n\r\n[[Loop#Nothing]]\r\n",
    "Deep.md": f"{'>' * 150} deep\n",
    "Nul.md": "A nul\0here.\n",
    "Fine.md": "See [[Loop#How it works]] and [[Loop#It waits.]].\n",
}


def imported(folder: Path, store: Path, capsys: pytest.CaptureFixture[str]) -> list[object]:
    capsys.readouterr()
    main(["--db", str(store), "import", "--json", str(folder)])
    return [
        (each["path"], each["line"], each["code"], each["severity"], each["message"])
        for each in json.loads(capsys.readouterr().out)["problems"]
    ]


async def told(editor: Editor, path: str) -> list[object]:
    names = {1: "error", 2: "warning"}
    return [
        (path, each.range.start.line + 1, each.code, names[int(each.severity or 0)], each.message)
        for each in await editor.diagnostics(path)
    ]


async def test_they_are_the_problems_of_an_import(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path / "notes", NOTES)
    problems = await asyncio.to_thread(imported, folder, tmp_path / "kb.db", capsys)
    codes = {problem[2] for problem in problems if isinstance(problem, tuple)}
    assert codes >= {
        *("front-matter-invalid", "link-ambiguous", "heading-missing", "block-missing"),
        *("attachment-missing", "conflict-unresolved", "mojibake-undone", "too-deep", "nul"),
    }
    found = []
    async with editing(folder) as editor:
        await editor.read(*NOTES)
        for path in NOTES:
            editor.open(path)
            found += await told(editor, path)
    assert sorted(map(repr, found)) == sorted(map(repr, problems))


async def test_a_problem_of_a_link_stands_where_the_link_does(tmp_path: Path) -> None:
    written(tmp_path, {"one.md": "# One\n"})
    async with editing(tmp_path) as editor:
        await editor.read("one.md")
        editor.open("two.md", "See [[one#Nothing]] there.\n")
        (found,) = await editor.diagnostics("two.md")
    assert (found.range.start.character, found.range.end.character) == (4, 19)
    assert found.source == "kb"


async def test_what_is_typed_elsewhere_mends_a_link(tmp_path: Path) -> None:
    written(tmp_path, {"one.md": "# One\n", "two.md": "See [[one#Part]].\n"})
    async with editing(tmp_path) as editor:
        await editor.read("one.md", "two.md")
        editor.open("one.md")
        editor.open("two.md")
        assert len(await editor.diagnostics("two.md")) == 1
        editor.type("one.md", "# One\n\n## Part\n")
        assert await editor.diagnostics("two.md") == []


async def until_told(editor: Editor, path: str, count: int) -> types.PublishDiagnosticsParams:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            for each in editor.told[::-1]:
                if editor.path_of(each.uri) == path and len(each.diagnostics) == count:
                    return each
            await asyncio.sleep(0.01)


async def test_an_editor_that_cannot_ask_is_told_and_only_that_one(tmp_path: Path) -> None:
    written(tmp_path, {"one.md": "# One\n"})
    capabilities = types.ClientCapabilities(workspace=ALL.workspace)
    async with editing(tmp_path, capabilities=capabilities) as editor:
        assert editor.result.capabilities.diagnostic_provider is None
        await editor.read("one.md")
        editor.open("two.md", "See [[one#Nothing]].\n")
        assert (await until_told(editor, "two.md", 1)).version == 1
        editor.type("two.md", "See [[one]].\n")
        assert (await until_told(editor, "two.md", 0)).version == 2
    async with editing(tmp_path) as editor:
        assert editor.result.capabilities.diagnostic_provider is not None
        await editor.read("one.md")
        editor.open("two.md", "See [[one#Nothing]].\n")
        assert len(await editor.diagnostics("two.md")) == 1
        await asyncio.sleep(0.5)
        assert editor.told == []


async def test_each_of_two_like_links_in_a_line_has_its_own_problem(tmp_path: Path) -> None:
    folder = written(tmp_path, {"a.md": "# A\n\n[[#Nowhere]] and [[#Nowhere]]\n"})
    async with editing(folder) as editor:
        editor.open("a.md")
        found = await editor.diagnostics("a.md")
        assert [each.range.start.character for each in found] == [0, 17]


async def test_thousands_of_links_to_nowhere_are_told_in_time(tmp_path: Path) -> None:
    text = "".join(f"## Part {at}\n[[#Port {at} gone]] ![[x{at}.png]]\n" for at in range(4_000))
    folder = written(tmp_path, {"a.md": text})
    async with editing(folder) as editor:
        editor.open("a.md")
        await editor.symbols("")
        started = process_time()
        assert len(await editor.diagnostics("a.md")) == 500
        assert process_time() - started < 5
