"""The only reader of the clock. Everything else takes ``now`` as an argument."""

import os
import time
from datetime import UTC, datetime, tzinfo

from kb.errors import UsageError


def now() -> datetime:
    """Returns the present moment, aware, in UTC; what ``KB_NOW`` says, if it is set.

    Raises:
        UsageError: ``KB_NOW`` is no ISO 8601 time.
    """
    frozen = os.environ.get("KB_NOW")
    if not frozen:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(frozen)
    except ValueError:
        message = f"KB_NOW is “{frozen}”, which is no ISO 8601 time. Try 2026-01-31T09:00+00:00."
        raise UsageError(message) from None
    return moment.astimezone(UTC)


def local_zone() -> tzinfo:
    """Returns the time zone of whoever sits here, with its daylight saving."""
    from tzlocal import get_localzone  # noqa: PLC0415  # 15 ms that --help need not pay

    try:
        return get_localzone()
    except (LookupError, OSError, ValueError):
        # A TZ that names no zone, such as XYZ-3: the system knows the offset of today at least.
        return datetime.now().astimezone().tzinfo or UTC


def monotonic_seconds() -> float:
    """Returns seconds from an arbitrary start, for measuring how long something took."""
    return time.monotonic()
