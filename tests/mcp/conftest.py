"""A store of notes, a server over it, and the SDK's own client, in this process or over a pipe."""

import asyncio
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from kb.app.importing.run import Target, import_notes
from kb.config.settings import Settings
from kb.mcp.access import Access
from kb.mcp.server import NoteServer, note_server
from kb.store.file.store import open_store
from tests.app.days import at

ERAS = ("2026-07-28", "legacy")
"""Without a session, and with the handshake of before."""
SETTINGS = Settings()
KILN = """\
---
aliases: [Furnace]
cards: no
---
# Kiln

Tags: #pottery #heat

Definition: A kiln is an oven that hardens [[Clay]] slowly.

It reaches 1,300 degrees.
"""
CLAY = """\
# Clay

Tags: #pottery #flashcards

Clay becomes stone in a [[Kiln]], and [[Glaze]] seals it.

What hardens clay?::Heat, slowly
What seals it?::A glaze
"""
BOWL = "# Bowl\n\nTags: #things\n\nMade of [[Clay]].\n\u202eevil\x1b[31m red\n"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a place with three notes, and a store into which they were imported."""
    place = tmp_path_factory.mktemp("assistant")
    notes = place / "notes"
    (notes / "things").mkdir(parents=True)
    for path, text in (("Kiln.md", KILN), ("Clay.md", CLAY), ("things/Bowl.md", BOWL)):
        (notes / path).write_text(text)
    asyncio.run(filled(place))
    return place


async def filled(place: Path) -> None:
    """Imports the notes of a place into its store."""
    async with open_store(place / "kb.db") as store:
        target = Target(path=place / "notes")
        await import_notes(store, [target], settings=SETTINGS, now=at(0).now)


@pytest.fixture
async def place(imported: Path, tmp_path: Path) -> Path:
    """Returns a place like it, of this test's own."""
    shutil.copytree(imported / "notes", tmp_path / "notes")
    await filled(tmp_path)
    return tmp_path


def settings_of(place: Path) -> Settings:
    return replace(SETTINGS, store=replace(SETTINGS.store, path=place / "kb.db"))


def server_at(place: Path, *, writes: bool = False) -> NoteServer:
    settings = settings_of(place)
    access = Access(settings=lambda: settings, moment=lambda _: at(0))
    return note_server(access, writes=writes)


def process_at(place: Path, *words: str) -> StdioServerParameters:
    """Returns how a client starts ``kb mcp``."""
    environ = {"KB_NOW": at(0).now.isoformat(), "PYTHONPATH": os.pathsep.join(sys.path)}
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "kb", "--db", str(place / "kb.db"), "mcp", *words],
        env=environ,
    )


async def called(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """Returns the structure of an answer, which must be one."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    structure: dict[str, Any] = result.structured_content
    return structure


async def told(client: Client, tool: str, **arguments: Any) -> str:
    """Returns the text of an answer."""
    result = await client.call_tool(tool, arguments)
    (content,) = result.content
    assert content.type == "text"
    return content.text


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    """Returns what is said of a call that fails."""
    result = await client.call_tool(tool, arguments)
    (content,) = result.content
    assert result.is_error
    assert content.type == "text"
    return content.text


Serve = Callable[..., Client]
