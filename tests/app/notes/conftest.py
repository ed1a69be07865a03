"""Notes to look at."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kb.app.importing.run import ImportReport

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]


@pytest.fixture
async def library(vault: Path, write: Write, imported: Import) -> Path:
    write(
        "asyncio.md",
        "---\naliases: [aio]\ntags: [python, lang/python]\n---\n"
        "Definition: asyncio is a library for [[coroutine]]s.\n\n"
        "## Parts\n\nIt has an [[Event Loop]] and ![[picture.png]], see [[#Parts]].\n\n"
        "## Connections\n\n**Tools**: [[uvicorn]]\n\n"
        "## Sources\n\n- [Docs](https://docs.python.org)\n",
    )
    write("deep/coroutine.md", "#Python\n\nA coroutine waits. See [[asyncio]], [[aio]].")
    write("deep/index.md", "one")
    write("other/index.md", "two")
    await imported(vault)
    return vault
