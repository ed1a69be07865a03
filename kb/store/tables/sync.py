"""The tables of synchronised folders."""

from typing import Final

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from kb.store.tables.columns import UtcDateTime, metadata

sync_folders: Final = Table(
    "sync_folders",
    metadata,
    Column("path", Text, primary_key=True),
    # Under which name this store last wrote to it.
    Column("device", Text, nullable=False),
    # How far the log, the decisions and the plans are written to it; null for the last if it was
    # a kb without plans that read it.
    Column("log_position", Integer, nullable=False),
    Column("decision_position", Integer, nullable=False),
    Column("plan_position", Integer),
    Column("synced_at", UtcDateTime, nullable=False),
    # When the latest note had been read that was known then.
    Column("notes_read_at", UtcDateTime),
)

sync_files: Final = Table(
    "sync_files",
    metadata,
    Column("folder", ForeignKey("sync_folders.path"), primary_key=True),
    Column("device", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    # In bytes, when it was read.
    Column("size", Integer, nullable=False),
    # How far it was read: see kb.sync.folder.Portion.
    Column("read", Integer, nullable=False),
    Column("damaged", Integer, nullable=False),
)

described_cards: Final = Table(
    "described_cards",
    metadata,
    # As a synchronised folder describes it: see kb.sync.lines.Described.
    Column("uid", Text, primary_key=True),
    # Null while no note here has the card.
    Column("card_id", ForeignKey("cards.id"), index=True),
    # Which device described it.
    Column("device", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("generator", Text, nullable=False),
    Column("anchor", Text, nullable=False),
    Column("front", Text, nullable=False),
    Column("back", Text, nullable=False),
    # The earliest that was told of its family, and when that was first seen; null if none was.
    Column("family", Text),
    Column("family_at", UtcDateTime),
)

waiting_entries: Final = Table(
    "waiting_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    # The uid of a card that no note here has.
    Column("card", Text, nullable=False, index=True),
    # As it was received, and from whom.
    Column("device", Text, nullable=False),
    Column("line", Text, nullable=False, unique=True),
)
