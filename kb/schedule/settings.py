"""What a learner can set about the schedule."""

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
    """What may differ from tag to tag."""

    learning_steps: Steps = (timedelta(minutes=1), timedelta(minutes=10))
    """How long a new card waits between its first answers."""
    relearning_steps: Steps = (timedelta(minutes=10),)
    """The same after a lapse."""
    retention: float = 0.90
    """The chance of recall at which a review is due, from 0.7 to 0.99."""
    maximum_interval_days: int = 36_500
    new_per_day: int = 20
    reviews_per_day: int | None = None
    """No limit, where none is given."""

    def __post_init__(self) -> None:
        if not _LEAST_RETENTION <= self.retention <= _GREATEST_RETENTION:
            raise ValueError(f"a retention of {self.retention}")
        if not 1 <= self.maximum_interval_days <= 36_500:
            raise ValueError(f"a maximum interval of {self.maximum_interval_days} days")
        if self.new_per_day < 0 or (self.reviews_per_day or 0) < 0:
            raise ValueError("a limit below 0")


GENERAL: Final = ""
"""The name of the preset of cards whose note has none of the configured tags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSettings:
    """The general preset, those of tags, and what holds for all cards."""

    general: Preset = field(default_factory=Preset)
    by_tag: Mapping[str, Preset] = field(default_factory=dict)
    """Tag, without ``#`` → preset; the first whose tag a note has wins."""
    learn_ahead: timedelta = timedelta(minutes=20)
    """How long before its time a learning card is shown if nothing else is left."""
    rollover_hour: int = 4
    """When the study day begins, 0–23."""
    leech_threshold: int = 8
    """Lapses after which a card is a leech; 0 for never."""

    @property
    def presets(self) -> tuple[str, ...]:
        """The names of all presets, the general one first."""
        return (GENERAL, *self.by_tag)

    def preset_name(self, tags: Iterable[str]) -> str:
        """Returns which preset holds for a note with these tags: the tag, or ``GENERAL``.

        A tag covers those below it: ``python`` holds for ``Python/asyncio`` too.
        """
        keys = tuple(name_key(tag) for tag in tags)
        return next((name for name in self.by_tag if _covers(name_key(name), keys)), GENERAL)

    def preset(self, name: str) -> Preset:
        """Returns the preset called so; the general one if there is none of that name."""
        return self.by_tag.get(name, self.general)


def _covers(key: str, tags: Iterable[str]) -> bool:
    return any(tag == key or tag.startswith(f"{key}/") for tag in tags)
