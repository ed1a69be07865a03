"""The answers that hashcards keeps: in the database of a deck's folder, or in an export of it.

Its times have no zone: they are what the learner's clock showed.

Source: hashcards 0.4.0, ``src/schema.sql`` and ``src/cmd/export.rs``.
"""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from kb.adoption.history import History, PastAnswer, Program
from kb.errors import HistoryFileError, reason_of
from kb.schedule.memory import Rating, State

DATABASE: Final = "hashcards.db"
"""Its name, in the folder of a deck."""
_BESIDE: Final = ("", "-wal", "-journal")
"""Ends the names of the files that a database consists of."""
_LARGEST: Final = 2 << 30
_LARGEST_EXPORT: Final = 512 << 20
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}")
_RATINGS: Final = {
    "forgot": Rating.AGAIN,
    "hard": Rating.HARD,
    "good": Rating.GOOD,
    "easy": Rating.EASY,
}
_LONGEST_INTERVAL_DAYS: Final = 36_500
_TICK: Final = timedelta(milliseconds=1)
_ANSWERS: Final = """
    select card_hash, reviewed_at, grade, interval_days from reviews
    order by card_hash, reviewed_at, review_id
"""


class _Answer(NamedTuple):
    """An answer as it is written."""

    name: object
    at: object
    grade: object
    interval_days: object


def histories_in_database(path: Path, zone: tzinfo) -> Mapping[str, History]:
    """Return the histories of all cards that were answered, by the names of the cards.

    The database is copied with the files beside it, and the copy is opened: even to read a
    database, SQLite may write.

    Args:
        path: of the database.
        zone: of the learner's clock.

    Raises:
        HistoryFileError: it cannot be read, or is no database of hashcards.
    """
    try:
        with TemporaryDirectory(prefix="kb-") as folder:
            copy = Path(folder, DATABASE)
            for ending in _BESIDE:
                part = path.with_name(path.name + ending)
                if not ending or part.is_file():
                    if part.stat().st_size > _LARGEST:
                        raise HistoryFileError(path, "it is larger than 2 GB")
                    shutil.copyfile(part, copy.with_name(copy.name + ending))
            with closing(sqlite3.connect(copy)) as connection:
                return _histories(path, map(_Answer._make, connection.execute(_ANSWERS)), zone)
    except sqlite3.Error as error:
        why = f"it is no database of hashcards that can be read ({reason_of(error)})"
        raise HistoryFileError(path, why) from error
    except OSError as error:
        raise HistoryFileError(path, reason_of(error)) from error


def histories_in_export(path: Path, zone: tzinfo) -> Mapping[str, History]:
    """Return what ``hashcards export`` wrote, as :func:`histories_in_database` does.

    Raises:
        HistoryFileError: the file cannot be read, or says something else.
    """
    try:
        if path.stat().st_size > _LARGEST_EXPORT:
            raise HistoryFileError(path, "it is larger than 512 MB")
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise HistoryFileError(path, reason_of(error)) from error
    except (ValueError, RecursionError) as error:
        raise HistoryFileError(path, "it is not JSON") from error
    sessions = document.get("sessions") if isinstance(document, dict) else None
    if not isinstance(sessions, list):
        raise HistoryFileError(path, "it is no export of hashcards: it has no “sessions”")
    answers = sorted(_exported(sessions), key=lambda answer: (str(answer.name), str(answer.at)))
    return _histories(path, answers, zone)


def merged(known: Iterable[Mapping[str, History]]) -> Mapping[str, History]:
    """Return the histories of cards of which several databases or exports may know something.

    An answer that several have is one.
    """
    answers: dict[str, set[tuple[datetime, Rating, timedelta]]] = {}
    histories: dict[str, History] = {}
    for name, history in (named for part in known for named in part.items()):
        if name in histories and history.events != histories[name].events:
            kept = answers.setdefault(name, set(_plain(histories[name])))
            kept.update(_plain(history))
        histories.setdefault(name, history)
    for name, kept in answers.items():
        events: list[PastAnswer] = []
        for at, rating, wait in sorted(kept):
            event = PastAnswer(at, rating, State.NEW, State.REVIEW, wait)
            events.append(_after(events, event))
        histories[name] = replace(histories[name], events=tuple(events))
    return histories


def _plain(history: History) -> Iterator[tuple[datetime, Rating, timedelta]]:
    for event in history.events:
        if isinstance(event, PastAnswer):
            yield event.at, event.rating, event.wait


def _exported(sessions: Iterable[object]) -> Iterator[_Answer]:
    for session in sessions:
        reviews = session.get("reviews") if isinstance(session, dict) else None
        for review in reviews if isinstance(reviews, list) else ():
            if isinstance(review, dict):
                fields = ("hash", "reviewedAt", "grade", "intervalDays")
                yield _Answer._make(map(review.get, fields))


def _histories(path: Path, answers: Iterable[_Answer], zone: tzinfo) -> Mapping[str, History]:
    """Return the histories that answers make, which are in the order of cards and of time."""
    events: dict[str, list[PastAnswer]] = {}
    for answer in answers:
        try:
            name, event = _event(answer, zone)
        except (ValueError, OverflowError) as error:
            raise HistoryFileError(path, f"an answer in it cannot be read ({error})") from error
        before = events.setdefault(name, [])
        before.append(_after(before, event))
    return {
        name: History(program=Program.HASHCARDS, key=name, events=tuple(answered))
        for name, answered in events.items()
    }


def _event(answer: _Answer, zone: tzinfo) -> tuple[str, PastAnswer]:
    name, at, grade, days = answer
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise ValueError(f"{name!r:.80} names no card")
    if not (isinstance(at, str) and _TIME.fullmatch(at)):
        raise ValueError(f"{at!r:.80} is no time")
    if not (isinstance(grade, str) and grade.lower() in _RATINGS):
        raise ValueError(f"{grade!r:.80} is no grade")
    if not (isinstance(days, int) and 0 <= days <= _LONGEST_INTERVAL_DAYS):
        raise ValueError(f"{days!r:.80} is no interval in days")
    return name, PastAnswer(
        at=datetime.fromisoformat(at).replace(tzinfo=zone).astimezone(UTC),
        rating=_RATINGS[grade.lower()],
        state_before=State.NEW,
        state_after=State.REVIEW,
        wait=timedelta(days=days),
    )


def _after(before: list[PastAnswer], event: PastAnswer) -> PastAnswer:
    """Return an answer after others of its card: later than they are, though a clock went back."""
    if not before:
        return event
    at = max(event.at, before[-1].at + _TICK)
    return event._replace(at=at, state_before=State.REVIEW)
