"""The tables of what notes and cards mean, which only the extra ``kb[meaning]`` fills.

Triggers mark a row as stale when the text that it was made from is written again, or its note is
gone: 0 is fresh, 1 rewritten, 2 gone. A rewritten note is found by what it said before, until it is
read again; one that is gone is not found.
"""

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from kb.store.tables.columns import metadata

note_vectors: Final = Table(
    "note_vectors",
    metadata,
    Column("note_id", ForeignKey("notes.id"), primary_key=True, autoincrement=False),
    # The name and the version of the model: vectors of two models are not comparable.
    Column("model", Text, nullable=False),
    # Of the text that was read.
    Column("text_hash", Text, nullable=False),
    Column("stale", Integer, nullable=False, server_default="0"),
    Column("signs", LargeBinary, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    # A search reads the signs of all notes, and the vectors of few.
    Index("ix_note_vectors_signs", "model", "stale", "note_id", "signs"),
)

card_vectors: Final = Table(
    "card_vectors",
    metadata,
    Column("card_id", ForeignKey("cards.id"), primary_key=True, autoincrement=False),
    Column("model", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("stale", Integer, nullable=False, server_default="0"),
    Column("signs", LargeBinary, nullable=False),
)
