"""The summary at the end of a session."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean

from kb.app.review.session.undo import Answered
from kb.app.sanitize import counted, one_line
from kb.cards.card import Status
from kb.schedule.days import Moment
from kb.schedule.log import Review, living
from kb.store.cards.cards import cards_by_status
from kb.store.file.store import Store
from kb.store.review.log import entries_of_day
from kb.store.review.queue import Scope
from kb.store.review.statistics import due_by_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The results of a session."""

    cards: int
    answers: int
    minutes: float
    reviews: int
    """Answers to cards that were in review."""
    recalled: int
    """How many of these were recalled."""
    predicted: float | None
    """Their mean predicted chance of recall; none without such answers, and for practice."""
    lapses: tuple[tuple[str, int], ...]
    """Notes whose cards were forgotten, and how often; most often first."""
    tomorrow: int
    """Cards that are due tomorrow, so far."""
    practice: bool = False
    """Whether the answers left the schedule as it was."""
    proposals: int = 0
    """Cards that wait in the inbox; 0 if an earlier session of the day has told."""


async def summary(
    store: Store, answers: Sequence[Answered], moment: Moment, *, practice: bool = False
) -> Summary:
    """Return the results of these answers, which ``practice`` says to have moved no schedule."""
    tomorrow = moment.day + timedelta(days=1)
    async with store.reading() as transaction:
        due = await due_by_day(transaction, tomorrow, Scope())
        today = living(await entries_of_day(transaction, moment.day))
        is_first = 0 < sum(isinstance(entry, Review) for entry in today) <= len(answers)
        waiting = await cards_by_status(transaction, moment.day) if is_first else {}
    reviews = [answer for answer in answers if answer.was_review]
    foretold = () if practice else reviews
    chances = [answer.retrievability for answer in foretold if answer.retrievability is not None]
    lapses = Counter(answer.card.note for answer in answers if answer.lapsed)
    return Summary(
        cards=len({answer.card.card_id for answer in answers}),
        answers=len(answers),
        minutes=sum(answer.seconds for answer in answers) / 60,
        reviews=len(reviews),
        recalled=sum(answer.rating.recalled for answer in reviews),
        predicted=fmean(chances) if chances else None,
        lapses=tuple(lapses.most_common()),
        tomorrow=sum(row.cards for row in due if row.day == tomorrow),
        practice=practice,
        proposals=waiting.get(Status.INBOX, 0),
    )


def summary_lines(summary: Summary) -> tuple[str, ...]:
    """Return the summary in sentences, one a line."""
    minutes = (
        counted(round(summary.minutes), "minute") if summary.minutes >= 1 else "under a minute"
    )
    several = f", {counted(summary.answers, 'answer')}" if summary.answers != summary.cards else ""
    lines = [f"{counted(summary.cards, 'card')}{several} in {minutes}."]
    if not summary.answers:
        lines = ["Nothing was answered."]
    if summary.practice:
        lines.append("You practised: nothing was scheduled, and nothing was logged.")
    if summary.reviews:
        predicted = "" if summary.predicted is None else f"; {summary.predicted:.0%} was predicted"
        share = summary.recalled / summary.reviews
        lines.append(f"Recalled {summary.recalled} of {summary.reviews} ({share:.0%}){predicted}.")
    lines += [f"  forgotten in {one_line(note)}: {count}" for note, count in summary.lapses]
    lines.append(f"Due tomorrow so far: {counted(summary.tomorrow, 'card')}.")
    if summary.proposals:
        wait = "waits" if summary.proposals == 1 else "wait"
        cards = counted(summary.proposals, "proposed card")
        lines.append(f"{cards} {wait} in the inbox: “kb inbox”.")
    return tuple(lines)
