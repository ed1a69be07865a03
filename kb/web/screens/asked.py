"""What a review is to bring, from the address of its page: the options of ``kb review``."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Final

from kb.app.cards.selection import CardSelection
from kb.app.review.session.custom_study import custom_study
from kb.errors import UsageError
from kb.schedule.cards import Order
from kb.schedule.queue import SessionOptions

_BOUNDS: Final = {"limit": (1, 999_999), "ahead": (1, 3650), "new": (0, 9999)}
NAMES: Final = (
    *("query", "tag", "folder", "note"),
    *(*_BOUNDS, "minutes", "order", "cram", "count"),
)
"""All that an address may ask for."""
_MOST_MINUTES: Final = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedReview:
    """What a review is to bring."""

    options: SessionOptions
    only: CardSelection


def asked_review(parameters: Mapping[str, str]) -> AskedReview:
    """Return what the parameters of an address ask for; empty ones ask for nothing.

    Raises:
        UsageError: one cannot be understood, or two contradict each other.
    """
    given = {name: value.strip() for name, value in parameters.items() if value.strip()}
    order = given.get("order")
    if order is not None and order not in set(Order):
        raise UsageError(f"the order is one of {', '.join(Order)}, not “{order}”.")
    options = custom_study(
        minutes=_minutes(given.get("minutes")),
        limit=_whole(given, "limit"),
        ahead=_whole(given, "ahead"),
        new=_whole(given, "new"),
        cram="cram" in given,
        count="count" in given,
        order=order,
    )
    only = CardSelection(
        note=given.get("note"),
        tag=given.get("tag"),
        folder=given.get("folder"),
        query=given.get("query", ""),
    )
    return AskedReview(options=options, only=only)


def _whole(given: Mapping[str, str], name: str) -> int | None:
    written, (least, most) = given.get(name), _BOUNDS[name]
    if written is None:
        return None
    if not (written.isascii() and written.isdigit()) or not least <= int(written[:9]) <= most:
        raise UsageError(f"“{name}” is a number from {least} to {most}, not “{written}”.")
    return int(written)


def _minutes(written: str | None) -> float | None:
    if written is None:
        return None
    try:
        minutes = float(written)
    except ValueError:
        minutes = -1
    if not (isfinite(minutes) and 0 < minutes <= _MOST_MINUTES):
        raise UsageError(f"“minutes” is a number up to {_MOST_MINUTES}, not “{written}”.")
    return minutes
