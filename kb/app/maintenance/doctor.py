"""``kb doctor``: each check says what it looked at, and what to do if it fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from kb.app.importing.links import Correction
from kb.app.maintenance.replay import wrong_memories
from kb.app.sanitize import counted
from kb.errors import StoreError
from kb.graph.resolve import Names
from kb.schedule.fsrs import unlike_reference
from kb.schedule.memory import ENGINE
from kb.store.file.backups import SET_ASIDE, known_backups
from kb.store.file.copy import contents_of
from kb.store.file.store import Store, Transaction
from kb.store.file.upgrade import HEAD
from kb.store.graph.links import links_of_notes, meaning
from kb.store.maintenance import integrity as health
from kb.store.notes.names import all_named
from kb.store.review.weights import recorded_engine

_TOLD: Final = 3
"""Findings that are named; the others are counted."""
_A_JUMP: Final = timedelta(hours=1)
"""Clocks that are set right move by less."""
_FIX: Final = "“kb doctor --fix” repairs it."
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
    async with store.desk() as desk:
        async with desk.reading() as transaction:
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
        async with desk.rehearsing() as transaction:
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
    what_next = f"“kb doctor --fix” repairs indexes. If that does not help: {_RESTORE}"
    return _check("file", found, "all pages and indexes are intact", what_next)


async def _references(transaction: Transaction) -> Check:
    found = await health.lost_references(transaction)
    what_next = f"“kb doctor --fix” repairs those of notes. If that does not help: {_RESTORE}"
    return _check("references", found, "all rows refer to existing rows", what_next)


async def _schema(transaction: Transaction) -> Check:
    missing = await health.missing_parts(transaction)
    looked = f"current (revision {HEAD}), with all tables, indexes and triggers"
    found = [f"the {kind} {name} is missing" for kind, name, _ in missing]
    tables = any(kind == "table" for kind, _, _ in missing)
    return _check("schema", found, looked, _RESTORE if tables else _FIX)


async def _orphans(transaction: Transaction) -> Check:
    found = await health.orphans(transaction)
    return _check("orphans", found, "nothing belongs to a deleted note", _FIX)


async def _links(transaction: Transaction) -> Check:
    wrong = await wrong_links(transaction)
    found = [f"link {position + 1} of note {note} is wrong" for note, position, _ in wrong]
    return _check("links", found, "all links lead to the right notes", _FIX)


async def _search(transaction: Transaction) -> Check:
    wrong = await health.search_mismatch(transaction)
    notes, _ = await health.sizes(transaction)
    looked = f"the index matches the text of {notes} notes"
    return _check("search", [wrong] if wrong else [], looked, _FIX)


async def _keys(transaction: Transaction) -> Check:
    found = await health.shared_keys(transaction)
    return _check("keys", found, "no card of a note is there twice", _FIX)


async def _cards(transaction: Transaction) -> Check:
    found = await health.odd_cards(transaction)
    _, cards = await health.sizes(transaction)
    return _check("cards", found, f"{cards} cards are valid", _FIX)


async def _clock(transaction: Transaction, now: datetime) -> Check:
    """Looks whether answers lie in the future; that a clock was once wrong does no harm."""
    later = await health.entries_after(transaction, now + _A_JUMP)
    jumps = await health.clock_jumps(transaction, _A_JUMP)
    found = [f"{later} answers are dated after now, {now:%Y-%m-%d %H:%M} UTC"] if later else []
    looked = "no answer is dated in the future"
    if jumps:
        often = "once" if jumps == 1 else f"{jumps} times"
        looked += f"; the clock went back {often}, which does no harm"
    return _check("clock", found, looked, "Correct the clock of this computer.")


def _backups(store: Path) -> Check:
    """Looks through the latest backup, which is the one that would be wanted."""
    # What a repair or a restore set aside may well be damaged.
    whole = [each for each in known_backups(store) if each.occasion not in SET_ASIDE]
    known = sorted(whole, key=lambda each: each.path.stat().st_mtime_ns)
    looked = f"{counted(len(known), 'backup')}, the latest is intact" if known else "none yet"
    found = []
    if known:
        try:
            contents_of(known[-1].path)
        except StoreError as error:
            found.append(error.message.rstrip("."))
    return _check("backups", found, looked, "Delete it, and make another with “kb backup”.")


async def _log(transaction: Transaction) -> Check:
    """Replay the log of every card, and compare the result with the stored memory.

    Entries are not judged one by one: those of another engine rightly keep what it computed.
    """
    if unlike := unlike_reference():
        return _check("log", [unlike], "", f"Install the fsrs of {ENGINE}, or upgrade kb.")
    engine = await recorded_engine(transaction)
    if engine not in (None, ENGINE):
        wrong = [f"the schedule was computed by {engine}, and this kb has {ENGINE}"]
        return _check("log", wrong, "", "Any other kb command replays the log; so does --fix.")
    wrong = [
        f"the schedule of card {card} does not follow from its answers"
        for card in await wrong_memories(transaction)
    ]
    baseless = await health.baseless_memories(transaction)
    wrong += [f"card {card} has answers that are not in the log" for card in baseless]
    return _check("log", wrong, "the log gives the schedule of every card", _FIX)


def _folders(roots: Sequence[str]) -> Check:
    gone = [f"{root} cannot be reached" for root in roots if not Path(root).is_dir()]
    what_next = "Mount it, or use “kb folders move” or “kb folders forget”."
    looked = f"{counted(len(roots), 'imported folder')}, all reachable"
    return _check("folders", gone, looked, what_next)


def _check(name: str, wrong: Sequence[str], looked: str, what_next: str = "") -> Check:
    """Returns a check that fails if anything is wrong."""
    if not wrong:
        return Check(name=name, ok=True, detail=looked)
    more = f", and {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
    return Check(name=name, ok=False, detail=f"{'; '.join(wrong[:_TOLD])}{more}. {what_next}")
