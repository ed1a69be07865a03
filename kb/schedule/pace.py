"""How long answers take: an estimate from the learner's latest answers."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from kb.schedule.cards import Card, DueCard
from kb.schedule.memory import State

LONGEST_ANSWER_S: Final = 60
"""A longer answer counts as this: the learner was probably interrupted."""
_UNTIL_KNOWN_S: Final = {
    State.NEW: 15.0,
    State.LEARNING: 8.0,
    State.REVIEW: 10.0,
    State.RELEARNING: 8.0,
}
"""Seconds for an answer, before the learner has given any."""
_WEIGHT: Final = 10
"""How many of the learner's answers weigh as much as the prior."""
_OWN_WEIGHT: Final = 2
"""The same for answers to one card. In real logs cards differ more than the answers to one."""
_IN_STEPS: Final = 1.5
"""Mean answers to a card in steps until it has passed them."""


class Timing(NamedTuple):
    """The duration of the latest answers to one kind of card in one state."""

    kind: str
    state: State
    """Before the answer."""
    answers: int
    seconds: float
    """The sum, each answer counted up to ``LONGEST_ANSWER_S``."""


class Pace:
    """Expected seconds: means, so that they can be summed."""

    __slots__ = ("_by_kind", "_known", "_usual")

    def __init__(self, timings: Iterable[Timing] = ()) -> None:
        """Estimate from the durations of the learner's latest answers."""
        rows = tuple(timings)
        self._by_kind: Final = {(row.kind, row.state): (row.answers, row.seconds) for row in rows}
        self._usual: Final = {
            state: _shrunk_mean(
                sum(row.answers for row in rows if row.state == state),
                sum(row.seconds for row in rows if row.state == state),
                expected,
            )
            for state, expected in _UNTIL_KNOWN_S.items()
        }
        self._known: Final[dict[tuple[str, State], float]] = {}

    def answer_s(self, kind: str, state: State) -> float:
        """Return the seconds for one answer to a card of this kind and state."""
        key = (kind, state)
        if key not in self._known:
            self._known[key] = _shrunk_mean(*self._by_kind.get(key, (0, 0.0)), self._usual[state])
        return self._known[key]

    def usual_s(self, state: State) -> float:
        """Return the seconds for one answer to any card in this state."""
        return self._usual[state]

    def tempo(self, kind: str, answers: int, seconds: float) -> float:
        """Return how a card's durations compare with others of its kind, as a factor above 0.

        ``seconds`` is the sum of all its answers in review, each up to ``LONGEST_ANSWER_S``.
        """
        usual_s = self.answer_s(kind, State.REVIEW)
        return _shrunk_mean(answers, seconds, usual_s, _OWN_WEIGHT) / usual_s

    def card_s(self, card: Card, retrievability: float = 1.0) -> float:
        """Return the seconds until a card is done for the day; a lapse needs more answers."""
        if isinstance(card, DueCard):
            return card.tempo * self.due_s(card.kind, card.state, retrievability)
        first = self.answer_s(card.kind, State.NEW)
        return first + _IN_STEPS * self.answer_s(card.kind, State.LEARNING)

    def due_s(self, kind: str, state: State, retrievability: float) -> float:
        """Return the same for any due card of this kind, in any state but new."""
        if state is not State.REVIEW:
            return _IN_STEPS * self.answer_s(kind, state)
        again = _IN_STEPS * self.answer_s(kind, State.RELEARNING)
        return self.answer_s(kind, State.REVIEW) + (1 - retrievability) * again


def _shrunk_mean(answers: int, seconds: float, usual_s: float, weight: int = _WEIGHT) -> float:
    """Return the mean duration, shrunk towards ``usual_s`` if there are few answers."""
    return (seconds + weight * usual_s) / (answers + weight)
