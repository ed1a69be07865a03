"""Durations as people write them: ``1m 10m 1d``."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

Steps = tuple[timedelta, ...]

_WRITTEN: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([smhd])")
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
"""In seconds."""
_LONGEST: Final = timedelta(days=365)


def parse_duration(text: str) -> timedelta:
    """Parse ``90s``, ``1.5h`` or ``1d``, rounded to seconds.

    Raises:
        ValueError: it is no such text, shorter than a second, or longer than a year.
    """
    match = _WRITTEN.fullmatch(text.strip().casefold())
    # Nine digits are enough for a year in seconds, and cannot overflow.
    if match is None or len(match[1]) > 9:
        raise ValueError("a span of time, such as 90s, 10m, 1.5h or 1d")
    span = timedelta(seconds=round(float(match[1]) * _UNITS[match[2]]))
    if not timedelta(seconds=1) <= span <= _LONGEST:
        raise ValueError("a span of time between a second and a year")
    return span


def wait_text(wait: timedelta) -> str:
    """Return how long a card waits, as on a button: ``10m``, or ``done`` if it does not return."""
    return short_duration(wait) if wait else "done"


def parse_steps(text: str | Iterable[str]) -> Steps:
    """Parse ``1m 10m 1d``, or a list of such durations; an empty text gives no steps.

    Raises:
        ValueError: one of them is no duration.
    """
    words = text.replace(",", " ").split() if isinstance(text, str) else text
    return tuple(parse_duration(word) for word in words)


def short_duration(span: timedelta) -> str:
    """Format a duration for a button: ``45s``, ``5.5m``, ``3h``, ``12d``, ``4.2mo``, ``1.5y``.

    Months have 30 days and years 365. Only what is shown is rounded, not what is scheduled.
    """
    days = span / timedelta(days=1)
    seconds = span.total_seconds()
    if seconds < 60:
        return f"{seconds:.0f}s"
    if seconds < 3600:
        return f"{_tenths(seconds / 60)}m"
    if days < 1:
        return f"{_tenths(seconds / 3600)}h"
    if days < 60:
        return f"{_tenths(days)}d"
    if days < 365:
        return f"{_tenths(days / 30)}mo"
    return f"{_tenths(days / 365)}y"


def _tenths(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
