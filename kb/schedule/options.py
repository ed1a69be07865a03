"""The options of the schedule: the general preset, those of tags, and what holds for all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from kb.notes.names import name_key
from kb.schedule.durations import Steps

_LEAST_RETENTION: Final = 0.7
_GREATEST_RETENTION: Final = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """The options that may differ by tag."""

    learning_steps: Steps = (timedelta(minutes=1), timedelta(minutes=10))
    """How long a new card waits between its first answers."""
    relearning_steps: Steps = (timedelta(minutes=10),)
    """The same for a forgotten card."""
    retention: float = 0.90
    """The chance of recall at which a review is due, from 0.7 to 0.99."""
    maximum_interval_days: int = 36_500
    new_per_day: int = 20
    new_per_note: int = 3
    """The most new cards of one note on a day, unless it is a deck."""
    reviews_per_day: int | None = None
    """None means no limit."""

    def __post_init__(self) -> None:
        if not _LEAST_RETENTION <= self.retention <= _GREATEST_RETENTION:
            raise ValueError(f"a retention of {self.retention}")
        if not 1 <= self.maximum_interval_days <= 36_500:
            raise ValueError(f"a maximum interval of {self.maximum_interval_days} days")
        if self.new_per_note < 1:
            raise ValueError("a limit of no new card of a note")
        if self.new_per_day < 0 or (self.reviews_per_day or 0) < 0:
            raise ValueError("a limit below 0")


GENERAL: Final = ""
"""The name of the preset for notes with none of the configured tags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleOptions:
    """All options of the schedule. Their defaults are those of :mod:`kb.config.settings`."""

    general: Preset = field(default_factory=Preset)
    by_tag: Mapping[str, Preset] = field(default_factory=dict)
    """Tag, without ``#`` → preset; the first whose tag a note has wins."""
    learn_ahead: timedelta
    """How early a learning card may be shown if nothing else is left."""
    leech_threshold: int
    """Lapses that make a card a leech; 0 for never."""
    balance: bool = True
    """Whether the load decides on which day of its spread a card falls due."""
    easy_days: Mapping[int, float] = field(default_factory=dict)
    """The share of a usual day's reviews, from 0 to 1, of some days of the week; Monday is 0."""

    @property
    def presets(self) -> tuple[str, ...]:
        """The names of all presets, the general one first."""
        return (GENERAL, *self.by_tag)

    def preset_name(self, tags: Iterable[str]) -> str:
        """Return the name of the preset for a note with these tags: a tag, or ``GENERAL``.

        A tag covers those nested below it: ``python`` holds for ``Python/asyncio`` too.
        """
        keys = tuple(name_key(tag) for tag in tags)
        return next((name for name in self.by_tag if _covers(name_key(name), keys)), GENERAL)

    def preset(self, name: str) -> Preset:
        """Return a preset by its name; the general one if there is none of that name."""
        return self.by_tag.get(name, self.general)


def _covers(key: str, tags: Iterable[str]) -> bool:
    return any(tag == key or tag.startswith(f"{key}/") for tag in tags)


def leech_shows(lapses: int, threshold: int) -> bool:
    """Return whether the lapse just counted is one at which the learner hears of a leech.

    At the threshold, and at every half of it after that: with 8, at 8, 12, 16 and so on. See
    ``leech_threshold_met`` in ``rslib/src/scheduler/states/review.rs`` of
    https://github.com/ankitects/anki.

    Args:
        lapses: how often the card was forgotten in review.
        threshold: 0 for never.
    """
    half = max(1, (threshold + 1) // 2)
    return 0 < threshold <= lapses and (lapses - threshold) % half == 0
