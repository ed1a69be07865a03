"""What a sitting came to, when it ends."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kb.app.review.undo import Answered
from kb.app.sanitize import counted, one_line
from kb.schedule.load import Due
from kb.schedule.moment import Moment
from kb.store.file.store import Store
from kb.store.review.statistics import due_by_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A sitting, at its end."""

    cards: int
    answers: int
    minutes: float
    reviews: int
    """Answers that could be judged: to cards that were in review."""
    recalled: int
    """Of these."""
    predicted: float | None
    """The mean chance of recall of these; none if there were none."""
    lapses: tuple[tuple[str, int], ...]
    """Notes whose cards were forgotten, and how often; most often first."""
    tomorrow: int
    """Cards that are due tomorrow, so far."""


async def summary(store: Store, answers: Sequence[Answered], moment: Moment) -> Summary:
    """Returns what these answers came to."""
    tomorrow = moment.day + timedelta(days=1)
    async with store.reading() as transaction:
        due: Sequence[Due] = await due_by_day(transaction, tomorrow)
    judged = [each for each in answers if each.was_review]
    chances = [each.retrievability for each in judged if each.retrievability is not None]
    lapses = Counter(each.card.note for each in answers if each.lapsed)
    return Summary(
        cards=len({each.card.card_id for each in answers}),
        answers=len(answers),
        minutes=sum(each.seconds for each in answers) / 60,
        reviews=len(judged),
        recalled=sum(each.rating.recalled for each in judged),
        predicted=sum(chances) / len(chances) if chances else None,
        lapses=tuple(lapses.most_common()),
        tomorrow=sum(each.cards for each in due if each.day == tomorrow),
    )


def told(summary: Summary) -> tuple[str, ...]:
    """Returns a sitting in sentences, a line each."""
    minutes = (
        counted(round(summary.minutes), "minute") if summary.minutes >= 1 else "under a minute"
    )
    lines = [f"{counted(summary.cards, 'card')} in {minutes}."]
    if not summary.answers:
        lines = ["Nothing was answered."]
    if summary.reviews:
        predicted = "" if summary.predicted is None else f"; {summary.predicted:.0%} was predicted"
        share = summary.recalled / summary.reviews
        lines.append(f"Recalled {summary.recalled} of {summary.reviews} ({share:.0%}){predicted}.")
    lines += [f"  forgotten in {one_line(note)}: {count}" for note, count in summary.lapses]
    lines.append(f"Due tomorrow so far: {counted(summary.tomorrow, 'card')}.")
    return tuple(lines)
