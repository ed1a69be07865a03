"""What a query for cards asks for, as a condition in SQL: all values are bound."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.cards.query import query as q
from kb.notes.names import name_key
from kb.schedule.curve import Curve
from kb.schedule.days import Calendar
from kb.schedule.memory import State, midnight
from kb.store.tables.cards import cards, log
from kb.store.tables.notes import aliases, note_tags, notes, tags
from kb.store.tables.predicates import (
    COUNTS,
    RESCHEDULES,
    escaped,
    is_status,
    is_tag_within,
    notes_in,
)

_DAY_MS: Final = 86_400_000
_IN_STEPS: Final = cards.c.state.in_([State.LEARNING.value, State.RELEARNING.value])
_IN_REVIEW: Final = cards.c.state == State.REVIEW.value
_OWN: Final = is_status(Status.ACTIVE, Status.SUSPENDED)
_MIRRORED: Final = {
    operator.lt: operator.gt,
    operator.le: operator.ge,
    operator.gt: operator.lt,
    operator.ge: operator.le,
}
_WILDCARDS: Final = {q.Wildcard.ONE: "_", q.Wildcard.ANY: "%"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCards:
    """A query, and the moment and the memory model that some of its words depend on."""

    query: q.Query
    day: date
    """The study day."""
    calendar: Calendar
    curve: Curve

    def condition(self) -> ColumnElement[bool]:
        """Return the condition that a card is one of them."""
        return self._of(self.query)

    @property
    def statuses(self) -> frozenset[Status]:
        """The statuses that the query names, whether wanted or not."""
        names = {status.value: status for status in Status}
        conditions = q.conditions_in(self.query)
        return frozenset(names[one.value] for one in conditions if one.value in names)

    def _of(self, query: q.Query) -> ColumnElement[bool]:  # noqa: PLR0911  # one for each kind
        match query:
            case q.Not(inner):
                return not_(self._of(inner))
            case q.Every(queries):
                return and_(true(), *map(self._of, queries))
            case q.Some(queries):
                return or_(false(), *map(self._of, queries))
            case q.Is(condition):
                return self._is(condition)
            case q.Compared():
                return self._compared(query)
            case q.Happened():
                return self._happened(query)
            case _:
                return _in_content(query)

    def _is(self, condition: q.Condition) -> ColumnElement[bool]:
        is_buried = _known(cards.c.buried_until, cards.c.buried_until > self.day)
        snoozed = is_status(Status.SNOOZED)
        conditions: dict[q.Condition, Callable[[], ColumnElement[bool]]] = {
            q.Condition.NEW: lambda: _OWN & cards.c.state.is_(None),
            q.Condition.LEARN: lambda: _known(cards.c.state, _IN_STEPS),
            q.Condition.REVIEW: lambda: _known(
                cards.c.state, cards.c.state != State.LEARNING.value
            ),
            q.Condition.DUE: lambda: and_(
                is_status(Status.ACTIVE), not_(is_buried), _known(cards.c.state, self._due_until(0))
            ),
            q.Condition.BURIED: lambda: is_buried,
            q.Condition.CHANGED: lambda: cards.c.changed,
            q.Condition.WRITTEN: lambda: cards.c.written,
            q.Condition.INBOX: lambda: or_(
                is_status(Status.INBOX), and_(snoozed, cards.c.snoozed_until <= self.day)
            ),
        }
        if condition in conditions:
            return conditions[condition]()
        return is_status(Status(condition.value))

    def _compared(self, compared: q.Compared) -> ColumnElement[bool]:  # noqa: PLR0911  # likewise
        number = compared.number
        holds: Callable[[Any, Any], Any] = compared.comparison
        match compared.what:
            case q.Measure.STABILITY:
                return _known(cards.c.stability, holds(cards.c.stability, number))
            case q.Measure.DIFFICULTY:
                # From 1 to 10 in the store, and from 0 to 1 in Anki's search.
                return _known(cards.c.difficulty, holds(cards.c.difficulty, 1 + 9 * number))
            case q.Measure.RETRIEVABILITY:
                return _known(cards.c.stability, self._recalled(compared))
            case q.Measure.INTERVAL:
                days = type_coerce(cards.c.due, Integer) / literal(_DAY_MS)
                last = _julian(cards.c.last_day) - _julian(literal("1970-01-01"))
                return _known(cards.c.state, and_(_IN_REVIEW, holds(days - last, number)))
            case q.Measure.DUE:
                return _known(cards.c.state, self._due(compared))
            case q.Measure.REPS:
                return type_coerce(holds(cards.c.reps, int(number)), Boolean)
            case q.Measure.LAPSES:
                return type_coerce(holds(cards.c.lapses, int(number)), Boolean)

    def _recalled(self, compared: q.Compared) -> ColumnElement[bool]:
        """Return how the chance of recall compares: the less, the more of its stability is over."""
        if compared.number == 0:
            return true() if compared.comparison(1, 0) else false()
        days = self.curve.interval_days(1, compared.number)
        elapsed = func.max(0, _julian(literal(self.day.isoformat())) - _julian(cards.c.last_day))
        holds: Callable[[Any, Any], Any] = _MIRRORED[compared.comparison]
        return type_coerce(holds(elapsed, days * cards.c.stability), Boolean)

    def _due(self, compared: q.Compared) -> ColumnElement[bool]:
        """Return how the study day on which a card is due compares, counted from today."""
        on = int(compared.number)
        until, before = self._due_until(on), self._due_until(on - 1)
        conditions: dict[object, ColumnElement[bool]] = {
            operator.le: until,
            operator.lt: before,
            operator.ge: not_(before),
            operator.gt: not_(until),
            operator.eq: and_(until, not_(before)),
            operator.ne: or_(before, not_(until)),
        }
        return conditions[compared.comparison]

    def _due_until(self, days: int) -> ColumnElement[bool]:
        """Return the condition that a card is due before the study day ends that is so far away."""
        day = self.day + timedelta(days=days)
        ends = self.calendar.start_of(day + timedelta(days=1))
        return case((_IN_REVIEW, cards.c.due <= midnight(day)), else_=cards.c.due < ends)

    def _happened(self, happened: q.Happened) -> ColumnElement[bool]:
        first = self.day - timedelta(days=happened.days - 1)
        if happened.event is q.Event.ADDED:
            return cards.c.added_at >= self.calendar.start_of(first)
        is_such = RESCHEDULES if happened.event is q.Event.RESCHEDULED else COUNTS
        answered = select(log.c.card_id).where(is_such, log.c.study_day >= first)
        if happened.rating is not None:
            answered = answered.where(log.c.rating == happened.rating)
        if happened.event is q.Event.INTRODUCED:
            answered = answered.where(log.c.state_before.is_(None))
        return cards.c.id.in_(answered)


async def means_a_note(connection: AsyncConnection, term: q.OfNote | q.InFolder) -> bool:
    """Return whether a note, even one that is gone, has the name or lies in the folder."""
    if isinstance(term, q.InFolder):
        meant = notes_in(_sql_pattern(term.pattern))
    else:
        meant = _notes_called(term.pattern)
    return (await connection.execute(meant.limit(1))).first() is not None


def _in_content(query: q.Query) -> ColumnElement[bool]:  # likewise
    """Return the condition on what a card says, or where it comes from."""
    match query:
        case q.Text(pattern, side):
            return _has_text(pattern, side)
        case q.Tagged(pattern):
            return _is_tagged(pattern)
        case q.OfNote(pattern):
            return cards.c.note_id.in_(_notes_called(pattern))
        case q.InFolder(pattern):
            return cards.c.note_id.in_(notes_in(_sql_pattern(pattern)))
        case q.OfGenerator(pattern):
            return _like(cards.c.generator, _sql_pattern(pattern))
        case q.Numbered(ids):
            return cards.c.id.in_(ids)
    raise TypeError(f"no term of a query: {query!r}")


def _has_text(pattern: q.Pattern, side: q.Side) -> ColumnElement[bool]:
    sides = {
        q.Side.FRONT: func.coalesce(cards.c.own_front, cards.c.front),
        q.Side.BACK: func.coalesce(cards.c.own_back, cards.c.back),
    }
    columns = [sides[side]] if side in sides else list(sides.values())
    around = "" if side in sides else "%"
    # SQLite folds the case of ASCII letters only.
    spellings = {
        f"{around}{_sql_pattern(pattern, spelling)}{around}": None
        for spelling in (str, str.lower, str.upper, str.capitalize)
    }
    if all(part.isascii() for part in pattern if isinstance(part, str)):
        spellings = dict.fromkeys([next(iter(spellings))])
    return or_(*(_like(column, like) for column in columns for like in spellings))


def _is_tagged(pattern: q.Pattern | None) -> ColumnElement[bool]:
    if pattern is None:
        return cards.c.note_id.not_in(select(note_tags.c.note_id))
    tagged = select(note_tags.c.note_id).join(tags, tags.c.id == note_tags.c.tag_id)
    plain = q.plain_text(pattern)
    if plain is not None:
        return cards.c.note_id.in_(tagged.where(is_tag_within([name_key(plain)])))
    like = _sql_pattern(pattern, _part_of_key)
    keys = or_(_like(tags.c.tag_key, like), _like(tags.c.tag_key, f"{like}/%"))
    return cards.c.note_id.in_(tagged.where(keys))


def _notes_called(pattern: q.Pattern) -> Select[Any]:
    plain = q.plain_text(pattern)
    like = _sql_pattern(pattern, _part_of_key)

    def is_called(key: ColumnElement[str]) -> ColumnElement[bool]:
        return _like(key, like) if plain is None else key == name_key(plain)

    return select(notes.c.id).where(
        or_(
            is_called(notes.c.title_key),
            is_called(notes.c.file_key),
            notes.c.id.in_(select(aliases.c.note_id).where(is_called(aliases.c.alias_key))),
            _like(notes.c.path, _sql_pattern(pattern)),
        )
    )


def _sql_pattern(pattern: q.Pattern, spelling: Callable[[str], str] = str) -> str:
    """Return a pattern for LIKE, with each text in a spelling."""
    return "".join(
        _WILDCARDS[part] if isinstance(part, q.Wildcard) else escaped(spelling(part))
        for part in pattern
    )


def _part_of_key(text: str) -> str:
    """Return a part of a name as it stands in keys, with the spaces at its ends."""
    return name_key(f"x{text}x")[1:-1]


def _like(column: ColumnElement[str], pattern: str) -> ColumnElement[bool]:
    return column.like(pattern, escape="\\")


def _known(column: ColumnElement[Any], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return a condition that is false where the column is null, so that its contrary is true."""
    return and_(column.is_not(None), condition)


def _julian(day: ColumnElement[Any]) -> ColumnElement[float]:
    return func.julianday(type_coerce(day, Text))
