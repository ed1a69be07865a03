"""Taking in what other devices have written: the same entries in any order give the same store."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from kb.app.memory_models import memory_models, replay_cards
from kb.app.sync.memories import told_memories
from kb.cards.assistant import assistants_card, source_of_anchor
from kb.schedule.fsrs import Model
from kb.store.cards.cards import correct_memories
from kb.store.cards.decisions import DecisionEntry, DecisionKind, add_entries
from kb.store.cards.proposed import add_proposed, equal_card, notes_of_uids
from kb.store.file.store import Transaction
from kb.store.sync.families import settle_families
from kb.store.sync.incoming import (
    WaitingLine,
    answered_cards,
    apply_decisions,
    cards_not_here,
    cards_of,
    join_cards,
    name_card,
    store_decisions,
    store_descriptions,
    store_log,
    store_plans,
    store_waiting,
    store_weights,
    take_ready,
    take_waiting,
    unknown_uids,
    unshared_cards,
)
from kb.store.sync.outgoing import living_cards, uid_of
from kb.store.sync.rows import DecisionRow, LogRow, PlanRow, decision_row, log_row, plan_row
from kb.sync.lines import (
    CardEntry,
    DescribedLine,
    LogLine,
    MemoryLine,
    PlanLine,
    ProposedLine,
    Record,
    SameLine,
    WeightsLine,
    decoded,
    encoded,
)
from kb.sync.pairing import exactly_paired, paired

FromDevice = tuple[str, Record]
"""A record, and the device in whose file it is."""


@dataclass(slots=True)
class _Batch:
    """Records by what they are; those that say in whose file they are, with its device."""

    entries: list[tuple[str, CardEntry]] = field(default_factory=list)
    plans: list[tuple[str, PlanLine]] = field(default_factory=list)
    described: list[tuple[str, DescribedLine]] = field(default_factory=list)
    weights: list[WeightsLine] = field(default_factory=list)
    memories: dict[str, MemoryLine] = field(default_factory=dict)


async def receive(
    transaction: Transaction,
    records: Sequence[FromDevice],
    device: str,
    now: datetime,
    *,
    notes_changed: bool,
) -> int:
    """Take in records, and return how many entries were new here.

    Args:
        transaction: one that writes.
        records: of all devices, in any order; those of before do no harm.
        device: the name of this store.
        now: when that is.
        notes_changed: whether notes were imported since the last time.
    """
    batch = _sorted(records)
    numbers = await store_weights(transaction, filter(_is_model, batch.weights), now)
    await store_descriptions(transaction, batch.described)
    if batch.described or notes_changed:
        await _pair(transaction, device, now)
    if notes_changed:
        batch.entries += _sorted(await _proposals_that_waited(transaction)).entries
    await _add_proposed(transaction, [entry for _, entry in batch.entries], now)
    batch.entries += _sorted(await _ready(transaction)).entries
    await _join(transaction, [entry for _, entry in batch.entries if isinstance(entry, SameLine)])
    if batch.described or notes_changed:
        await settle_families(transaction)
    cards = await cards_of(transaction, {entry.card for _, entry in batch.entries})
    log, decisions, waiting = _rows(batch.entries, cards, numbers)
    before = await answered_cards(transaction, {row.card_id for row in log})
    new = await store_log(transaction, log) + await store_decisions(transaction, decisions)
    await store_waiting(transaction, waiting)
    if new:
        touched = {row.card_id for row in log} | {row.card_id for row in decisions}
        told = {cards[uid]: line for uid, line in batch.memories.items() if uid in cards}
        for card in before:
            told.pop(card, None)
        models = await memory_models(transaction)
        memories = told_memories(log, told, models.name)
        await correct_memories(transaction, memories)
        await replay_cards(transaction, touched - memories.keys())
        await apply_decisions(transaction, touched)
    return new + await store_plans(transaction, list(_plan_rows(batch.plans)))


def _sorted(records: Iterable[FromDevice]) -> _Batch:
    """Return records by what they are."""
    batch = _Batch()
    for of, record in records:
        if isinstance(record, DescribedLine):
            batch.described.append((of, record))
        elif isinstance(record, WeightsLine):
            batch.weights.append(record)
        elif isinstance(record, MemoryLine):
            batch.memories[record.card] = record
        elif isinstance(record, PlanLine):
            batch.plans.append((of, record))
        else:
            batch.entries.append((of, record))
    return batch


def _rows(
    entries: Iterable[tuple[str, CardEntry]], cards: Mapping[str, int], weights: Mapping[str, int]
) -> tuple[list[LogRow], list[DecisionRow], list[WaitingLine]]:
    """Return the rows of entries, and those that wait for their card or weights."""
    log: list[LogRow] = []
    decisions: list[DecisionRow] = []
    waiting: list[WaitingLine] = []
    for of, entry in entries:
        try:
            if isinstance(entry, LogLine):
                log.append(log_row(entry, of, cards[entry.card], weights))
            else:
                decisions.append(decision_row(entry, of, cards[entry.card]))
        except KeyError:
            line = encoded(entry, of).decode("utf-8", "replace")
            waiting.append(WaitingLine(entry.card, of, line))
        except (ValueError, OverflowError):
            continue  # no kb writes such an entry
    return log, decisions, waiting


def _plan_rows(plans: Iterable[tuple[str, PlanLine]]) -> Iterator[PlanRow]:
    """Yield the rows of plans, but not of such as no kb writes."""
    for of, plan in plans:
        with suppress(ValueError, OverflowError):
            yield plan_row(plan, of)


def _is_model(weights: WeightsLine) -> bool:
    """Return whether there can be a model with these weights."""
    try:
        Model(weights.parameters)
    except (TypeError, ValueError):
        return False
    return True


async def _add_proposed(
    transaction: Transaction, entries: Iterable[CardEntry], now: datetime
) -> None:
    """Add the cards that an assistant proposed elsewhere, if their notes are here."""
    proposed = {entry.card: entry for entry in entries if isinstance(entry, ProposedLine)}
    unknown = await unknown_uids(transaction, proposed.keys())
    homes = await notes_of_uids(transaction, {uid: proposed[uid].note for uid in unknown})
    for uid, note_id in sorted(homes.items()):
        line = proposed[uid]
        if not line.front.strip() or not line.back.strip() or line.line < 1:
            continue  # no kb writes such an entry
        same = await equal_card(transaction, note_id, line.anchor)
        if same is not None:
            await name_card(transaction, uid, same)
            continue
        source = source_of_anchor(line.anchor)
        card = assistants_card(line.line, source, line.front, line.back)
        card = card._replace(anchor=line.anchor, fact=line.anchor)
        await add_proposed(transaction, note_id, card, now, uid=uid)


async def _proposals_that_waited(transaction: Transaction) -> list[FromDevice]:
    """Return the entries of proposed cards that waited for a note, which may be here by now."""
    return _decoded(await take_waiting(transaction, ProposedLine))


async def _ready(transaction: Transaction) -> list[FromDevice]:
    """Return the entries that waited for cards that are here by now."""
    return _decoded(await take_ready(transaction))


def _decoded(lines: Iterable[WaitingLine]) -> list[FromDevice]:
    records = [(line.device, decoded(line.line.encode(), line.device)) for line in lines]
    return [(of, record) for of, record in records if record is not None]


async def _pair(transaction: Transaction, device: str, now: datetime) -> None:
    """Find out which unknown cards of other devices are cards here, and say so to them."""
    theirs = await cards_not_here(transaction)
    if not theirs:
        return
    living = await living_cards(transaction, {card.generator for card in theirs.values()})
    same = exactly_paired(theirs, living)
    unknown = await unknown_uids(transaction, theirs.keys() - same.keys())
    rest = await unshared_cards(transaction, device, living.keys() - same.values())
    same |= paired({uid: theirs[uid] for uid in unknown}, {card: living[card] for card in rest})
    said = []
    for uid, card in same.items():
        own = living[card].card
        there = (await cards_of(transaction, [uid])).get(uid)
        if there is None:
            await name_card(transaction, uid, card)
        elif there != card:
            card = await join_cards(transaction, there, card)  # noqa: PLW2901  # which it is now
            await replay_cards(transaction, {card})
            await apply_decisions(transaction, {card})
        other = own if await uid_of(transaction, card) == uid else uid
        said.append(DecisionEntry(card, DecisionKind.SAME, other))
    await add_entries(transaction, said, now)


async def _join(transaction: Transaction, said: Iterable[SameLine]) -> None:
    """Make one of the cards that other devices say are one, as far as they are known here."""
    left = list(said)
    while left:
        known = await cards_of(transaction, {uid for same in left for uid in same[1:3]})
        later = []
        for same in left:
            one, other = known.get(same.card), known.get(same.other)
            if one is None and other is not None:
                await name_card(transaction, same.card, other)
            elif one is not None and other is None:
                await name_card(transaction, same.other, one)
            elif one is None or other is None:
                later.append(same)
            elif one != other:
                kept = await join_cards(transaction, one, other)
                await replay_cards(transaction, {kept})
                later += left[left.index(same) + 1 :]
                break
        if len(later) == len(left):
            return
        left = later
