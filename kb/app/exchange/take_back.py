"""Taking an export of kb back into a store, which is empty or has answers of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kb.app.sync.receive import FromDevice, receive
from kb.store.exchange.incoming import (
    decision_record,
    description,
    living_uids,
    log_record,
    plan_record,
    waiting_record,
    weights_record,
)
from kb.store.file.store import Store
from kb.store.review.device import signing_device
from kb.store.sync.families import ToldFamily, settle_families
from kb.store.sync.folders import waiting_count
from kb.store.sync.incoming import cards_of
from kb.sync.lines import DescribedLine, PlanLine, Record, Remark
from kb.sync.takeout import (
    CARDS,
    DECISIONS,
    LOG,
    PLANS,
    WAITING,
    WEIGHTS,
    Json,
    Manifest,
    bad_line,
    read_lines,
    read_manifest,
)

_ENTRIES: Final[dict[str, Callable[[Json], Record | None]]] = {
    WEIGHTS: weights_record,
    LOG: log_record,
    DECISIONS: decision_record,
    PLANS: plan_record,
    WAITING: waiting_record,
}
_LATER: Final = frozenset({PLANS})
"""Files that exports of older versions do not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What of an export has come into a store."""

    folder: Path
    entries: int
    """Entries of the log, decisions and plans in the export."""
    new: int
    """Those that are new here."""
    cards: int
    """Cards of these entries."""
    missing: tuple[str, ...]
    """The notes that would have the cards that are not here, by their titles or ids, folded."""
    waiting: int
    """Entries that wait for a note here to have their card, with those of before."""


async def take_back(
    store: Store, folder: Path, now: datetime, *, dry_run: bool = False
) -> TakenBack:
    """Take the entries of an export into a store; the same twice changes nothing.

    Cards are found by their uids, else by their notes, generators and anchors, else by their texts,
    as synchronising finds them. What is of a card that no note here has waits for that note.

    Args:
        store: whose notes should be imported already.
        folder: an export of kb.
        now: when that is.
        dry_run: whether to change nothing, and only say what would be.

    Raises:
        ExportError: the folder is no export, or is damaged.
        StoreError: the store cannot be written.
    """
    cards, records = read_export(folder)
    named = {record.card for _, record in records if not isinstance(record, Remark | PlanLine)}
    described = [card for card in cards if card.card in named]
    entries = [record for _, record in records if not isinstance(record, Remark)]
    async with store.connect() as connection:
        begin = connection.dry_run if dry_run else connection.writing
        async with begin() as transaction:
            device = await signing_device(transaction)
            uids = {entry.card for entry in entries if not isinstance(entry, PlanLine)}
            here = await living_uids(transaction, uids)
            told: list[FromDevice] = [("", card) for card in described if card.card not in here]
            new = await receive(transaction, told + records, device, now, notes_changed=True)
            await settle_families(transaction, _families(cards))
            known = await cards_of(transaction, uids)
            return TakenBack(
                folder=folder,
                entries=len(entries),
                new=new,
                cards=len(uids),
                missing=_missing(described, known),
                waiting=await waiting_count(transaction),
            )


def read_export(folder: Path) -> tuple[list[DescribedLine], list[FromDevice]]:
    """Return the cards of an export, and its other records.

    Raises:
        ExportError: it is no export, or is damaged.
    """
    manifest = read_manifest(folder)
    records: list[FromDevice] = [
        # Of its own device, as if that had written it: so what waits is one line, however it came.
        ("" if isinstance(record, Remark) else record.device, record)
        for name, made in _ENTRIES.items()
        if name in manifest.lines or name not in _LATER
        for record in _records(folder, name, manifest, made)
    ]
    return [*_records(folder, CARDS, manifest, description)], records


def _records(
    folder: Path, name: str, manifest: Manifest, made: Callable[[Json], Any]
) -> Iterator[Any]:
    for number, line in read_lines(folder, name, manifest):
        try:
            record = made(line)
        except ValueError as error:
            raise bad_line(folder, name, number, str(error)) from error
        if record is not None:
            yield record


def _families(cards: list[DescribedLine]) -> list[ToldFamily]:
    """Return the families of cards, which are as old as the oldest card of each."""
    since: dict[str, int] = {}
    for card in cards:
        for name in (card.card, card.family):
            since[name] = min(card.since, since.get(name, card.since))
    return [ToldFamily(card.card, card.family, since[card.family]) for card in cards]


def _missing(described: list[DescribedLine], known: dict[str, int]) -> tuple[str, ...]:
    return tuple(sorted({card.note for card in described if card.card not in known}))
