"""How the addresses of links are shown: opened by a click, written, or left out."""

import os
from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

_CANNOT: Final = frozenset({"", "dumb", "unknown", "linux", "vt100", "vt220", "ansi"})
"""Values of TERM whose terminals may print the sequence of a hyperlink as text."""


class Links(Enum):
    """How the address of a link is shown."""

    CLICKABLE = auto()
    """Not, but the terminal opens it when the text of the link is clicked (OSC 8)."""
    ADDRESSES = auto()
    """In brackets behind the text."""
    TEXT = auto()
    """Not at all."""


def opens_links(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether the terminal opens hyperlinks, or at least shows their text alone.

    ``FORCE_HYPERLINK`` decides where it is set: 0 for no.
    """
    forced = environ.get("FORCE_HYPERLINK")
    if forced is not None:
        return forced != "0"
    return environ.get("TERM", "") not in _CANNOT
