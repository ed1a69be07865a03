"""``kb mcp`` as a process, over the standard streams: both eras, its ends, and trouble."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from kb.cli.main import main
from kb.clock import monotonic_seconds
from kb.mcp import access
from kb.mcp.server import note_server
from tests.app.days import at
from tests.mcp.conftest import ERAS, called, filled, process_at, refused, server_at

PATIENCE = 60
SEARCH = {"name": "search", "arguments": {"query": "kiln"}}
IDEA = {"line": 11, "prompt": "How hot does a kiln get?", "answer": "1,300 degrees"}
PROPOSE = {"name": "propose_cards", "arguments": {"note": "Kiln", "cards": [IDEA]}}
_META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


@contextmanager
def running(place: Path, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Gives ``kb mcp``, which a test may end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kb", "--db", str(place / "kb.db"), "mcp", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "KB_NOW": at(0).now.isoformat()},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def asks(process: "subprocess.Popen[bytes]", method: str, **params: Any) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params | {"_meta": _META}}
    assert process.stdin
    process.stdin.write(json.dumps(message).encode() + b"\n")
    process.stdin.flush()


def answered(process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    assert process.stdout
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


def is_whole(place: Path) -> bool:
    with closing(sqlite3.connect(place / "kb.db")) as store:
        return bool(store.execute("PRAGMA integrity_check").fetchone() == ("ok",))


@pytest.mark.parametrize("era", ERAS)
async def test_a_client_uses_everything_over_a_pipe(place: Path, era: str) -> None:
    async with Client(process_at(place, "--write"), mode=era) as client:
        assert (client.protocol_version == "2026-07-28") is (era == "2026-07-28")
        assert len((await client.list_tools()).tools) == 7
        assert (await called(client, "search", query="kiln"))["notes"]
        assert (await called(client, "search", query="is:new", kind="cards"))["cards"]
        assert (await called(client, "show", note="Kiln"))["text"]
        assert (await called(client, "related", concept="Kiln"))["related"]
        assert (await called(client, "path", start="Bowl", end="Kiln"))["steps"]
        assert (await called(client, "due"))["new"] == 2
        assert (await called(client, "propose_cards", note="Kiln", cards=[IDEA]))["proposed"] == 1
        assert (await called(client, "new_note", title="Glaze"))["path"] == "Glaze.md"
        assert "query: field required" in await refused(client, "search")
        assert len((await client.list_resources()).resources) == 4
        assert (await client.read_resource("kb://note/Kiln.md")).contents
        for name, arguments in (
            ("quiz_me", {"tag": "pottery"}),
            ("cards_for_note", {"note": "Kiln"}),
            ("explain_connection", {"start": "Kiln", "end": "Clay"}),
        ):
            assert (await client.get_prompt(name, arguments)).messages


@pytest.mark.parametrize("era", ERAS)
async def test_without_write_a_client_can_only_read(imported: Path, era: str) -> None:
    before = (imported / "kb.db").read_bytes()
    async with Client(process_at(imported), mode=era) as client:
        assert len((await client.list_tools()).tools) == 5
        assert "there is no tool" in await refused(client, "new_note", title="Glaze")
        assert (await called(client, "search", query="kiln"))["notes"]
    assert (imported / "kb.db").read_bytes() == before


def test_it_ends_when_its_client_closes_the_pipe(imported: Path) -> None:
    with running(imported) as process:
        asks(process, "tools/call", **SEARCH)
        assert answered(process)["result"]["structuredContent"]["notes"]
        began = monotonic_seconds()
        out, said = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out, said) == (0, b"", b"")
        assert monotonic_seconds() - began < 5
    assert not (imported / "kb.db-wal").exists()  # every connection was closed


def test_it_ends_though_a_call_is_not_answered_yet(place: Path) -> None:
    with closing(sqlite3.connect(place / "kb.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with running(place, "--write") as process:
            asks(process, "tools/call", **SEARCH)
            answered(process)  # so it is there
            card = {"line": 11, "prompt": "How hot?", "answer": "1,300 degrees"}
            asks(
                process,
                "tools/call",
                name="propose_cards",
                arguments={"note": "Kiln", "cards": [card]},
            )
            began = monotonic_seconds()
            _, said = process.communicate(timeout=PATIENCE)
            assert (process.returncode, said) == (0, b"")
            assert monotonic_seconds() - began < 10
    assert is_whole(place)


def test_it_ends_when_nobody_reads_its_answers(imported: Path) -> None:
    with running(imported) as process:
        asks(process, "tools/call", **SEARCH)
        answered(process)
        assert process.stdout
        process.stdout.close()
        assert process.wait(timeout=PATIENCE) == 0
        assert process.stderr
        assert process.stderr.read() == b""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_when_told_to(imported: Path, number: signal.Signals) -> None:
    with running(imported) as process:
        asks(process, "tools/call", **SEARCH)
        answered(process)
        process.send_signal(number)
        assert process.wait(timeout=5) == -number
    assert is_whole(imported)


def test_what_is_no_message_does_not_end_it(imported: Path) -> None:
    with running(imported) as process:
        assert process.stdin
        process.stdin.write(b'no message\n{"jsonrpc":"2.0"}\n\xff\xfe\n[]\n\n')
        asks(process, "tools/call", **SEARCH)
        assert answered(process)["result"]["structuredContent"]["notes"]


def test_the_log_goes_to_a_file_and_standard_output_is_the_protocols(
    imported: Path, tmp_path: Path
) -> None:
    log = tmp_path / "kb.log"
    with running(imported, "--log", str(log)) as process:
        assert process.stdin
        process.stdin.write(b"no message\n")
        asks(process, "tools/call", **SEARCH)
        answer = answered(process)
        _, said = process.communicate(timeout=PATIENCE)
        assert (answer["id"], said) == (1, b"")
    assert log.exists()


def test_a_log_that_cannot_be_written_is_told(imported: Path, tmp_path: Path) -> None:
    with running(imported, "--log", str(tmp_path / "none" / "kb.log")) as process:
        out, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (2, b"")
    assert said.startswith(b"kb: cannot write the log")


async def test_a_locked_store_is_told_and_free_again_it_answers(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_PATIENCE_MS", 200)
    async with Client(server_at(place, writes=True)) as client:
        with closing(sqlite3.connect(place / "kb.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            said = await refused(client, "propose_cards", note="Kiln", cards=[IDEA])
            assert said == (
                f"another program is using the store {place / 'kb.db'}. Try again when it is done."
            )
            assert (await called(client, "search", query="kiln"))["notes"]  # reading goes on
            other.execute("ROLLBACK")
        there = await called(client, "propose_cards", note="Kiln", cards=[IDEA])
        assert there["proposed"] == 1


async def test_a_store_that_is_replaced_is_the_one_that_is_asked(
    place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "notes").mkdir()
    (other / "notes" / "Raku.md").write_text("# Raku\n\nFired fast.\n")
    await filled(other)
    async with Client(server_at(place)) as client:
        assert (await called(client, "search", query="kiln"))["notes"]
        (other / "kb.db").replace(place / "kb.db")
        assert (await called(client, "search", query="raku"))["notes"]
        assert "no note is called" in await refused(client, "show", note="Kiln")
        (place / "kb.db").write_bytes(b"no database at all, but long enough to be one" * 100)
        assert "is not a kb store" in await refused(client, "search", query="kiln")


async def test_a_store_of_a_newer_kb_is_told(place: Path) -> None:
    async with Client(server_at(place)) as client:
        with closing(sqlite3.connect(place / "kb.db")) as store, store:
            store.execute("UPDATE alembic_version SET version_num = '9999'")
        assert "newer" in await refused(client, "search", query="kiln")


def test_the_server_needs_no_store_to_be_made(tmp_path: Path) -> None:
    server = server_at(tmp_path / "nowhere")
    assert server.name == "kb"
    assert not (tmp_path / "nowhere").exists()


def test_only_this_command_loads_the_sdk() -> None:
    code = "import sys, kb.cli.main, kb.cli.editor.mcp; print('mcp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    assert note_server.__module__ == "kb.mcp.server"


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kb.cli.editor.mcp.find_spec", lambda _: None)
    assert main(["mcp"]) == 2
    assert capsys.readouterr().err == (
        "kb: kb mcp needs more packages. “pip install 'kb[editor]'” installs them.\n"
    )
