"""What the user set about the schedule, for all cards and by tag."""

from collections.abc import Collection
from dataclasses import fields, replace
from datetime import timedelta

from kb.config import Override, Settings
from kb.schedule.durations import steps
from kb.schedule.settings import Preset, ScheduleSettings
from kb.store.file.store import Transaction
from kb.store.review import queue as waiting


def schedule_settings(settings: Settings) -> ScheduleSettings:
    """Returns what the user set about the schedule."""
    said = settings.schedule
    general = Preset(
        learning_steps=steps(said.learning_steps),
        relearning_steps=steps(said.relearning_steps),
        retention=said.retention,
        maximum_interval_days=said.maximum_interval_days,
        new_per_day=said.new_per_day,
        reviews_per_day=said.reviews_per_day,
    )
    return ScheduleSettings(
        general=general,
        by_tag={each.tag: _preset(general, each) for each in said.tags},
        learn_ahead=timedelta(minutes=said.learn_ahead_minutes),
        rollover_hour=said.rollover_hour,
        leech_threshold=said.leech_threshold,
    )


def _preset(general: Preset, override: Override) -> Preset:
    """Returns what holds for the cards of a tag."""
    said = {each.name: getattr(override, each.name) for each in fields(override)}
    given = {name: value for name, value in said.items() if name != "tag" and value is not None}
    for name in ("learning_steps", "relearning_steps"):
        if name in given:
            given[name] = steps(given[name])
    return replace(general, **given)


async def presets_of(
    transaction: Transaction, notes: Collection[int], settings: ScheduleSettings
) -> dict[int, str]:
    """Returns by what name the settings of each note's cards go."""
    tags = await waiting.tags_of_notes(transaction, notes) if settings.by_tag else {}
    return {note: settings.preset_name(tags.get(note, ())) for note in notes}
