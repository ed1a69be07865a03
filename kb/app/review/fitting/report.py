"""What ``kb fit`` has found and done, as values."""

from collections.abc import Collection
from dataclasses import dataclass
from statistics import median

from kb.schedule.fitting.past_answers import Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenth:
    """A tenth of the predictions, and the share of it that was recalled."""

    predicted: float
    actual: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well weights foretell the answers that were left out."""

    log_loss: float
    rmse_bins: float
    predicted: float
    """The mean chance of recall."""
    recalled: float
    """The share that was."""
    calibration: tuple[Tenth, ...] | None
    """None if there are too few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How due days differ by other weights, of the cards in review."""

    cards: int
    """That have another due day."""
    earlier: int
    later: int
    median_days: float
    """By how many days, in either direction."""
    most_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FitReport:
    """What a fit has found, and done."""

    accepted: bool
    reason: str | None
    """Why not, as a sentence."""
    answers: int
    amiss: int
    """Answers left out because the clock was wrong."""
    unknown: int
    """Answers left out because it is not known how their cards were learned."""
    fitted_on: int = 0
    """Answers a study day or more after the one before, but for those left out."""
    judged_on: int = 0
    """The latest of them, which were left out."""
    before: Score | None = None
    """With the weights that held before these answers were given."""
    after: Score | None = None
    weights: tuple[float, ...] | None = None
    """Fitted to all answers."""
    memories: int = 0
    """Cards whose stability or difficulty changes."""
    due: Moved | None = None
    rescheduled: bool = False
    """Whether due days were changed so."""
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FitUndone:
    """What the undo of a fit did."""

    undone: bool
    default: bool = False
    """Whether the default weights hold again, and not those of a fit before."""
    memories: int = 0
    rescheduled: int = 0
    """Cards that are due again when they were; those answered since are not."""


def score_of(judgement: Judgement) -> Score:
    """Return a judgement as a report tells it."""
    bins = judgement.calibration
    return Score(
        log_loss=judgement.accuracy.log_loss,
        rmse_bins=judgement.accuracy.rmse_bins,
        predicted=judgement.predicted,
        recalled=judgement.recalled,
        calibration=None
        if bins is None
        else tuple(
            Tenth(predicted=row.predicted, actual=row.actual.share, n=row.actual.n) for row in bins
        ),
    )


def moved_by(days: Collection[int]) -> Moved:
    """Return how due days differ.

    Args:
        days: of each card that has another, by how many it is later.
    """
    return Moved(
        cards=len(days),
        earlier=sum(shift < 0 for shift in days),
        later=sum(shift > 0 for shift in days),
        median_days=float(median(map(abs, days))) if days else 0.0,
        most_days=max(map(abs, days), default=0),
    )
