"""What a learner can set."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kb.config.settings import ScheduleSettings
from kb.schedule.options import GENERAL, Preset, leech_shows
from tests.schedule.worlds import OPTIONS

SETTINGS = replace(
    OPTIONS, by_tag={"Exam": Preset(retention=0.95), "python": Preset(new_per_day=5)}
)


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        ((), GENERAL),
        (("web",), GENERAL),
        (("web", "Python"), "python"),
        (("python/asyncio",), "python"),
        (("pythonic",), GENERAL),
        # The first that is configured wins, whatever comes first in the note.
        (("python", "exam"), "Exam"),
    ],
)
def test_the_first_configured_tag_wins(tags: tuple[str, ...], name: str) -> None:
    assert SETTINGS.preset_name(tags) == name


def test_a_preset_is_found_by_its_name() -> None:
    assert SETTINGS.preset("Exam").retention == 0.95
    assert SETTINGS.preset(GENERAL) == Preset()
    assert SETTINGS.preset("no longer configured") == Preset()


def test_the_defaults_are_those_of_the_documentation() -> None:
    preset = Preset()
    assert preset.learning_steps == (timedelta(minutes=1), timedelta(minutes=10))
    assert preset.relearning_steps == (timedelta(minutes=10),)
    assert (preset.retention, preset.maximum_interval_days) == (0.9, 36_500)
    assert (preset.new_per_day, preset.reviews_per_day) == (20, None)
    assert OPTIONS.general == preset
    assert (OPTIONS.learn_ahead, OPTIONS.leech_threshold) == (timedelta(minutes=20), 8)
    assert ScheduleSettings().rollover_hour == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"retention": 0.5},
        {"retention": 1.0},
        {"maximum_interval_days": 0},
        {"new_per_day": -1},
        {"new_per_note": 0},
        {"reviews_per_day": -1},
    ],
)
def test_an_impossible_preset_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"retention|interval|limit"):
        Preset(**wrong)


@pytest.mark.parametrize(
    ("threshold", "shown"), [(8, [8, 12, 16, 20]), (3, [3, 5, 7, 9, 11, 13, 15, 17, 19]), (0, [])]
)
def test_the_learner_is_shown_at_the_threshold_and_every_half_after(
    threshold: int, shown: list[int]
) -> None:
    assert [lapses for lapses in range(21) if leech_shows(lapses, threshold)] == shown


def test_a_threshold_of_one_tells_of_every_lapse() -> None:
    assert [lapses for lapses in range(4) if leech_shows(lapses, 1)] == [1, 2, 3]
