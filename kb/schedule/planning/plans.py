"""What the learner plans: easy days of the week, breaks, and exams."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from kb.notes.names import name_key
from kb.schedule.options import Preset
from kb.schedule.planning.balance import BREAK_SHARE, LEAST_SHARE

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""In the order of :meth:`datetime.date.weekday`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Study days on which little shall fall due, both ends included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Return whether a day is in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """The study day by which all cards of a tag shall be known."""

    tag: str
    """Without ``#``; it covers those nested below it."""
    day: date
    retention: float | None
    """At least with this chance of recall are the tag's cards due until then; none for as usual."""

    def is_ahead(self, today: date) -> bool:
        """Return whether the exam is still to come; on its day, it asks for nothing more."""
        return today < self.day

    def is_of(self, tag: str) -> bool:
        """Return whether it is of this tag, however that is spelled."""
        return name_key(self.tag) == name_key(tag.removeprefix("#"))

    def preset(self, preset: Preset) -> Preset:
        """Return the options that hold for cards of the tag until then."""
        if self.retention is None or self.retention <= preset.retention:
            return preset
        return replace(preset, retention=self.retention)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plans:
    """All that is planned."""

    breaks: tuple[Break, ...] = ()
    """By their first days."""
    exams: tuple[Exam, ...] = ()
    """By their days."""
    easy_days: Mapping[int, float] = field(default_factory=dict)
    """The share of a usual day's work, from 0 to 1, of some days of the week; Monday is 0."""

    def share_of(self, today: date) -> Callable[[int], float]:
        """Return how much of a usual day's work each day shall have, by its ordinal."""
        easy = [max(self.easy_days.get(weekday, 1.0), LEAST_SHARE) for weekday in range(7)]
        breaks = [
            (off.first.toordinal(), off.last.toordinal())
            for off in self.breaks
            if off.last >= today
        ]

        def share(day: int) -> float:
            if any(first <= day <= last for first, last in breaks):
                return BREAK_SHARE
            return easy[(day - 1) % 7]  # the first of all days was a Monday

        return share

    def exams_of(self, tags: Iterable[str], today: date) -> tuple[Exam, ...]:
        """Return the exams to come that a note with these tags is for, the next one first."""
        keys = tuple(name_key(tag) for tag in tags)
        return tuple(
            exam for exam in self.exams if exam.is_ahead(today) and _covers(exam.tag, keys)
        )

    def is_free(self, day: date) -> bool:
        """Return whether a day is in a break."""
        return any(off.covers(day) for off in self.breaks)

    def back_after(self, day: date) -> date:
        """Return the first day, from this one on, that is in no break."""
        while self.is_free(day):
            day = max(off.last for off in self.breaks if off.covers(day)) + timedelta(days=1)
        return day


def _covers(tag: str, keys: Iterable[str]) -> bool:
    key = name_key(tag)
    return any(other == key or other.startswith(f"{key}/") for other in keys)
