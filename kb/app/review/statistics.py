"""``kb stats``: how well it is remembered, how well that was foreseen, and what it took."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kb.app.cards.inbox import GeneratorShare, generator_shares
from kb.app.review.queue import models
from kb.schedule.answers import Answer, Share
from kb.schedule.calibration import calibration, log_loss
from kb.schedule.curve import Curve
from kb.schedule.load import Load, days_done
from kb.schedule.memory import CardId
from kb.schedule.moment import Moment
from kb.schedule.recall import GroupedCard, recall_by_group
from kb.schedule.retention import true_retention
from kb.store.file.store import Store
from kb.store.review.statistics import (
    all_answers,
    cards_by_note,
    cards_by_tag,
    fronts_of,
    work_by_day,
)

DAYS_SHOWN: Final = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """Between what a share truly lies, with 95 % confidence, judged by ``n`` reviews."""

    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueRetention:
    """How many first reviews of a day succeeded."""

    young: float | None
    """The share after less than 21 days; none if there are too few to say."""
    mature: float | None
    n: int
    """Reviews of both."""
    young_between: Between | None
    mature_between: Between | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationRow:
    """What became of a tenth of the predictions."""

    predicted: float
    actual: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakCard:
    """A card that is likely to be forgotten."""

    id: int
    front: str
    retrievability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRecall:
    """How much of a concept or a tag is met and known."""

    title: str
    cards: int
    coverage: float
    """The share of cards that were met."""
    recall_now: float | None
    """The mean chance of recall of those."""
    weakest: tuple[WeakCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What the log tells."""

    reviews: int
    true_retention: TrueRetention
    calibration: tuple[CalibrationRow, ...] | None
    """None if there is not enough to judge."""
    log_loss: float | None
    """Likewise."""
    log_loss_constant: float | None
    """Of somebody who always predicts the mean."""
    days: tuple[Load, ...]
    """Of the last year, those with reviews."""
    concepts: tuple[GroupRecall, ...]
    """Weakest first."""
    tags: tuple[GroupRecall, ...]
    generators: tuple[GeneratorShare, ...]
    """How many of their proposals were accepted."""


async def statistics(store: Store, moment: Moment) -> Statistics:
    """Returns what the log and the cards tell."""
    first = moment.day - timedelta(days=DAYS_SHOWN - 1)
    async with store.reading() as transaction:
        answers = await all_answers(transaction)
        done = await work_by_day(transaction, first)
        by_note = await cards_by_note(transaction)
        by_tag = await cards_by_tag(transaction)
        _, model = (await models(transaction)).current
        weak = {
            card
            for grouped in (by_note, by_tag)
            for recall in recall_by_group(grouped, model.curve, moment.day).values()
            for card, _ in recall.weakest
        }
        fronts = await fronts_of(transaction, sorted(weak))
    loss = log_loss(answers)
    return Statistics(
        reviews=len(answers),
        true_retention=_retention(answers),
        calibration=_calibration(answers),
        log_loss=loss.model if loss else None,
        log_loss_constant=loss.constant if loss else None,
        days=tuple(day for day in days_done(done, first, moment.day) if day.reviews),
        concepts=_recall(by_note, model.curve, moment.day, fronts),
        tags=_recall(by_tag, model.curve, moment.day, fronts),
        generators=await generator_shares(store),
    )


def _retention(answers: Iterable[Answer]) -> TrueRetention:
    found = true_retention(answers)
    return TrueRetention(
        young=found.young.share if found.young else None,
        mature=found.mature.share if found.mature else None,
        n=found.n,
        young_between=_between(found.young),
        mature_between=_between(found.mature),
    )


def _between(found: Share | None) -> Between | None:
    return Between(low=found.low, high=found.high, n=found.n) if found else None


def _calibration(answers: Iterable[Answer]) -> tuple[CalibrationRow, ...] | None:
    tenths = calibration(answers)
    if tenths is None:
        return None
    return tuple(
        CalibrationRow(
            predicted=each.predicted,
            actual=each.actual.share,
            low=each.actual.low,
            high=each.actual.high,
            n=each.actual.n,
        )
        for each in tenths
    )


def _recall(
    grouped: Iterable[GroupedCard[str]], curve: Curve, today: date, fronts: dict[CardId, str]
) -> tuple[GroupRecall, ...]:
    groups = [
        GroupRecall(
            title=title,
            cards=recall.cards,
            coverage=recall.coverage,
            recall_now=recall.recall_now,
            weakest=tuple(
                WeakCard(id=card, front=fronts.get(card, ""), retrievability=chance)
                for card, chance in recall.weakest
            ),
        )
        for title, recall in recall_by_group(grouped, curve, today).items()
        if recall.met
    ]
    return tuple(sorted(groups, key=lambda each: each.recall_now or 0.0))
