"""On which days the new cards of exams are begun."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCardPlan:
    """How the new cards of an exam are spread over the days until then."""

    left: int
    """New cards of the tag."""
    days: tuple[int, ...]
    """On which they can be begun, today first if it is one of them."""
    begun_today: int
    """New cards of the tag that were begun today, so far."""

    @property
    def per_day(self) -> int:
        """How many have to be begun every day, if the same number is every day; 0 without days."""
        return ceil((self.left + self.begun_today) / len(self.days)) if self.days else 0

    def today(self, today: int) -> int:
        """Return how many more are to be begun today."""
        return max(0, self.per_day - self.begun_today) if today in self.days else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCardLimits:
    """What the settings allow for the cards of a tag."""

    preset: str
    """Whose cards have the limit of the day together."""
    per_day: int
    per_note: int
    """A day, but for decks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginnings:
    """The days on which new cards are begun, for one exam after the other, the next one first."""

    today: int
    decks: Collection[int] = ()
    """Notes that only the limit of the day holds for."""
    seen: Counter[int] = field(default_factory=Counter)
    """New cards that were begun today, by note."""
    used: Counter[tuple[str, int]] = field(default_factory=Counter)
    """New cards that are begun, by preset and day; at first those of today."""
    _by_day: defaultdict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    """New cards that are still to be begun, by day and note."""
    _left: dict[int, int] = field(default_factory=dict)
    """Those that have no day yet, by note."""

    def count(self, day: int) -> int:
        """Return how many new cards are begun on a day from now on, each counted once."""
        return self._by_day[day].total()

    def spread(
        self, plan: NewCardPlan, notes: Mapping[int, int], limits: NewCardLimits
    ) -> tuple[int, ...]:
        """Return on which day each new card of an exam is begun, as far as there is room.

        Every day, as many are begun as are needed if the same number is from then on. Cards that
        are begun for an earlier exam count, too. Those that find no day are left out.

        Args:
            plan: of the exam.
            notes: how many new cards each note of the tag has, in the order of the notes.
            limits: of the tag.
        """
        for note, cards in notes.items():
            self._left.setdefault(note, cards)
        begun: list[int] = []
        waiting = [note for note in notes if self._left[note]]
        for place, day in enumerate(plan.days):
            there = sum(cards for note, cards in self._by_day[day].items() if note in notes)
            done = plan.begun_today if day == self.today else 0
            left = plan.left - len(begun)
            wanted = ceil((left + done) / (len(plan.days) - place)) - done - there
            room = limits.per_day - self.used[limits.preset, day]
            added = self._begin(waiting, day, min(wanted, room), limits.per_note)
            self.used[limits.preset, day] += added
            begun += [day] * (there + added)
            waiting = [note for note in waiting if self._left[note]]
        return tuple(begun)

    def _begin(self, notes: list[int], day: int, most: int, per_note: int) -> int:
        """Begin so many cards of notes on a day, and return how many found room."""
        added = 0
        for note in notes:
            if added >= most:
                break
            room = most - added
            if note not in self.decks:
                seen = self.seen[note] if day == self.today else 0
                room = min(room, max(0, per_note - seen - self._by_day[day][note]))
            cards = min(room, self._left[note])
            self._left[note] -= cards
            self._by_day[day][note] += cards
            added += cards
        return added


def study_days(first: date, ends: date, is_free: Callable[[date], bool]) -> tuple[int, ...]:
    """Return the days from the first to before the last that are in no break, by their ordinals."""
    days = map(date.fromordinal, range(first.toordinal(), ends.toordinal()))
    return tuple(day.toordinal() for day in days if not is_free(day))
