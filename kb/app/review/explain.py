"""Why a card comes now, and what became of it so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kb.app.review.queue import models
from kb.schedule.durations import short
from kb.schedule.log import Reset, Review, living
from kb.schedule.moment import Moment
from kb.schedule.session import Why
from kb.store.cards.cards import StoredCard
from kb.store.file.store import Store
from kb.store.review.log import entries_of

_BROUGHT: Final = {
    Why.RETURNED: "Its answer was taken back.",
    Why.STEP: "The step that it waited in is over.",
    Why.NEW: "It is new, and what it builds on comes before it.",
    Why.AHEAD: "Its step is nearly over, and nothing else is left.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAnswer:
    """One line of a card's history."""

    day: date
    what: str
    """``good``, or ``reset``."""
    then: str
    """After how long it was due again, as ``3d``; empty for a reset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a card comes now."""

    reasons: tuple[str, ...]
    """Sentences."""
    origin: str
    """Where it was drawn from. It may give the answer away."""
    history: tuple[PastAnswer, ...]
    """The latest answer first."""


async def explanation(
    store: Store, card: StoredCard, why: Why | None, moment: Moment
) -> Explanation:
    """Returns why the card comes now, and what became of it so far."""
    async with store.reading() as transaction:
        entries = living(await entries_of(transaction, card.card_id))
        _, model = (await models(transaction)).current
    reasons = [_BROUGHT[why]] if why in _BROUGHT else []
    if card.scheduled:
        memory, due = card.scheduled.memory, card.scheduled.due
        if not memory.state.in_steps:
            reasons.append(_since(due.date(), moment.day))
        chance = model.retrievability(memory, moment.day)
        reasons.append(
            f"The chance that you recall it now is {chance:.0%}; its stability is "
            f"{short(timedelta(days=memory.stability_days))}, its difficulty "
            f"{memory.difficulty:.1f} of 10."
        )
    if card.reps:
        reasons.append(_counted(card))
    if card.changed:
        reasons.append("Its answer in the note has become another since you last saw it.")
    return Explanation(
        reasons=tuple(reasons),
        origin=f"It was drawn by “{card.generator}” from line {card.line} of {card.path}.",
        history=_history(entries),
    )


def _since(due: date, today: date) -> str:
    late = (today - due).days
    if late == 0:
        return "It is due today."
    if late < 0:
        return f"It is due on {due}."
    return f"It is due since {due}, {late} {'day' if late == 1 else 'days'} ago."


def _counted(card: StoredCard) -> str:
    times = "once" if card.reps == 1 else f"{card.reps} times"
    lapses = {0: "never forgotten", 1: "forgotten once"}.get(
        card.lapses, f"forgotten {card.lapses} times"
    )
    return f"It was answered {times}, and {lapses}."


def _history(entries: Sequence[object]) -> tuple[PastAnswer, ...]:
    past = []
    for entry in reversed(entries):
        if isinstance(entry, Review):
            state = entry.after.memory.state
            wait = entry.after.due - entry.at
            if not state.in_steps:
                wait = timedelta(days=(entry.after.due.date() - entry.study_day).days)
            past.append(PastAnswer(day=entry.study_day, what=entry.rating.word, then=short(wait)))
        elif isinstance(entry, Reset):
            past.append(PastAnswer(day=entry.study_day, what="reset", then=""))
    return tuple(past)
