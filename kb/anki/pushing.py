"""What a running Anki lacks of kb: answers, schedules and texts; pure, from both sides' values.

Anki's answers come first: a card that was answered, or put elsewhere, in Anki since is left alone,
as kb's schedule does not know of that. Nothing in Anki is ever deleted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from kb.anki.collection import CardPhase, CardQueue, ReviewKind
from kb.anki.connect import ConnectedCard, ConnectedNote, ConnectedReview
from kb.anki.kinds import FIELDS
from kb.anki.origin import NoteOrigin, is_changed, origin_of
from kb.anki.scheduling import EASE_PERMILLE, PastRow
from kb.notes.normal_form import normalized

_SAME_MS: Final = 1000
"""Answers of a card that are alike and nearer than this are one."""
_THOUSANDS: Final = 1000
_ASIDE: Final = (CardQueue.SUSPENDED, CardQueue.BURIED, CardQueue.USER_BURIED)
_NEW: Final = {
    "type": int(CardPhase.NEW),
    "queue": int(CardQueue.NEW),
    "due": 0,
    "ivl": 0,
    "reps": 0,
    "lapses": 0,
    "left": 0,
    "memory_state": None,
}
"""A card that was made new again comes first of the new ones, as its old position is lost."""


class PushOutcome(StrEnum):
    """What becomes of a card in Anki."""

    CHANGED = "changed"
    SAME = "same"
    AHEAD = "ahead"
    """Anki has answers, or a due date, that kb does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHere:
    """What kb knows of a card."""

    rows: Sequence[PastRow]
    """Of what was not undone, in order."""
    undone: Sequence[PastRow]
    """Answers that were undone; Anki may have them still."""
    columns: Mapping[str, Any]
    """Where it stands: see :func:`kb.anki.scheduling.standing_in_anki`; empty if it is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPush:
    """What is sent to Anki for a card."""

    card: ConnectedCard
    outcome: PushOutcome
    reviews: tuple[ConnectedReview, ...] = ()
    attributes: Mapping[str, Any] | None = None
    """Those of Anki's ``Card`` to set; None if it stands where it does in kb."""


def card_push(
    card: ConnectedCard, log: Sequence[ConnectedReview], here: KnownHere, used: set[int]
) -> CardPush:
    """Return what Anki lacks of a card.

    Args:
        card: as Anki has it.
        log: its rows in Anki.
        here: what kb knows of it.
        used: the milliseconds of all known rows; those of new rows are added.
    """
    if not (here.rows or here.undone):
        return CardPush(card=card, outcome=PushOutcome.SAME)
    missing, foreign = _compared(log, here)
    if foreign:
        return CardPush(card=card, outcome=PushOutcome.AHEAD)
    attributes = _attributes(card, here)
    reviews = tuple(_review(row, used) for row in missing)
    if not reviews and attributes is None:
        return CardPush(card=card, outcome=PushOutcome.SAME)
    return CardPush(card=card, outcome=PushOutcome.CHANGED, reviews=reviews, attributes=attributes)


def text_push(note: ConnectedNote, fields: Sequence[str]) -> dict[str, str] | None:
    """Return the fields of a note to set, by their names; None if its text was changed in Anki.

    Args:
        note: one of kb's.
        fields: as they should be, in the order of :data:`kb.anki.kinds.FIELDS`.
    """
    origin = origin_of(note.fields)
    if origin is None or is_changed(note.fields, origin):
        return None
    return {
        name: wanted
        for name, there, wanted in zip(note.field_names, note.fields, fields, strict=True)
        if normalized("NFC", there) != normalized("NFC", wanted)
    }


def origin_of_note(note: ConnectedNote) -> NoteOrigin | None:
    """Return what a note remembers of kb; None if it is none of kb's."""
    return origin_of(note.fields) if len(note.fields) == len(FIELDS) else None


def _compared(
    log: Sequence[ConnectedReview], here: KnownHere
) -> tuple[list[PastRow], list[ConnectedReview]]:
    """Return kb's rows that Anki lacks, and Anki's answers and choices that kb lacks."""
    left = list(log)
    missing = []
    for row in here.rows:
        match = _match(row, left)
        if match is None:
            missing.append(row)
        else:
            left.remove(match)
    for row in here.undone:
        match = _match(row, left)
        if match is not None:
            left.remove(match)
    last = max((row.at_ms for row in here.rows), default=0)
    foreign = [
        row
        for row in left
        if (row.button > 0 and not _is_cramming(row))
        or (row.kind == ReviewKind.MANUAL and row.id > last + _SAME_MS)
    ]
    return missing, foreign


def _is_cramming(row: ConnectedReview) -> bool:
    """Return whether an answer left the schedule alone."""
    return row.kind == ReviewKind.FILTERED and row.factor == 0


def _match(row: PastRow, log: Collection[ConnectedReview]) -> ConnectedReview | None:
    """Return the row in Anki that is nearest in time and alike."""
    near = [
        other
        for other in log
        if other.button == row.button and abs(other.id - row.at_ms) <= _SAME_MS
    ]
    return min(near, key=lambda other: abs(other.id - row.at_ms), default=None)


def _review(row: PastRow, used: set[int]) -> ConnectedReview:
    at = row.at_ms
    while at in used:
        at += 1
    used.add(at)
    return ConnectedReview(at, *row[1:])


def _attributes(card: ConnectedCard, here: KnownHere) -> dict[str, Any] | None:
    """Return the attributes to set; None if the card stands where it should."""
    columns = here.columns
    if not columns:
        return None if card.phase == CardPhase.NEW else _kept_aside(card, dict(_NEW))
    wanted = {
        "type": int(columns["phase"]),
        "queue": int(columns["queue"]),
        "due": columns["due"],
        "ivl": columns.get("interval_days", 0),
        "reps": columns["reps"],
        "lapses": columns["lapses"],
    }
    there = {
        "type": card.phase,
        "queue": card.queue,
        "due": card.due,
        "ivl": card.interval_days,
        "reps": card.reps,
        "lapses": card.lapses,
    }
    steps = columns.get("steps_left", 0)
    if steps:
        wanted["left"], there["left"] = steps, card.steps_left % _THOUSANDS
    _kept_aside(card, wanted)
    _kept_aside(card, there)
    if wanted == there:
        return None
    memory = columns["memory"]
    wanted["memory_state"] = {"stability": memory.stability_days, "difficulty": memory.difficulty}
    if columns["last_review"] is not None:
        wanted["last_review_time"] = columns["last_review"]
    if card.ease_permille == 0:
        wanted["factor"] = EASE_PERMILLE
    return wanted


def _kept_aside(card: ConnectedCard, attributes: dict[str, Any]) -> dict[str, Any]:
    """Return attributes that leave a card aside that was suspended or buried in Anki."""
    if card.queue in _ASIDE:
        attributes.pop("queue", None)
    return attributes
