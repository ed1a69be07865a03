"""``kb doctor``: each check says what it looked at, and what to do if it fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isclose
from pathlib import Path
from typing import Final

from kb.app.importing.links import Correction
from kb.app.review.queue import models
from kb.app.sanitize import counted
from kb.errors import StoreError
from kb.graph.resolve import Names
from kb.schedule.log import Standing, replay
from kb.schedule.memory import Scheduled
from kb.store.cards.cards import stored_memory
from kb.store.file.backups import UNVERIFIED, list_backups
from kb.store.file.copy import verify_store
from kb.store.file.store import Store, Transaction
from kb.store.file.upgrade import HEAD
from kb.store.graph.links import links_of_notes, meaning
from kb.store.maintenance import integrity as health
from kb.store.notes.names import all_named
from kb.store.review.log import entries_by_card

_CLOSE: Final = 1e-9
"""Another processor may round the last bits otherwise."""
_TOLD: Final = 3
"""Findings that are named; the others are counted."""
_A_JUMP: Final = timedelta(hours=1)
"""Clocks that are set right move by less."""
_FIX: Final = "“kb doctor --fix” makes it anew."
_RESTORE: Final = "Restore a backup: “kb backup --list” shows them."


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    """What was looked at; if it failed, what is wrong, and what to do next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What ``kb doctor`` found."""

    ok: bool
    checks: tuple[Check, ...]


async def diagnosis(store: Store, now: datetime) -> Diagnosis:
    """Returns how the store fares. Nothing is written.

    Args:
        store: the store.
        now: aware.

    Raises:
        StoreError: it cannot be read at all, or another program holds it for long.
    """
    async with store.connect() as connection:
        async with connection.reading() as transaction:
            checks = [
                await _file(transaction),
                await _references(transaction),
                await _schema(transaction),
                await _orphans(transaction),
                await _links(transaction),
                await _keys(transaction),
                await _cards(transaction),
                await _log(transaction),
                await _clock(transaction, now),
                _folders(await health.remembered_roots(transaction)),
                _backups(store.path),
            ]
        async with connection.dry_run() as transaction:
            checks.insert(4, await _search(transaction))
    return Diagnosis(ok=all(check.ok for check in checks), checks=tuple(checks))


async def wrong_links(transaction: Transaction) -> list[Correction]:
    """Returns the links that do not mean what they would if all were resolved now."""
    notes = await all_named(transaction)
    names, by_id = Names(notes), {note.id: note for note in notes}
    found = []
    for link in await links_of_notes(transaction, sorted(by_id)):
        now = names.resolution(link.target, by_id[link.note_id])
        if meaning(now) != link.meant:
            found.append((link.note_id, link.position, now))
    return found


async def _file(transaction: Transaction) -> Check:
    found = await health.damages(transaction)
    what_next = f"“kb doctor --fix” mends indexes. Where that does not help: {_RESTORE}"
    return _check("file", found, "every page and index", what_next)


async def _references(transaction: Transaction) -> Check:
    found = await health.lost_references(transaction)
    what_next = f"“kb doctor --fix” mends those of notes. Where that does not help: {_RESTORE}"
    return _check("references", found, "every row finds those that it names", what_next)


async def _schema(transaction: Transaction) -> Check:
    missing = await health.missing_parts(transaction)
    looked = f"revision {HEAD}, which is this kb's, with all tables, indexes and triggers"
    found = [f"the {kind} {name} is missing" for kind, name, _ in missing]
    tables = any(kind == "table" for kind, _, _ in missing)
    return _check("schema", found, looked, _RESTORE if tables else _FIX)


async def _orphans(transaction: Transaction) -> Check:
    found = await health.orphans(transaction)
    return _check("orphans", found, "nothing hangs on a note that is gone", _FIX)


async def _links(transaction: Transaction) -> Check:
    wrong = await wrong_links(transaction)
    found = [f"link {position + 1} of note {note} means another" for note, position, _ in wrong]
    return _check("links", found, "every link means what its note would find now", _FIX)


async def _search(transaction: Transaction) -> Check:
    wrong = await health.search_mismatch(transaction)
    notes, _ = await health.sizes(transaction)
    looked = f"the search index says what {notes} notes say"
    return _check("search", [wrong] if wrong else [], looked, _FIX)


async def _keys(transaction: Transaction) -> Check:
    found = await health.shared_keys(transaction)
    return _check("keys", found, "no two cards of a note are one", _FIX)


async def _cards(transaction: Transaction) -> Check:
    found = await health.odd_cards(transaction)
    _, cards = await health.sizes(transaction)
    return _check("cards", found, f"{cards} cards are in order", _FIX)


async def _clock(transaction: Transaction, now: datetime) -> Check:
    """Looks whether answers lie in the future; that a clock was once wrong does no harm."""
    later = await health.entries_after(transaction, now + _A_JUMP)
    jumps = await health.clock_jumps(transaction, _A_JUMP)
    found = (
        [f"{later} answers were given later than now, {now:%Y-%m-%d %H:%M} UTC"] if later else []
    )
    looked = "no answer lies in the future"
    if jumps:
        often = "once" if jumps == 1 else f"{jumps} times"
        looked += f"; the clock went back {often}, which the order of the log outlives"
    return _check("clock", found, looked, "Set the clock of this machine right.")


def _backups(store: Path) -> Check:
    """Looks through the latest backup, which is the one that would be wanted."""
    # What a repair or a restore set aside may well be damaged.
    whole = [each for each in list_backups(store) if each.occasion not in UNVERIFIED]
    known = sorted(whole, key=lambda each: each.path.stat().st_mtime_ns)
    looked = f"{counted(len(known), 'backup')}, the latest one whole" if known else "none yet"
    found = []
    if known:
        try:
            verify_store(known[-1].path)
        except StoreError as error:
            found.append(error.message.rstrip("."))
    return _check("backups", found, looked, "Remove it, and make another with “kb backup”.")


async def _log(transaction: Transaction) -> Check:
    """Replays the log of every card, and compares what comes out with what is stored."""
    known = await models(transaction)
    entries = 0
    wrong: list[str] = []
    async for card, log in entries_by_card(transaction):
        entries += len(log)
        standing = replay(log, known)
        stored = await stored_memory(transaction, card)
        if not agree(standing, stored):
            wrong.append(f"card {card} is not what its answers come to")
    baseless = await health.baseless_memories(transaction)
    wrong += [f"card {card} knows of answers that the log does not" for card in baseless]
    looked = f"{entries} entries replay to the memory and the due day of every card"
    return _check("log", wrong, looked, _FIX)


def agree(standing: Standing, stored: tuple[Scheduled | None, int, int]) -> bool:
    """Returns whether a card is what its log comes to; stabilities to the last few bits."""
    scheduled, reps, lapses = stored
    if (standing.reps, standing.lapses) != (reps, lapses):
        return False
    told = standing.scheduled
    if told is None or scheduled is None:
        return told is scheduled
    ours, theirs = told.memory, scheduled.memory
    return (
        told.due == scheduled.due
        and (ours.state, ours.step, ours.last_day) == (theirs.state, theirs.step, theirs.last_day)
        and isclose(ours.stability_days, theirs.stability_days, rel_tol=_CLOSE)
        and isclose(ours.difficulty, theirs.difficulty, rel_tol=_CLOSE)
    )


def _folders(roots: Sequence[str]) -> Check:
    gone = [f"{root} cannot be reached" for root in roots if not Path(root).is_dir()]
    what_next = "Mount it, or use “kb folders move” or “kb folders forget”."
    return _check("folders", gone, f"{len(roots)} remembered, all there", what_next)


def _check(name: str, wrong: Sequence[str], looked: str, what_next: str = "") -> Check:
    """Returns a check that fails if anything is wrong."""
    if not wrong:
        return Check(name=name, ok=True, detail=looked)
    more = f", and {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
    return Check(name=name, ok=False, detail=f"{'; '.join(wrong[:_TOLD])}{more}. {what_next}")
