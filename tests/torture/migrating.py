"""Stores of earlier revisions, with data in them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.store.revisions import store_of

CARDS = 60


def old_store(revision: str, path: Path) -> None:
    """Makes a store of an earlier revision, with notes, cards and answers."""
    store_of(revision, path)
    with closing(sqlite3.connect(path)) as made, made:
        made.execute(
            "INSERT INTO folders (id, root, extensions, added_at) VALUES (1, '/n', '[\".md\"]', 1)"
        )
        for number in range(1, CARDS + 1):
            made.execute(
                "INSERT INTO notes (id, folder_id, path, size, content_hash, read_with, read_at,"
                " named, title, title_key, file_key, flattened)"
                " VALUES (?, 1, ?, 1, 'x', '1', 1, 0, 'a', 'a', 'a', 0)",
                (number, f"{number}.md"),
            )
            values: dict[str, object] = {
                "id": number, "uid": f"u{number}", "note_id": number, "generator": "definition",
                "anchor": "", "position": 0, "line": 3, "kind": "forward", "fact": "",
                "written": 0, "status": "active", "proposed": 0, "changed": 0, "added_at": 1,
                "reps": 0, "lapses": 0, "front": f"F{number}", "back": "B",
            }  # fmt: skip
            entry: dict[str, object] = {
                "uid": f"d-{number}", "device": "d", "tick": number, "card_id": number,
                "kind": "reset", "at": 5, "utc_offset_minutes": 60, "study_day": "2026-01-02",
            }  # fmt: skip
            _insert(made, "cards", values)
            _insert(made, "log", entry)


def _insert(made: sqlite3.Connection, table: str, values: dict[str, object]) -> None:
    """Inserts a row, as far as the table has its columns."""
    columns = {row[1] for row in made.execute(f"PRAGMA table_info({table})")}
    known = {name: value for name, value in values.items() if name in columns}
    made.execute(
        f"INSERT INTO {table} ({', '.join(known)})"  # noqa: S608  # names of our own
        f" VALUES ({', '.join('?' * len(known))})",
        tuple(known.values()),
    )
