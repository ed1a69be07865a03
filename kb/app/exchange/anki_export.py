"""``kb anki export``: cards as a package of Anki's, with their history and what they show."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from kb.anki.collection import (
    DEFAULT_OPTIONS,
    AnkiCalendar,
    AnkiCard,
    CardQueue,
    Deck,
    DeckOptions,
    NoteRow,
    ReviewRow,
)
from kb.anki.collection import Collection as AnkiCollection
from kb.anki.gathering import Gathered, gathered
from kb.anki.kinds import NOTE_TYPES
from kb.anki.package.archive import PackageVersion
from kb.anki.package.reading import open_package, uncollected
from kb.anki.package.writing import write_package
from kb.anki.places import deck_id, options_id
from kb.anki.scheduling import AnkiSettings, PastRow, last_answer, rows_of_log, standing_in_anki
from kb.app.cards.selection import CardSelection
from kb.app.exchange.anki_notes import (
    FOR_ANKI,
    SHOWN,
    DeckBy,
    LinkBack,
    NoteMaker,
    cards_for_anki,
    siblings_of,
)
from kb.app.exchange.attachments import attachment_finder
from kb.app.graph.export import refuse_to_overwrite
from kb.app.importing.report import FoundProblem
from kb.app.memory_models import MemoryModels, memory_models
from kb.app.review.schedule_settings import presets_of, schedule_options
from kb.cards.card import Status
from kb.config.settings import Settings
from kb.errors import AnkiPackageError, UsageError
from kb.schedule.days import Moment
from kb.schedule.log import CardMemory
from kb.schedule.memory import CardId
from kb.schedule.options import GENERAL, ScheduleOptions
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.exchange.siblings import (
    StoredSibling,
    added_times,
    cards_of_families,
    read_times,
    wording_times,
)
from kb.store.file.store import Store, Transaction
from kb.store.notes.listing import tags_of
from kb.store.review.log import entries_by_card

_FIRST_POSITION: Final = 1
_MINUTE: Final = timedelta(minutes=1)
_NO_LIMIT: Final = 9999
"""Of reviews on a day; Anki has no greater one."""
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnkiExportOptions:
    """What an export takes with it, and how."""

    decks: str = DeckBy.FOLDER
    history: bool = True
    """Whether answers, schedules and suspensions go with the cards."""
    link_back: LinkBack = LinkBack.OBSIDIAN
    version: PackageVersion = PackageVersion.LEGACY_1
    force: bool = False
    """Whether to replace a file that kb did not export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnkiExport:
    """What was exported; the fields are those of the JSON output."""

    file: Path
    notes: int
    cards: int
    suspended: int
    answers: int
    media: int
    decks: tuple[str, ...]
    problems: tuple[FoundProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """What an export reads of the store."""

    cards: Mapping[int, StoredCard]
    """By their numbers, in the order of their folders, paths and positions."""
    siblings: Sequence[StoredSibling]
    maker: NoteMaker
    added_at: Mapping[CardId, datetime]
    pasts: Mapping[CardId, "_Past"]
    models: MemoryModels
    presets: Mapping[int, str]


class _Past(NamedTuple):
    """What the log of a card becomes in Anki, which takes far less memory than its entries."""

    rows: tuple[PastRow, ...] = ()
    answered_at: datetime | None = None
    """When it was answered last."""


_NO_PAST: Final = _Past()


async def export_to_anki(  # noqa: PLR0913  # where from, where to, which, how and when
    store: Store,
    file: Path,
    selection: CardSelection,
    options: AnkiExportOptions,
    *,
    settings: Settings,
    moment: Moment,
    progress: OnProgress | None = None,
) -> AnkiExport | None:
    """Write the active and suspended cards to a package, or return None if there are none.

    Cards that make one note in Anki go together, though only one of them is selected.

    Raises:
        AnkiPackageError: the file cannot be written, or an earlier one not be looked into.
        NotFoundError: there is no such card or note.
        QueryError: the query cannot be read.
        UsageError: the file exists, and is something else than an earlier export.
    """
    await refuse_to_overwrite(store, file, settings.imports.extensions)
    if not options.force:
        _refuse_to_replace(file)
    schedule = schedule_options(settings)
    with uncollected():
        async with store.reading() as transaction:
            content = await _read(transaction, selection, schedule, moment, options)
        if not content.cards:
            return None
        package = _Package(content, schedule, moment, options)
        siblings = siblings_of(content.siblings)
        total = len(content.cards)
        for number, notes in enumerate(gathered(siblings, content.cards.keys())):
            package.add(notes)
            if progress is not None and number % 100 == 0:
                progress(package.count, total)
        return package.write(file)


def _refuse_to_replace(file: Path) -> None:
    """Check that a file is an earlier export, if it exists."""
    if not file.exists():
        return
    try:
        with open_package(file) as package:
            types = package.collection.note_types.keys()
            notes = package.collection.notes
            known = bool(types & NOTE_TYPES.keys()) and all(
                note.note_type in NOTE_TYPES for note in notes
            )
    except AnkiPackageError as error:
        if isinstance(error.__cause__, OSError):
            raise
        known = False
    if not known:
        raise UsageError(
            f"{file} exists, and “kb anki export” did not make it. Choose another file, or replace "
            "it with --force."
        )


async def _read(
    transaction: Transaction,
    selection: CardSelection,
    schedule: ScheduleOptions,
    moment: Moment,
    options: AnkiExportOptions,
) -> _Content:
    cards = await cards_for_anki(transaction, selection, moment)
    siblings = await cards_of_families(transaction, [card.card_id for card in cards])
    cards = (*cards, *await _left_behind(transaction, cards, siblings))
    note_ids = {card.note_id for card in cards}
    worded_at = await wording_times(transaction)
    maker = NoteMaker(
        tags=await tags_of(transaction, sorted(note_ids)),
        read_at=await read_times(transaction, note_ids),
        worded_at=worded_at,
        decks=options.decks,
        link_back=options.link_back,
        finder=await attachment_finder(transaction, {card.folder for card in cards}, SHOWN),
    )
    answered = [card.card_id for card in cards] if options.history else []
    models = await memory_models(transaction)
    return _Content(
        cards={card.card_id: card for card in cards},
        siblings=siblings,
        maker=maker,
        added_at=await added_times(transaction, note_ids),
        pasts={
            card: _Past(tuple(rows_of_log(entries, models.current)), last_answer(entries))
            async for card, entries in entries_by_card(transaction, answered)
        },
        models=models,
        presets=await presets_of(transaction, note_ids, schedule),
    )


async def _left_behind(
    transaction: Transaction, cards: Sequence[StoredCard], siblings: Sequence[StoredSibling]
) -> tuple[StoredCard, ...]:
    """Return the cards that make one note of Anki with others, and were not selected."""
    selected = {card.card_id for card in cards}
    missing = [
        card.card_id
        for card in siblings
        if card.status in FOR_ANKI and card.card_id not in selected
    ]
    return await stored_cards(transaction, CardFilter(card_ids=missing)) if missing else ()


class _Package:
    """The rows of a package, growing note by note."""

    def __init__(
        self,
        content: _Content,
        schedule: ScheduleOptions,
        moment: Moment,
        options: AnkiExportOptions,
    ) -> None:
        self._content = content
        self._schedule = schedule
        self._moment = moment
        self._options = options
        self._first_day = _first_day(content, moment)
        self._notes: list[NoteRow] = []
        self._cards: list[AnkiCard] = []
        self._reviews: list[ReviewRow] = []
        self._decks: dict[int, str] = {}
        self._presets: defaultdict[int, set[str]] = defaultdict(set)
        """Of the cards of each deck."""
        self._note_ids: set[int] = set()
        self._card_ids: set[int] = set()
        self._positions = {
            card: number for number, card in enumerate(content.cards, start=_FIRST_POSITION)
        }

    @property
    def count(self) -> int:
        """How many cards there are so far."""
        return len(self._cards)

    def add(self, notes: Gathered) -> None:
        """Add the note of some cards, and the cards."""
        first = notes.first.card
        note_id = self._id(CardId(first), self._note_ids)
        note = self._content.maker.note(notes, self._content.cards, note_id)
        self._notes.append(note)
        # The maker may have found that a cloze note has no cloze.
        ordinals = notes.cards if note.guid == notes.guid else {0: notes.first}
        for ordinal, sibling in ordinals.items():
            card = self._content.cards[sibling.card]
            self._add_card(card, note, ordinal)

    def _add_card(self, card: StoredCard, note: NoteRow, ordinal: int) -> None:
        deck = self._content.maker.deck(card)
        self._decks.setdefault(deck_id(deck), deck)
        self._presets[deck_id(deck)].add(self._content.presets[card.note_id])
        row = AnkiCard(
            id=self._id(card.card_id, self._card_ids),
            note=note.id,
            ordinal=ordinal,
            deck=deck_id(deck),
            due=self._positions[card.card_id],
            modified=note.modified,
        )
        if self._options.history:
            row = row._replace(**self._schedule_of(card))
            rows = self._content.pasts.get(card.card_id, _NO_PAST).rows
            self._reviews += [ReviewRow(past.at_ms, row.id, *past[1:]) for past in rows]
        self._cards.append(row)

    def _schedule_of(self, card: StoredCard) -> dict[str, Any]:
        preset = self._schedule.preset(self._content.presets[card.note_id])
        columns = standing_in_anki(
            CardMemory(scheduled=card.scheduled, reps=card.reps, lapses=card.lapses),
            AnkiSettings(
                learning_steps=len(preset.learning_steps),
                relearning_steps=len(preset.relearning_steps),
                retention=preset.retention,
                decay=self._content.models.current.curve.decay,
            ),
            first_day=self._first_day,
            answered_at=self._content.pasts.get(card.card_id, _NO_PAST).answered_at,
            now=self._moment,
        )
        if card.status is Status.SUSPENDED:
            columns["queue"] = CardQueue.SUSPENDED
        return columns

    def _id(self, card: CardId, taken: set[int]) -> int:
        """Return an id near the time when kb first saw a card, which Anki shows as its making.

        It is the same in each export: Anki keeps the log of a card that it deleted, under its id.
        """
        # All cards of an import have one time, and numbers that grow.
        number = int(self._content.added_at[card].timestamp() * 1000) + card
        while number in taken:
            number += 1
        taken.add(number)
        return number

    def write(self, file: Path) -> AnkiExport:
        """Write the package, and return what is in it."""
        zone = self._moment.calendar
        begins = zone.start_of(self._first_day)
        # Who gets cards without their history learns them in a way of their own.
        named = self._preset_of_each_deck() if self._options.history else {}
        presets = {name: self._deck_options(name) for name in sorted({*named.values()})}
        options = {deck: presets[name].id for deck, name in named.items()}
        collection = AnkiCollection(
            calendar=AnkiCalendar(
                created=int(begins.timestamp()),
                minutes_west=-zone.offset_minutes(begins),
                rollover_hour=zone.rollover_hour,
                minutes_west_now=-zone.offset_minutes(self._moment.now),
            ),
            note_types=NOTE_TYPES,
            decks={
                number: Deck(number, name, options=options.get(number, DEFAULT_OPTIONS))
                for number, name in self._decks.items()
            },
            options=[*presets.values()],
            notes=self._notes,
            cards=self._cards,
            reviews=self._reviews,
        )
        used = self._content.maker.finder.used
        media = {name: used[name].open for name in sorted(used)}
        write_package(file, collection, media, now=self._moment.now, version=self._options.version)
        return AnkiExport(
            file=file,
            notes=len(self._notes),
            cards=len(self._cards),
            suspended=sum(card.suspended for card in self._cards),
            answers=sum(row.button > 0 for row in self._reviews),
            media=len(media),
            decks=tuple(sorted(self._decks.values())),
            problems=tuple(self._content.maker.finder.problems),
        )

    def _preset_of_each_deck(self) -> dict[int, str]:
        """Return the preset of each deck by name: the general one, if its cards have several."""
        return {
            deck: next(iter(names)) if len(names) == 1 else GENERAL
            for deck, names in self._presets.items()
        }

    def _deck_options(self, name: str) -> DeckOptions:
        preset = self._schedule.preset(name)
        options = DeckOptions(
            id=0,
            name=f"kb: {name}" if name else "kb",
            weights=tuple(self._content.models.current.weights),
            retention=preset.retention,
            learning_steps=tuple(step / _MINUTE for step in preset.learning_steps),
            relearning_steps=tuple(step / _MINUTE for step in preset.relearning_steps),
            maximum_interval_days=preset.maximum_interval_days,
            new_per_day=preset.new_per_day,
            reviews_per_day=_NO_LIMIT if preset.reviews_per_day is None else preset.reviews_per_day,
        )
        return replace(options, id=options_id(options))


def _first_day(content: _Content, moment: Moment) -> date:
    """Return the day from which the package counts: no card is due before it."""
    days = [moment.day]
    for card in content.cards.values():
        if card.scheduled is not None:
            memory = card.scheduled.memory
            days += [card.scheduled.due.date() - timedelta(days=1), memory.last_day]
    return min(days)
