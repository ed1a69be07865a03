"""What a query for cards asks: values that the parser makes, and the store looks up."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from kb.cards.card import Status

Comparison = Callable[[Any, Any], Any]
"""Of :mod:`operator`."""


class Wildcard(Enum):
    """A character that stands for others."""

    ONE = "_"
    ANY = "*"


Pattern = tuple[str | Wildcard, ...]
"""A text with wildcards: no two texts, and no two ``ANY``, stand side by side."""


class Side(Enum):
    """Where a text is looked for."""

    EITHER = "either"
    FRONT = "front"
    BACK = "back"


class Condition(Enum):
    """What follows ``is:``."""

    DUE = "due"
    NEW = "new"
    LEARN = "learn"
    REVIEW = "review"
    BURIED = "buried"
    CHANGED = "changed"
    WRITTEN = "written"
    INBOX = Status.INBOX.value
    SNOOZED = Status.SNOOZED.value
    ACTIVE = Status.ACTIVE.value
    SUSPENDED = Status.SUSPENDED.value
    REJECTED = Status.REJECTED.value
    RETIRED = Status.RETIRED.value


class Measure(Enum):
    """What follows ``prop:``."""

    STABILITY = "s"
    DIFFICULTY = "d"
    RETRIEVABILITY = "r"
    INTERVAL = "ivl"
    DUE = "due"
    REPS = "reps"
    LAPSES = "lapses"

    @property
    def is_share(self) -> bool:
        """Whether it lies between 0 and 1."""
        return self in (Measure.DIFFICULTY, Measure.RETRIEVABILITY)

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number, which can be equal to one that is asked for."""
        return self is not Measure.STABILITY and not self.is_share


class Event(Enum):
    """What happened in the last days."""

    ADDED = "added"
    RATED = "rated"
    INTRODUCED = "introduced"
    RESCHEDULED = "resched"


@dataclass(frozen=True, slots=True)
class Text:
    """A side has a text: somewhere, or is equal to it."""

    pattern: Pattern
    side: Side = Side.EITHER


@dataclass(frozen=True, slots=True)
class Is:
    """A card is in a state."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Tagged:
    """The note has a tag, or one nested in it; without a pattern, it has none."""

    pattern: Pattern | None


@dataclass(frozen=True, slots=True)
class OfNote:
    """The note has a title, an alias, a file name or a path."""

    pattern: Pattern
    at: int = field(default=0, compare=False)
    """Where the name stands in the query, from 0."""


@dataclass(frozen=True, slots=True)
class InFolder:
    """The note lies in a folder, or below it."""

    pattern: Pattern
    at: int = field(default=0, compare=False)
    """Where the name stands in the query, from 0."""


@dataclass(frozen=True, slots=True)
class OfGenerator:
    """The card comes from a generator."""

    pattern: Pattern
    at: int = field(default=0, compare=False)
    """Where the name stands in the query, from 0."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The card has one of these ids."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A property compares with a number."""

    what: Measure
    comparison: Comparison
    number: float
    """In days for stability, interval and due; from 0 to 1 for difficulty and retrievability."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something happened in the last days, today included."""

    event: Event
    days: int
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """A query does not hold."""

    query: "Query"


@dataclass(frozen=True, slots=True)
class Every:
    """All of the queries hold; without any, every card is meant."""

    queries: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True)
class Some:
    """One of the queries holds."""

    queries: "tuple[Query, ...]"


Term = Text | Is | Tagged | OfNote | InFolder | OfGenerator | Numbered | Compared | Happened
Query = Term | Not | Every | Some


def terms_in(query: Query) -> Iterator[Term]:
    """Yield the terms of a query, whether wanted or not, in their order."""
    if isinstance(query, Not):
        yield from terms_in(query.query)
    elif isinstance(query, Every | Some):
        for part in query.queries:
            yield from terms_in(part)
    else:
        yield query


def conditions_in(query: Query) -> frozenset[Condition]:
    """Return every state that a query names, whether wanted or not."""
    return frozenset(term.condition for term in terms_in(query) if isinstance(term, Is))


def plain_text(pattern: Pattern) -> str | None:
    """Return the text of a pattern without wildcards."""
    texts = [part for part in pattern if isinstance(part, str)]
    return "".join(texts) if len(texts) == len(pattern) else None
