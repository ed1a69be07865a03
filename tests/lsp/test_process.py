"""``kb lsp`` as a process: over its pipes from the first word to the last, and how it ends."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types

from kb.clock import monotonic_seconds
from tests.lsp.editor import ALL, PATIENCE_S, Editor, applied, inserted, started, written

NOTES = {
    "Loop.md": "# Loop\n\n## How it works\n\nIt waits for a [[Task]].\n",
    "a/Task.md": "A [[loop]] has tasks, see [[Loop#Nowhere]]. #python\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "notes", NOTES)


def db(folder: Path) -> tuple[str, str]:
    return "--db", str(folder.parent / "none.db")


async def test_a_session_from_the_first_word_to_the_last(folder: Path) -> None:
    async with started(folder, *db(folder)) as (editor, process):
        assert editor.result.server_info is not None
        assert editor.result.server_info.name == "kb"
        await editor.read(*NOTES)
        editor.open("a/Task.md")
        assert await editor.define("a/Task.md", "[[loop", inside=3) == ("Loop.md", 0)
        assert await editor.references("a/Task.md", "[[loop", inside=3) == [("a/Task.md", 0)] * 2
        assert (await editor.hover("a/Task.md", "[[loop", inside=3)).startswith("**Loop**")
        (problem,) = await editor.diagnostics("a/Task.md")
        assert problem.code == "heading-missing"
        editor.type("a/Task.md", "Now [[Lo and [[Loop]].\n")
        items = await editor.complete("a/Task.md", "[[Lo")
        assert inserted(items, "Loop") == "Loop"
        editor.close("a/Task.md")
        editor.open("a/Task.md")
        edit = await editor.rename("a/Task.md", "[[loop", "Event Loop", inside=3)
        assert applied(edit, folder) == {"Loop.md", "a/Task.md", "Event Loop.md"}
        assert editor.registered == [types.WORKSPACE_DID_CHANGE_WATCHED_FILES]
        assert {"**/.gitignore", "**/.kbignore", "**/*.md"} <= {*editor.watched}
        await editor.client.shutdown_async(None)
        editor.client.exit(None)
        async with asyncio.timeout(PATIENCE_S):
            assert await process.wait() == 0
    assert not (folder.parent / "none.db").exists()


async def changes_seen(editor: Editor, query: str, *, there: bool) -> None:
    began = monotonic_seconds()
    while bool(await editor.symbols(query)) is not there:
        assert monotonic_seconds() - began < PATIENCE_S
        await asyncio.sleep(0.02)


def event(editor: Editor, path: str, kind: types.FileChangeType) -> None:
    changes = [types.FileEvent(editor.uri(path), kind)]
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))


async def test_what_other_programs_change_is_read_when_the_editor_tells(folder: Path) -> None:
    async with started(folder, *db(folder)) as (editor, _):
        await editor.read(*NOTES)
        written(folder, {"new/Fresh.md": "Fresh.\n", "Loop.md": "# Loop\n\n## Renewed\n"})
        event(editor, "new/Fresh.md", types.FileChangeType.Created)
        event(editor, "Loop.md", types.FileChangeType.Changed)
        await changes_seen(editor, "Fresh", there=True)
        await changes_seen(editor, "Renewed", there=True)
        await changes_seen(editor, "works", there=False)
        (folder / "new/Fresh.md").unlink()
        event(editor, "new/Fresh.md", types.FileChangeType.Deleted)
        await changes_seen(editor, "Fresh", there=False)


async def test_folders_come_and_go_with_the_workspace(folder: Path) -> None:
    other = written(folder.parent / "other", {"Other.md": "# Other\n\n[[Second]]\n"})
    capabilities = types.ClientCapabilities(text_document=ALL.text_document)

    def tell(*added: Path, removed: Path | None = None) -> None:
        come = [types.WorkspaceFolder(each.as_uri(), each.name) for each in added]
        go = [types.WorkspaceFolder(removed.as_uri(), removed.name)] if removed else []
        change = types.WorkspaceFoldersChangeEvent(added=come, removed=go)
        editor.client.workspace_did_change_workspace_folders(
            types.DidChangeWorkspaceFoldersParams(change)
        )

    async with started(folder, *db(folder), capabilities=capabilities) as (editor, _):
        await editor.read(*NOTES)
        editor.open("../other/Other.md")
        written(other, {"Second.md": "# Second\n"})
        tell(other)
        await changes_seen(editor, "Second", there=True)
        written(other, {"Third.md": "# Third\n"})  # the server watches what came later, too
        await changes_seen(editor, "Third", there=True)
        tell(removed=other)
        await changes_seen(editor, "Third", there=False)
        assert await editor.symbols("Other") == ["Other"]  # it is open
        tell(other)
        await changes_seen(editor, "Third", there=True)


async def test_it_watches_itself_for_an_editor_that_does_not(folder: Path) -> None:
    capabilities = types.ClientCapabilities(text_document=ALL.text_document)
    async with started(folder, *db(folder), capabilities=capabilities) as (editor, _):
        await editor.read(*NOTES)
        assert editor.registered == []
        written(folder, {"new/Fresh.md": "Fresh.\n"})
        await changes_seen(editor, "Fresh", there=True)


async def test_a_file_without_a_folder_is_answered_alone(folder: Path) -> None:
    async with started(folder, *db(folder)) as (editor, _):
        editor.folder = folder.parent / "elsewhere"
        editor.open("one.md", "# One\n\n## Part\n\n[[#Part]]\n")
        assert await editor.define("one.md", "[[#Part", inside=4) == ("one.md", 2)


def run(folder: Path, *words: str, said: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "kb", *db(folder), "lsp", *words],
        input=said,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )


def test_it_ends_with_its_input_and_prints_nothing(folder: Path) -> None:
    ended = run(folder)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


def message(text: str) -> bytes:
    return f"Content-Length: {len(text)}\r\n\r\n{text}".encode()


def test_an_exit_without_a_shutdown_is_an_error(folder: Path) -> None:
    ended = run(folder, said=message('{"jsonrpc":"2.0","method":"exit"}'))
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, b"", b"")


def test_what_is_no_protocol_is_told_on_standard_error_and_survived(folder: Path) -> None:
    ask = '{"jsonrpc":"2.0","id":1,"method":"shutdown"}'
    ended = run(folder, said=message("no JSON at all") + message(ask))
    assert ended.returncode == 0
    assert b'"id":1' in ended.stdout.replace(b" ", b"")
    assert b"Unable to handle message" in ended.stderr
    assert b"Traceback" not in ended.stdout


def test_the_log_is_written_where_it_is_asked_for(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "kb.log"
    ask = (
        '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{},'
        f'"processId":null,"rootUri":"{folder.as_uri()}"}}}}'
    )
    done = '{"jsonrpc":"2.0","method":"initialized","params":{}}'
    process = subprocess.Popen(
        [sys.executable, "-m", "kb", *db(folder), "lsp", "--log", str(log)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(message(ask) + message(done))
    process.stdin.flush()
    began = monotonic_seconds()
    while "2 notes" not in (log.read_text() if log.exists() else ""):
        assert monotonic_seconds() - began < PATIENCE_S
    _, said = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, said) == (0, b"")


def test_a_log_that_cannot_be_written_is_one_line(folder: Path, tmp_path: Path) -> None:
    ended = run(folder, "--log", str(tmp_path / "no" / "folder.log"))
    assert ended.returncode == 2
    assert ended.stderr.decode().startswith("kb: cannot write the log")
    assert ended.stderr.count(b"\n") == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the editor's process is a fork here")
async def test_it_ends_when_the_process_of_its_editor_has_ended(folder: Path) -> None:
    """Another process holds the pipe open, so that its end is no sign."""
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "input()", stdin=subprocess.PIPE
    )
    async with started(folder, *db(folder), process_id=other.pid) as (editor, process):
        await editor.read(*NOTES)
        other.send_signal(signal.SIGKILL)
        await other.communicate()
        async with asyncio.timeout(PATIENCE_S):
            assert await process.wait() == 0
