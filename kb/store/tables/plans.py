"""The table of what the learner plans. Like the log, it is only added to, and machines share it."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, Double, Index, Integer, Table, Text

from kb.store.tables.columns import UtcDateTime, among, metadata

plans: Final = Table(
    "plans",
    metadata,
    # The order in which this store received the entries.
    Column("position", Integer, primary_key=True),
    # Of device and tick: identifies the entry on every device.
    Column("uid", Text, nullable=False, unique=True),
    Column("device", Text, nullable=False),
    # The order of the entries: see kb.schedule.log.LogEntry. The latest of a kind and name holds.
    Column("tick", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", Text, nullable=False, info=among(("break", "exam"))),
    # The first day of a break; the tag of an exam.
    Column("name", Text, nullable=False),
    # The last day of a break, the day of an exam; null if it is no longer planned.
    Column("until", Date),
    # Of an exam: the chance of recall at which its cards are due; null for the usual one.
    Column("retention", Double),
    Index("ix_plans_tick", "tick", "device"),
)
