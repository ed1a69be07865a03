"""How much was tried, and what was lost: ``make torture`` prints it."""

import os
from collections import Counter
from typing import Final

LONG: Final = os.environ.get("KB_TORTURE") == "long"
counted: Counter[str] = Counter()
"""Kills, faults and inputs so far."""


def often(short: int, long: int) -> int:
    """Returns how often something is tried in this run."""
    return long if LONG else short
