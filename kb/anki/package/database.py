"""Reads the database in a package: schema 11 and 18, and what is between them.

Anki takes columns of other types than its own schema says, as add-ons leave them. Fractions are
rounded here; a row with text where a number belongs, or without its note, is left out.
"""

import json
import sqlite3
from collections.abc import Mapping
from functools import partial
from math import inf
from typing import Any, Final, NamedTuple

from kb.anki.collection import (
    DEFAULT_DECK,
    AnkiCalendar,
    AnkiCard,
    CardPhase,
    CardQueue,
    Collection,
    Deck,
    FsrsMemory,
    NoteKind,
    NoteRow,
    NoteType,
    ReviewRow,
)
from kb.anki.package import schema11, schema18

_NEEDED: Final = frozenset({"col", "notes", "cards", "revlog"})
_OLDEST: Final = 11
_NEWEST: Final = 18
_TABLES_SINCE: Final = 15
"""The first schema with tables of note types and decks."""
_MOST_TEXT_BYTES: Final = 256 << 20
_FIELD_SEPARATOR: Final = "\x1f"
_FLAGS: Final = 7
_FIRST_BUTTON_MOVED, _LAST_BUTTON_MOVED = 2, 3
# As ``_make`` does, without a call of Python's for each of a million rows.
_as_note: Final = partial(tuple.__new__, NoteRow)
_as_card: Final = partial(tuple.__new__, AnkiCard)
_as_review: Final = partial(tuple.__new__, ReviewRow)
_NOTE: Final = ("id", "mid", "mod")
_CARD: Final = (
    *("id", "nid", "ord", "did", "type", "queue", "due", "ivl", "factor", "reps", "lapses"),
    *("left", "flags", "mod", "odid", "odue"),
)
_REVIEW: Final = ("id", "cid", "ease", "ivl", "lastIvl", "factor", "time", "type")


def read_collection(
    database: sqlite3.Connection, media: tuple[str, ...], left_out: list[str]
) -> Collection:
    """Return what a database holds, and add to ``left_out`` what it does not make sense of.

    Raises:
        sqlite3.Error: The database is broken, or lacks a table.
        ValueError: A value is not what Anki would write.
    """
    _guard(database)
    source = _Source(database, left_out)
    version = source.version()
    if version < _TABLES_SINCE:
        note_types = schema11.read_note_types(source.text("models"))
        decks = schema11.read_decks(source.text("decks"))
    else:
        note_types = schema18.read_note_types(database)
        decks = schema18.read_decks(database)
    if source.has("config"):
        settings = schema18.read_settings(database)
    else:
        settings = schema11.json_object(source.text("conf"))
    decks = decks or {DEFAULT_DECK: Deck(DEFAULT_DECK, "Default")}
    first_scheduler = settings.get("schedVer", 1) == 1
    notes = source.notes(note_types)
    cards = source.cards(notes, note_types, first_scheduler=first_scheduler)
    return Collection(
        calendar=_calendar(source.created(), settings),
        note_types=note_types,
        decks=decks,
        notes=notes,
        cards=cards,
        reviews=source.reviews(first_scheduler=first_scheduler),
        media=media,
    )


def _guard(database: sqlite3.Connection) -> None:
    """Have SQLite trust the file as little as it can, and know Anki's collation."""
    database.create_collation("unicase", schema18.unicase)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_TEXT_BYTES)
    for pragma in ("trusted_schema = off", "query_only = on", "cell_size_check = on"):
        database.execute(f"pragma {pragma}")


class _Source(NamedTuple):
    """A database, and the list of what is left out of it."""

    database: sqlite3.Connection
    left_out: list[str]

    def has(self, table: str) -> bool:
        """Return whether there is a real table of a name: views may never end."""
        sql = "select sql from sqlite_master where type = 'table' and name = ?"
        row = self.database.execute(sql, (table,)).fetchone()
        if row is None:
            return False
        if str(row[0]).lower().startswith("create virtual"):
            raise ValueError(f"{table} is no real table")
        columns = self.database.execute(f"pragma table_xinfo({table})").fetchall()
        if any(hidden for *_, hidden in columns):
            raise ValueError(f"{table} has computed columns")
        return True

    def version(self) -> int:
        """Return the number of the schema, with all its tables there."""
        needed = set(_NEEDED)
        if not self.has("col"):
            raise ValueError("no table col")
        version = self.database.execute("select ver from col").fetchone()
        if version is None or not isinstance(version[0], int):
            raise ValueError("no version")
        if not _OLDEST <= version[0] <= _NEWEST:
            raise ValueError(f"its version is {version[0]}")
        if version[0] >= _TABLES_SINCE:
            needed |= {"notetypes", "fields", "templates", "decks"}
        for table in sorted(needed):
            if not self.has(table):
                raise ValueError(f"no table {table}")
        for table in ("notes", "cards", "revlog"):
            columns = self.database.execute(f"pragma table_xinfo({table})").fetchall()
            if not any(name == "id" and key for _, name, _, _, _, key, _ in columns):
                raise ValueError(f"the ids of {table} are no keys")
        return version[0]

    def text(self, column: str) -> str:
        """Return a text of the only row of ``col``."""
        sql = f"select {column} from col"  # noqa: S608  # a name of ours
        row = self.database.execute(sql).fetchone()
        if not isinstance(row[0], str):
            raise ValueError(f"{column} is no text")  # noqa: TRY004  # a wrong file
        return row[0]

    def created(self) -> int:
        """Return when the collection began, in seconds."""
        row = self.database.execute("select crt from col").fetchone()
        if not isinstance(row[0], int) or abs(row[0]) > _MOST_SECONDS:
            raise ValueError("it does not say when it began")
        return row[0]

    def rows(self, table: str, numbers: tuple[str, ...], texts: str = "") -> list[Any]:
        """Return the rows of a table in the order of their ids, without those of wrong types."""
        sound = " and ".join(f"typeof({name}) in ('integer', 'real')" for name in numbers)
        columns = ", ".join(f"cast({name} as integer)" for name in numbers)
        sql = f"select {columns}{texts} from {table} where {sound} order by id"  # noqa: S608  # ours
        rows = self.database.execute(sql).fetchall()
        sql = f"select count(*) from {table}"  # noqa: S608  # a name of ours
        (count,) = self.database.execute(sql).fetchone()
        self._told(count - len(rows), table, "with text where a number belongs")
        return rows

    def notes(self, note_types: Mapping[int, NoteType]) -> tuple[NoteRow, ...]:
        """Return the notes whose type is known, with as many fields as it has."""
        notes, homeless, broken, twice = [], 0, 0, 0
        guids: set[str] = set()
        for key, kind, modified, guid, fields, tags in self.rows(
            "notes", _NOTE, ", guid, flds, tags"
        ):
            note_type = note_types.get(kind)
            if note_type is None:
                homeless += 1
                continue
            if not (isinstance(guid, str) and isinstance(fields, str) and isinstance(tags, str)):
                broken += 1
                continue
            if guid in guids:
                twice += 1
                continue
            guids.add(guid)
            parts = fields.split(_FIELD_SEPARATOR)
            wanted = len(note_type.fields)
            if len(parts) != wanted:
                parts = (parts + [""] * wanted)[:wanted]
            notes.append(_as_note((key, guid, kind, tuple(parts), tuple(tags.split()), modified)))
        self._told(homeless, "notes", "whose note type is not there")
        self._told(broken, "notes", "with a number where a text belongs")
        self._told(twice, "notes", "with the guid of another")
        return tuple(notes)

    def cards(
        self,
        notes: tuple[NoteRow, ...],
        note_types: Mapping[int, NoteType],
        *,
        first_scheduler: bool,
    ) -> tuple[AnkiCard, ...]:
        """Return the cards of these notes."""
        most = {
            key: len(note_type.templates) if note_type.kind is NoteKind.NORMAL else _MOST_CLOZES
            for key, note_type in note_types.items()
        }
        ordinals = {note.id: most[note.note_type] for note in notes}
        cards, homeless, twice = [], 0, 0
        places: set[tuple[int, int]] = set()
        for *row, data in self.rows("cards", _CARD, ", data"):
            if not 0 <= row[2] < ordinals.get(row[1], 0):
                homeless += 1
                continue
            if (place := (row[1], row[2])) in places:
                twice += 1
                continue
            places.add(place)
            row[12] &= _FLAGS
            if first_scheduler:
                _as_second_scheduler(row)
            cards.append(_as_card((*row, *_card_data(data))))
        self._told(homeless, "cards", "whose note or template is not there")
        self._told(twice, "cards", "with the note and template of another")
        return tuple(cards)

    def reviews(self, *, first_scheduler: bool) -> tuple[ReviewRow, ...]:
        """Return the log of reviews."""
        rows = self.rows("revlog", _REVIEW)
        if first_scheduler:
            rows = [_second_schedulers_button(row) for row in rows]
        return tuple(map(_as_review, rows))

    def _told(self, count: int, table: str, why: str) -> None:
        if count:
            self.left_out.append(f"{count} of the {table}: {why}")


_MOST_SECONDS: Final = 1 << 36
_MOST_CLOZES: Final = 1 << 16


def _as_second_scheduler(row: list[Any]) -> None:
    """Give a card of the first scheduler the phase that it has in later ones."""
    phase, queue = row[4], row[5]
    if phase == CardPhase.REVIEW and queue in (CardQueue.LEARNING, CardQueue.DAY_LEARNING):
        row[4] = CardPhase.RELEARNING


def _second_schedulers_button(row: tuple[int, ...]) -> tuple[int, ...]:
    """Return a row of the log with four buttons: the first scheduler had no Hard in steps."""
    *rest, kind = row
    in_steps = kind in (0, 2)
    if in_steps and _FIRST_BUTTON_MOVED <= row[2] <= _LAST_BUTTON_MOVED:
        rest[2] += 1
    return (*rest, kind)


_decode: Final = json.JSONDecoder().decode
_NOTHING_MORE: Final = (None, None, None, None)


def _card_data(
    text: object,
) -> tuple[FsrsMemory | None, float | None, float | None, int | None]:
    """Return memory, desired retention, decay and last review from ``cards.data``."""
    if not isinstance(text, str) or len(text) <= len("{}"):
        return _NOTHING_MORE
    try:
        value_of = _decode(text).get
    except (ValueError, RecursionError, AttributeError):
        return _NOTHING_MORE
    stability, difficulty = _number(value_of("s")), _number(value_of("d"))
    memory = None
    if stability and difficulty and 0 < stability < inf and 1 <= difficulty <= 10:
        memory = FsrsMemory(stability, difficulty)
    retention, decay, last = _number(value_of("dr")), _number(value_of("decay")), value_of("lrt")
    return (
        memory,
        retention if retention and 0 < retention < 1 else None,
        decay if decay and 0 < decay < inf else None,
        last if type(last) is int and 0 < last < _MOST_SECONDS else None,
    )


def _number(value: object) -> float | None:
    if type(value) is float:
        return value
    return float(value) if type(value) is int and abs(value) < _MOST_SECONDS else None


def _calendar(created: int, settings: Mapping[str, Any]) -> AnkiCalendar:
    west, now = settings.get("creationOffset"), settings.get("localOffset")
    hour = settings.get("rollover")
    return AnkiCalendar(
        created=created,
        minutes_west=west if _is_offset(west) else None,
        minutes_west_now=now if _is_offset(now) else None,
        rollover_hour=hour if type(hour) is int and 0 <= hour < 24 else 4,
    )


def _is_offset(value: object) -> bool:
    """Return whether a setting can be a time zone, in minutes."""
    return type(value) is int and abs(value) <= 23 * 60
