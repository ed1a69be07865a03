"""Which cards come, stay, move and go with the notes that an import read."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.app.importing.report import CardCounts
from kb.graph.resolve import NoteId
from kb.store.cards.status import living_cards, living_cards_of
from kb.store.file.store import Transaction
from kb.store.importing.card_staging import (
    CardPair,
    pair_same,
    stage_pairs,
    tally,
    unpaired_drawn,
    unpaired_known,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawn:
    """What an import does to cards, beyond what is staged."""

    retired: tuple[int, ...] = ()
    counts: CardCounts


async def redrawn(transaction: Transaction, gone: Sequence[NoteId]) -> Redrawn:
    """Returns what became of the cards of all notes that were read, and stages it.

    Args:
        transaction: one in which notes and cards are staged, and notes have their places.
        gone: notes that are no longer there.
    """
    living = await living_cards(transaction)
    await pair_same(transaction)
    staged = await tally(transaction)
    known = await unpaired_known(transaction, gone)
    if not known:
        new = CardCounts(added=staged.new, inbox=staged.proposals, kept=living)
        return Redrawn(counts=new)
    from kb.cards.matching import match  # noqa: PLC0415  # only where cards were there before

    drawn = await unpaired_drawn(transaction)
    rows = {id(each.drawn): each.row for each in drawn}
    found = match(known, [each.drawn for each in drawn])
    pairs = [*found.kept, *found.moved, *found.changed]
    beyond = {id(pair) for pair in found.changed}
    await stage_pairs(
        transaction,
        [CardPair(rows[id(pair.new)], pair.old.card_id, id(pair) in beyond) for pair in pairs],
    )
    revived = sum(pair.revived for pair in pairs)
    moved = sum(not pair.revived for pair in found.moved)
    changed = sum(not pair.revived for pair in found.changed)
    proposals = sum(each.card.status == "inbox" for each in found.added)
    return Redrawn(
        retired=tuple(card.card_id for card in found.retired),
        counts=CardCounts(
            added=len(found.added) + revived,
            changed=changed,
            kept=living - moved - changed - len(found.retired),
            moved=moved,
            retired=len(found.retired),
            inbox=proposals,
        ),
    )


async def undrawn(transaction: Transaction, gone: Sequence[NoteId]) -> Redrawn:
    """Returns what became of cards where notes went, and none was read."""
    living = await living_cards(transaction)
    retired = await living_cards_of(transaction, gone)
    counts = CardCounts(kept=living - len(retired), retired=len(retired))
    return Redrawn(retired=tuple(retired), counts=counts)
