"""How well an exam is prepared: what is to be begun each day, and how much will be known."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import fsum
from typing import NamedTuple

from kb.app.review.exam_cards import new_card_plan
from kb.app.review.planning.moves import Movers
from kb.app.review.queue import seen_today
from kb.app.review.schedule_settings import presets_of
from kb.schedule.cards import SeenCard
from kb.schedule.memory import State
from kb.schedule.planning.beginnings import Beginnings, NewCardLimits, NewCardPlan
from kb.schedule.planning.foresight import Morning
from kb.schedule.planning.plans import Exam
from kb.schedule.queue import DECK_CARDS, Today
from kb.store.file.store import Transaction
from kb.store.review.plans import planned_cards
from kb.store.review.queue import Scope, decks_among, new_by_note


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


class Preparations(NamedTuple):
    """The outlooks of exams, and the days on which their new cards are begun."""

    outlooks: tuple[ExamOutlook, ...]
    beginnings: Beginnings


async def preparations(transaction: Transaction, movers: Movers, today: Today) -> Preparations:
    """Return how well all exams that are still to come are prepared, the next one first.

    They share the limits of each day, and cards that are asked in several are begun once.
    """
    exams = [exam for exam in movers.plans.exams if exam.is_ahead(today.day)]
    if not exams:
        return Preparations((), Beginnings(today=today.day.toordinal()))
    seen = await seen_today(transaction, today)
    notes = [await new_by_note(transaction, Scope(tag=exam.tag), day=exam.day) for exam in exams]
    beginnings = await _beginnings(transaction, notes, today, seen)
    outlooks = []
    for exam, new in zip(exams, notes, strict=True):
        plan = await new_card_plan(transaction, exam, movers.plans, today.day, seen=seen)
        name = today.settings.preset_name([exam.tag])
        preset = today.settings.preset(name)
        limits = NewCardLimits(
            preset=name, per_day=preset.new_per_day, per_note=preset.new_per_note
        )
        begun = beginnings.spread(plan, new, limits)
        outlooks.append(await _outlook(transaction, exam, movers, today, plan, begun))
    return Preparations(tuple(outlooks), beginnings)


async def _beginnings(
    transaction: Transaction,
    notes: Sequence[Mapping[int, int]],
    today: Today,
    seen: Collection[SeenCard],
) -> Beginnings:
    """Return the days of new cards, with those that were begun today."""
    begun = [card.note for card in seen if card.first is State.NEW]
    presets = await presets_of(transaction, set(begun), today.settings)
    every = {note for new in notes for note in new}
    return Beginnings(
        today=today.day.toordinal(),
        decks=await decks_among(transaction, every, more_than=DECK_CARDS),
        seen=Counter(begun),
        used=Counter((presets[note], today.day.toordinal()) for note in begun),
    )


async def _outlook(
    transaction: Transaction,
    exam: Exam,
    movers: Movers,
    today: Today,
    plan: NewCardPlan,
    begun: tuple[int, ...],
) -> ExamOutlook:
    plans, model, day = movers.plans, today.model, today.day
    cards = await planned_cards(transaction, Scope(tag=exam.tag))
    preset = today.settings.preset(today.settings.preset_name([exam.tag]))
    foresight = Morning(
        model=model,
        retention=exam.preset(preset).retention,
        today=day.toordinal(),
        ends=exam.day.toordinal(),
        maximum_interval_days=preset.maximum_interval_days,
        back_after=cache(lambda number: plans.back_after(date.fromordinal(number)).toordinal()),
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
    return ExamOutlook(
        tag=exam.tag,
        day=exam.day,
        retention=exam.retention,
        days=len(plan.days),
        cards=len(cards) + plan.left,
        new=plan.left,
        new_a_day=plan.per_day,
        new_limit=preset.new_per_day,
        new_left_out=plan.left - len(begun),
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
