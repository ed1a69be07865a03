"""A few notes that link to each other and to missing concepts."""

import pytest

from tests.app.conftest import Import, Write


@pytest.fixture
async def linked_notes(imported: Import, write: Write, vault: object) -> None:
    write("a.md", "Requires: [[b]]\n\nA is built on [[B]] and [[Open]].\n")
    write("b.md", "First line.\n\nB goes back to [[c]].\n")
    write("c.md", "Tags: #x\n\nNothing.")
    write("d.md", "See [[open]] and [[open#part]], or [[async/await]]. ![[x.png]]")
    write("e.md", "Alone.")
    await imported(vault)
