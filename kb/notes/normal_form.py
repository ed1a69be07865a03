"""Unicode's normal forms, in time that a text of nothing but marks does not square."""

import re
import unicodedata
from typing import Final, Literal

_MOST_MARKS: Final = 30
"""In a row, as in Unicode's own Stream-Safe Text Format (UAX #15): no language has as many."""
_MAYBE_MARKS: Final = re.compile(rf"[^\w\x00-\x7f]{{{_MOST_MARKS},}}")


def normalized(form: Literal["NFC", "NFD", "NFKC"], text: str) -> str:
    """Return a text in a normal form; of marks in a row, those after the thirtieth are left out.

    Marks are sorted in it, which takes the square of their number.
    """
    return unicodedata.normalize(form, _MAYBE_MARKS.sub(_with_few_marks, text))


def _with_few_marks(match: re.Match[str]) -> str:
    marks = 0
    kept = []
    for character in match[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)
