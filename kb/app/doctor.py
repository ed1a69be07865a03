"""``kb doctor``: each check says what it looked at, and what to do if it fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Final

from kb.app.scheduling import models
from kb.schedule.log import Standing, replay
from kb.schedule.memory import Scheduled
from kb.store import health
from kb.store.cards import stored_memory
from kb.store.log import entries_by_card
from kb.store.open import Store, Transaction
from kb.store.schema import HEAD

_CLOSE: Final = 1e-9
"""Another processor may round the last bits otherwise."""
_TOLD: Final = 3
"""Findings that are named; the others are counted."""


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


async def diagnosis(store: Store) -> Diagnosis:
    """Returns how the store fares. Nothing is written.

    Raises:
        StoreError: it cannot be read at all, or another program holds it for long.
    """
    async with store.desk() as desk:
        async with desk.reading() as transaction:
            checks = [
                await _file(transaction),
                await _references(transaction),
                _check("schema", [], f"revision {HEAD}, which is this kb's"),
                await _keys(transaction),
                await _cards(transaction),
                await _log(transaction),
                _folders(await health.remembered_roots(transaction)),
            ]
        async with desk.rehearsing() as transaction:
            checks.insert(3, await _search(transaction))
    return Diagnosis(ok=all(check.ok for check in checks), checks=tuple(checks))


async def _file(transaction: Transaction) -> Check:
    found = await health.damages(transaction)
    return _check("file", found, "every page and index", "Restore a backup.")


async def _references(transaction: Transaction) -> Check:
    found = await health.lost_references(transaction)
    return _check("references", found, "every row finds those that it names", "Restore a backup.")


async def _search(transaction: Transaction) -> Check:
    wrong = await health.search_mismatch(transaction)
    notes, _ = await health.sizes(transaction)
    looked = f"the search index says what {notes} notes say"
    return _check("search", [wrong] if wrong else [], looked, "Restore a backup.")


async def _keys(transaction: Transaction) -> Check:
    found = await health.shared_keys(transaction)
    return _check("keys", found, "no two cards of a note are one", "Please report it.")


async def _cards(transaction: Transaction) -> Check:
    found = await health.odd_cards(transaction)
    _, cards = await health.sizes(transaction)
    return _check("cards", found, f"{cards} cards are in order", "Please report it.")


async def _log(transaction: Transaction) -> Check:
    """Replays the log of every card, and compares what comes out with what is stored."""
    known = await models(transaction)
    entries = 0
    wrong: list[str] = []
    async for card, log in entries_by_card(transaction):
        entries += len(log)
        standing = replay(log, known)
        stored = await stored_memory(transaction, card)
        if not _agree(standing, stored):
            wrong.append(f"card {card} is not what its answers come to")
    looked = f"{entries} entries replay to the memory and the due day of every card"
    return _check("log", wrong, looked, "Restore a backup, or please report it.")


def _agree(standing: Standing, stored: tuple[Scheduled | None, int, int]) -> bool:
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
