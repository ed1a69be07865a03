"""The only reader of the clock. Everything else takes ``now`` as an argument."""

import os
import time
from datetime import UTC, datetime, tzinfo

from kb.errors import UsageError


def now() -> datetime:
    """Return the current time, aware, in UTC; the time in ``KB_NOW``, if that is set.

    Raises:
        UsageError: ``KB_NOW`` is not an ISO 8601 time.
    """
    frozen = os.environ.get("KB_NOW")
    if not frozen:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(frozen)
    except ValueError:
        message = f"KB_NOW is “{frozen}”, not an ISO 8601 time. Try 2026-01-31T09:00+00:00."
        raise UsageError(message) from None
    return moment.astimezone(UTC)


def local_zone() -> tzinfo:
    """Return the user's time zone, with its daylight saving."""
    from tzlocal import get_localzone  # noqa: PLC0415  # 15 ms that --help need not pay

    try:
        return get_localzone()
    except (LookupError, OSError, ValueError):
        # A TZ that names no zone, such as XYZ-3: the system knows today's offset at least.
        return datetime.now().astimezone().tzinfo or UTC


def monotonic_seconds() -> float:
    """Return seconds from an arbitrary start, for measuring durations."""
    return time.monotonic()
