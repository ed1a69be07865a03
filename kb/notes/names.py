"""How names are compared: after NFC, case folding, and folding of spaces, ``_`` and ``-``."""

from functools import lru_cache

from kb.notes.normal_form import normalized


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """Return the form in which two spellings of one name are equal.

    >>> name_key("Event_Loop") == name_key("event-loop") == name_key(" Event  loop ")
    True
    """
    if name.isascii():
        folded = name.lower()
    else:
        folded = normalized("NFC", normalized("NFC", name).casefold())
    return " ".join(folded.replace("_", " ").replace("-", " ").split())
