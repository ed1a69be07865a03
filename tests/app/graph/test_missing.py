"""``kb missing``: missing concepts, and the notes that link to them."""

import pytest

from kb.app.graph.missing import missing_concepts
from kb.store.file.store import Store


@pytest.mark.usefixtures("linked_notes")
async def test_missing_concepts_come_with_who_wants_them(store: Store) -> None:
    most, other = await missing_concepts(store)
    assert (most.title, most.links_in, most.wanted_by) == ("open", 3, ("a.md", "d.md"))
    assert (other.title, other.wanted_by) == ("async/await", ("d.md",))
    assert await missing_concepts(store, limit=1) == (most,)
