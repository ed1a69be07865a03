"""The options of the schedule, as the user's settings give them, for all cards and by tag."""

from collections.abc import Collection
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from kb.config.settings import Override, Settings
from kb.schedule.durations import parse_steps
from kb.schedule.options import Preset, ScheduleOptions
from kb.schedule.planning.plans import WEEKDAYS
from kb.store.file.store import Transaction
from kb.store.review.queue import tags_of_notes


def schedule_options(settings: Settings) -> ScheduleOptions:
    """Return the options that the user has set."""
    schedule = settings.schedule
    general = Preset(
        learning_steps=parse_steps(schedule.learning_steps),
        relearning_steps=parse_steps(schedule.relearning_steps),
        retention=schedule.retention,
        maximum_interval_days=schedule.maximum_interval_days,
        new_per_day=schedule.new_per_day,
        new_per_note=schedule.new_per_note,
        reviews_per_day=schedule.reviews_per_day,
    )
    return ScheduleOptions(
        general=general,
        by_tag={override.tag: _preset(general, override) for override in schedule.tags},
        learn_ahead=timedelta(minutes=schedule.learn_ahead_minutes),
        leech_threshold=schedule.leech_threshold,
        balance=schedule.balance,
        easy_days=dict(map(_easy_day, schedule.easy_days)),
    )


def _easy_day(word: str) -> tuple[int, float]:
    """Return the day of the week, from 0 for Monday, and the share of ``saturday:0.5``."""
    day, _, share = word.partition(":")
    return WEEKDAYS.index(day), float(share)


def _preset(general: Preset, override: Override) -> Preset:
    values = {field.name: getattr(override, field.name) for field in fields(override)}
    changes: dict[str, Any] = {
        name: parse_steps(value) if name.endswith("_steps") else value
        for name, value in values.items()
        if name != "tag" and value is not None
    }
    return replace(general, **changes)


async def presets_of(
    transaction: Transaction, notes: Collection[int], options: ScheduleOptions
) -> dict[int, str]:
    """Return the name of the preset of each note's cards."""
    tags = await tags_of_notes(transaction, notes) if options.by_tag else {}
    return {note: options.preset_name(tags.get(note, ())) for note in notes}
