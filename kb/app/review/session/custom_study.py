"""What a learner may ask of a review. For ``kb review``, and its page."""

from kb.errors import UsageError
from kb.schedule.cards import Order
from kb.schedule.queue import SessionOptions


def custom_study(  # noqa: PLR0913  # each is an option of the command's own
    *,
    minutes: float | None = None,
    limit: int | None = None,
    ahead: int | None = None,
    new: int | None = None,
    cram: bool = False,
    count: bool = False,
    order: str | None = None,
) -> SessionOptions:
    """Return the options of a session, from those of ``kb review``.

    Raises:
        UsageError: two of them contradict each other.
    """
    if count and not cram:
        raise UsageError("only answers of --cram can be told to count. Add --cram.")
    if cram and (ahead is not None or new is not None):
        raise UsageError("--cram asks all cards, due or not. Leave out --ahead and --new.")
    return SessionOptions(
        order=Order(order) if order else None,
        minutes=minutes,
        cards=limit,
        ahead_days=ahead or 0,
        new=new,
        cram=cram,
        counts=count or not cram,
    )
