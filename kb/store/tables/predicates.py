"""The SQL conditions that queries in several rooms of the store share."""

import os
from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, literal_column, or_, select

from kb.cards.card import Status
from kb.graph.resolve import Rule
from kb.notes.names import name_key
from kb.store.tables.cards import cards, log
from kb.store.tables.notes import folders, links, note_tags, notes, tags

SHOWN_STATUSES: Final = tuple(
    status for status in Status if status not in {Status.RETIRED, Status.REJECTED}
)
"""The cards that count for their note: all except rejected and retired ones."""

IS_LIVING: Final = notes.c.gone_at.is_(None)
"""Whether a note's file still existed at the last import."""

IS_CONCEPT: Final = or_(links.c.rule.is_(None), links.c.rule.not_in([Rule.SELF, Rule.ATTACHMENT]))
"""Whether a link is an edge of the graph."""

IS_MISSING: Final = and_(links.c.to_note_id.is_(None), links.c.rule.is_(None))
"""Whether a link leads to a concept without a note."""

_UNDO, _REDO = log.alias("undo"), log.alias("redo")
# An undo that was redone is voided itself; a redo never is. For “is not null”, SQLite as most have
# it, without STAT4, would look through the whole log instead of the few entries in the index.
_REDONE: Final = select(_REDO.c.voids).where(_REDO.c.voids > "")
_VOIDED: Final = select(_UNDO.c.voids).where(_UNDO.c.voids > "", _UNDO.c.uid.not_in(_REDONE))
COUNTS: Final[ColumnElement[bool]] = (log.c.kind == "review") & log.c.uid.not_in(_VOIDED)
"""Whether an entry of the log is an answer that was not undone."""
IS_UNDONE: Final[ColumnElement[bool]] = log.c.uid.in_(_VOIDED)
"""Whether an entry of the log was undone, and not redone."""
RESCHEDULES: Final[ColumnElement[bool]] = and_(
    log.c.kind == "reschedule", log.c.weights_id.is_(None), log.c.uid.not_in(_VOIDED)
)
"""Whether an entry of the log is a reschedule by the learner, not by a fit, and not undone."""


IS_FOREIGN: Final[ColumnElement[bool]] = log.c.device.contains(":")
"""Whether an entry of the log was made in another program: see kb.schedule.log.foreign_device."""


def is_status(*statuses: Status) -> ColumnElement[bool]:
    """Return the condition that a card has one of these statuses.

    They are part of the SQL itself, so that SQLite sees that a partial index applies.
    """
    literals = [status_literal(status) for status in statuses]
    return cards.c.status == literals[0] if len(literals) == 1 else cards.c.status.in_(literals)


def status_literal(status: Status) -> ColumnElement[str]:
    """Return a status as SQL."""
    literal: ColumnElement[str] = literal_column(f"'{status.value}'")
    return literal


IS_RETIRED: Final = is_status(Status.RETIRED)


def is_tagged(tag: str) -> ColumnElement[bool]:
    """Return the condition that a note has the tag, with or without ``#``, or one nested in it."""
    tagged = select(note_tags.c.note_id).join(tags, tags.c.id == note_tags.c.tag_id)
    return notes.c.id.in_(tagged.where(is_tag_within([name_key(tag.removeprefix("#"))])))


def is_in_folder(path: str) -> ColumnElement[bool]:
    """Return the condition that a note lies in the folder, see :func:`notes_in`."""
    return notes.c.id.in_(notes_in(escaped(path)))


def notes_in(pattern: str) -> Select[tuple[int]]:
    """Return the ids of the notes in a folder, or below it.

    ``pattern`` is its name for LIKE, see :func:`path_pattern`.
    """
    path = folders.c.root + "/" + notes.c.path
    within = path.like(path_pattern(pattern), escape="\\")
    return select(notes.c.id).join(folders, folders.c.id == notes.c.folder_id).where(within)


def path_pattern(pattern: str) -> str:
    """Return the pattern for LIKE of the whole paths of notes in a folder, or below it.

    It is called by its own name, by those of folders above it, too, as in ``vault/web``, or by its
    whole path, which begins with ``/``, ``~`` or ``.``. ``pattern`` is such a name for LIKE.
    """
    if pattern.startswith(("/", "~/", "./", "../")) or pattern in ("~", ".", ".."):
        pattern = os.path.abspath(os.path.expanduser(pattern))  # noqa: PTH100, PTH111  # no path yet
    else:
        pattern = f"%/{pattern}"
    return f"{pattern.rstrip('/')}/%"


def escaped(text: str) -> str:
    """Return the pattern for LIKE that means a text as it is."""
    return "".join(f"\\{char}" if char in "%_\\" else char for char in text)


def is_tag_within(keys: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a tag is one of these, or nested in one, by their keys."""
    nested = [tags.c.tag_key.startswith(f"{key}/", autoescape=True) for key in sorted(keys)]
    return or_(tags.c.tag_key.in_(sorted(keys)), *nested)
