"""Match the cards of notes that were read with those in the store: new, kept, moved, retired."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from kb.app.importing.changeset import FolderChanges
from kb.app.importing.diff import FolderDiff
from kb.app.importing.read_and_stage import ReadResults, file_to_read
from kb.app.importing.read_results import ReadOptions
from kb.app.importing.renames import Identities
from kb.app.importing.report import CardCounts, RetiredCard
from kb.app.sanitize import plain_line
from kb.cards.assistant import found_line, source_of_anchor
from kb.graph.resolve import NoteId
from kb.notes.files.decode import decode, lines_of
from kb.notes.files.walk import read_file
from kb.schedule.memory import CardId
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.cards.proposed import AssistantsCard, assistants_cards
from kb.store.cards.status import living_cards
from kb.store.file.store import StoreConnection, Transaction
from kb.store.importing.card_staging import (
    CardPair,
    pair_same,
    replace_staged_cards,
    reviewed_keys,
    stage_pairs,
    staged_keys,
    tally,
    unpaired_drawn,
    unpaired_known,
)
from kb.store.notes.names import named_by_id
from kb.store.search.terms import texts_of

_NAMED: Final = 3
"""Cards that are named; the others are counted."""
_CONSIDERED: Final = 200
"""Of very many, the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardChanges:
    """What an import does to cards, beyond what is staged."""

    retired: tuple[int, ...] = ()
    """Ids of the cards to retire."""
    counts: CardCounts


async def regenerate_moved(
    connection: StoreConnection,
    options: ReadOptions,
    diffs: Sequence[FolderDiff],
    results: ReadResults,
    identities: Identities,
) -> None:
    """Generate the cards of moved and edited notes again if a reviewed card is not among them.

    A reviewed card is never dropped because its note has too many cards. But a file is read before
    it is known which note it is, and only the note knows which cards have been reviewed.
    """
    moved = {
        ref: note_id
        for ref, note_id in identities.items()
        if note_id is not None
        and ((before := results.files[ref].before) is None or before.note_id != note_id)
    }
    if not moved:
        return
    async with connection.reading() as transaction:
        reviewed = await reviewed_keys(transaction, sorted(set(moved.values())))
        refs = [ref for ref, note_id in moved.items() if note_id in reviewed]
        staged = await staged_keys(transaction, refs)
    lacking = [ref for ref in refs if not reviewed[moved[ref]] <= staged.get(ref, frozenset())]
    if not lacking:
        return
    from kb.app.importing.read_files import read_files  # noqa: PLC0415  # slow, and seldom needed

    for ref in lacking:
        changed = results.files[ref]
        file = file_to_read(
            ref,
            changed,
            diffs[changed.folder],
            options,
            known_hash=None,
            reviewed=reviewed[moved[ref]],
        )
        read = read_files([file], options.rules)
        # What was written since then is left to the next import.
        if [note.content_hash for note in read.notes] == [results.notes[ref].content_hash]:
            async with connection.staging() as transaction:
                await replace_staged_cards(transaction, ref, read.rows["cards"])


async def match_cards(transaction: Transaction, gone: Sequence[NoteId]) -> CardChanges:
    """Match the cards of all notes that were read, and stage the pairs.

    Args:
        transaction: one in which notes and cards are staged, and notes have their places.
        gone: notes that are no longer there.
    """
    living = await living_cards(transaction)
    if living:
        await pair_same(transaction)
    staged = await tally(transaction)
    known = await unpaired_known(transaction, gone)
    if not known:
        counts = CardCounts(added=staged.new, inbox=staged.proposals, kept=living)
        return CardChanges(counts=counts)
    from kb.cards.matching import match  # noqa: PLC0415  # slow, and only for known cards

    drawn = await unpaired_drawn(transaction)
    rows = {id(card.drawn): card.row for card in drawn}
    matches = match(known, [card.drawn for card in drawn])
    changed_ids = {id(pair) for pair in matches.changed}
    await stage_pairs(
        transaction,
        [
            CardPair(rows[id(pair.new)], pair.old.card_id, id(pair) in changed_ids)
            for pair in (*matches.kept, *matches.moved, *matches.changed)
        ],
    )
    revived = sum(pair.revived for pair in (*matches.kept, *matches.moved, *matches.changed))
    moved = sum(not pair.revived for pair in matches.moved)
    changed = sum(not pair.revived for pair in matches.changed)
    return CardChanges(
        retired=tuple(card.card_id for card in matches.retired),
        counts=CardCounts(
            added=len(matches.added),
            returned=revived,
            changed=changed,
            kept=living - moved - changed - len(matches.retired),
            moved=moved,
            retired=len(matches.retired),
            inbox=sum(card.card.status == "inbox" for card in matches.added),
        ),
    )


async def lines_of_proposed(
    transaction: Transaction, changes: Sequence[FolderChanges]
) -> list[tuple[CardId, int]]:
    """Return where cards are now that an assistant proposed, of the notes that were read.

    Where a line is gone, as it was. Nothing draws them from their notes, so nothing retires them
    while their notes are there. Locks nothing.
    """
    read = [note.note_id for folder in changes for note in folder.notes if note.before]
    cards: defaultdict[NoteId, list[AssistantsCard]] = defaultdict(list)
    for card in await assistants_cards(transaction, read):
        cards[card.note_id].append(card)
    places: list[tuple[CardId, int]] = []
    for folder in changes if cards else ():
        for note in folder.notes:
            if note.note_id not in cards:
                continue
            try:
                text, _ = decode(note.path, read_file(folder.plan.root, note.path))
            except OSError:
                text = ""  # it went meanwhile; the next import tells
            lines = lines_of(text)
            for card in cards[note.note_id]:
                line = found_line(source_of_anchor(card.anchor), lines, card.line)
                places.append((card.card_id, line or card.line))
    return places


async def retired_cards(
    transaction: Transaction, ids: Sequence[int], off: Collection[str]
) -> tuple[RetiredCard, ...]:
    """Return a few of the cards that were just retired, those with most answers first.

    Args:
        transaction: one after the merge.
        ids: all cards that were retired.
        off: the generators that are turned off.
    """
    if not ids:
        return ()
    cards = await stored_cards(transaction, CardFilter(card_ids=sorted(ids)[:_CONSIDERED]))
    named = sorted(cards, key=lambda card: -card.reps)[:_NAMED]
    notes = {card.note_id for card in named}
    living = {note.id for note in await named_by_id(transaction, notes)}
    texts = await texts_of(transaction, living)
    return tuple(
        RetiredCard(
            card=card.card_id,
            front=card.front,
            path=card.path,
            why=_why(card, texts[card.note_id].body if card.note_id in texts else None, off),
        )
        for card in named
    )


def _why(card: StoredCard, body: str | None, off: Collection[str]) -> str:
    """Return why a card is retired, given the text of its note as it is now, if it has any."""
    if body is None:
        return "its note is gone"
    if plain_line(card.back).casefold() not in plain_line(body).casefold():
        return "its text is gone"
    if card.generator in off:
        return "its generator is turned off"
    return "it is worth too little now" if card.traits else "it is not marked as a card any more"
