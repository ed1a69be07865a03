"""The weights that explain answers best: the only module that knows the package ``fsrs-rs-python``.

It is the optimizer of FSRS's authors, which Anki uses, too, and the extra ``kb[fit]``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, TypeVar

from kb.errors import KbError

if TYPE_CHECKING:
    from fsrs_rs_python import FSRSItem

_EPOCHS: Final = 8
"""As in Anki; on a log of 12,580 answers, the package's own default, 5, gains a third of it."""
_MANY: Final = 50_000
"""So many examples have steps enough in the package's own epochs, and take a second with more."""
_T = TypeVar("_T")

Answered = tuple[int, int]
"""The rating, from 1 to 4, and the study days since the answer before; 0 for the first."""


class FitMissingError(KbError):
    """The extra is not installed."""

    code = "fit-missing"

    def __init__(self) -> None:
        super().__init__(
            "fitting needs the extra kb[fit], which is not installed. Install kb with it."
        )


class OptimizerError(KbError):
    """The package could not fit weights."""

    code = "fit-failed"

    def __init__(self, reason: str) -> None:
        super().__init__(f"the optimizer failed ({reason}). Nothing was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How well weights foretell answers, as FSRS's authors measure it."""

    log_loss: float
    """In nats; less is better."""
    rmse_bins: float
    """The root mean square error of the chance of recall, over bins of like answers."""


class Examples:
    """Answers to explain: each with all answers to its card up to it."""

    __slots__ = ("_items",)

    def __init__(self, items: Sequence["FSRSItem"]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def part(self, first: int, end: int) -> "Examples":
        """Return those from ``first`` up to ``end``, which is not among them."""
        return Examples(self._items[first:end])

    def fitted(self, relearning_steps: int) -> tuple[float, ...]:
        """Return the 21 weights that explain them best; the same examples give the same weights.

        The package leaves outliers out, and lets later examples count more.

        Raises:
            OptimizerError: it could not.
        """
        from fsrs_rs_python import FSRS, TrainingConfig  # noqa: PLC0415

        config = TrainingConfig() if len(self) > _MANY else TrainingConfig(num_epochs=_EPOCHS)
        weights = _safely(
            lambda: FSRS([]).compute_parameters(
                self._items,
                num_relearning_steps=relearning_steps,
                training_config=config,
            )
        )
        return tuple(weights)

    def accuracy(self, weights: Sequence[float]) -> Accuracy:
        """Return how well weights foretell them.

        Raises:
            OptimizerError: it cannot be told.
        """
        from fsrs_rs_python import FSRS  # noqa: PLC0415

        measured = _safely(lambda: FSRS(list(weights)).evaluate(self._items))
        return Accuracy(log_loss=measured.log_loss, rmse_bins=measured.rmse_bins)


def need_optimizer() -> None:
    """Do nothing if the extra is installed.

    Raises:
        FitMissingError: it is not.
    """
    if find_spec("fsrs_rs_python") is None:
        raise FitMissingError


def examples(histories: Sequence[Sequence[Answered]], last: Sequence[tuple[int, int]]) -> Examples:
    """Return examples.

    Args:
        histories: the answers to each card since it was new.
        last: the history and the place in it of the answer of each example, by time.
    """
    from fsrs_rs_python import FSRSItem, FSRSReview  # noqa: PLC0415

    made: dict[Answered, FSRSReview] = {}
    rows = [
        [made.setdefault(answer, FSRSReview(*answer)) for answer in history]
        for history in histories
    ]
    return Examples([FSRSItem(rows[history][: place + 1]) for history, place in last])


def _safely(use: Callable[[], _T]) -> _T:
    """Return what the package returns.

    A panic of its Rust code is no ``Exception``.
    """
    try:
        return use()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise OptimizerError(str(error) or type(error).__name__) from error
