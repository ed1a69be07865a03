"""The tables of cards and of the review log.

Cards are never deleted, and nothing cascades to the log: it outlives notes and cards, and
triggers refuse to change or delete its entries.
"""

from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    and_,
)

from kb.cards.card import CardKind, Status
from kb.schedule.memory import Rating, State
from kb.store.tables.columns import UtcDateTime, among, between, metadata, numbers

_STATES: Final = tuple(state for state in State if state is not State.NEW)
_A_DAY_IN_MINUTES: Final = 24 * 60


def _memory(when: str = "") -> tuple[Column[Any], ...]:
    """Return the columns of a memory and its due time; all are null for a new card."""
    return (
        Column(f"state{when}", Text, info=among(_STATES)),
        Column(f"step{when}", Integer),
        Column(f"stability{when}", Double),
        Column(f"difficulty{when}", Double),
        # For a card in steps the time; otherwise midnight UTC of the study day.
        Column(f"due{when}", UtcDateTime),
        # The latest study day on which it was answered.
        Column(f"last_day{when}", Date),
    )


weights: Final = Table(
    "weights",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("parameters", JSON, nullable=False, info=numbers()),
    # The memory model and release that used them: see kb.schedule.memory.ENGINE.
    Column("engine", Text, nullable=False),
)

cards: Final = Table(
    "cards",
    metadata,
    Column("id", Integer, primary_key=True),
    # Identifies the card on every device.
    Column("uid", Text, nullable=False, unique=True),
    Column("note_id", ForeignKey("notes.id"), nullable=False),
    Column("generator", Text, nullable=False),
    Column("anchor", Text, nullable=False),
    # Among the cards of its note: definition first, then items, and so on.
    Column("position", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("kind", Text, nullable=False, info=among(CardKind)),
    # Cards of one note with an equal fact are siblings.
    Column("fact", Text, nullable=False),
    Column("language", Text),
    Column("written", Boolean, nullable=False),
    # A kb.cards.card.Status: a check of its own tells others, which can be repaired.
    Column("status", Text, nullable=False),
    # The status of a retired card before, which it gets back if its text returns.
    Column("retired_from", Text, info=among(Status)),
    # Whether a generator proposed it in the inbox, and when the user decided.
    Column("proposed", Boolean, nullable=False),
    Column("decided_at", UtcDateTime),
    # Whether its answer has changed since it was last reviewed.
    Column("changed", Boolean, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    # Study days on which a buried or snoozed card returns.
    Column("buried_until", Date),
    Column("snoozed_until", Date),
    *_memory(),
    Column("reps", Integer, nullable=False),
    Column("lapses", Integer, nullable=False),
    # The user's own wording, which an import does not overwrite.
    Column("own_front", Text),
    Column("own_back", Text),
    # What speaks for and against a drawn card: see kb.cards.worth.packing.
    Column("traits", Text, nullable=False, server_default=""),
    Column("front", Text, nullable=False),
    Column("back", Text, nullable=False),
    # One active card per (note, generator, anchor); retired ones may share it.
    Index("ix_cards_note_id", "note_id", "status"),
)
# Covers all that a day's queue reads: looking up 7,000 rows of a million takes longer.
Index(
    "ix_cards_due",
    *cards.c["due", "buried_until", "state", "last_day", "stability", "difficulty"],
    *cards.c["note_id", "kind", "fact"],
    # Not for PostgreSQL too: see kb.store.tables.notes.
    sqlite_where=and_(cards.c.status == "active", cards.c.due.is_not(None)),
)
Index(
    "ix_cards_new",
    cards.c.note_id,
    cards.c.position,
    sqlite_where=and_(cards.c.status == "active", cards.c.state.is_(None)),
)
Index("ix_cards_inbox", cards.c.note_id, cards.c.position, sqlite_where=cards.c.status == "inbox")
Index(
    "ix_cards_retired", cards.c.note_id, cards.c.position, sqlite_where=cards.c.status == "retired"
)

device: Final = Table(
    "device",
    metadata,
    # One row: the device name with which this store signs its log entries.
    Column("id", Integer, primary_key=True),
    Column("uid", Text, nullable=False),
)

log: Final = Table(
    "log",
    metadata,
    # The order in which this store received the entries: the clock may go backwards.
    Column("position", Integer, primary_key=True),
    # Identifies the entry on every device, so that logs can be merged.
    Column("uid", Text, nullable=False, unique=True),
    Column("device", Text, nullable=False),
    Column("card_id", ForeignKey("cards.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False, info=among(("review", "reset", "reschedule", "void"))),
    Column("voids", ForeignKey("log.uid"), index=True),
    Column("rating", Integer, info=between(min(Rating), max(Rating))),
    Column("at", UtcDateTime, nullable=False),
    Column(
        "utc_offset_minutes",
        Integer,
        nullable=False,
        info=between(-_A_DAY_IN_MINUTES, _A_DAY_IN_MINUTES),
    ),
    Column("study_day", Date, nullable=False, index=True),
    Column("duration_ms", Integer),
    Column("elapsed_days", Double),
    Column("retrievability", Double),
    Column("weights_id", ForeignKey("weights.id"), index=True),
    *_memory("_before"),
    *_memory("_after"),
)
