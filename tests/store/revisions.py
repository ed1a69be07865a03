"""Stores of earlier revisions of the schema."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine

from kb.store.file import upgrade as schema


def store_of(revision: str, path: Path) -> None:
    """Makes an empty store of an earlier revision."""
    path.write_bytes(_made(revision))


@cache
def _made(revision: str) -> bytes:
    with TemporaryDirectory() as place:
        path = Path(place) / "kb.db"
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            schema.upgrade(connection, revision)
        engine.dispose()
        return path.read_bytes()
