"""The schedules that Logseq keeps in the properties of its cards, below their first line.

They are written ``key:: value``; older ones stand between ``:PROPERTIES:`` and ``:END:``, each as
``:key: value``.

A block is one card in Logseq, and has one schedule; kb's cards of it each get that.

Source: Logseq's ``src/main/frontend/extensions/srs.cljs``, version 0.10.9.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from math import isfinite
from typing import Final

from kb.adoption.history import Program, Schedule
from kb.adoption.placed import PlacedSchedule, Placing
from kb.adoption.sm2 import memory_of_sm2
from kb.cards.generate import PlacedCard, body_lines
from kb.cards.syntax.lines import Page
from kb.cards.syntax.logseq import SYNTAX, blocks_of
from kb.notes.note import Note
from kb.notes.problem import Problem
from kb.schedule.fsrs import DEFAULT_WEIGHTS
from kb.schedule.memory import State

MARK: Final = "card-next-schedule:"
"""Stands in each note with such a schedule."""
_PROPERTY: Final = re.compile(
    r"\s*(?:(?:[-*+]\s+)?(?P<key>card-[a-z-]+):|:(?P<in_drawer>card-[a-z-]+))"
    r":\s+(?P<value>\S.*?)\s*$"
)
_DUE: Final = "card-next-schedule"
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
    properties = dict(_properties(page))
    marked = [row for row, (key, _) in properties.items() if key == _DUE]
    if not marked:
        return (), ()
    lines = body_lines(note, text, marked)
    placing = Placing(program=Program.LOGSEQ, note=note)
    blocks: defaultdict[int, list[int]] = defaultdict(list)
    for row, block in enumerate(blocks_of(page)):
        if row in properties:
            blocks[block].append(row)
    bound: set[int] = set()
    for card in cards:
        own = blocks.get(card.written.row, ()) if card.written.syntax == SYNTAX else ()
        dues = [row for row in own if properties[row][0] == _DUE]
        if dues:
            _place(placing, card, dict(properties[row] for row in own), lines[dues[0]])
            bound.update(dues)
    for row in marked:
        if row not in bound:
            message = "A schedule of Logseq without a card: no card was read in this block."
            placing.tell(lines[row], "schedule-without-card", message)
    return tuple(placing.placed.values()), tuple(dict.fromkeys(placing.problems))


def _place(placing: Placing, card: PlacedCard, properties: Mapping[str, str], line: int) -> None:
    """Give a card what the properties of its block say, and tell if they cannot be read."""
    try:
        schedule = schedule_of(properties)
    except ValueError:
        message = (
            "The schedule of this card of Logseq cannot be read. Correct it in the note, or leave "
            "it: the card begins as a new one."
        )
        placing.tell(line, "schedule-unreadable", message)
        return
    if schedule is not None:
        placing.place(card, schedule)


def _properties(page: Page) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield the rows with properties of cards, and their keys and values; not in code."""
    for row, line in enumerate(page.rows):
        match = _PROPERTY.match(line) if "card-" in line and not page.code[row] else None
        if match is not None:
            yield row, (match["key"] or match["in_drawer"], match["value"][:_LONGEST])


def schedule_of(properties: Mapping[str, str]) -> Schedule | None:
    """Return what the properties of a card say; nothing if it was never reviewed, or reset.

    A card that was not recalled has no interval. Its stability is then that of a card which was
    not recalled the first time.

    Raises:
        ValueError: a value is none that Logseq writes.
    """
    due_text, last_text = properties.get(_DUE), properties.get("card-last-reviewed")
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
