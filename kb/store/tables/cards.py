"""The tables of cards and of the review log.

Cards are never deleted, and nothing cascades to the log: it outlives notes and cards, and
triggers refuse to change or delete its entries.
"""

from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
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
    true,
)

from kb.cards.card import CardKind, Status
from kb.schedule.memory import Rating, State
from kb.store.tables.columns import UtcDateTime, among, between, metadata, numbers

_STATES: Final = tuple(state for state in State if state is not State.NEW)
_LOG_KINDS: Final = ("review", "reset", "reschedule", "adopted", "void")
_A_DAY_IN_MINUTES: Final = 24 * 60


def _standing(when: str = "") -> tuple[Column[Any], ...]:
    """Return the columns of where a card stands in its schedule; all are null for a new card."""
    return (
        Column(f"state{when}", Text, info=among(_STATES)),
        Column(f"step{when}", Integer),
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
    # Whether this store chose them; others came with the answers of another device.
    Column("own", Boolean, nullable=False, server_default=true()),
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
    *_standing(),
    Column("stability", Double),
    Column("difficulty", Double),
    Column("reps", Integer, nullable=False),
    Column("lapses", Integer, nullable=False),
    # The user's own wording, which an import does not overwrite.
    Column("own_front", Text),
    Column("own_back", Text),
    # The uid of the card whose note in other programs this one is in, even if that is retired by
    # now; null for its own. An import gives it to a new card, and only other machines, which may
    # have seen the card earlier, change it.
    Column("family", Text),
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
Index("ix_cards_family", cards.c.family, sqlite_where=cards.c.family.is_not(None))
Index(
    "ix_cards_retired", cards.c.note_id, cards.c.position, sqlite_where=cards.c.status == "retired"
)

device: Final = Table(
    "device",
    metadata,
    # One row: the device name with which this store signs its log entries.
    Column("id", Integer, primary_key=True),
    Column("uid", Text, nullable=False),
    # The file that has the name, so that a copy of the store is noticed.
    Column("file", Text),
)


def _signature() -> tuple[Column[Any], ...]:
    """Return the columns of what one device did to a card at one time."""
    return (
        # The order in which this store received the entries.
        Column("position", Integer, primary_key=True),
        # Of device and tick: identifies the entry on every device.
        Column("uid", Text, nullable=False, unique=True),
        Column("device", Text, nullable=False),
        # The order of the entries: see kb.schedule.log.LogEntry.
        Column("tick", BigInteger, nullable=False),
        Column("card_id", ForeignKey("cards.id"), nullable=False, index=True),
        Column("at", UtcDateTime, nullable=False),
    )


adoptions: Final = Table(
    "adoptions",
    metadata,
    # What this store has taken over from other programs, so that each can be undone as a whole.
    Column("id", Integer, primary_key=True),
    Column("made_at", UtcDateTime, nullable=False),
    # For people: a program, and where its data was.
    Column("source", Text, nullable=False),
)

log: Final = Table(
    "log",
    metadata,
    *_signature(),
    Column("kind", Text, nullable=False, info=among(_LOG_KINDS)),
    # No foreign key: another device's undo may arrive before what it undoes.
    Column("voids", Text, index=True),
    Column("rating", Integer, info=between(min(Rating), max(Rating))),
    Column(
        "utc_offset_minutes",
        Integer,
        nullable=False,
        info=between(-_A_DAY_IN_MINUTES, _A_DAY_IN_MINUTES),
    ),
    Column("study_day", Date, nullable=False, index=True),
    Column("duration_ms", Integer),
    Column("elapsed_days", Integer),
    Column("retrievability", Double),
    Column("weights_id", ForeignKey("weights.id"), index=True),
    *_standing("_before"),
    *_standing("_after"),
    # Of where a card stood in another program.
    Column("stability", Double),
    Column("difficulty", Double),
    Column("reps", Integer),
    Column("lapses", Integer),
    # With which this store took it over from another program.
    Column("adoption_id", ForeignKey("adoptions.id")),
    Index("ix_log_tick", "tick", "device"),
)
Index("ix_log_adoption_id", log.c.adoption_id, sqlite_where=log.c.adoption_id.is_not(None))

decisions: Final = Table(
    "decisions",
    metadata,
    *_signature(),
    # The latest of each kind holds; of a card that an assistant proposed, there is one of all.
    Column(
        "kind",
        Text,
        nullable=False,
        info=among(("status", "wording", "burial", "same", "proposed")),
    ),
    # By kind: the status; or the user's own prompt, null for the note's; or the uid of another
    # card that is this one; or, of a proposed one, its note, anchor, line and prompt, as JSON.
    Column("value", Text),
    # The user's own answer, or that of a proposed card.
    Column("back", Text),
    # A day: of a snoozed or buried card, when it returns.
    Column("until", Date),
    # Of a status: when the user decided about the proposal; null while that is open.
    Column("decided_at", UtcDateTime),
    Index("ix_decisions_tick", "tick", "device"),
)
