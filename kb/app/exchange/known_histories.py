"""Which histories hold nothing that is not in the log, as far as that is told without reading it.

Most of a package that comes again is known. To find that, only what tells entries apart is read.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from kb.adoption.history import (
    History,
    PastAnswer,
    PastEvent,
    PastReschedule,
    Program,
)
from kb.anki.collection import AnkiCalendar, AnkiCard, ReviewRow
from kb.anki.history import are_plain, due_after_all, is_moved
from kb.schedule.days import Calendar
from kb.schedule.log import foreign_device, program_of
from kb.schedule.memory import CardId, State
from kb.store.review.log import EntryKey

SAME_ANSWER: Final = timedelta(seconds=1)
"""Answers of a card that are alike and nearer than this are one, written down by two programs."""
_SAME_MS: Final = SAME_ANSWER // timedelta(milliseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_VOID: Final = "void"
_REVIEW: Final = "review"
_MILLISECOND: Final = timedelta(milliseconds=1)


def tick_of(at: datetime) -> int:
    """Return the tick of an entry that another program made."""
    return round((at - _EPOCH) / _MILLISECOND)


def moved_device(history: History, due: date) -> str:
    """Return the device of the entry that moves a card to the due day that its history tells."""
    return _moved_device(history.program, history.key, due)


def _moved_device(program: Program, key: str, due: date) -> str:
    return foreign_device(program, f"{key} due {due.isoformat()}")


def is_move(device: str, tick: int, program: Program, after: int) -> bool:
    """Return whether a reschedule moved a card to where another program had it after an event.

    Args:
        device: of the reschedule.
        tick: of the reschedule.
        program: the other one.
        after: the tick of the last event there.
    """
    return after < tick <= after + _SAME_MS and program_of(device) == program


def surely_known(
    histories: Sequence[tuple[CardId, History]],
    keys: Mapping[CardId, Sequence[EntryKey]],
    calendar: Calendar,
) -> frozenset[CardId]:
    """Return the cards whose histories are in the log, and were not undone in any part.

    Args:
        histories: several of one card, too.
        keys: of all entries of these cards.
        calendar: by which a due time is a day.
    """
    others = {
        card for card, history in histories if not _is_known(history, keys.get(card, ()), calendar)
    }
    return frozenset(card for card, _ in histories if card not in others)


class KnownInAnki:
    """Tells of cards of a package whether their answers are in the log, from Anki's rows alone.

    It may take known ones for others, which :func:`surely_known` tells then; not the reverse.
    """

    def __init__(
        self,
        cards: Mapping[int, CardId],
        keys: Mapping[CardId, Sequence[EntryKey]],
        calendar: AnkiCalendar,
    ) -> None:
        """Make it for the cards here, by their ids there, with the keys of their entries."""
        self._cards = cards
        self._keys = keys
        self._calendar = calendar

    def __call__(self, card: AnkiCard, key: str, rows: Sequence[ReviewRow]) -> bool:
        """Return whether nothing is new about a card; of one that is not here nothing is."""
        here = self._cards.get(card.id)
        if here is None:
            return True
        keys = self._keys.get(here, ())
        if len(keys) < len(rows) or not are_plain(rows, card):
            return False
        device = foreign_device(Program.ANKI, key)
        own: set[int] = set()
        others: dict[int, EntryKey] = {}
        for one in keys:
            if one.kind == _VOID:
                return False
            if one.device == device:
                own.add(one.tick)
            elif one.at_ms in others:
                return False
            else:
                others[one.at_ms] = one
        for row in rows:
            if row.id not in own:
                other = others.pop(row.id, None)
                if other is None or not _is_alike(other, row):
                    return False
        return self._is_due_as_here(card, key, rows[-1], others)

    def _is_due_as_here(
        self, card: AnkiCard, key: str, last: ReviewRow, others: Mapping[int, EntryKey]
    ) -> bool:
        try:
            due = due_after_all(last, card, self._calendar)
        except (OverflowError, ValueError, OSError):
            return False
        moves = _moves(others.values(), Program.ANKI, last.id)
        if due is None:
            return not moves
        move = (_moved_device(Program.ANKI, key, due), last.id + 1)
        return [(one.device, one.tick) for one in moves] == [move]


def _is_alike(key: EntryKey, row: ReviewRow) -> bool:
    """Return whether an entry says what a row says, apart from when."""
    if is_moved(row):
        return key.kind == "reschedule"
    return key.kind == _REVIEW and key.rating == row.button


def _is_known(history: History, keys: Sequence[EntryKey], calendar: Calendar) -> bool:
    if not history.events or history.earlier is not None or len(keys) < len(history.events):
        return False
    device = foreign_device(history.program, history.key)
    here: set[tuple[str, int]] = set()
    theirs: list[EntryKey] = []
    for key in keys:
        if key.kind == _VOID:
            return False
        here.add((key.device, key.tick))
        if key.device != device:
            theirs.append(key)
    for event in history.events:
        tick = tick_of(event.at)
        if (device, tick) not in here:
            same = next((key for key in theirs if _is_same(key, event, tick)), None)
            if same is None:
                return False
            theirs.remove(same)
    return _is_moved(history, theirs, calendar)


def _is_same(key: EntryKey, event: PastEvent, tick: int) -> bool:
    if abs(key.at_ms - tick) > _SAME_MS:
        return False
    if isinstance(event, PastAnswer):
        return key.kind == _REVIEW and key.rating == event.rating
    return key.kind == ("reschedule" if isinstance(event, PastReschedule) else "reset")


def _moves(keys: Iterable[EntryKey], program: Program, after: int) -> list[EntryKey]:
    return [
        key
        for key in keys
        if key.kind == "reschedule" and is_move(key.device, key.tick, program, after)
    ]


def _is_moved(history: History, theirs: Sequence[EntryKey], calendar: Calendar) -> bool:
    """Return whether the due day of a history is here, if it is another than its answers say."""
    last, schedule = tick_of(history.events[-1].at), history.schedule
    moves = _moves(theirs, history.program, last)
    if schedule is None or schedule.state is not State.REVIEW:
        return not moves
    due = schedule.due
    day = calendar.day_of(due) if isinstance(due, datetime) else due
    return [(key.device, key.tick) for key in moves] == [(moved_device(history, day), last + 1)]
