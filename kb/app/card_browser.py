"""A session of looking through cards, with acts on many at once, and undo. For ``kb cards``."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.app.cards import acts
from kb.app.cards.acts import Act, Done
from kb.app.cards.browsing import (
    CardOrder,
    CardRow,
    card_rows,
    matching_cards,
    weights_of_worth,
)
from kb.app.cards.inbox import Excerpt, excerpt
from kb.app.cards.selection import CardSelection
from kb.app.cards.undoing import UndoneAct, redo_act, undo_act
from kb.app.importing.refresh import refresh
from kb.app.learning import TraitWeight, reasons_of, worth_of
from kb.app.notes.attachments import CardAttachment, attachments_of_card
from kb.app.review.answers import one_card
from kb.app.review.explain import Explanation, explanation
from kb.app.sanitize import counted
from kb.cards.worth.model import Weights
from kb.config.settings import Settings
from kb.schedule.days import Moment
from kb.schedule.intervals import Bounds
from kb.schedule.memory import CardId
from kb.store.cards.cards import StoredCard
from kb.store.file.store import Store

_MOST_KEPT: Final = 1000
"""Lines that were loaded and are kept, for those who go back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDetails:
    """All there is to see of a card."""

    card: StoredCard
    status: str
    """As a list shows it."""
    around: Excerpt
    """The lines of its note."""
    explanation: Explanation
    """Of its memory, and its history."""
    worth: float | None
    """The chance that a learner keeps a drawn card, from 0 to 1."""
    why: tuple[TraitWeight, ...]
    """What speaks for and against it, strongest first."""


class CardBrowser:
    """Looks through the cards that match a query; keeps their ids, and the lines that were shown.

    The list stays as it is until the user searches again, whatever becomes of its cards.
    """

    def __init__(
        self,
        store: Store,
        selection: CardSelection,
        *,
        moment: Callable[[], Moment],
        settings: Settings,
        undo_hint: str = "Press u to undo.",
    ) -> None:
        """Begin with no cards; :meth:`search` finds some.

        Args:
            store: of the cards.
            selection: all that may be found; its query is only the first one.
            moment: returns the current moment of the learner.
            settings: of the user.
            undo_hint: what is said behind each act.
        """
        self._store = store
        self._selection = selection
        self._moment = moment
        self._settings = settings
        self._undo_hint = undo_hint
        self._weights: Weights | None = None
        self._rows: dict[CardId, CardRow] = {}
        self._done: list[Done] = []
        self._undone: list[UndoneAct] = []
        self.cards: tuple[CardId, ...] = ()
        """Those that match, in their order."""
        self.order = CardOrder.NOTE
        self.falling = False
        self.marked: frozenset[CardId] = frozenset()
        self.has_searched = False
        """Whether ``cards`` are those of the query."""

    @property
    def query(self) -> str:
        """What the cards match."""
        return self._selection.query

    @property
    def restriction(self) -> str:
        """What else restricts the cards, as the options that say so; empty if nothing does."""
        only = self._selection
        options = [("note", only.note), ("tag", only.tag), ("folder", only.folder)]
        options += [("generator", only.generator), *(("status", s.value) for s in only.statuses)]
        return " ".join(f"--{name} {value}" for name, value in options if value is not None)

    async def search(self, query: str) -> None:
        """Look for cards anew; marks of cards that do not match are gone.

        Raises:
            NotFoundError: there is no such note.
            QueryError: the query cannot be read; all stays as it is.
        """
        selection = replace(self._selection, query=query)
        await self._show(selection, self.order, falling=self.falling)

    async def sort(self, order: CardOrder) -> None:
        """Sort the cards; by what they are sorted by already, the other way round."""
        falling = not self.falling if order is self.order else order.is_falling
        await self._show(self._selection, order, falling=falling)

    async def arrange(self, query: str, order: CardOrder, *, falling: bool) -> None:
        """Look for cards anew, in an order; as :meth:`search`."""
        await self._show(replace(self._selection, query=query), order, falling=falling)

    async def _show(self, selection: CardSelection, order: CardOrder, *, falling: bool) -> None:
        moment = self._moment()
        if order is CardOrder.WORTH and self.order is not order:
            learn = self._settings.cards.learn
            self._weights = await weights_of_worth(self._store, learn=learn)
        cards = await matching_cards(
            self._store,
            selection,
            order,
            moment=moment,
            falling=falling,
            weights=self._weights,
        )
        self._selection, self.order, self.falling = selection, order, falling
        self.cards, self.has_searched = cards, True
        self._rows.clear()
        self.marked = self.marked.intersection(cards) if self.marked else self.marked

    def row(self, at: int) -> CardRow | None:
        """Return the line of a card by its place, from 0; none if it is not loaded."""
        return self._rows.get(self.cards[at])

    async def load(self, first: int, count: int) -> None:
        """Load the lines of cards, by their places."""
        wanted = self.cards[max(first, 0) : first + count]
        if missing := [card_id for card_id in wanted if card_id not in self._rows]:
            if len(self._rows) > _MOST_KEPT:
                self._rows.clear()
                missing = list(wanted)
            self._rows |= await card_rows(
                self._store, missing, moment=self._moment(), weights=self._weights
            )

    def toggle(self, at: int) -> None:
        """Mark the card at a place, or unmark it."""
        self.marked = self.marked ^ {self.cards[at]}

    def mark(self, first: int, last: int) -> None:
        """Mark all cards from one place to another, both included, in either direction."""
        first, last = sorted((first, last))
        self.marked = self.marked.union(self.cards[first : last + 1])

    @property
    def chosen(self) -> Sequence[CardId]:
        """The marked cards, in their order."""
        return [card_id for card_id in self.cards if card_id in self.marked]

    def unmark_some(self, first: int, last: int) -> None:
        """Unmark all cards from one place to another; see :meth:`mark`."""
        first, last = sorted((first, last))
        self.marked = self.marked.difference(self.cards[first : last + 1])

    def mark_all(self) -> None:
        """Mark all cards; if all are marked, none."""
        every = frozenset(self.cards)
        self.marked = frozenset() if self.marked == every else every

    def unmark(self) -> None:
        """Mark no card."""
        self.marked = frozenset()

    async def fitting(self, act: Act, cards: Sequence[CardId]) -> Act:
        """Return an act, or its contrary if that is what can be done; see :func:`acts.fitting`."""
        return await acts.fitting(self._store, act, cards, self._moment())

    async def do(self, act: Act, cards: Sequence[CardId]) -> str:
        """Suspend, bury, reset, accept or reject cards, or end that, and say what was done.

        This and what follows unmarks all cards.
        """
        moment = self._moment()
        match act:
            case Act.SUSPEND:
                done = await acts.suspend(self._store, cards, moment)
            case Act.UNSUSPEND:
                done = await acts.unsuspend(self._store, cards, moment)
            case Act.BURY:
                done = await acts.bury(self._store, cards, moment)
            case Act.UNBURY:
                done = await acts.unbury(self._store, cards, moment)
            case Act.ACCEPT:
                done = await acts.accept(self._store, cards, moment)
            case Act.REJECT:
                done = await acts.reject(self._store, cards, moment)
            case Act.RESET:
                done = await acts.reset(self._store, cards, moment)
            case _:
                raise ValueError(f"{act} needs more than cards")
        return self._remember(done)

    async def reschedule(self, cards: Sequence[CardId], days: Bounds) -> str:
        """Make cards due in some days, and say what was done."""
        return self._remember(await acts.reschedule(self._store, cards, days, self._moment()))

    async def reword(self, card: CardId, front: str, back: str) -> str:
        """Save the user's own wording of a card, and say what was done.

        Raises:
            UsageError: a side is empty.
        """
        return self._remember(await acts.reword(self._store, card, front, back, self._moment()))

    async def undo(self) -> str:
        """Undo the last act of this session on all its cards, mark them, and say what was done."""
        if not self._done:
            return "There is nothing to undo in this session."
        done = self._done.pop()
        undone = await undo_act(self._store, done, self._moment())
        cards = undone.cards
        self._forget(cards)
        if cards:
            self._undone.append(undone)
        if len(cards) > 1:
            self.marked = frozenset(cards).intersection(self.cards)
        are = "is" if len(cards) == 1 else "are"
        sentence = f"Undone: {counted(len(cards), 'card')} {are} no longer {done.act.past}."
        return f"{sentence}{_left_alone(undone.left)}"

    async def redo(self) -> str:
        """Redo the act that was undone last, unless another act came since; say what was done."""
        if not self._undone:
            return "There is nothing to redo in this session."
        done = await redo_act(self._store, self._undone.pop(), self._moment())
        self._forget(done.cards)
        self.unmark()
        if done.changes:
            self._done.append(done)
        are = "is" if len(done.cards) == 1 else "are"
        sentence = f"Redone: {counted(len(done.cards), 'card')} {are} {done.act.past} again."
        return f"{sentence}{_left_alone(done.left)}"

    @property
    def can_undo(self) -> bool:
        """Whether an act of this session can be undone."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether an undo can be taken back."""
        return bool(self._undone)

    async def edited(self) -> str:
        """Import what the user changed in notes, and say so; see :func:`refresh`."""
        refreshed = await refresh(self._store, self._moment(), self._settings)
        self._rows.clear()
        if refreshed.trouble:
            return f"Not imported: {refreshed.trouble}"
        if refreshed.waiting:
            return f"{refreshed.waiting} files have changed. Run “kb import” to import them."
        return "The note is imported." if refreshed.news else "No note has changed."

    async def card(self, card_id: CardId) -> StoredCard | None:
        """Return a card with its texts; none if there is none."""
        async with self._store.reading() as transaction:
            return await one_card(transaction, card_id)

    async def files(self, card: StoredCard) -> tuple[CardAttachment, ...]:
        """Return the files that a card shows or links to."""
        return await attachments_of_card(self._store, card.note_id, card.front, card.back)

    async def details(self, card_id: CardId) -> CardDetails | None:
        """Return all there is to see of a card; none if there is none."""
        card = await self.card(card_id)
        if card is None:
            return None
        moment = self._moment()
        rows = await card_rows(self._store, [card_id], moment=moment)
        return CardDetails(
            card=card,
            status=rows[card_id].status,
            around=excerpt(card),
            explanation=await explanation(self._store, card, None, moment),
            worth=worth_of(card.traits, self._weights),
            why=reasons_of(card.traits, self._weights),
        )

    @property
    def summary(self) -> str:
        """What was done in this session and not undone, in a sentence; empty if nothing was."""
        counts = Counter[Act]()
        for done in self._done:
            counts[done.act] += len(done.changes)
        parts = [f"{act.past} {counted(count, 'card')}" for act, count in counts.items()]
        return f"{', '.join(parts)}.".capitalize() if parts else ""

    def _remember(self, done: Done) -> str:
        self._forget(done.cards)
        self.unmark()
        if done.changes:
            self._done.append(done)
            self._undone.clear()
            return f"{done.sentence} {self._undo_hint}".rstrip()
        return done.sentence

    def _forget(self, cards: Collection[CardId]) -> None:
        """Forget the lines of cards that have changed."""
        for card_id in cards:
            self._rows.pop(card_id, None)


def _left_alone(cards: int) -> str:
    """Return the end of a sentence about cards that an undo or a redo left alone."""
    return f" {cards} changed elsewhere since, and left alone." if cards else ""
