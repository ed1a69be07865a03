"""How names are compared: after NFC, case folding, and folding of spaces, ``_`` and ``-``."""

import re
import unicodedata

_GAP = re.compile(r"[\s_-]+")


def name_key(name: str) -> str:
    """Returns the form in which two spellings of one name are equal.

    >>> name_key("Event_Loop") == name_key("event-loop") == name_key(" Event  loop ")
    True
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    return _GAP.sub(" ", folded).strip()
