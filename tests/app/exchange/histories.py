"""Histories of cards in another program."""

from collections.abc import Sequence
from datetime import date, timedelta

from kb.adoption.history import History, PastAnswer, Program, Schedule
from kb.app.exchange.adoption_plan import Binding
from kb.schedule.memory import CardId, Rating, State
from tests.app.days import START

FIRST = START - timedelta(days=30)


def past_answers(
    ratings: Sequence[Rating] = (Rating.GOOD, Rating.GOOD, Rating.AGAIN, Rating.GOOD),
) -> tuple[PastAnswer, ...]:
    """Returns answers at intervals of one day, two days, three and so on."""
    answers = []
    state, at = State.NEW, FIRST
    for number, rating in enumerate(ratings, start=1):
        answers.append(
            PastAnswer(
                at=at,
                rating=rating,
                state_before=state,
                state_after=State.REVIEW,
                wait=timedelta(days=number),
                duration_ms=4000,
            )
        )
        state, at = State.REVIEW, at + timedelta(days=number)
    return tuple(answers)


def answers_of(card: int, key: str) -> Binding:
    """Returns the answers that a card was given in Anki."""
    history = History(program=Program.ANKI, key=key, events=past_answers())
    return Binding(card=CardId(card), history=history)


def schedule_of(card: int, key: str) -> Binding:
    """Returns where a card stands in a plugin that keeps no answers."""
    schedule = Schedule(
        due=date(2026, 3, 20),
        last=date(2026, 2, 20),
        state=State.REVIEW,
        stability_days=28.0,
        difficulty=5.5,
        reps=5,
        lapses=1,
    )
    history = History(program=Program.OBSIDIAN_SR, key=key, schedule=schedule)
    return Binding(card=CardId(card), history=history)
