"""What the store remembers of a note, for an editor, which never waits long for it.

The store is opened for each question and closed again, so that whatever is done to it meanwhile
(an upgrade, a restore, another import) is nothing that could be held on to. An answer is kept while
its files are as they were.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from kb.app.cards.acts import PROPOSED
from kb.app.cards.inbox import Verdict, decide
from kb.app.cards.listing import CardView, card_view
from kb.app.graph.related import RelatedConcept, related_to
from kb.app.memory_models import memory_models
from kb.app.notes.lookup import ConceptRef
from kb.app.sanitize import counted
from kb.cards.card import Status
from kb.errors import KbError
from kb.schedule.days import Moment
from kb.store.cards.cards import CardFilter, stored_cards
from kb.store.file.store import Store, open_as_it_is
from kb.store.notes.folders import remembered_folders
from kb.store.notes.names import ids_at, named_by_id

Answer = TypeVar("Answer")

_PATIENCE_MS: Final = 500
"""Longer than that, an editor goes without what is remembered."""
_PATIENCE_TO_WRITE_MS: Final = 5_000
_RELATED: Final = 3
_MOST_KEPT: Final = 500
_SHOWN: Final = (Status.ACTIVE, Status.SUSPENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The cards of a note."""

    cards: tuple[CardView, ...] = ()
    """In review, or new."""
    proposed: tuple[CardView, ...] = ()


class StoreMemory:
    """Asks the store about notes."""

    def __init__(self, store: Path, moment: Callable[[], Moment]) -> None:
        self._path = store
        self._moment = moment
        self._kept: dict[object, tuple[object, object]] = {}
        self._asking: set[asyncio.Task[Any]] = set()

    @property
    def today(self) -> date:
        """The study day."""
        return self._moment().day

    async def folders(self) -> dict[Path, tuple[str, ...]]:
        """Return the folders that were imported, with the extensions of their notes."""

        async def ask(store: Store) -> dict[Path, tuple[str, ...]]:
            async with store.reading() as transaction:
                folders = await remembered_folders(transaction)
            return {Path(folder.root): folder.extensions for folder in folders if folder.extensions}

        return await self._ask("folders", ask, {})

    async def of_note(self, root: Path, path: str) -> Remembered:
        """Return what is remembered of a note; nothing if it was not imported."""

        async def ask(store: Store) -> Remembered:
            moment = self._moment()
            async with store.reading() as transaction:
                ids = await ids_at(transaction, [path])
                note_id = ids.get((str(root), path))
                if note_id is None:
                    return Remembered()
                which = CardFilter(note_id=note_id, statuses=(*_SHOWN, *PROPOSED))
                cards = await stored_cards(transaction, which)
                model = (await memory_models(transaction)).current
            views = [card_view(card, moment, model) for card in cards]
            shown = {status.value for status in _SHOWN}
            return Remembered(
                cards=tuple(card for card in views if card.status in shown),
                proposed=tuple(card for card in views if card.status not in shown),
            )

        return await self._ask(("note", root, path, self.today), ask, Remembered())

    async def related(self, root: Path, path: str) -> Sequence[RelatedConcept]:
        """Return what is related to a note and not linked with it, best first."""

        async def ask(store: Store) -> Sequence[RelatedConcept]:
            async with store.reading() as transaction:
                note_id = (await ids_at(transaction, [path])).get((str(root), path))
                if note_id is None:
                    return ()
                (note,) = await named_by_id(transaction, [note_id])
                concept = ConceptRef(concept=note_id, title=note.title, note=note)
                gathered = await related_to(
                    transaction, concept, limit=_RELATED, new=True, daily=False
                )
            return tuple(gathered.values())

        return await self._ask(("related", root, path), ask, ())

    async def decide(self, card: int, verdict: Verdict) -> bool:
        """Save a verdict on a proposed card; return False if it is none any more.

        Raises:
            StoreError: the store cannot be written.
        """
        moment = self._moment()
        async with open_as_it_is(self._path, patience_ms=_PATIENCE_TO_WRITE_MS) as store:
            before = await decide(store, [card], verdict, now=moment.now, today=moment.day)
        self._kept.clear()
        return bool(before)

    async def _ask(
        self, about: object, ask: Callable[[Store], Awaitable[Answer]], otherwise: Answer
    ) -> Answer:
        """Return the answer of the store, or another one if there is no store that answers."""
        state = self._state()
        if state is None:
            return otherwise
        kept = self._kept.get(about)
        if kept is not None and kept[0] == state:
            return kept[1]  # type: ignore[return-value]  # each question has answers of one kind

        async def opened() -> Answer:
            async with open_as_it_is(self._path, patience_ms=_PATIENCE_MS) as store:
                return await ask(store)

        task = asyncio.get_running_loop().create_task(opened())
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)
        done, _ = await asyncio.wait([task], timeout=2 * _PATIENCE_MS / 1000)
        if not done:
            task.cancel()
            return otherwise
        try:
            answer = task.result()
        except KbError:
            return otherwise
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[about] = (state, answer)
        return answer

    def _state(self) -> object | None:
        """Return what tells whether the store's files have changed; None if there is no store."""
        gathered: list[tuple[int, int, int]] = []
        for file in (self._path, self._path.with_name(f"{self._path.name}-wal")):
            try:
                status = file.stat()
            except OSError:
                if file == self._path:
                    return None
                continue
            gathered.append((status.st_ino, status.st_size, status.st_mtime_ns))
        return gathered


def told(cards: Sequence[CardView], today: date) -> str:
    """Return how cards stand: ``3 cards, due Friday, recall .86``; empty if there are none."""
    if not cards:
        return ""
    parts = [counted(len(cards), "card")]
    active = [card for card in cards if card.status == Status.ACTIVE.value]
    due = [card.due.date() for card in active if card.due is not None]
    if due:
        parts.append(f"due {_day(min(due), today)}")
    elif len(active) < len(cards) and not active:
        parts.append("suspended")
    else:
        parts.append("new")
    known = [card.retrievability for card in active if card.retrievability is not None]
    if known:
        parts.append(f"recall {_share(sum(known) / len(known))}")
    return ", ".join(parts)


def _day(day: date, today: date) -> str:
    if day <= today:
        return "today"
    if day == today + timedelta(days=1):
        return "tomorrow"
    return day.strftime("%A") if day < today + timedelta(days=7) else day.isoformat()


def _share(share: float) -> str:
    return "1" if share >= 0.995 else f"{share:.2f}".removeprefix("0")
