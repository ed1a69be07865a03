"""What a store holds, for tests that compare."""

from sqlalchemy import select

from kb.app.notes.browse import list_notes
from kb.store.file.store import Store
from kb.store.tables.columns import metadata


async def dump(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Returns all rows of all tables."""
    async with store.reading() as transaction:
        return {
            table.name: sorted(
                (tuple(row) for row in await transaction.execute(select(table))), key=repr
            )
            for table in metadata.sorted_tables
        }


async def paths(store: Store) -> list[str]:
    return sorted(note.path for note in await list_notes(store))
