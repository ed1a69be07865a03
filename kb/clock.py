"""The only reader of the clock. Everything else takes ``now`` as an argument."""

import os
import time
from datetime import UTC, datetime

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


def monotonic_seconds() -> float:
    """Returns seconds from an arbitrary start, for measuring how long something took."""
    return time.monotonic()
