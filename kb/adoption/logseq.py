"""The schedules that Logseq keeps in the properties of its cards, below their first line.

A block is one card in Logseq, and has one schedule; kb's cards of it each get that.

Source: Logseq's ``src/main/frontend/extensions/srs.cljs``, version 0.10.9.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import isfinite
from typing import Final

from kb.adoption.history import History, Program, Schedule
from kb.adoption.placed import PlacedSchedule, key_in_note
from kb.adoption.sm2 import memory_of_sm2
from kb.cards.generate import PlacedCard, body_lines
from kb.cards.syntax.lines import Page
from kb.cards.syntax.logseq import SYNTAX
from kb.notes.note import Note
from kb.notes.problem import Problem, warning
from kb.schedule.fsrs import DEFAULT_WEIGHTS
from kb.schedule.memory import State

MARK: Final = "card-next-schedule::"
"""Stands in each note with such a schedule."""
_PROPERTY: Final = re.compile(r"\s*(?:[-*+]\s+)?(?P<key>card-[a-z-]+)::\s+(?P<value>\S.*?)\s*$")
_BULLET: Final = re.compile(r"[ \t]*[-*+](?:\s|$)")
_RECALLED: Final = 3
"""The least score, of 0 to 5, with which a card was recalled."""
_EASE: Final = 2.5
_DEAREST: Final = 100.0
_LONGEST_INTERVAL_DAYS: Final = 36_500.0
_MOST_REPS: Final = 100_000
_LONGEST: Final = 100


def schedules_in_properties(
    note: Note, text: str, page: Page, cards: Sequence[PlacedCard]
) -> tuple[tuple[PlacedSchedule, ...], tuple[Problem, ...]]:
    """Return the schedules of a note's cards of Logseq, and what could not be read or placed.

    Args:
        note: the note.
        text: what its file says.
        page: its body.
        cards: those that are written in it.
    """
    marked = [row for row, line in enumerate(page.rows) if MARK in line and not page.code[row]]
    if not marked:
        return (), ()
    lines = body_lines(note, text, marked)
    placed: dict[tuple[str, str], PlacedSchedule] = {}
    problems: list[Problem] = []
    bound: set[int] = set()
    for card in cards:
        if card.written.syntax != SYNTAX:
            continue
        row = next((row for row in _own_rows(page, card.written.row) if MARK in page.rows[row]), -1)
        if row < 0:
            continue
        told = row in bound
        bound.add(row)
        try:
            schedule = schedule_of(_properties(page, card.written.row))
        except ValueError:
            if not told:
                message = (
                    "The schedule of this card of Logseq cannot be read. Correct it in the note, "
                    "or leave it: the card begins as a new one."
                )
                problems.append(warning(note.path, lines[row], "schedule-unreadable", message))
            continue
        if schedule is not None:
            history = History(
                program=Program.LOGSEQ, key=key_in_note(note, card.key), schedule=schedule
            )
            placed[card.key] = PlacedSchedule(
                generator=card.key[0], anchor=card.key[1], line=card.line, history=history
            )
    for row in marked:
        if row not in bound:
            message = "A schedule of Logseq without a card: no card was read in this block."
            problems.append(warning(note.path, lines[row], "schedule-without-card", message))
    return tuple(placed.values()), tuple(problems)


def _own_rows(page: Page, start: int) -> range:
    """Return the rows of the block that begins at ``start``, without those nested in it."""
    end = start + 1
    while end < len(page.rows) and (page.code[end] or not _BULLET.match(page.rows[end])):
        end += 1
    return range(start, end)


def _properties(page: Page, start: int) -> Mapping[str, str]:
    matches = (_PROPERTY.match(page.rows[row]) for row in _own_rows(page, start))
    return {match["key"]: match["value"][:_LONGEST] for match in matches if match is not None}


def schedule_of(properties: Mapping[str, str]) -> Schedule | None:
    """Return what the properties of a card say; nothing if it was never reviewed, or reset.

    A card that was not recalled has no interval. Its stability is then that of a card which was
    not recalled the first time.

    Raises:
        ValueError: a value is none that Logseq writes.
    """
    due_text, last_text = properties.get("card-next-schedule"), properties.get("card-last-reviewed")
    reps = int(_number(properties.get("card-repeats"), 0, _MOST_REPS))
    if due_text in (None, "nil") or reps < 1:
        return None
    due = _moment(due_text or "")
    last = due if last_text in (None, "nil") else _moment(last_text or "")
    ease = _number(properties.get("card-ease-factor"), _EASE, _DEAREST)
    interval = _number(properties.get("card-last-interval"), -1, _LONGEST_INTERVAL_DAYS)
    score = _number(properties.get("card-last-score"), 5, 5)
    failed = score < _RECALLED or interval <= 0
    stability, difficulty = memory_of_sm2(ease, DEFAULT_WEIGHTS[0] if failed else interval)
    return Schedule(
        due=due,
        last=last,
        state=State.REVIEW,
        stability_days=stability,
        difficulty=difficulty,
        reps=reps,
        lapses=int(failed),
    )


def _number(text: str | None, default: float, most: float) -> float:
    """Return a number up to ``most``; below it there is none but -1, which stands for “none”."""
    if text is None or text == "nil":
        return default
    number = float(text)
    if not (isfinite(number) and -1 <= number <= most):
        raise ValueError(text)
    return number


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
