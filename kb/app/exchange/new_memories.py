"""The memories of cards whose whole log is new, from its rows.

:func:`kb.schedule.log.replay` says what they are; its entries would take five times as long.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Final

from kb.app.exchange.history_entries import StandingRow
from kb.schedule.fsrs import Model
from kb.schedule.memory import Rating, State
from kb.store.cards.cards import MemoryRow
from kb.store.sync.rows import LogRow

_KEPT: Final = 65_536
"""How many steps of the model are kept: those of first answers come again and again."""
_REVIEW: Final = State.REVIEW.value
_AGAIN: Final = Rating.AGAIN.value
_ORDER: Final = itemgetter(LogRow._fields.index("tick"), LogRow._fields.index("device"))


class RowReplay:
    """Computes memories with one model."""

    def __init__(self, model: Model) -> None:
        self._first: Final = model.first
        self._next: Final[Callable[[float, float, int, int], tuple[float, float]]] = lru_cache(
            maxsize=_KEPT
        )(model.next)

    def memory(self, card: int, rows: Iterable[LogRow]) -> MemoryRow:
        """Return the memory that rows lead to.

        Args:
            card: of the rows.
            rows: all of its log, in any order, none of them an undo.
        """
        place: StandingRow | None = None
        stability = difficulty = 0.0
        reps = lapses = 0
        for row in sorted(rows, key=_ORDER):
            if row.kind == "review":
                day, rating = row.study_day, row.rating or 0
                if place is None:
                    stability, difficulty = self._first(rating)
                else:
                    elapsed = max(0, _ordinal(day) - _ordinal(place.last_day))
                    stability, difficulty = self._next(stability, difficulty, rating, elapsed)
                    lapses += place.state == _REVIEW and rating == _AGAIN
                    day = max(day, place.last_day)
                reps += 1
                state, step, due, _ = _place(place, row)
                place = StandingRow(state, step, due, day)
            elif row.kind == "reschedule":
                if place is not None:
                    place = StandingRow(_REVIEW, None, row.due_after or 0, place.last_day)
            elif row.kind == "adopted":
                place = _place(None, row)
                stability, difficulty = row.stability or 0.0, row.difficulty or 0.0
                reps, lapses = row.reps or 0, row.lapses or 0
            else:
                place, reps, lapses = None, 0, 0
        if place is None:
            return MemoryRow(None, None, None, None, None, None, reps, lapses, card)
        return MemoryRow(*place, stability, difficulty, reps, lapses, card)


def _place(now: StandingRow | None, row: LogRow) -> StandingRow:
    """Return where a card stands after an answer that may not have known where it stood."""
    after = StandingRow(
        row.state_after or "", row.step_after, row.due_after or 0, row.last_day_after or ""
    )
    if now is None or now.due >= after.due:
        return after
    if now == (row.state_before, row.step_before, row.due_before, row.last_day_before):
        return after
    # Else the answer was given where nothing was known of the one before.
    moved_on = row.state_before is None or now.due > (row.due_before or 0)
    return now if moved_on else after


@lru_cache(maxsize=_KEPT)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
