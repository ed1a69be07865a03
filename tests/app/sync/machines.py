"""Machines that share a log: each with a store, notes, a clock and its own copy of the folder."""

import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import text

from kb.app.cards.acts import reschedule
from kb.app.cards.card_state import bury_until_tomorrow, reset_cards, suspend, unsuspend
from kb.app.cards.inbox import reword
from kb.app.cards.selection import CardSelection
from kb.app.exchange.adoption import adopt, undo_adoption
from kb.app.importing.run import Target, import_notes
from kb.app.maintenance.doctor import diagnosis
from kb.app.review.answers import redo, undo
from kb.app.review.grade import grade
from kb.app.sync.run import SyncReport, sync
from kb.config.settings import Settings
from kb.schedule.days import Moment
from kb.schedule.intervals import Bounds
from kb.schedule.memory import CardId, Rating
from kb.store.file.store import Store
from kb.store.review.plans import PlanEntry, PlanKind, add_plans, planned
from tests.app.days import CALENDAR, START
from tests.app.exchange.histories import answers_of, schedule_of

SETTINGS = Settings()
_SHARED = (
    "SELECT uid, CASE status WHEN 'retired' THEN retired_from ELSE status END, state, step, "
    "round(stability, 9), round(difficulty, 9), due, last_day, reps, lapses, buried_until, "
    "snoozed_until, decided_at, own_front, own_back, "
    "coalesce(family, uid) FROM cards"
)
_LOG = (
    "SELECT uid, kind, voids, rating, at, study_day, due_before, due_after, elapsed_days, "
    "last_day_after, state_before, state_after, retrievability FROM log"
)
_PLANS = "SELECT uid, at, kind, name, until, retention FROM plans"


@dataclass
class Machine:
    """A machine, and somebody at it."""

    place: Path
    store: Store
    clock: timedelta = timedelta()
    """How far its clock is from the right time."""
    done: int = 0
    """Acts so far, each a minute after the one before."""

    @property
    def folder(self) -> Path:
        return self.place / "folder"

    @property
    def notes(self) -> Path:
        return self.place / "notes"

    @property
    def moment(self) -> Moment:
        self.done += 1
        return Moment(now=START + self.clock + timedelta(minutes=self.done), calendar=CALENDAR)

    async def imports(self) -> None:
        await import_notes(
            self.store, [Target(path=self.notes)], settings=SETTINGS, now=self.moment.now
        )

    async def syncs(self, *, full: bool = False, compact: bool = False) -> SyncReport:
        self.folder.mkdir(exist_ok=True)
        moment = self.moment
        return await sync(self.store, self.folder, moment.now, full=full, compact=compact)

    async def cards(self, status: str = "active") -> list[int]:
        """Returns the ids of the cards that have a status."""
        query = text("SELECT id FROM cards WHERE status = :status ORDER BY id")
        async with self.store.reading() as transaction:
            return [*await transaction.scalars(query, {"status": status})]

    async def acts(self, chance: Random) -> None:  # noqa: C901, PLR0912  # one branch an act
        """Does something to a card, chosen by chance."""
        cards = await self.cards()
        if not cards:
            return
        card = str(chance.choice(cards))
        one, moment = CardSelection(cards=(card,)), self.moment
        act = chance.choices(
            (
                "answer",
                "undo",
                "redo",
                "reset",
                "reschedule",
                "suspend",
                "unsuspend",
                "bury",
                "reword",
                "adopt",
                "disown",
                "plan",
            ),
            (12, 3, 2, 1, 1, 1, 1, 1, 1, 2, 1, 2),
        )[0]
        if act == "answer":
            rating = chance.choice([Rating.AGAIN, Rating.GOOD, Rating.GOOD, Rating.EASY])
            await grade(self.store, card, rating, moment=moment, settings=SETTINGS)
        elif act == "undo":
            await undo(self.store, 1, moment)
        elif act == "redo":
            await redo(self.store, 1, moment)
        elif act == "reset":
            await reset_cards(self.store, one, moment)
        elif act == "reschedule":
            days = Bounds(least=2, most=9)
            await reschedule(self.store, [CardId(int(card))], days, moment)
        elif act == "suspend":
            await suspend(self.store, one, moment)
        elif act == "unsuspend":
            for suspended in await self.cards("suspended"):
                await unsuspend(self.store, CardSelection(cards=(str(suspended),)), moment)
        elif act == "adopt":
            histories = chance.choice([schedule_of, answers_of])
            await adopt(self.store, [histories(int(card), await self.uid(card))], "Anki", moment)
        elif act == "disown":
            await undo_adoption(self.store, moment)
        elif act == "plan":
            await self.plans(chance)
        elif act == "bury":
            await bury_until_tomorrow(self.store, one, moment)
        else:
            wording = f"Wording {chance.randrange(99)}?"
            await reword(self.store, int(card), wording, "Mine.", moment.now)

    async def plans(self, chance: Random) -> None:
        """Plans a break or an exam, or no longer does."""
        until = chance.choice([None, date(2026, 9, 1), date(2026, 9, 8)])
        new = chance.choice(
            [
                PlanEntry(PlanKind.BREAK, chance.choice(["2026-08-20", "2026-08-30"]), until),
                PlanEntry(PlanKind.EXAM, chance.choice(["law", "Law", "sea"]), until, 0.95),
            ]
        )
        async with self.store.writing() as transaction:
            await add_plans(transaction, [new], self.moment.now)

    async def shared(self) -> list[tuple[object, ...]]:
        """Returns what must be equal on all machines."""
        async with self.store.reading() as transaction:
            rows = [tuple(row) for row in await transaction.execute(text(_SHARED))]
            rows += [tuple(row) for row in await transaction.execute(text(_LOG))]
            rows += [tuple(row) for row in await transaction.execute(text(_PLANS))]
            rows.append((await planned(transaction),))
        return sorted(rows, key=repr)

    async def uid(self, card: str) -> str:
        """Returns what identifies a card on all machines."""
        query = text("SELECT uid FROM cards WHERE id = :card")
        async with self.store.reading() as transaction:
            return str(await transaction.scalar(query, {"card": card}))

    async def answers(self) -> set[str]:
        """Returns the uids of all answers, resets and undos."""
        async with self.store.reading() as transaction:
            return {*await transaction.scalars(text("SELECT uid FROM log"))}

    async def is_sound(self) -> list[str]:
        """Returns what a doctor finds."""
        found = await diagnosis(self.store, START + timedelta(days=4000))
        away = ("folders", "clock", "backups")
        return [check.detail for check in found.checks if not check.ok and check.name not in away]


@dataclass
class Carrier:
    """Brings files from machine to machine, late, in part, or in the wrong order."""

    machines: list[Machine]
    chance: Random = field(default_factory=lambda: Random(0))  # noqa: S311  # not for secrets

    def carries(self, source: Machine, target: Machine, *, faults: bool) -> None:
        """Copies files of all devices, as far as the source has more; with faults, not all."""
        for file in sorted(source.folder.rglob("*.jsonl")):
            copy = target.folder / file.relative_to(source.folder)
            if faults and self.chance.random() < 0.3:
                continue
            content = file.read_bytes()
            if copy.exists() and len(copy.read_bytes()) >= len(content):
                continue
            copy.parent.mkdir(parents=True, exist_ok=True)
            if faults and self.chance.random() < 0.3:
                content = content[: self.chance.randrange(len(content) + 1)]
            elif faults and self.chance.random() < 0.2:
                copy = copy.with_name(f"{copy.stem}.sync-conflict-1{copy.suffix}")
            copy.write_bytes(content)

    def carries_all(self) -> None:
        """Brings every file everywhere, whole."""
        for source in self.machines:
            for target in self.machines:
                if source is not target:
                    target.folder.mkdir(exist_ok=True)
                    own = (
                        {file.name for file in source.folder.iterdir()}
                        if source.folder.exists()
                        else set()
                    )
                    for device in own:
                        mirror(source.folder / device, target.folder / device)


def mirror(source: Path, target: Path) -> None:
    """Copies the longer version of each file."""
    target.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir():
        copy = target / file.name
        if not copy.exists() or copy.stat().st_size < file.stat().st_size:
            shutil.copy(file, copy)
