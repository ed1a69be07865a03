"""Why a card comes now, and its history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kb.adoption.history import Program
from kb.app.memory_models import memory_models
from kb.app.sanitize import counted
from kb.cards.assistant import ASSISTANT
from kb.schedule.accuracy.course import AnsweredDay, course_of
from kb.schedule.curve import Curve
from kb.schedule.days import Moment, falls_due
from kb.schedule.durations import short_duration
from kb.schedule.fsrs import Model
from kb.schedule.log import Adopted, LogEntry, Reschedule, Reset, Review, living
from kb.schedule.session import Trigger
from kb.store.cards.cards import StoredCard
from kb.store.file.store import Store
from kb.store.review.log import entries_of

_TRIGGERS: Final = {
    Trigger.RETURNED: "You undid its answer.",
    Trigger.STEP: "Its learning step is over.",
    Trigger.NEW: "It is new; cards of the notes that it builds on come first.",
    Trigger.AHEAD: "Its learning step is nearly over, and no other card is left.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One line of a card's history."""

    day: date
    what: str
    """Such as ``good``, ``reset`` or ``rescheduled``."""
    then: str
    """The interval after it, such as ``3d``; empty for a reset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryCourse:
    """How a memory came to be what it is, and by which curve it fades."""

    days: tuple[AnsweredDay, ...]
    """At least one."""
    curve: Curve
    due: date
    """The study day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a card comes now."""

    reasons: tuple[str, ...]
    """Sentences."""
    origin: str
    """Where the card comes from; this may give the answer away."""
    history: tuple[HistoryLine, ...]
    """The latest answer first."""
    course: MemoryCourse | None = None
    """None for a card without a memory."""


async def explanation(
    store: Store, card: StoredCard, trigger: Trigger | None, moment: Moment
) -> Explanation:
    """Return why a card comes now, and its history."""
    async with store.reading() as transaction:
        entries = living(await entries_of(transaction, card.card_id))
        model = (await memory_models(transaction)).current
    reasons = [_TRIGGERS[trigger]] if trigger in _TRIGGERS else []
    if card.scheduled:
        memory, due = card.scheduled.memory, card.scheduled.due
        if not memory.state.in_steps:
            reasons.append(_due_since(due.date(), moment.day))
        stability = short_duration(timedelta(days=memory.stability_days))
        reasons.append(
            f"Your chance of recalling it now is {model.retrievability(memory, moment.day):.0%}; "
            f"its stability is {stability}, its difficulty {memory.difficulty:.1f} of 10."
        )
    if card.reps:
        reasons.append(_answers(card, entries))
    if card.changed:
        reasons.append("Its answer in the note has changed since you last saw it.")
    return Explanation(
        reasons=tuple(reasons),
        origin=_origin(card),
        history=tuple(_history(entries)),
        course=_course(card, entries, model, moment),
    )


def _origin(card: StoredCard) -> str:
    """Return where a card comes from."""
    place = f"line {card.line} of {card.path}"
    if card.generator == ASSISTANT:
        return f"An assistant proposed it for {place}, and you accepted it."
    return f"The generator “{card.generator}” made it from {place}."


def _course(
    card: StoredCard, entries: Sequence[LogEntry], model: Model, moment: Moment
) -> MemoryCourse | None:
    days = course_of(entries, model) if card.scheduled else ()
    if not card.scheduled or not days:
        return None
    state, due = card.scheduled.memory.state, card.scheduled.due
    day = moment.calendar.day_of(falls_due(due, state, moment.calendar))
    return MemoryCourse(days=days, curve=model.curve, due=day)


def _due_since(due: date, today: date) -> str:
    late = (today - due).days
    if late == 0:
        return "It is due today."
    if late < 0:
        return f"It is due on {due}."
    return f"It has been due since {due}, {counted(late, 'day')}."


def _answers(card: StoredCard, entries: Sequence[LogEntry]) -> str:
    """Return how often a card was answered since it was new, and how often with Again."""
    agains = 0
    for entry in entries:
        if isinstance(entry, Reset):
            agains = 0
        elif isinstance(entry, Review):
            agains += not entry.rating.recalled
    if not agains:
        return f"It was answered {_times(card.reps)}, never with Again."
    lapsed = f", and forgotten in review {_times(card.lapses)}" if card.lapses else ""
    return f"It was answered {_times(card.reps)}, with Again {_times(agains)}{lapsed}."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _history(entries: tuple[LogEntry, ...]) -> Iterable[HistoryLine]:
    for entry in reversed(entries):
        if isinstance(entry, Review):
            what = f"{entry.rating.word}{_where(entry)}"
            yield HistoryLine(day=entry.study_day, what=what, then=_wait(entry))
        elif isinstance(entry, Adopted):
            what = f"taken over{_where(entry)}"
            yield HistoryLine(day=entry.study_day, what=what, then=_wait(entry))
        elif isinstance(entry, Reschedule):
            yield HistoryLine(day=entry.study_day, what="rescheduled", then=_wait(entry))
        elif isinstance(entry, Reset):
            yield HistoryLine(day=entry.study_day, what="reset", then="")


def _where(entry: LogEntry) -> str:
    """Return in which other program an entry was made, if in any."""
    if entry.program is None:
        return ""
    known = {program.value: program.name_for_people for program in Program}
    return f" in {known.get(entry.program, entry.program)}"


def _wait(entry: Review | Adopted | Reschedule) -> str:
    """Return how long the card waits after an entry."""
    if isinstance(entry, Reschedule):
        wait = entry.due_day - entry.study_day
    elif entry.after.state.in_steps:
        wait = entry.after.due - entry.at
    else:
        wait = entry.after.due.date() - entry.study_day
    return short_duration(wait) if wait else "today"
