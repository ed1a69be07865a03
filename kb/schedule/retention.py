"""True retention: how often a card that was due is still known."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kb.schedule.answers import Answer, Share, first_of_days
from kb.schedule.memory import State

MATURE_DAYS: Final = 21
"""A card whose interval is at least so long is mature, as in Anki."""
ENOUGH: Final = 20
"""Fewer reviews say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The share of reviews that were passed; none where there are too few to say."""

    young: Share | None
    mature: Share | None
    n: int
    """Reviews of both."""


def true_retention(answers: Iterable[Answer]) -> Retention:
    """Returns how often cards in review were recalled at their first answer of a study day.

    Args:
        answers: in the order of the log.
    """
    reviews = [each for each in first_of_days(answers) if each.state is State.REVIEW]
    mature = [each for each in reviews if (each.interval_days or 0) >= MATURE_DAYS]
    young = [each for each in reviews if (each.interval_days or 0) < MATURE_DAYS]
    return Retention(young=_share(young), mature=_share(mature), n=len(reviews))


def _share(reviews: list[Answer]) -> Share | None:
    if len(reviews) < ENOUGH:
        return None
    return Share(hits=sum(each.recalled for each in reviews), n=len(reviews))
