"""Why a query cannot be read, with its place, in words and in the query itself."""

from dataclasses import dataclass

from kb.app.sanitize import one_line, safe
from kb.errors import KbError, QueryError
from kb.web.errors import sentence_of

_AROUND = 60
"""Characters of the query on each side of the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubledQuery:
    """What is wrong with a query."""

    message: str
    before: str
    """The query up to the place; empty, as is the rest, for trouble without a place."""
    here: str
    """The character at the place; empty at the end."""
    after: str
    place: str
    """Where it is, in words; empty likewise."""


def query_trouble(error: KbError | None) -> TroubledQuery | None:
    """Return what is wrong with a query; None if nothing is."""
    if error is None:
        return None
    # The single quotes in advice are for a shell.
    message = sentence_of(error).replace("'\"", '"').replace("\"'", '"')
    if not isinstance(error, QueryError):
        return TroubledQuery(message=message, before="", here="", after="", place="")
    at, query = min(error.at, len(error.query)), error.query
    if at == len(query):
        place = "The place is the end of the query."
    else:
        place = f"The place is character {at + 1} of {len(query)}, “{one_line(query[at])}”."
    cut = max(at - _AROUND, 0)
    return TroubledQuery(
        message=message,
        before=("…" if cut else "") + safe(query[cut:at]),
        here=safe(query[at : at + 1]),
        after=safe(query[at + 1 : at + _AROUND]) + ("…" if len(query) > at + _AROUND else ""),
        place=place,
    )
