"""``kb stats``: retention, the accuracy of predictions, and the workload."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from kb.app.cards.inbox import GeneratorShare, generator_shares
from kb.app.learning import Foresight, foresight
from kb.app.memory_models import memory_models
from kb.schedule.answers import Answer, Share, retention_by_interval, true_retention
from kb.schedule.calibration import brier_score, calibration, log_loss
from kb.schedule.days import Moment
from kb.schedule.load import Load
from kb.schedule.memory import CardId
from kb.schedule.recall import Recall, recall_by_group
from kb.store.file.store import Store
from kb.store.review.statistics import (
    all_answers,
    cards_by_note,
    cards_by_tag,
    fronts_of,
    hardest_notes,
    work_by_day,
)

DAYS_SHOWN: Final = 365
_HARDEST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The 95 % confidence interval of a share, from ``n`` reviews."""

    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueRetention:
    """The share of first reviews of a day that were passed."""

    young: float | None
    """With intervals below 21 days; none if there are too few reviews."""
    mature: float | None
    n: int
    """Reviews of both."""
    young_between: Interval | None
    mature_between: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalRetention:
    """The share of first reviews of a day that were passed, after intervals of some length."""

    least_days: int
    most_days: int | None
    """None: there is no longest."""
    share: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HardConcept:
    """A concept with cards that are hard to learn."""

    note: int
    title: str
    cards: int
    """Active ones that were answered."""
    difficulty: float
    """Their mean, from 1 to 10."""
    lapses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationRow:
    """A tenth of the predictions, and the share of it that was recalled."""

    predicted: float
    actual: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakCard:
    """A card with a low chance of recall."""

    id: int
    front: str
    retrievability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRecall:
    """How well the cards of a concept or a tag are known."""

    title: str
    cards: int
    coverage: float
    """The share of cards that were answered."""
    recall_now: float | None
    """Their mean chance of recall."""
    weakest: tuple[WeakCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """The statistics of the log and the cards."""

    reviews: int
    true_retention: TrueRetention
    by_interval: tuple[IntervalRetention, ...]
    """Shortest first."""
    calibration: tuple[CalibrationRow, ...] | None
    """None if there are too few predictions."""
    log_loss: float | None
    """Likewise."""
    log_loss_constant: float | None
    """The baseline: that of always predicting the mean."""
    brier_score: float | None
    """None if there are too few predictions."""
    brier_score_constant: float | None
    """The baseline, likewise."""
    days: tuple[Load, ...]
    """The days of the last year with reviews."""
    concepts: tuple[GroupRecall, ...]
    """Weakest first."""
    tags: tuple[GroupRecall, ...]
    hardest: tuple[HardConcept, ...]
    """Those whose cards are the most difficult."""
    generators: tuple[GeneratorShare, ...]
    """How many of their proposals were accepted."""
    foresight: Foresight
    """How well the worth of generated cards foretold the user's verdicts on them."""


async def statistics(store: Store, moment: Moment) -> Statistics:
    """Return the statistics of the log and the cards."""
    first = moment.day - timedelta(days=DAYS_SHOWN - 1)
    async with store.reading() as transaction:
        answers = await all_answers(transaction)
        days = await work_by_day(transaction, first, moment.day)
        curve = (await memory_models(transaction)).current.curve
        by_note = recall_by_group(await cards_by_note(transaction), curve, moment.day)
        by_tag = recall_by_group(await cards_by_tag(transaction), curve, moment.day)
        weak = {
            card
            for recalls in (by_note, by_tag)
            for recall in recalls.values()
            for card, _ in recall.weakest
        }
        fronts = await fronts_of(transaction, sorted(weak))
        hard = await hardest_notes(transaction, _HARDEST)
        foretold = await foresight(transaction)
    # Years of answers take seconds: a server goes on with other pages meanwhile.
    retention, by_interval, bins = await asyncio.to_thread(
        lambda: (_retention(answers), _by_interval(answers), _calibration(answers))
    )
    loss, brier = await asyncio.to_thread(lambda: (log_loss(answers), brier_score(answers)))
    return Statistics(
        reviews=len(answers),
        true_retention=retention,
        by_interval=by_interval,
        calibration=bins,
        log_loss=loss.model if loss else None,
        log_loss_constant=loss.constant if loss else None,
        brier_score=brier.model if brier else None,
        brier_score_constant=brier.constant if brier else None,
        days=tuple(days),
        concepts=_recall(by_note, fronts),
        tags=_recall(by_tag, fronts),
        hardest=tuple(
            HardConcept(
                note=note.note_id,
                title=note.title,
                cards=note.cards,
                difficulty=note.difficulty,
                lapses=note.lapses,
            )
            for note in hard
        ),
        generators=await generator_shares(store),
        foresight=foretold,
    )


def _retention(answers: Iterable[Answer]) -> TrueRetention:
    retention = true_retention(answers)
    young, mature = retention.young, retention.mature
    return TrueRetention(
        young=young.share if young else None,
        mature=mature.share if mature else None,
        n=retention.n,
        young_between=_interval(young),
        mature_between=_interval(mature),
    )


def _interval(share: Share | None) -> Interval | None:
    return Interval(low=share.low, high=share.high, n=share.n) if share else None


def _by_interval(answers: Iterable[Answer]) -> tuple[IntervalRetention, ...]:
    return tuple(
        IntervalRetention(
            least_days=row.least_days,
            most_days=row.most_days,
            share=row.share.share,
            low=row.share.low,
            high=row.share.high,
            n=row.share.n,
        )
        for row in retention_by_interval(answers)
    )


def _calibration(answers: Iterable[Answer]) -> tuple[CalibrationRow, ...] | None:
    bins = calibration(answers)
    if bins is None:
        return None
    return tuple(
        CalibrationRow(
            predicted=row.predicted,
            actual=row.actual.share,
            low=row.actual.low,
            high=row.actual.high,
            n=row.actual.n,
        )
        for row in bins
    )


def _recall(recalls: Mapping[str, Recall], fronts: Mapping[CardId, str]) -> tuple[GroupRecall, ...]:
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
        for title, recall in recalls.items()
        if recall.met
    ]
    return tuple(sorted(groups, key=lambda group: group.recall_now or 0.0))
