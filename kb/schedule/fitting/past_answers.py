"""Which answers weights can be fitted to, whether they are enough, and what fitting has gained.

Answers are chosen as FSRS's authors choose them: see ``rslib/src/scheduler/fsrs/params.rs`` of
https://github.com/ankitects/anki. What they do inside their optimizer is left to it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate, pairwise
from statistics import fmean
from typing import Final, NamedTuple

from kb.schedule.accuracy.answers import Answer
from kb.schedule.accuracy.calibration import Bin, calibration
from kb.schedule.accuracy.tally import tally
from kb.schedule.fitting.histories import EventKind, PastEvent
from kb.schedule.fitting.optimizer import Accuracy, Answered, Examples, examples
from kb.schedule.fsrs import Model
from kb.schedule.memory import State

LEAST_ANSWERS: Final = 400
"""As Anki once asked for, and its manual still recommends."""
_LEAST_CARDS: Final = 20
_LEAST_DAYS: Final = 14
_LEAST_JUDGED: Final = 100
"""Answers a study day or more after the one before; the optimizer needs 64 for all weights."""
_LEAST_OF_KIND: Final = 20
"""Of those, forgotten ones, and recalled ones; a quarter of that among those left out."""
_MOST_AMISS: Final = 0.1
"""The share of answers that a wrong clock may have spoilt."""
_LEFT_OUT: Final = 5
"""One in so many answers, the latest ones, is left out to judge by."""
_LONGEST_GAP_DAYS: Final = 3650
"""A longer one is the work of a clock."""
_A_DAY_MS: Final = 86_400_000


class _Example(NamedTuple):
    tick: int
    uid: str
    history: int
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAnswers:
    """The answers that weights can be fitted to."""

    histories: tuple[tuple[PastEvent, ...], ...]
    """The answers to each card since it was new."""
    examples: tuple[tuple[int, int], ...]
    """History and place of the answers a study day or more after the one before, by time."""
    amiss: int
    """Answers left out because the clock was wrong."""
    unknown: int
    """Answers left out because it is not known how their cards were learned."""
    answers: int = field(init=False)
    days: int = field(init=False)
    """Study days with answers."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", sum(map(len, self.histories)))
        days = {event.day for history in self.histories for event in history}
        object.__setattr__(self, "days", len(days))

    @property
    def cut(self) -> int:
        """The number of the first example that is left out to judge by."""
        return len(self.examples) - len(self.examples) // _LEFT_OUT

    @property
    def left_out_from_ms(self) -> int:
        """When the first answer that is left out was given, in milliseconds since 1970."""
        return self._event(self.examples[self.cut]).at_ms

    def _event(self, example: tuple[int, int]) -> PastEvent:
        return self.histories[example[0]][example[1]]

    def recalled(self, first: int = 0) -> tuple[int, int]:
        """Return how many examples from ``first`` were forgotten, and how many recalled."""
        forgotten = sum(self._event(example).rating == 1 for example in self.examples[first:])
        return forgotten, len(self.examples) - first - forgotten

    @property
    def first_ratings(self) -> frozenset[int]:
        """The ratings of first answers from which examples follow."""
        return frozenset(
            self.histories[history][0].rating
            for history in {example[0] for example in self.examples}
        )

    def packed(self) -> Examples:
        """Return the examples for the optimizer."""
        return examples([_answered(history) for history in self.histories], self.examples)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How well weights foretell the answers that were left out."""

    accuracy: Accuracy
    predicted: float
    """The mean chance of recall."""
    recalled: float
    """The share that was."""
    calibration: tuple[Bin, ...] | None
    """None if there are too few."""


def past_answers(histories: Iterable[Sequence[PastEvent]], now_ms: int) -> PastAnswers:
    """Return the answers that weights can be fitted to.

    A reset begins a card anew. A card that another program has scheduled, without telling the
    answers, is left out. So is what comes after an answer that was given under a wrong clock.

    Args:
        histories: what stands of the log, card by card.
        now_ms: milliseconds since 1970.
    """
    since_new, unknown = [], 0
    for events in histories:
        answers, known = _since_new(events)
        unknown += 0 if known else len(answers)
        if known and answers:
            since_new.append(answers)
    wrong = _under_wrong_clock([event for answers in since_new for event in answers], now_ms)
    sound = [tuple(_sound(answers, wrong)) for answers in since_new]
    chosen = sorted(
        _Example(event.tick, event.uid, number, place)
        for number, answers in enumerate(sound)
        for place, (event, gap) in enumerate(zip(answers, _gaps(answers), strict=True))
        if gap
    )
    return PastAnswers(
        histories=tuple(sound),
        examples=tuple((example.history, example.place) for example in chosen),
        amiss=sum(map(len, since_new)) - sum(map(len, sound)),
        unknown=unknown,
    )


def too_little(past: PastAnswers) -> str | None:
    """Return why nothing can be fitted to answers, as a sentence; none if it can."""
    amiss, answers = past.amiss, past.answers
    if amiss > _MOST_AMISS * (answers + amiss):
        return (
            f"The clock was wrong, or jumped: {amiss} of {answers + amiss} answers cannot be "
            "placed in time."
        )
    if answers < LEAST_ANSWERS:
        return f"There are {answers} answers to fit to, and fitting needs {LEAST_ANSWERS}."
    cards = sum(map(bool, past.histories))
    for count, least, what in (
        (cards, _LEAST_CARDS, "cards"),
        (past.days, _LEAST_DAYS, "study days"),
    ):
        if count < least:
            return f"All {answers} answers are of {count} {what}, and fitting needs {least}."
    judged = len(past.examples)
    if judged < _LEAST_JUDGED:
        return (
            f"Only {judged} answers came a study day or more after the one before, and fitting "
            f"needs {_LEAST_JUDGED}."
        )
    for first, least, which in (
        (0, _LEAST_OF_KIND, f"{judged} answers"),
        (past.cut, _LEAST_OF_KIND // 4, f"the latest {judged - past.cut} answers"),
    ):
        forgotten, recalled = past.recalled(first)
        for count, what in ((forgotten, "forgotten"), (recalled, "recalled")):
            if count < least:
                return (
                    f"Of {which} a study day or more after the one before, {count} were {what}, "
                    f"and fitting needs {least}: it cannot tell how you forget."
                )
    return None


def bridged(
    fitted: Sequence[float], before: Sequence[float], seen: frozenset[int]
) -> tuple[float, ...]:
    """Return weights in which ratings that no card began with keep their first stability.

    The optimizer guesses them from the others, which can stretch them ninefold. They stay between
    their neighbours, so that a better rating never leads to a weaker memory.

    Args:
        fitted: the weights of the optimizer, of which the first four are these stabilities in days.
        before: the weights that held before.
        seen: the ratings that cards began with.
    """
    known = [fitted[rating - 1] if rating in seen else None for rating in range(1, 5)]
    floors = list(accumulate((value or 0.0 for value in known), max))
    firsts = []
    for place, value in enumerate(known):
        above = [later for later in known[place:] if later is not None]
        kept = max(before[place], floors[place])
        firsts.append(value if value is not None else min([kept, *above]))
    return (*firsts, *fitted[4:])


def judged(past: PastAnswers, packed: Examples, weights: Sequence[float]) -> Judgement:
    """Return how well weights foretell the answers that were left out."""
    model = Model(weights)
    chances = _foretold(past, model)
    left_out = packed.part(past.cut, len(packed))
    return Judgement(
        accuracy=left_out.accuracy(weights),
        predicted=fmean(answer.retrievability or 0.0 for answer in chances),
        recalled=fmean(answer.recalled for answer in chances),
        calibration=calibration(tally(chances, {None: model.curve})),
    )


def _foretold(past: PastAnswers, model: Model) -> list[Answer]:
    """Return the answers that were left out, each with the chance of recall that was foretold."""
    wanted: dict[int, set[int]] = {}
    for history, place in past.examples[past.cut :]:
        wanted.setdefault(history, set()).add(place)
    foretold = []
    for history, places in wanted.items():
        answers, last = past.histories[history], max(places)
        memory = model.first(answers[0].rating)
        for place, gap in enumerate(_gaps(answers)):
            if place == 0:
                continue
            event = answers[place]
            if place in places:
                foretold.append(
                    Answer(
                        card=event.card,
                        day=date.fromordinal(event.day),
                        state=State.REVIEW,
                        recalled=event.rating > 1,
                        elapsed_days=gap,
                        interval_days=None,
                        retrievability=model.curve.retrievability(gap, memory[0]),
                    )
                )
            if place == last:
                break
            memory = model.next(*memory, event.rating, gap)
    return foretold


def _since_new(events: Sequence[PastEvent]) -> tuple[list[PastEvent], bool]:
    """Return the answers since a card was new, and whether they are all that made its memory."""
    answers: list[PastEvent] = []
    known = True
    for event in events:
        if event.kind == EventKind.REVIEW:
            answers.append(event)
        elif event.kind == EventKind.RESET:
            answers, known = [], True
        elif event.kind == EventKind.ADOPTED:
            answers, known = [], False
    return answers, known


def _under_wrong_clock(answers: list[PastEvent], now_ms: int) -> frozenset[str]:
    """Return the answers that were not given when they say.

    Most answers are dated in the order of the log. The longest row of those that are is right, and
    what strays from it by more than a day is wrong, as is what is dated after today.
    """
    answers.sort(key=lambda event: (event.tick, event.uid))
    times = [event.at_ms for event in answers]
    row = _longest_rising(times)
    ends = [-1, *row, len(times)]
    wrong = {event.uid for event in answers if event.at_ms > now_ms + _A_DAY_MS}
    for before, after in pairwise(ends):
        if after - before == 1:
            continue
        earliest = times[before] if before >= 0 else times[after] if row else 0
        latest = times[after] if after < len(times) else times[before]
        wrong |= {
            answers[place].uid
            for place in range(before + 1, after)
            if not earliest - _A_DAY_MS <= times[place] <= latest + _A_DAY_MS
        }
    return frozenset(wrong)


def _longest_rising(values: Sequence[int]) -> list[int]:
    """Return the places of the longest row of values none of which is below the one before."""
    tails: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        length = bisect_right(tails, value)
        before.append(places[length - 1] if length else -1)
        tails[length : length + 1] = [value]
        places[length : length + 1] = [place]
    row = []
    place = places[-1] if places else -1
    while place >= 0:
        row.append(place)
        place = before[place]
    return row[::-1]


def _sound(answers: Sequence[PastEvent], wrong: frozenset[str]) -> Iterator[PastEvent]:
    """Yield the answers to a card up to the first that cannot be placed in time."""
    for event, gap in zip(answers, _gaps(answers), strict=True):
        if event.uid in wrong or gap > _LONGEST_GAP_DAYS:
            return
        yield event


def _gaps(answers: Sequence[PastEvent]) -> Iterator[int]:
    """Yield the study days of each answer since the one before; 0 for the first."""
    last: int | None = None
    for event in answers:
        yield 0 if last is None else max(0, event.day - last)
        last = event.day if last is None else max(last, event.day)


def _answered(history: Sequence[PastEvent]) -> list[Answered]:
    return [(event.rating, gap) for event, gap in zip(history, _gaps(history), strict=True)]
