"""Writes ``migrations/head.sql``, which makes a new store: ``python -m tests.store.snapshot``."""

import re
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine

from kb.store.file import upgrade as schema

_HEAD = """\
-- What all migrations together make, for a store that is new: written by them, never by hand.
-- `python -m tests.store.snapshot` writes it anew after a migration was added; a test compares.
"""


def snapshot() -> str:
    """Returns the statements that make what the migrations make."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "kb.db")
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            schema.upgrade(connection)
        engine.dispose()
        with closing(sqlite3.connect(path)) as made:
            rows = made.execute(
                "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
            ).fetchall()
    shadows = {
        f"{index}_{part}"
        for index in ("note_search", "note_search_cjk")
        for part in ("data", "idx", "content", "docsize", "config")
    }
    statements = [
        re.sub(r"[ \t]+$", "", sql.strip(), flags=re.MULTILINE)
        for name, sql in rows
        if name not in shadows
    ]
    statements += [
        f"INSERT INTO alembic_version (version_num) VALUES ('{schema.HEAD}')",  # noqa: S608  # our own
        "INSERT INTO device (id, uid) VALUES (1, lower(hex(randomblob(8))))",
    ]
    return _HEAD + "".join(f"{statement};\n" for statement in statements)


if __name__ == "__main__":
    (schema.migrations_folder() / "head.sql").write_text(snapshot(), encoding="utf-8")
