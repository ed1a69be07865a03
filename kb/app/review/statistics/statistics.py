"""``kb stats``: retention, the accuracy of predictions, and the workload."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from kb.app.cards.inbox import GeneratorShare, generator_shares
from kb.app.learning import Foresight, foresight
from kb.app.memory_models import memory_models
from kb.app.review.statistics.past_days import PastDays
from kb.schedule.accuracy.answers import Share
from kb.schedule.accuracy.calibration import brier_score, calibration, log_loss
from kb.schedule.accuracy.forgetting import forgetting_curves
from kb.schedule.accuracy.retention import retention_by_interval, true_retention
from kb.schedule.accuracy.tally import Tally
from kb.schedule.curve import Curve
from kb.schedule.days import Moment
from kb.schedule.load import Load
from kb.schedule.memory import CardId
from kb.schedule.recall import Recall, chances_by_group, recall_by_label
from kb.store.file.store import Store
from kb.store.review.statistics import NoteCards, cards_of_met_notes, fronts_of, hardest_notes

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
class ForgettingRow:
    """First answers of a day, after about the same time."""

    days: float
    """Since the answer before; the mean."""
    predicted: float
    """The mean predicted chance of recall."""
    actual: float
    """The share that was recalled."""
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetting:
    """How cards of about one stability were forgotten."""

    least_stability: int
    """In days."""
    most_stability: int | None
    """In days, below it; none: there is no end."""
    points: tuple[ForgettingRow, ...]
    """The shortest time first."""


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
    forgetting: tuple[Forgetting, ...]
    """The lowest stabilities first, and those with enough answers."""
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


async def statistics(store: Store, moment: Moment, past: PastDays | None = None) -> Statistics:
    """Return the statistics of the log and the cards.

    Args:
        store: of both.
        moment: of the learner.
        past: what a server keeps of past days.
    """
    past = past or PastDays()
    async with store.reading() as transaction:
        counted = await past.tally(transaction, moment.day)
        days = await past.year(transaction, moment.day)
        curve = (await memory_models(transaction)).current.curve
        cards = await cards_of_met_notes(transaction)
        by_note, by_tag = await asyncio.to_thread(_recalls, cards, curve, moment.day)
        weak = {
            card
            for recalls in (by_note, by_tag)
            for recall in recalls.values()
            for card, _ in recall.weakest
        }
        fronts = await fronts_of(transaction, sorted(weak))
        hard = await hardest_notes(transaction, _HARDEST)
        foretold = await foresight(transaction)
    # Years of answers take a while: a server goes on with other pages meanwhile.
    bins = await asyncio.to_thread(_calibration, counted)
    loss, brier = await asyncio.to_thread(lambda: (log_loss(counted), brier_score(counted)))
    return Statistics(
        reviews=counted.answers,
        true_retention=_retention(counted),
        by_interval=_by_interval(counted),
        forgetting=_forgetting(counted),
        calibration=bins,
        log_loss=loss.model if loss else None,
        log_loss_constant=loss.constant if loss else None,
        brier_score=brier.model if brier else None,
        brier_score_constant=brier.constant if brier else None,
        days=days,
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


def _recalls(
    cards: NoteCards, curve: Curve, today: date
) -> tuple[dict[str, Recall], dict[str, Recall]]:
    """Return how well the cards of each title, and of each tag, are known."""
    chances = chances_by_group(cards.cards, curve, today)
    by_note = recall_by_label(chances, {note: [title] for note, title in cards.titles.items()})
    by_tag = recall_by_label(chances, cards.tags)
    return by_note, {cards.tag_names[key]: recall for key, recall in by_tag.items()}


def _retention(counted: Tally) -> TrueRetention:
    retention = true_retention(counted)
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


def _by_interval(counted: Tally) -> tuple[IntervalRetention, ...]:
    return tuple(
        IntervalRetention(
            least_days=row.least_days,
            most_days=row.most_days,
            share=row.share.share,
            low=row.share.low,
            high=row.share.high,
            n=row.share.n,
        )
        for row in retention_by_interval(counted)
    )


def _forgetting(counted: Tally) -> tuple[Forgetting, ...]:
    return tuple(
        Forgetting(
            least_stability=curve.least_stability_days,
            most_stability=curve.most_stability_days,
            points=tuple(
                ForgettingRow(
                    days=point.days,
                    predicted=point.predicted,
                    actual=point.actual.share,
                    low=point.actual.low,
                    high=point.actual.high,
                    n=point.actual.n,
                )
                for point in curve.points
            ),
        )
        for curve in forgetting_curves(counted)
    )


def _calibration(counted: Tally) -> tuple[CalibrationRow, ...] | None:
    bins = calibration(counted)
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
