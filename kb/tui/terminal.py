"""Whether there is a terminal that a screen could fill. Loads no Textual."""

import os
import sys


def can_show_screens() -> bool:
    """Returns whether a person sits at a terminal that does more than print lines."""
    # Textual reads from the first and draws on the last of them.
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(stream.isatty() for stream in streams) and os.environ.get("TERM") not in _SIMPLE


_SIMPLE = {None, "", "dumb", "unknown"}
