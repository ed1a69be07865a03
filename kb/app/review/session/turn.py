"""What the screen of a review shows, turn by turn."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.schedule.session import Remaining
from kb.store.cards.cards import StoredCard

if TYPE_CHECKING:
    from kb.app.cards.inbox import Excerpt
    from kb.app.review.explain import HistoryLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Leech:
    """A card that was forgotten so often that rewording it helps more than another review."""

    card: StoredCard
    lapses: int
    around: "Excerpt"
    """The lines of its note."""
    history: "tuple[HistoryLine, ...]"
    """The latest answer first."""
    confused: tuple[StoredCard, ...] = ()
    """Cards that it may be confused with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What to show now."""

    card: StoredCard | None
    """None if no card is to be shown now."""
    left: Remaining
    answered: int
    """Answers of this session that were not undone."""
    message: str = ""
    """The effect of the last key, in a sentence; may be empty."""
    wait_s: float | None = None
    """If no card is shown: seconds until the next one is due; none if there is none."""
    leech: Leech | None = None
    """The card that was just answered, if it is a leech."""
    practice: bool = False
    """Whether answers leave the schedule as it is."""
