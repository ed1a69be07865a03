"""``kb anki import``: what a package of Anki's brings about cards that kb knows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.anki.collection import Collection
from kb.anki.decks import written_id
from kb.anki.history import histories
from kb.anki.kinds import CLOZE_ID
from kb.anki.origin import uid_of_card
from kb.anki.package.reading import open_package, uncollected
from kb.app.exchange.adoption import AdoptionCounts, adopt_in
from kb.app.exchange.adoption_plan import AdoptionPlan, Binding, Reception, plan_adoption
from kb.app.exchange.anki_texts import changed_texts, take_texts
from kb.app.exchange.known_histories import KnownInAnki
from kb.schedule.days import Moment
from kb.schedule.memory import CardId
from kb.store.exchange.named_cards import cards_with_anki_ids
from kb.store.file.store import Store, Transaction
from kb.store.review.log import keys_of_cards
from kb.store.sync.incoming import cards_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AnkiImport:
    """What a package brings, or brought; the fields are those of the JSON output."""

    file: Path
    done: bool
    cards: int
    """Of the package that are cards here."""
    answers: int
    """That are new here."""
    schedules: int
    """Of cards without answers, that are new here."""
    back: int
    """Entries that were taken over before and undone, and come back."""
    reviewed_here: int
    """Cards that have only a schedule in the package, and later answers here."""
    reworded: tuple[str, ...]
    """Prompts of cards whose texts were changed in Anki; those become the user's own wording."""
    conflicts: tuple[str, ...]
    """Prompts of cards whose texts were changed on both sides, and stay as they are here."""
    others: int
    """Cards of the package that are none of kb's."""
    left_out: tuple[str, ...]
    """What of the package could not be read, and why."""


async def import_from_anki(
    store: Store, file: Path, moment: Moment, *, dry_run: bool = False
) -> AnkiImport:
    """Take over from a package what is new about cards that kb knows.

    These are cards that kb exported, and cards whose texts bear the id of a note of Anki's. Each
    answer is taken once. Texts that were changed in Anki alone become the user's own wording.

    Args:
        store: of the cards.
        file: an ``.apkg`` or ``.colpkg``.
        moment: when that is.
        dry_run: whether to change nothing.

    Raises:
        AnkiPackageError: the package cannot be read.
    """
    with open_package(file) as package:
        collection, left_out = package.collection, package.left_out
    with uncollected():
        return await import_collection(store, file, collection, left_out, moment, dry_run=dry_run)


async def import_collection(  # what, from where, to where, how and when
    store: Store,
    file: Path,
    collection: Collection,
    left_out: tuple[str, ...],
    moment: Moment,
    *,
    dry_run: bool = False,
) -> AnkiImport:
    """As :func:`import_from_anki`, of a package that was read."""
    async with store.reading() as transaction:
        known = await known_cards(transaction, collection)
        plan: AdoptionPlan | AdoptionCounts | None = None
        if dry_run:
            bindings = await _bindings(transaction, collection, known)
            plan = await plan_adoption(transaction, list(bindings), moment)
    texts = await changed_texts(store, collection, known)
    if plan is None:
        async with store.writing() as transaction:
            bindings = await _bindings(transaction, collection, known)
            plan = await adopt_in(transaction, bindings, f"Anki: {file.name}", moment)
            await take_texts(transaction, texts.changed, moment)
    return AnkiImport(
        file=file,
        done=not dry_run,
        cards=len(known),
        answers=plan.answers,
        schedules=plan.schedules,
        back=plan.back,
        reviewed_here=plan.count(Reception.REVIEWED_HERE),
        reworded=tuple(text.prompt for text in texts.changed),
        conflicts=texts.conflicts,
        others=len(collection.cards) - len(known),
        left_out=left_out,
    )


async def _bindings(
    transaction: Transaction, collection: Collection, known: Mapping[int, CardId]
) -> Iterator[Binding]:
    """Return the histories of known cards; most of those with nothing new are left out."""
    keys = await keys_of_cards(transaction, {*known.values()})
    is_known = KnownInAnki(known, keys, collection.calendar)
    return (
        Binding(card=known[card.id], history=history)
        for card, history in histories(collection, is_known)
    )


async def known_cards(transaction: Transaction, collection: Collection) -> Mapping[int, CardId]:
    """Return which cards of a collection are cards here, by their ids there."""
    notes = {note.id: note for note in collection.notes}
    uids: dict[int, str] = {}
    for card in collection.cards:
        note = notes[card.note]
        is_cloze = note.note_type == CLOZE_ID
        uid = uid_of_card(note.guid, card.ordinal, note.fields, cloze=is_cloze)
        if uid is not None:
            uids[card.id] = uid
    here = await cards_of(transaction, set(uids.values()))
    known = {card: CardId(here[uid]) for card, uid in uids.items() if uid in here}
    by_id = {
        (one.anki_id, one.ordinal): one.card_id for one in await cards_with_anki_ids(transaction)
    }
    for card in collection.cards if by_id else ():
        one = by_id.get((written_id(card.note), card.ordinal))
        one = one or by_id.get((written_id(card.id), 0))
        if one is not None:
            known.setdefault(card.id, one)
    return known
