"""Whether the terminal can show full screens. Imports no Textual."""

import os
import sys

_SIMPLE = {None, "", "dumb", "unknown"}


def can_show_screens() -> bool:
    """Return whether the standard streams are a terminal that can show a full screen."""
    # Textual reads standard input and draws on standard error.
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(stream.isatty() for stream in streams) and os.environ.get("TERM") not in _SIMPLE
