"""The histories of cards that other programs keep in the notes themselves, or beside them."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kb.adoption.hashcards import named_cards, placed_histories
from kb.adoption.hashcards_database import histories_in_database, merged
from kb.adoption.history import History
from kb.adoption.notes import schedules_in
from kb.adoption.obsidian_sr import card_entries, note_entries, schedule_of_note
from kb.adoption.placed import PlacedSchedule
from kb.app.importing.read_results import read_options
from kb.app.vaults import Vaults
from kb.cards.plugins import obsidian_sr
from kb.config.settings import Settings
from kb.graph.resolve import NoteId
from kb.notes.files.decode import decode
from kb.notes.files.walk import FoundFile, found_file, read_file, walk_folder
from kb.notes.note import Note
from kb.notes.parse import parse_note
from kb.notes.problem import Problem, warning
from kb.notes.rules import Rules
from kb.schedule.days import Moment
from kb.schedule.memory import CardId
from kb.store.exchange.cards import KeyedCard, cards_of_notes
from kb.store.file.store import Store
from kb.store.notes.files import known_files
from kb.store.notes.folders import Folder

_MARKS: Final = (b"<!--SR:", b"card-last-", b"sr-due", b"sr-id", b"^sr-")
"""A file without any of them holds no history."""
_HASHED: Final = (b"Q:", b"C:")
"""A file without any of them holds no card that hashcards knows."""
DATABASE: Final = "hashcards.db"
"""In which hashcards keeps the answers, beside its decks."""
_LARGEST: Final = 64_000_000
"""Bytes of a plugin's data file that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundHistory:
    """A history, and the card that it is of."""

    note: str
    """The note's title."""
    folder: str
    path: str
    line: int
    prompt: str
    """Of the card."""
    card: CardId
    history: History


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundHistories:
    """What other programs know of the cards of some folders."""

    histories: tuple[FoundHistory, ...]
    problems: tuple[tuple[str, Problem], ...]
    """Each with its folder."""
    files: int
    """Notes that were looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A note with something that may be a history."""

    note_id: NoteId
    note: Note
    placed: tuple[PlacedSchedule, ...]
    whole: History | None
    """The history of the note as a whole."""


async def histories_in_notes(  # noqa: PLR0913  # where, by which rules, and what else
    store: Store,
    folders: Sequence[Folder],
    settings: Settings,
    moment: Moment,
    *,
    within: Collection[Path] = (),
    whole_notes: bool = False,
    hashed: Mapping[Path, Mapping[str, History]] = MappingProxyType({}),
) -> FoundHistories:
    """Return the histories that other programs keep in notes, or beside them.

    Nothing is written, and files are read as they are now.

    Args:
        store: that knows the notes.
        folders: that were imported.
        settings: by which notes are read.
        moment: when that is.
        within: only files at or below these absolute paths; empty for all.
        whole_notes: whether the schedule of a whole note goes to the cards of its definition.
        hashed: further histories of hashcards' cards, by the names that it gives them, in the
            files that have them.

    Raises:
        HistoryFileError: a database of hashcards cannot be read.
    """
    histories: list[FoundHistory] = []
    problems: list[tuple[str, Problem]] = []
    count = 0
    zone = moment.calendar.zone
    named: set[str] = set()
    for folder in folders:
        async with store.reading() as transaction:
            known = await known_files(transaction, folder.id)
        ids = {file.path: file.note_id for file in known if not file.gone}
        reader = _Reader(folder, settings, moment.now)
        files = [file for file in reader.files(ids) if _is_within(reader.root, file, within)]
        count += len(files)
        databases = _databases(reader.root, files, zone, but=hashed.keys())
        reader.hashed = merged([*hashed.values(), *databases.values()])
        read = [one for file in files if (one := reader.read(file, ids[file.path]))]
        async with store.reading() as transaction:
            cards = await cards_of_notes(transaction, {one.note_id for one in read})
        cards_of = _Matching(folder.root, cards)
        for one in read:
            cards_of.place(one, whole_notes=whole_notes)
        histories += cards_of.histories
        problems += [(folder.root, problem) for problem in (*reader.problems, *cards_of.problems)]
        named |= reader.named
        if not within:
            problems += _left_over(databases, reader.named, reader.root)
    if not within:
        problems += _left_over(hashed, named)
    return FoundHistories(histories=tuple(histories), problems=tuple(problems), files=count)


def _is_within(root: Path, file: FoundFile, within: Collection[Path]) -> bool:
    if not within:
        return True
    place = root / file.disk_path
    return any(place == path or path in place.parents for path in within)


def _databases(
    root: Path, files: Sequence[FoundFile], zone: tzinfo, *, but: Collection[Path]
) -> Mapping[Path, Mapping[str, History]]:
    """Return what databases of hashcards know, which lie beside notes; ``but`` are read already."""
    folders = {(root / file.disk_path).parent for file in files}
    databases = (folder / DATABASE for folder in sorted(folders | {root}))
    unread = (path for path in databases if path.is_file() and path.resolve() not in but)
    return {path: histories_in_database(path, zone) for path in unread}


def _left_over(
    databases: Mapping[Path, Mapping[str, History]],
    named: Collection[str],
    root: Path | None = None,
) -> Iterator[tuple[str, Problem]]:
    """Yield how many cards, of those whose answers each file has, are in no note."""
    for path, histories in databases.items():
        count = sum(name not in named for name in histories)
        if count:
            message = (
                f"Cards with answers in hashcards that are in no note: {count}. Their texts have "
                "changed since then, or are gone."
            )
            folder = root or path.parent
            place = path.relative_to(folder).as_posix()
            yield str(folder), warning(place, 1, "answers-without-card", message)


class _Reader:
    """Reads the notes of one folder that may hold histories."""

    def __init__(self, folder: Folder, settings: Settings, now: datetime) -> None:
        self.root = Path(folder.root)
        self.problems: list[Problem] = []
        self.hashed: Mapping[str, History] = {}
        """What hashcards knows, by the names that it gives cards."""
        self.named: set[str] = set()
        """The cards of hashcards that notes have."""
        self._walk = walk_folder(self.root, extensions=folder.extensions)
        self._vaults = Vaults(folder=self.root, settings=settings, inner=self._walk.vaults)
        self._rules: Rules = read_options(settings, now).rules
        self._data = cache(self._read_data)

    def files(self, ids: Mapping[str, NoteId]) -> list[FoundFile]:
        """Return the files of the known notes that are there."""
        files = {file.path: file for file in self._walk.files if file.path in ids}
        for path in ids.keys() - files.keys():
            with suppress(OSError):
                files[path] = found_file(self.root, path)
        return [files[path] for path in sorted(files)]

    def read(self, file: FoundFile, note_id: NoteId) -> _File | None:
        """Return what a file says of histories; none if that is nothing."""
        try:
            raw = read_file(self.root, file.disk_path)
        except OSError:
            return None  # which every import tells
        marks = (*_MARKS, *_HASHED) if self.hashed else _MARKS
        if not any(mark in raw for mark in marks):
            return None
        text, _ = decode(file.path, raw)
        note, _ = parse_note(file.path, text, rules=self._rules)
        data = self._data(self._vaults.of(file.path).root)
        rules = self._vaults.rules_for(file.path).card_rules
        placed, problems = schedules_in(note, text, rules, entries=card_entries(data))
        whole, of_note = schedule_of_note(note, note_entries(data))
        self.problems += (*problems, *of_note)
        if self.hashed:
            cards = named_cards(note, text, rules)
            self.named.update(card.content.name for card in cards)
            placed += placed_histories(cards, self.hashed)
        return _File(note_id=note_id, note=note, placed=placed, whole=whole)

    def _read_data(self, vault: Path | None) -> object:
        """Return what Obsidian Spaced Repetition keeps beside the notes of a vault."""
        if vault is None:
            return None
        try:
            raw = read_file(vault, obsidian_sr.FILE, most=_LARGEST)
            return json.loads(raw) if len(raw) <= _LARGEST else None
        except (OSError, ValueError, RecursionError):
            return None  # which every import tells


class _Matching:
    """Finds the cards of one folder that histories are of."""

    def __init__(self, folder: str, cards: Sequence[KeyedCard]) -> None:
        self.histories: list[FoundHistory] = []
        self.problems: list[Problem] = []
        self._folder = folder
        self._cards = {(card.note_id, card.generator, card.anchor): card for card in cards}
        self._definitions = [card for card in cards if card.generator == "definition"]

    def place(self, file: _File, *, whole_notes: bool) -> None:
        """Find the cards of the histories in a file."""
        for placed in file.placed:
            card = self._cards.get((file.note_id, placed.generator, placed.anchor))
            if card is not None:
                self._add(card, file.note, placed.line, placed.history)
            else:
                self.problems.append(
                    warning(
                        file.note.path,
                        placed.line,
                        "schedule-of-changed-note",
                        "The card of this schedule is not in the store. Import the note first.",
                    )
                )
        if file.whole is not None:
            self._place_whole(file, file.whole, whole_notes=whole_notes)

    def _place_whole(self, file: _File, history: History, *, whole_notes: bool) -> None:
        cards = [card for card in self._definitions if card.note_id == file.note_id]
        if whole_notes and cards:
            for card in cards:
                key = f"{history.key}\0{card.anchor}"
                self._add(card, file.note, 1, replace(history, key=key))
            return
        message = "The plugin reviews this note as a whole, and kb asks cards. " + (
            "“kb adopt --whole-notes” gives its schedule to the card of its definition."
            if cards
            else "The note has no card of a definition that could take its schedule."
        )
        self.problems.append(warning(file.note.path, 1, "schedule-of-whole-note", message))

    def _add(self, card: KeyedCard, note: Note, line: int, history: History) -> None:
        self.histories.append(
            FoundHistory(
                note=card.note,
                folder=self._folder,
                path=note.path,
                line=line,
                prompt=card.front,
                card=card.card_id,
                history=history,
            )
        )
