"""A collection of Anki as values: note types, notes, cards, decks and the log of reviews.

What there may be a hundred thousand of is a row: a named tuple, which is quick to make.
Rows name each other by ids, as Anki's tables do. Ids are milliseconds, and only known to the
collection; a note's ``guid`` names it everywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import IntEnum, StrEnum
from functools import cache
from typing import Final, NamedTuple

DEFAULT_DECK: Final = 1
"""The id of the deck that every collection has."""
DEFAULT_OPTIONS: Final = 1
"""The id of the preset that every collection has."""
_DAY_MINUTES: Final = 24 * 60
_FIRST_HOUR: Final = 4
_QUARTER_SECONDS: Final = 15 * 60
"""All time zones are whole quarters of an hour from UTC."""
_WESTERNMOST_MINUTES: Final = 11 * 60
"""Two zones may have four o'clock at once, a day apart; people live in the eastern one."""


class NoteKind(StrEnum):
    """How the notes of a type make cards: one for each template, or one for each cloze number."""

    NORMAL = "normal"
    CLOZE = "cloze"


class CardPhase(IntEnum):
    """How far a card is learned, as Anki numbers it (``cards.type``)."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


class CardQueue(IntEnum):
    """Where Anki looks for a card (``cards.queue``): by its phase, or set aside."""

    USER_BURIED = -3
    BURIED = -2
    SUSPENDED = -1
    NEW = 0
    LEARNING = 1
    REVIEW = 2
    DAY_LEARNING = 3
    PREVIEW = 4


class ReviewKind(IntEnum):
    """What a row of the log of reviews was (``revlog.type``)."""

    LEARNING = 0
    REVIEW = 1
    RELEARNING = 2
    FILTERED = 3
    """An answer in a filtered deck; it is cramming if it left the schedule alone."""
    MANUAL = 4
    """No answer: the learner set the due date, or made the card new again."""
    RESCHEDULED = 5
    """No answer: Anki computed the interval anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTemplate:
    """What the two sides of a card show, in Anki's language of templates."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteType:
    """The fields of some notes, and the cards that are made of them."""

    id: int
    name: str
    kind: NoteKind = NoteKind.NORMAL
    fields: tuple[str, ...]
    templates: tuple[CardTemplate, ...]
    """One for each card of a note; a single one for cloze notes."""
    css: str = ""
    modified: int = 0
    """In seconds since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckOptions:
    """A preset, by which Anki schedules the cards of some decks."""

    id: int
    name: str
    weights: tuple[float, ...]
    """Of FSRS-6."""
    retention: float
    """The chance of recall at which a review is due."""
    learning_steps: tuple[float, ...]
    """In minutes."""
    relearning_steps: tuple[float, ...]
    """In minutes."""
    maximum_interval_days: int
    new_per_day: int
    reviews_per_day: int


class Deck(NamedTuple):
    """A deck. ``::`` is between the names of a deck and of the decks in it."""

    id: int
    name: str
    filtered: bool = False
    options: int = DEFAULT_OPTIONS
    """The id of its preset."""


class NoteRow(NamedTuple):
    """A note: what stands in its fields, as HTML."""

    id: int
    guid: str
    note_type: int
    fields: tuple[str, ...]
    tags: tuple[str, ...] = ()
    modified: int = 0
    """In seconds since 1970."""


class FsrsMemory(NamedTuple):
    """The memory that Anki's FSRS keeps of a card."""

    stability_days: float
    difficulty: float


class AnkiCard(NamedTuple):
    """A card: a note, one of its templates, and where it stands in the schedule."""

    id: int
    note: int
    ordinal: int
    """The template, or the cloze number less one, from 0."""
    deck: int = DEFAULT_DECK
    phase: int = CardPhase.NEW
    queue: int = CardQueue.NEW
    due: int = 0
    """By queue: a position, seconds since 1970, or days since the collection began."""
    interval_days: int = 0
    ease_permille: int = 0
    """SM-2's ease: 2500 at first, and 0 while the card is new."""
    reps: int = 0
    lapses: int = 0
    steps_left: int = 0
    flag: int = 0
    """From 1 to 7; 0 is none."""
    modified: int = 0
    """In seconds since 1970."""
    home_deck: int = 0
    """The deck that the card goes back to from a filtered deck; 0 is none."""
    home_due: int = 0
    """When the card is due at home, while it is in a filtered deck."""
    memory: FsrsMemory | None = None
    desired_retention: float | None = None
    decay: float | None = None
    """The decay of the forgetting curve, above 0."""
    last_review: int | None = None
    """In seconds since 1970. A package without scheduling may have it without a memory."""

    @property
    def suspended(self) -> bool:
        """Whether the learner set the card aside."""
        return self.queue == CardQueue.SUSPENDED

    @property
    def buried(self) -> bool:
        """Whether the card is set aside until the next day."""
        return self.queue in (CardQueue.BURIED, CardQueue.USER_BURIED)


class ReviewRow(NamedTuple):
    """A row of the log of reviews."""

    id: int
    """When, in milliseconds since 1970. No two rows of a collection have the same."""
    card: int
    button: int
    """From 1, Again, to 4, Easy; 0 if it was no answer."""
    interval: int
    """After it: days if above 0, seconds if below."""
    last_interval: int
    """Before it, in the same way."""
    factor: int
    """SM-2's ease in permille, or with FSRS the difficulty, from 100 to 1100."""
    duration_ms: int
    kind: int


@cache
def _zone_created(created: int, west: int | None, west_now: int | None) -> timezone:
    if west is None:
        west = created // 60 % _DAY_MINUTES - _FIRST_HOUR * 60
        if created % _QUARTER_SECONDS:
            west = west_now or 0
        elif west >= _WESTERNMOST_MINUTES:
            west -= _DAY_MINUTES
    return _zone(west)


@cache
def _zone(minutes_west: int) -> timezone:
    return timezone(timedelta(minutes=-minutes_west))


@cache
def _hours(hours: int) -> timedelta:
    return timedelta(hours=hours)


@cache
def _date(seconds: int, zone: timezone) -> date:
    return datetime.fromtimestamp(seconds, zone).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnkiCalendar:
    """How a collection counts days."""

    created: int
    """When the collection began, in seconds since 1970: the rollover of its first day."""
    minutes_west: int | None = None
    """The time zone in which it began, as minutes that UTC is ahead; unknown in old files."""
    rollover_hour: int = 4
    minutes_west_now: int | None = None
    """The time zone in which it was used last, where the file says so."""

    @property
    def zone_created(self) -> timezone:
        """The time zone in which the collection began.

        A file that does not say was begun at four in the morning of its zone, which is what
        Anki has always taken for the first day.
        """
        return _zone_created(self.created, self.minutes_west, self.minutes_west_now)

    @property
    def zone_now(self) -> timezone:
        """The time zone in which the collection was used last, as far as the file says."""
        west = self.minutes_west_now
        return self.zone_created if west is None else _zone(west)

    @property
    def first_day(self) -> date:
        """The study day on which the collection began; from it Anki counts days."""
        return _date(self.created, self.zone_created)

    def day_of(self, moment: datetime) -> date:
        """Return the study day of a moment, in the time zone of last use."""
        return (moment.astimezone(self.zone_now) - _hours(self.rollover_hour)).date()

    def day(self, number: int) -> date:
        """Return the study day that is ``number`` days after the first.

        Raises:
            OverflowError: There is no such day in our calendar.
        """
        return self.first_day + timedelta(days=number)

    def number(self, day: date) -> int:
        """Return how many days after the first a study day is."""
        return (day - self.first_day).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What a package holds, but for the content of its media."""

    calendar: AnkiCalendar
    note_types: Mapping[int, NoteType]
    """By their ids."""
    decks: Mapping[int, Deck]
    """By their ids."""
    options: Sequence[DeckOptions] = ()
    """Presets besides the one that every collection has. They are written, and not read."""
    notes: Sequence[NoteRow] = ()
    cards: Sequence[AnkiCard] = ()
    reviews: Sequence[ReviewRow] = ()
    """In the order of time."""
    media: Sequence[str] = ()
    """The names of the media, as notes write them."""
