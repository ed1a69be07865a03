"""Spans of time as people write them: ``1m 10m 1d``."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

Steps = tuple[timedelta, ...]

_WRITTEN: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([smhd])")
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
"""In seconds."""
_LONGEST: Final = timedelta(days=365)


def duration(written: str) -> timedelta:
    """Returns the span of time, in whole seconds, that ``90s``, ``1.5h`` or ``1d`` stands for.

    Raises:
        ValueError: it is written otherwise, shorter than a second, or longer than a year.
    """
    found = _WRITTEN.fullmatch(written.strip().casefold())
    # Nine digits hold whatever is allowed, and no more overflow than they can write.
    if found is None or len(found[1]) > 9:
        raise ValueError("a span of time, such as 90s, 10m, 1.5h or 1d")
    span = timedelta(seconds=round(float(found[1]) * _UNITS[found[2]]))
    if not timedelta(seconds=1) <= span <= _LONGEST:
        raise ValueError("a span of time between a second and a year")
    return span


def steps(written: str | Iterable[str]) -> Steps:
    """Returns the spans in ``1m 10m 1d``, or in a list of such; nothing written is no steps.

    Raises:
        ValueError: one of them is no span of time.
    """
    words = written.replace(",", " ").split() if isinstance(written, str) else list(written)
    return tuple(duration(word) for word in words)


def short(span: timedelta) -> str:
    """Returns a span as a button shows it: ``45s``, ``5.5m``, ``3h``, ``12d``, ``4.2mo``, ``1.5y``.

    Months have 30 days and years 365; what is shown is rounded, never what is scheduled.
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
