"""How long answers take, judged by the learner's own."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from kb.schedule.memory import State
from kb.schedule.rows import Card, DueCard

LONGEST_ANSWER_S: Final = 60
"""An answer that took longer counts as this: the learner was called away."""
_UNTIL_KNOWN_S: Final = {
    State.NEW: 15.0,
    State.LEARNING: 8.0,
    State.REVIEW: 10.0,
    State.RELEARNING: 8.0,
}
"""What is expected of somebody whose answers are not known yet."""
_WEIGHT: Final = 10
"""How many answers of the learner's own weigh as much as what was expected before."""
_OWN_WEIGHT: Final = 2
"""The same for answers to one card. In real logs cards differ more than the answers to one."""
_IN_STEPS: Final = 1.5
"""How often a card in steps is answered until it has passed them."""


class Timing(NamedTuple):
    """How long answers to one kind of card in one state took; the latest few thousand will do."""

    kind: str
    state: State
    """Before the answer."""
    answers: int
    seconds: float
    """Of all together, each counted up to ``LONGEST_ANSWER_S``."""


class Pace:
    """Expected seconds. They are means, for they are to add up."""

    __slots__ = ("_by_kind", "_known", "_usual")

    def __init__(self, timings: Iterable[Timing] = ()) -> None:
        """Takes how long the learner's latest answers took, all told."""
        rows = tuple(timings)
        self._by_kind: Final = {(row.kind, row.state): (row.answers, row.seconds) for row in rows}
        self._usual: Final = {
            state: _drawn(
                sum(row.answers for row in rows if row.state == state),
                sum(row.seconds for row in rows if row.state == state),
                expected,
            )
            for state, expected in _UNTIL_KNOWN_S.items()
        }
        self._known: Final[dict[tuple[str, State], float]] = {}

    def answer_s(self, kind: str, state: State) -> float:
        """Returns the seconds that one answer takes to a card of this kind, in this state."""
        key = (kind, state)
        if key not in self._known:
            self._known[key] = _drawn(*self._by_kind.get(key, (0, 0.0)), self._usual[state])
        return self._known[key]

    def tempo(self, kind: str, answers: int, seconds: float) -> float:
        """Returns how many times as long a card takes as others of its kind do, above 0.

        Args:
            kind: of the card.
            answers: that it had in review.
            seconds: of all together, each counted up to ``LONGEST_ANSWER_S``.
        """
        usual_s = self.answer_s(kind, State.REVIEW)
        return _drawn(answers, seconds, usual_s, _OWN_WEIGHT) / usual_s

    def card_s(self, card: Card, retrievability: float = 1.0) -> float:
        """Returns the seconds that a card takes until it is done for the day.

        Args:
            card: waiting.
            retrievability: of a card in review: a lapse takes further answers.
        """
        if isinstance(card, DueCard):
            return card.tempo * self.due_s(card.kind, card.state, retrievability)
        first = self.answer_s(card.kind, State.NEW)
        return first + _IN_STEPS * self.answer_s(card.kind, State.LEARNING)

    def due_s(self, kind: str, state: State, retrievability: float) -> float:
        """Returns the same of a card of which only this is known.

        Args:
            kind: of the card.
            state: any but new.
            retrievability: as for :meth:`card_s`.
        """
        if state is not State.REVIEW:
            return _IN_STEPS * self.answer_s(kind, state)
        again = _IN_STEPS * self.answer_s(kind, State.RELEARNING)
        return self.answer_s(kind, State.REVIEW) + (1 - retrievability) * again


def _drawn(answers: int, seconds: float, usual_s: float, weight: int = _WEIGHT) -> float:
    """Returns the mean of some answers, drawn towards what is usual if they are few."""
    return (seconds + weight * usual_s) / (answers + weight)
