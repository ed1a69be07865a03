"""Levels of notes by what they require."""

from kb.app.review.new_cards import foundation_levels
from kb.config.settings import FieldSettings, Settings
from kb.store.file.store import Store
from kb.store.notes.names import all_named
from tests.app.conftest import Import, Write


async def test_foundations_have_lower_levels(store: Store, write: Write, imported: Import) -> None:
    folder = write("a.md", "Requires: [[b]]\n\nA is built on [[B]] and [[Open]].\n").parent
    write("b.md", "B goes back to [[c]].")
    write("c.md", "Nothing.")
    await imported(folder)
    async with store.reading() as transaction:
        levels, requires = await foundation_levels(transaction, Settings())
        titles = {int(note.id): note.title for note in await all_named(transaction)}
    assert {titles[note]: level for note, level in levels.items()} == {"b": 0, "a": 1}
    assert {titles[note]: [titles[each] for each in on] for note, on in requires.items()} == {
        "a": ["b"]
    }


async def test_a_configured_label_is_a_requirement(
    store: Store, write: Write, imported: Import
) -> None:
    folder = write("a.md", "Links:\n- Voraussetzung: [[z]]\n").parent
    write("z.md", "Requires: [[y]]")
    write("y.md", "Requires: [[z]]")
    await imported(folder)
    settings = Settings(fields=FieldSettings(requires=("Voraussetzung",)))
    async with store.reading() as transaction:
        levels, _ = await foundation_levels(transaction, settings)
        titles = {note.title: note.id for note in await all_named(transaction)}
    assert [levels[titles[each]] for each in ("z", "y", "a")] == [0, 0, 1]
