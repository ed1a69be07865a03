"""``kb fit``: weights of the memory model that foretell the learner's own answers better."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any, Final, NamedTuple

from kb.app.cards.acts import stamp
from kb.app.memory_models import memory_models, replay_cards
from kb.app.review.fitting.report import FitReport, FitUndone, moved_by, score_of
from kb.app.review.planning.moves import asked_of, move_due_days
from kb.app.review.schedule_settings import schedule_options
from kb.config.settings import Settings
from kb.schedule.days import Moment
from kb.schedule.fitting.histories import Memorised, PastEvent, memorised, standing_events
from kb.schedule.fitting.optimizer import need_optimizer
from kb.schedule.fitting.past_answers import (
    Judgement,
    PastAnswers,
    bridged,
    judged,
    past_answers,
    too_little,
)
from kb.schedule.fsrs import DEFAULT_WEIGHTS, Model, allowed_weights
from kb.schedule.intervals import bounds, spread_chance
from kb.schedule.log import EntryId, Void
from kb.schedule.memory import CardId
from kb.schedule.planning.balance import Ahead
from kb.store.file.store import Store, Transaction
from kb.store.review.device import signing_device
from kb.store.review.histories import (
    cards_in_review,
    histories,
    replace_memories,
    rescheduled_by,
)
from kb.store.review.log import append_all, next_tick
from kb.store.review.plans import planned
from kb.store.review.weights import OwnWeights, choose_weights, own_weights
from kb.store.tables.columns import milliseconds

OnProgress = Callable[[int, int], None]
_DAY: Final = timedelta(days=1)
_STAGES: Final = 5
"""Reading, fitting to the first answers, judging, fitting to all, replaying."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FitOptions:
    """What the user asked for."""

    reschedule: bool = False
    """Whether due dates change, too."""
    dry_run: bool = False
    """Whether nothing changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    before: Judgement
    after: Judgement
    weights: tuple[float, ...]
    """Fitted to all answers; those that hold already if they are no better."""
    better: bool


async def fit(
    store: Store,
    settings: Settings,
    moment: Moment,
    options: FitOptions,
    *,
    progress: OnProgress | None = None,
) -> FitReport:
    """Fit weights to the answers in the log, and use them if they foretell better.

    They are fitted to the first four fifths of the answers and judged by the last fifth. If they
    are better than those that held before it was given, they are fitted to all, as Anki does: the
    latest answers tell most about the next. All memories are then replayed in one transaction.

    Raises:
        FitMissingError: the extra is not installed.
        OptimizerError: the optimizer failed; nothing was changed.
    """
    need_optimizer()
    advance = _counter(progress)
    async with store.reading() as transaction:
        logged = await histories(transaction)
        chosen = chosen_weights(await own_weights(transaction))
    past = past_answers(map(standing_events, logged), milliseconds(moment.now))
    report = FitReport(
        accepted=False,
        reason=too_little(past),
        answers=past.answers,
        amiss=past.amiss,
        unknown=past.unknown,
        dry_run=options.dry_run,
    )
    if report.reason is not None:
        return report
    steps = len(schedule_options(settings).general.relearning_steps)
    verdict = await asyncio.to_thread(_verdict, past, chosen, steps, advance)
    report = replace(
        report,
        accepted=verdict.better,
        reason=None if verdict.better else "The fitted weights foretell no better.",
        fitted_on=past.cut,
        judged_on=len(past.examples) - past.cut,
        before=score_of(verdict.before),
        after=score_of(verdict.after),
    )
    if not (verdict.better or (options.reschedule and chosen[-1].rows)):
        return report
    async with store.connect() as connection:
        access = connection.dry_run() if options.dry_run else connection.writing()
        async with access as transaction:
            if verdict.better:
                report = await _use(transaction, verdict.weights, moment, report)
            report = await _moved(transaction, settings, moment, options, report)
    advance()
    return report


async def undo_fit(store: Store, moment: Moment) -> FitUndone:
    """Use the weights from before the last fit again, and replay all memories with them.

    Cards that it has rescheduled are due again when they were, but for those answered, or
    rescheduled, since.
    """
    async with store.writing() as transaction:
        *before, last = chosen_weights(await own_weights(transaction))
        if not before:
            return FitUndone(undone=False)
        weights = await choose_weights(transaction, before[-1].parameters, moment.now)
        logged = await histories(transaction)
        memories = await replay_all(transaction, Model(before[-1].parameters), logged)
        moves = await rescheduled_by(transaction, [row.weights for row in last.rows])
        latest = [stands[-1] for events in logged if (stands := standing_events(events))]
        moved = [(event.card, event.uid) for event in latest if event.uid in moves]
        stamps = await _stamps(transaction, [card for card, _ in moved], moment)
        voids = [
            Void(**stamped, voids=EntryId(uid), weights_id=weights)
            for stamped, (_, uid) in zip(stamps, moved, strict=True)
        ]
        await append_all(transaction, voids)
        await replay_cards(transaction, [card for card, _ in moved])
    return FitUndone(
        undone=True,
        default=before[-1].parameters == DEFAULT_WEIGHTS,
        memories=memories,
        rescheduled=len(moved),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Weights that a store has chosen."""

    parameters: tuple[float, ...]
    rows: tuple[OwnWeights, ...]
    """As they were recorded: more than one if the engine has changed since, none if never."""


def chosen_weights(own: Sequence[OwnWeights]) -> list[Chosen]:
    """Return the weights that were chosen and not undone, oldest first; at first the default ones.

    An undo chooses those from before the last ones again.

    Args:
        own: as they were recorded, the latest last.
    """
    chosen = [Chosen(parameters=DEFAULT_WEIGHTS, rows=())]
    for row in own:
        last = chosen[-1]
        if row.parameters == last.parameters:
            chosen[-1] = replace(last, rows=(*last.rows, row))
        elif len(chosen) > 1 and row.parameters == chosen[-2].parameters:
            chosen.pop()
        else:
            chosen.append(Chosen(parameters=row.parameters, rows=(row,)))
    return chosen


async def replay_all(
    transaction: Transaction, model: Model, logged: Iterable[Sequence[PastEvent]]
) -> int:
    """Give all cards the memory that their log leads to, and return how many had another.

    State, step and due day do not depend on the weights, and stay.
    """
    memories: dict[CardId, Memorised] = {}
    for events in logged:
        memory = memorised(standing_events(events), model)
        if memory is not None:
            memories[events[0].card] = memory
    return await replace_memories(transaction, memories)


def _verdict(
    past: PastAnswers, chosen: Sequence[Chosen], relearning_steps: int, advance: Callable[[], None]
) -> _Verdict:
    """Return whether fitted weights are better, and those fitted to all answers.

    Weights that were fitted to answers that are left out now foretell them too well. So fitted ones
    are compared with those from before; and, like in Anki, with those of now on all answers.
    """
    held = chosen[0]
    for one in chosen[1:]:
        if milliseconds(one.rows[0].made_at) <= past.left_out_from_ms:
            held = one
    packed, now, seen = past.packed(), chosen[-1].parameters, past.first_ratings
    advance()
    known = allowed_weights(
        bridged(packed.part(0, past.cut).fitted(relearning_steps), held.parameters, seen)
    )
    advance()
    before, after = (judged(past, packed, weights) for weights in (held.parameters, known))
    better = after.accuracy.log_loss < before.accuracy.log_loss
    advance()
    weights = allowed_weights(bridged(packed.fitted(relearning_steps), held.parameters, seen))
    if held.parameters != now:
        loss_now, loss = (packed.accuracy(one).log_loss for one in (now, weights))
        better = better and loss < loss_now
    advance()
    return _Verdict(before=before, after=after, weights=weights if better else now, better=better)


async def _use(
    transaction: Transaction, weights: tuple[float, ...], moment: Moment, report: FitReport
) -> FitReport:
    """Use weights from now on."""
    await choose_weights(transaction, weights, moment.now)
    memories = await replay_all(transaction, Model(weights), await histories(transaction))
    return replace(report, weights=weights, memories=memories)


async def _moved(
    transaction: Transaction,
    settings: Settings,
    moment: Moment,
    options: FitOptions,
    report: FitReport,
) -> FitReport:
    """Return which due days the weights of now change, and change them if the user says so."""
    models = await memory_models(transaction)
    days = await other_days(transaction, settings, moment, models.current)
    if options.reschedule:
        moves = {card: move.to for card, move in days.items()}
        await move_due_days(transaction, moves, moment, weights=models.weights)
    return replace(
        report,
        due=moved_by([move.days for move in days.values()]),
        rescheduled=options.reschedule,
    )


async def _stamps(
    transaction: Transaction, cards: Sequence[CardId], moment: Moment
) -> list[dict[str, Any]]:
    """Return the fields of :class:`kb.schedule.log.LogEntry` for an entry about each card."""
    if not cards:
        return []
    device, first = await signing_device(transaction), await next_tick(transaction, moment.now)
    return [stamp(device, tick, card, moment) for tick, card in enumerate(cards, first)]


class _Move(NamedTuple):
    to: date
    days: int


async def other_days(
    transaction: Transaction, settings: Settings, moment: Moment, model: Model
) -> dict[CardId, _Move]:
    """Return the cards in review that would be due on another day by the memories of now.

    A day that is over is today.
    """
    options, today = schedule_options(settings), moment.day
    plans = replace(await planned(transaction), easy_days=options.easy_days)
    cards = await cards_in_review(transaction)
    holds = await asked_of(transaction, {card.note for card in cards}, plans, options, today)
    share, moves = plans.share_of(today), {}
    for card in cards:
        preset, latest = holds[card.note]
        ideal = model.curve.interval_days(card.stability_days, preset.retention)
        reach = bounds(ideal, 1, preset.maximum_interval_days)
        days = (card.due - card.last_day).days
        # A day that balance, a break or an exam chose is as good as that of chance.
        if not (options.balance and reach.least <= days <= reach.most):
            # As at its last answer, before which it had one less.
            ahead = Ahead(today=card.last_day.toordinal(), load={}, share=share)
            days = ahead.pick(reach, spread_chance(card.uid, card.reps - 1))
        to = card.last_day + days * _DAY
        to = max(min(to, latest or to), today)
        if to != max(card.due, today):
            moves[card.card] = _Move(to, (to - max(card.due, today)).days)
    return moves


def _counter(progress: OnProgress | None) -> Callable[[], None]:
    """Return what to call when one of the stages is over."""
    stages = count(1)

    def advance() -> None:
        if progress is not None:
            progress(next(stages), _STAGES)

    return advance
