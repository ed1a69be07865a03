"""``kb anki push``: later answers, schedules and texts for the cards that a running Anki has."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from kb.anki.collection import CardPhase, CardQueue, ReviewKind
from kb.anki.connect import AnkiConnect, ConnectedCard, ConnectedNote
from kb.anki.gathering import Gathered, Sibling, gathered
from kb.anki.kinds import CLOZE_ID, LINK, NOTE_TYPES
from kb.anki.origin import NoteOrigin
from kb.anki.pushing import CardPush, KnownHere, PushOutcome, card_push, origin_of_note, text_push
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
from kb.app.exchange.attachments import Attachment, attachment_finder
from kb.app.memory_models import MemoryModels, memory_models
from kb.app.review.schedule_settings import presets_of, schedule_options
from kb.config.settings import Settings
from kb.errors import AnkiConnectError
from kb.schedule.days import Moment
from kb.schedule.log import CardMemory, EntryId, LogEntry, Review, living
from kb.schedule.memory import CardId
from kb.schedule.options import ScheduleOptions
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.exchange.siblings import StoredSibling, cards_of_families, read_times, wording_times
from kb.store.file.store import Store, Transaction
from kb.store.notes.listing import tags_of
from kb.store.review.log import entries_of_cards
from kb.store.sync.incoming import cards_of

_OURS: Final = "kb1"
"""Finds the notes of kb in Anki, among others: their fields may have been renamed there."""
_MOST_DAYS: Final = 2**16
"""No card is due further from today."""
_PROBE: Final[dict[str, Any]] = {
    "type": int(CardPhase.REVIEW),
    "queue": int(CardQueue.REVIEW),
    "due": 10_000,
}
"""Makes a card one that searches find by its due date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnkiPush:
    """What was sent to Anki, or would be; the fields are those of the JSON output."""

    dry_run: bool
    cards: int
    """Those of the selection that Anki has."""
    texts: int
    """Notes whose text was updated."""
    media: int
    answers: int
    """Answers and resets that Anki lacked."""
    schedules: int
    """Cards that stand elsewhere now."""
    ahead: int
    """Cards that were left alone, as Anki has answers, or due dates, that kb lacks."""
    edited: int
    """Notes whose text was left alone, as it was changed in Anki."""
    filtered: int
    """Cards that were left alone, as they are in a filtered deck."""
    absent: int
    """Cards of the selection that Anki does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _OurNote:
    """A note in Anki that is kb's."""

    there: ConnectedNote
    origin: NoteOrigin


@dataclass(frozen=True, slots=True, kw_only=True)
class _Here:
    """What the store knows of the cards that Anki has."""

    of_uid: Mapping[str, int]
    selected: frozenset[int]
    cards: Mapping[int, StoredCard]
    """Of all notes of which one card is selected."""
    siblings: Sequence[StoredSibling]
    maker: NoteMaker
    logs: Mapping[CardId, tuple[LogEntry, ...]]
    models: MemoryModels
    presets: Mapping[int, str]


async def push_to_anki(
    store: Store,
    anki: AnkiConnect,
    selection: CardSelection,
    *,
    settings: Settings,
    moment: Moment,
    dry_run: bool = False,
) -> AnkiPush:
    """Send what a running Anki lacks of the cards that it has. The same twice changes nothing.

    Nothing is deleted in Anki, and cards that Anki lacks are not made there. If it breaks off, what
    was sent stays, and the next time sends the rest.

    Raises:
        AnkiConnectError: Anki does not run, refuses, or answers what cannot be.
        NotFoundError: there is no such card or note.
        QueryError: the query cannot be read.
    """
    anki.check()
    ours = _our_notes(anki.notes(anki.find_notes(_OURS)))
    if not ours:
        raise AnkiConnectError(
            "Anki has no note of kb. Import a package of “kb anki export” there first."
        )
    schedule = schedule_options(settings)
    async with store.reading() as transaction:
        here = await _read(transaction, ours, selection, schedule, moment)
    ours = [note for note in ours if here.selected & _cards_in(note, here)]
    texts = _Texts(here)
    for note in ours:
        texts.add(note)
    if not dry_run and texts.changes:
        media = _stored_media(anki, texts.attachments)
        anki.update_fields(texts.changes.items())
        again = _our_notes(anki.notes([*texts.changes]))  # a text may have made cards
        ours = [*(note for note in ours if note.there.id not in texts.changes), *again]
    else:
        media = len(anki.missing_media([*texts.attachments]))
    pushes, filtered = _pushes(anki, ours, here, schedule, moment, dry_run=dry_run)
    changed = [push for push in pushes if push.outcome is PushOutcome.CHANGED]
    if not dry_run:
        anki.insert_reviews((push.card.id, row) for push in changed for row in push.reviews)
        anki.set_cards(
            (push.card.id, dict(push.attributes)) for push in changed if push.attributes is not None
        )
    present = {here.of_uid.get(uid) for note in ours for uid in note.origin.uids.values()}
    return AnkiPush(
        dry_run=dry_run,
        cards=len(pushes) + filtered,
        texts=len(texts.changes),
        media=media,
        answers=sum(len(push.reviews) for push in changed),
        schedules=sum(push.attributes is not None for push in changed),
        ahead=sum(push.outcome is PushOutcome.AHEAD for push in pushes),
        edited=texts.edited,
        filtered=filtered,
        absent=len(here.selected - present),
    )


def _our_notes(notes: Iterable[ConnectedNote]) -> list[_OurNote]:
    ours = ((note, origin_of_note(note)) for note in notes)
    return [_OurNote(there=note, origin=origin) for note, origin in ours if origin is not None]


def _cards_in(note: _OurNote, here: _Here) -> set[int]:
    return {here.of_uid[uid] for uid in note.origin.uids.values() if uid in here.of_uid}


async def _read(
    transaction: Transaction,
    ours: Sequence[_OurNote],
    selection: CardSelection,
    schedule: ScheduleOptions,
    moment: Moment,
) -> _Here:
    selected = await cards_for_anki(transaction, selection, moment)
    uids = {uid for note in ours for uid in note.origin.uids.values()}
    of_uid = await cards_of(transaction, uids)
    chosen: frozenset[int] = frozenset(card.card_id for card in selected)
    known = set(of_uid.values())
    present = [card.card_id for card in selected if card.card_id in known]
    siblings = await cards_of_families(transaction, present)
    kept = [card.card_id for card in siblings if card.status in FOR_ANKI]
    cards: dict[int, StoredCard] = {
        card.card_id: card for card in await stored_cards(transaction, CardFilter(card_ids=kept))
    }
    note_ids = {card.note_id for card in cards.values()}
    maker = NoteMaker(
        tags=await tags_of(transaction, sorted(note_ids)),
        read_at=await read_times(transaction, note_ids),
        worded_at=await wording_times(transaction),
        decks=DeckBy.FOLDER,
        link_back=LinkBack.NONE,
        finder=await attachment_finder(
            transaction, {card.folder for card in cards.values()}, SHOWN
        ),
    )
    return _Here(
        of_uid=of_uid,
        selected=chosen,
        cards=cards,
        siblings=siblings,
        maker=maker,
        logs=await entries_of_cards(transaction, [CardId(card) for card in cards]),
        models=await memory_models(transaction),
        presets=await presets_of(transaction, note_ids, schedule),
    )


class _Texts:
    """The texts that Anki lacks, growing note by note."""

    def __init__(self, here: _Here) -> None:
        self._here = here
        self.changes: dict[int, dict[str, str]] = {}
        """Fields by their names, by the ids of notes in Anki."""
        self.attachments: dict[str, Attachment] = {}
        """What the changed notes show, by name."""
        self.edited = 0
        self._families: defaultdict[str, list[Sibling]] = defaultdict(list)
        for sibling in siblings_of(here.siblings):
            self._families[sibling.family].append(sibling)
        self._family_of: dict[int, str] = {card.card_id: card.family for card in here.siblings}

    def add(self, note: _OurNote) -> None:
        """Add what Anki lacks of the text of a note."""
        cards = {ordinal: self._here.of_uid.get(uid) for ordinal, uid in note.origin.uids.items()}
        made = self._made(cards, note.there)
        if made is None:
            return
        finder = self._here.maker.finder
        before = set(finder.used)
        row = self._here.maker.note(made, self._here.cards, note.there.id)
        fields = list(row.fields)
        # How cards lead back is chosen when they are exported.
        fields[LINK] = note.there.fields[LINK]
        change = text_push(note.there, fields)
        if change is None:
            self.edited += 1
        elif change:
            self.changes[note.there.id] = change
            text = " ".join(change.values())
            used = {name for name in finder.used if name in before or name in text}
            self.attachments |= {name: finder.used[name] for name in used if name in text}

    def _made(self, cards: Mapping[int, int | None], note: ConnectedNote) -> Gathered | None:
        """Return the note that kb would make of the cards now; None if that is another one."""
        names = {self._family_of.get(card) for card in cards.values() if card is not None}
        name = names.pop() if len(names) == 1 else None
        if name is None:
            return None
        siblings = self._families[name]
        wanted = [one.card for one in siblings if one.card in self._here.cards]
        for made in gathered(siblings, wanted):
            same = all(
                card is not None and ordinal in made.cards and made.cards[ordinal].card == card
                for ordinal, card in cards.items()
            )
            if same and made.cloze == note.note_type.startswith(NOTE_TYPES[CLOZE_ID].name):
                return made
        return None


def _stored_media(anki: AnkiConnect, attachments: Mapping[str, Attachment]) -> int:
    """Store what Anki lacks of pictures and sounds, and return how many that are."""
    missing = anki.missing_media([*attachments])
    for name in missing:
        with attachments[name].open() as opened:
            anki.store_media(name, opened.read())
    return len(missing)


def _pushes(
    anki: AnkiConnect,
    ours: Sequence[_OurNote],
    here: _Here,
    schedule: ScheduleOptions,
    moment: Moment,
    *,
    dry_run: bool,
) -> tuple[list[CardPush], int]:
    """Return what Anki lacks of each selected card, and how many are in filtered decks."""
    origins = {note.there.id: note.origin for note in ours}
    pairs: list[tuple[ConnectedCard, StoredCard]] = []
    for card in anki.cards([card for note in ours for card in note.there.cards]):
        uid = origins[card.note].uids.get(card.ordinal)
        known = here.of_uid.get(uid or "", 0)
        if known in here.selected and known in here.cards:
            pairs.append((card, here.cards[known]))
    aside = set(anki.find_cards(f"{_OURS} deck:filtered"))
    left = [(card, known) for card, known in pairs if card.id not in aside]
    logs = anki.reviews([card.id for card, _ in left])
    used = {row.id for rows in logs.values() for row in rows}
    first_day = _first_day(anki, left, moment, dry_run=dry_run)
    pushes = [
        card_push(card, logs[card.id], _known(known, here, schedule, moment, first_day), used)
        for card, known in left
    ]
    return pushes, len(pairs) - len(left)


def _known(
    card: StoredCard, here: _Here, schedule: ScheduleOptions, moment: Moment, first_day: date
) -> KnownHere:
    """Return what kb knows of a card, in Anki's terms."""
    entries = here.logs[card.card_id]
    preset = schedule.preset(here.presets[card.note_id])
    columns = standing_in_anki(
        CardMemory(scheduled=card.scheduled, reps=card.reps, lapses=card.lapses),
        AnkiSettings(
            learning_steps=len(preset.learning_steps),
            relearning_steps=len(preset.relearning_steps),
            retention=preset.retention,
            decay=here.models.current.curve.decay,
        ),
        first_day=first_day,
        answered_at=last_answer(entries),
        now=moment,
    )
    return KnownHere(
        rows=tuple(rows_of_log(entries, here.models.current)),
        undone=tuple(_undone(entries)),
        columns=columns,
    )


def _undone(entries: Sequence[LogEntry]) -> Iterable[PastRow]:
    stands: set[EntryId] = {entry.uid for entry in living(entries)}
    for entry in entries:
        if isinstance(entry, Review) and entry.uid not in stands:
            at_ms = round(entry.at.timestamp() * 1000)
            yield PastRow(at_ms, entry.rating.value, 0, 0, 0, 0, ReviewKind.REVIEW)


def _first_day(
    anki: AnkiConnect,
    pairs: Sequence[tuple[ConnectedCard, StoredCard]],
    moment: Moment,
    *,
    dry_run: bool,
) -> date:
    """Return the day from which Anki counts days, which only searches tell."""
    by_day = (CardQueue.REVIEW, CardQueue.DAY_LEARNING)
    counted = [card for card, _ in pairs if card.queue in by_day]
    if not counted:
        others = anki.find_cards("is:review -is:suspended -is:buried -deck:filtered")
        counted = [card for card in anki.cards(others[:1]) if card.queue in by_day]
    if counted:
        due_in = _due_in(anki, counted[0].id)
        return moment.day - timedelta(days=counted[0].due - due_in)
    needed = any(
        known.scheduled is not None and moment.calendar.day_of(known.scheduled.due) > moment.day
        for _, known in pairs
    )
    if dry_run or not needed:  # no card of Anki is due on a day, so any card will differ
        return moment.day
    card = min((card for card, _ in pairs), key=lambda card: card.phase)
    before = {"type": card.phase, "queue": card.queue, "due": card.due}
    anki.set_cards([(card.id, _PROBE)])
    try:
        due_in = _due_in(anki, card.id)
    finally:
        anki.set_cards([(card.id, before)])
    return moment.day - timedelta(days=_PROBE["due"] - due_in)


def _due_in(anki: AnkiConnect, card: int) -> int:
    """Return in how many days Anki takes a card for due; it may have been due."""
    low, high = -_MOST_DAYS, _MOST_DAYS
    while low < high:
        middle = (low + high) // 2
        if anki.find_cards(f"cid:{card} prop:due<={middle}"):
            high = middle
        else:
            low = middle + 1
    if not anki.find_cards(f"cid:{card} prop:due={low}"):
        raise AnkiConnectError(
            "Anki does not find its own cards by their due dates. Check the collection in Anki "
            "(Tools › Check Database)."
        )
    return low
