"""The schedules that Obsidian Spaced Repetition keeps in notes, each with the card that it means.

A comment stands in the block of its cards, and has a segment for each of them in the plugin's
order: the card, then its reverse; or one for each deletion. Segments without a card are the
plugin's to drop, cards without a segment are new. Of two comments in a block it reads the first.

Source: the plugin's ``src/note/note-question-parser.ts`` and ``src/data/data-store``, version
1.15.4.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from kb.adoption.history import History, Program, Schedule
from kb.adoption.obsidian_clozes import PluginClozes
from kb.adoption.obsidian_segments import (
    COMMENT,
    UnreadableScheduleError,
    of_entry,
    of_sm2,
    schedule_of,
    segments_of,
)
from kb.adoption.placed import PlacedSchedule, Placing, key_in_note
from kb.cards.card import CardKind
from kb.cards.generate import PlacedCard, body_lines
from kb.cards.rules import CardRules
from kb.cards.syntax.anki_cloze import SYNTAX as ANKI_CLOZE
from kb.cards.syntax.anki_cloze import anki_cloze
from kb.cards.syntax.cloze import ClozeText
from kb.cards.syntax.cloze_patterns import cloze_pattern
from kb.cards.syntax.hashcards import SYNTAX as HASHCARDS
from kb.cards.syntax.hashcards import cloze_text as hashcards_cloze_text
from kb.cards.syntax.lines import SCHEDULE, Page, cleaned, mask_inline_code
from kb.cards.syntax.obsidian import cloze_text, patterns_of
from kb.cards.syntax.parse import in_deck
from kb.notes.names import name_key
from kb.notes.note import Note
from kb.notes.problem import Problem

_ID: Final = "^sr-"
"""Begins the block ids by which the plugin's data file names cards."""
_DUE, _INTERVAL, _EASE, _NOTE_ID = "sr-due", "sr-interval", "sr-ease", "sr-id"
_NOT_READ: Final = "no card was read here with the marks that are set."
_NO_DECK: Final = "the note has none of the deck tags that are set."
_OUT_OF_PLACE: Final = (
    "the plugin reads it only in the line of the card above, or at the beginning of the next."
)
_FIX: Final = "Correct it in the note, or leave it: the card begins as a new one."


def schedules_in_comments(
    note: Note, text: str, page: Page, cards: Sequence[PlacedCard], rules: CardRules
) -> tuple[tuple[PlacedSchedule, ...], tuple[Problem, ...]]:
    """Return the schedules in a note's comments with their cards, and what could not be placed.

    Args:
        note: the note.
        text: what its file says.
        page: its body.
        cards: those that are written in it, in the order of their lines.
        rules: by which they were read.
    """
    comments = dict(_comments(page))
    if not comments:
        return (), ()
    placing = Placing(program=Program.OBSIDIAN_SR, note=note)
    lines = body_lines(note, text, comments)
    patterns = patterns_of(page, rules)
    for (start, end), group in groupby(
        cards, key=lambda card: (card.written.row, card.written.end)
    ):
        rows = [row for row in range(start, end) if row in comments]
        if not rows:
            continue
        first, *others = [(row, comment) for row in rows for comment in comments.pop(row)]
        for row, _ in others:
            message = f"A second schedule of the card in line {lines[first[0]]}. {_FIX}"
            placing.tell(lines[row], "schedule-repeated", message)
        block = _Block(page, start, end, tuple(group), patterns)
        _place_segments(placing, block, segments_of(first[1]), lines[first[0]])
    ends = {card.written.end for card in cards}
    why = _NOT_READ if in_deck(note, rules) else _NO_DECK
    for row in sorted(comments):
        message = f"A schedule without a card: {_OUT_OF_PLACE if row in ends else why}"
        placing.tell(lines[row], "schedule-without-card", message)
    return tuple(placing.placed.values()), tuple(placing.problems)


def _comments(page: Page) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with schedules, and the segments of each; not in code."""
    for row, line in enumerate(page.rows):
        if SCHEDULE in line and not page.code[row]:
            masked = mask_inline_code(line)
            comments = [line[slice(*m.span("segments"))] for m in COMMENT.finditer(masked)]
            if comments:
                yield row, comments


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows, and the cards that were read from them."""

    page: Page
    start: int
    end: int
    cards: Sequence[PlacedCard]
    patterns: Sequence[str]

    def places(self) -> Iterator[tuple[PlacedCard, int | None]]:
        """Yield each card with its place, from 0, among the plugin's cards of these rows."""
        clozes: tuple[PluginClozes, ClozeText] | None = None
        for card in self.cards:
            if card.written.kind is not CardKind.CLOZE:
                yield card, int(card.written.kind is CardKind.REVERSE)
                continue
            clozes = clozes or (PluginClozes(self._text(), self.patterns), self._cloze_text())
            plugin, cloze = clozes
            yield card, plugin.place(cloze.text, cloze.deletions, card.written.number)

    def _text(self) -> str:
        return self.page.text(self.start, self.end)

    def _cloze_text(self) -> ClozeText:
        syntax = self.cards[0].written.syntax
        if syntax == HASHCARDS:
            return hashcards_cloze_text(self.page, self.start, self.end)
        if syntax == ANKI_CLOZE:
            text, _ = cleaned(self._text())
            return anki_cloze(text, syntax=syntax, row=self.start, end=self.end, card_id=None)
        patterns = tuple(map(cloze_pattern, self.patterns))
        return cloze_text(self.page, self.start, self.end, patterns)


def _place_segments(
    placing: Placing, block: _Block, segments: Sequence[str | object], line: int
) -> None:
    """Give the cards of a block what stands in their places."""
    taken: set[int] = set()
    for card, place in block.places():
        if place is None or not 0 <= place < len(segments):
            continue
        taken.add(place)
        schedule = _read(placing, segments[place], line)
        if schedule is not None:
            placing.place(card, schedule)
    left = [place for place in range(len(segments)) if place not in taken]
    begun = [place for place in left if _read(placing, segments[place], line) is not None]
    if begun:
        message = (
            f"Schedules without a card, {len(begun)} of the {len(segments)} here, in place "
            f"{', '.join(str(place + 1) for place in begun[:5])}: kb reads no card there. {_FIX}"
        )
        placing.tell(line, "schedules-left-over", message)


def _read(placing: Placing, segment: str | object, line: int) -> Schedule | None:
    try:
        return schedule_of(segment) if isinstance(segment, str) else of_entry(segment)
    except UnreadableScheduleError:
        shown = segment[:60] if isinstance(segment, str) else "an entry of the plugin's data file"
        message = f"This is no schedule of Obsidian Spaced Repetition: “{shown}”. {_FIX}"
        placing.tell(line, "schedule-unreadable", message)
        return None


def schedules_in_data(
    note: Note,
    page: Page,
    cards: Sequence[PlacedCard],
    rules: CardRules,
    entries: Mapping[str, Sequence[object]],
) -> tuple[tuple[PlacedSchedule, ...], tuple[Problem, ...]]:
    """Return the schedules that the plugin's data file has for a note's cards, as in comments.

    Args:
        note: the note.
        page: its body.
        cards: those that are written in it, in the order of their lines.
        rules: by which they were read.
        entries: ``scheduleData.cardSchedules`` of the file: for the id of each block, without
            ``^``, an entry for each card in the plugin's order.
    """
    placing = Placing(program=Program.OBSIDIAN_SR, note=note)
    patterns = patterns_of(page, rules)
    for (start, end), group in groupby(
        cards, key=lambda card: (card.written.row, card.written.end)
    ):
        block = _Block(page, start, end, tuple(group), patterns)
        first = block.cards[0]
        block_id = (first.written.card_id or "").partition("/")[0]
        if block_id in entries:
            _place_segments(placing, block, entries[block_id], first.line)
    return tuple(placing.placed.values()), tuple(placing.problems)


def card_entries(document: object) -> Mapping[str, Sequence[object]]:
    """Return what the plugin's data file, read as JSON, has for cards, by the ids of blocks."""
    return {
        key.removeprefix("^"): entries
        for key, entries in _stored(document, "cardSchedules").items()
        if isinstance(entries, list)
    }


def note_entries(document: object) -> Mapping[str, object]:
    """Return what the plugin's data file, read as JSON, has for whole notes, by their ``sr-id``."""
    return _stored(document, "noteSchedules")


def _stored(document: object, name: str) -> Mapping[str, object]:
    data = document.get("scheduleData", document) if isinstance(document, dict) else None
    entries = data.get(name) if isinstance(data, dict) else None
    return entries if isinstance(entries, dict) else {}


def schedule_of_note(
    note: Note, entries: Mapping[str, object] | None = None
) -> tuple[History | None, tuple[Problem, ...]]:
    """Return the schedule that a whole note has in the plugin; nothing if it was never reviewed.

    Args:
        note: the note, with its front matter.
        entries: from :func:`note_entries`, where the front matter names one.
    """
    values = {
        name_key(known.key): known
        for known in note.properties
        if known.key.startswith("sr-") and known.values
    }
    due, interval, ease, note_id = (
        values.get(name_key(key)) for key in (_DUE, _INTERVAL, _EASE, _NOTE_ID)
    )
    entry = (entries or {}).get(note_id.values[0]) if note_id else None
    placing = Placing(program=Program.OBSIDIAN_SR, note=note)
    try:
        if entry is not None:
            schedule = of_entry(entry)
        elif due and interval and ease:
            numbers = float(interval.values[0]), float(ease.values[0])
            schedule = of_sm2(due.values[0], *numbers)
        else:
            return None, ()
    except ValueError:
        line = due or note_id or interval or ease
        message = "This schedule of the whole note cannot be read. Correct it, or remove it."
        placing.tell(line.line if line else 1, "schedule-unreadable", message)
        return None, tuple(placing.problems)
    if schedule is None:
        return None, ()
    key = key_in_note(note, ("", ""))
    return History(program=Program.OBSIDIAN_SR, key=key, schedule=schedule), ()
