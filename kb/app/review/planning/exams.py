"""How well an exam is prepared: what is to be begun each day, and how much will be known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from math import fsum

from kb.app.review.planning.moves import Movers
from kb.app.review.planning.wanted import new_card_plan
from kb.schedule.cards import SeenCard
from kb.schedule.planning.foresight import Morning
from kb.schedule.planning.plans import Exam
from kb.schedule.queue import Today
from kb.store.file.store import Transaction
from kb.store.review.plans import planned_cards
from kb.store.review.queue import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamOutlook:
    """How well an exam is prepared."""

    tag: str
    day: date
    retention: float | None
    """None for that of the tag."""
    days: int
    """Study days until then, without those of breaks."""
    cards: int
    """Active cards of the tag."""
    new: int
    """Of these, that were never answered."""
    new_a_day: int
    """That have to be begun every day."""
    new_limit: int
    """That the settings allow every day."""
    new_left_out: int
    """For which there is no room until the exam."""
    known_now: float
    """The expected number of cards that would be recalled today."""
    known_then: float
    """The same in the morning of the exam, if all is done as planned."""
    too_late: int
    """Cards that are due only after the exam, or later than its retention asks for."""
    moved: int = 0
    """Cards whose due days were changed now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """An outlook, and what it follows from."""

    outlook: ExamOutlook
    begun: tuple[int, ...]
    """On which day each new card is begun, by its ordinal."""


async def preparation(
    transaction: Transaction,
    exam: Exam,
    movers: Movers,
    today: Today,
    seen: Collection[SeenCard],
) -> Preparation:
    """Return how well an exam is prepared.

    Args:
        transaction: on the store.
        exam: still to come.
        movers: of the store.
        today: the study day.
        seen: the cards that were answered on it.
    """
    plans, model, day = movers.plans, today.model, today.day
    spread = await new_card_plan(transaction, exam, plans, today.settings, day, seen=seen)
    cards = await planned_cards(transaction, Scope(tag=exam.tag))
    begun = spread.begun_on(day.toordinal())
    preset = exam.preset(today.settings.preset(today.settings.preset_name([exam.tag])))
    foresight = Morning(
        model=model,
        retention=preset.retention,
        today=day.toordinal(),
        ends=exam.day.toordinal(),
        is_free=lambda number: plans.is_free(date.fromordinal(number)),
    )
    known = [
        foresight.recall(
            card.stability_days,
            card.difficulty,
            card.last_day.toordinal(),
            card.due.toordinal(),
        )
        for card in cards
    ]
    new = {on: foresight.new_card(on) for on in {*begun}}
    outlook = ExamOutlook(
        tag=exam.tag,
        day=exam.day,
        retention=exam.retention,
        days=len(spread.days),
        cards=len(cards) + spread.left,
        new=spread.left,
        new_a_day=spread.per_day,
        new_limit=spread.limit,
        new_left_out=spread.left - len(begun),
        known_now=round(
            fsum(
                model.curve.retrievability(max(0, (day - card.last_day).days), card.stability_days)
                for card in cards
            ),
            1,
        ),
        known_then=round(fsum(known) + fsum(new[on] for on in begun), 1),
        too_late=len(await movers.exam_moves(transaction, exam)),
    )
    return Preparation(outlook=outlook, begun=begun)
