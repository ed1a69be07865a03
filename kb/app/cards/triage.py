"""A session of going through the inbox, proposal by proposal, with undo. For ``kb inbox``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from kb.app.cards.inbox import Verdict, decide, proposals, restore_decisions, reword
from kb.app.cards.selection import CardSelection
from kb.app.meaning.alike_cards import near_double
from kb.app.notes.attachments import CardAttachment, attachments_of_card
from kb.app.sanitize import counted, one_line
from kb.schedule.days import Moment
from kb.schedule.memory import CardId
from kb.store.cards.cards import StoredCard
from kb.store.cards.decisions import Decision
from kb.store.file.store import Store

_PAST_TENSE: Final = {
    Verdict.ACCEPT: "accepted",
    Verdict.REJECT: "rejected",
    Verdict.SNOOZE: "snoozed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One action of the user, with what undo needs."""

    current: CardId | None
    """The card that was shown; none after the last."""
    cards: tuple[StoredCard, ...] = ()
    """As they were before; none for a skipped proposal."""
    before: tuple[Decision, ...] = ()
    verdicts: Mapping[CardId, Verdict] = field(default_factory=dict)
    """The verdicts that they had, if any."""
    is_wording: bool = False
    """Whether the card was reworded rather than decided."""


class InboxOrder(StrEnum):
    """In which order proposals come."""

    WORTH = "worth"
    """Best first."""
    NOTE = "note"
    """Note by note, by their paths."""


ORDERED: Final = {
    InboxOrder.WORTH: "Sorted by worth, the best first.",
    InboxOrder.NOTE: "Sorted by note.",
}
"""What is said of an order."""


class TriageSession:
    """Goes through proposals; each verdict is saved before the next proposal is shown."""

    def __init__(self, store: Store, cards: Sequence[StoredCard], moment: Moment) -> None:
        self._store = store
        self._moment = moment
        self._cards = list(cards)
        self._by_worth = {card.card_id: place for place, card in enumerate(cards)}
        self._order = InboxOrder.WORTH
        self._decided: dict[CardId, Verdict] = {}
        self._steps: list[_Step] = []
        self._at = 0

    @property
    def current(self) -> StoredCard | None:
        """The proposal to show; none after the last."""
        return self._cards[self._at] if self._at < len(self._cards) else None

    @property
    def place(self) -> tuple[int, int]:
        """The current proposal's number, from 1, and how many there are."""
        return self._at + 1, len(self._cards)

    @property
    def verdict(self) -> str:
        """How the current proposal was decided, in the past tense; empty if it is not yet."""
        verdict = self._decided.get(self.current.card_id) if self.current else None
        return _PAST_TENSE[verdict] if verdict else ""

    @property
    def decided(self) -> int:
        """The number of proposals that were decided."""
        return len(self._decided)

    @property
    def summary(self) -> str:
        """The verdicts so far, counted, as a sentence for the user."""
        verdicts = tuple(self._decided.values())
        counts = [
            f"{count} {word}"
            for verdict, word in _PAST_TENSE.items()
            if (count := verdicts.count(verdict))
        ]
        details = f": {', '.join(counts)}" if counts else ""
        summary = f"Decided on {counted(self.decided, 'card')}{details}."
        reworded = len({step.cards[0].card_id for step in self._steps if step.is_wording})
        if reworded:
            summary += f" {counted(reworded, 'card')} with your own wording."
        return summary

    def alike(self, *, here: bool = False) -> tuple[StoredCard, ...]:
        """Return the undecided proposals of the current one's generator, and the current one.

        With ``here``, only those of its note.
        """
        current = self.current
        return tuple(
            card
            for card in self._cards
            if current
            and card.generator == current.generator
            and (card.card_id not in self._decided or card is current)
            and (not here or _note_of(card) == _note_of(current))
        )

    async def files(self) -> tuple[CardAttachment, ...]:
        """Return the files that the current card shows or links to."""
        card = self.current
        if card is None:
            return ()
        return await attachments_of_card(self._store, card.note_id, card.front, card.back)

    async def double(self) -> str:
        """Return which active card asks nearly the same as the current proposal, if one does.

        Empty without the extra ``kb[meaning]``.
        """
        current = self.current
        same = await near_double(self._store, current) if current else None
        if same is None:
            return ""
        return f"Nearly the same as card {same.card_id} of {same.note}: {one_line(same.front)}"

    async def decide(self, verdict: Verdict) -> None:
        """Save the verdict on the current proposal, and go to the next.

        It replaces an earlier one.
        """
        if self.current:
            await self._decide((self.current,), verdict)

    async def decide_alike(self, verdict: Verdict, *, here: bool = False) -> int:
        """Save the verdict on all proposals that are alike, and return their number."""
        alike = self.alike(here=here)
        if alike:
            await self._decide(alike, verdict)
        return len(alike)

    def back(self) -> bool:
        """Go to the proposal before, decided or not; return whether there is one."""
        if not self._at:
            return False
        self._at -= 1
        return True

    def reorder(self) -> InboxOrder:
        """Show the proposals in the other order, from the first undecided one; return it."""
        self._order = InboxOrder.NOTE if self._order is InboxOrder.WORTH else InboxOrder.WORTH
        if self._order is InboxOrder.NOTE:
            self._cards.sort(key=lambda card: (*_note_of(card), card.line, card.card_id))
        else:
            self._cards.sort(key=lambda card: self._by_worth[card.card_id])
        self._go(0)
        return self._order

    async def reword(self, front: str, back: str) -> None:
        """Save the user's own wording of the current proposal.

        Raises:
            UsageError: a side is empty.
        """
        card = self.current
        if card and (front, back) != (card.front, card.back):
            before = await reword(self._store, card.card_id, front, back, self._moment.now)
            step = _Step(current=card.card_id, cards=(card,), before=before, is_wording=True)
            self._steps.append(step)
            self._cards[self._at] = replace(
                card, front=front.strip(), back=back.strip(), reworded=True
            )

    def skip(self) -> None:
        """Leave the current proposal in the inbox, and go to the next."""
        if self.current:
            self._steps.append(_Step(current=self.current.card_id))
            self._go(self._at + 1)

    async def undo(self) -> bool:
        """Undo the last action, and return whether there was one."""
        if not self._steps:
            return False
        step = self._steps.pop()
        if step.cards:
            await restore_decisions(self._store, step.before, self._moment.now)
        if not step.is_wording:
            for card in step.cards:
                self._decided.pop(card.card_id, None)
            self._decided.update(step.verdicts)
        places = {card.card_id: place for place, card in enumerate(self._cards)}
        self._at = len(self._cards) if step.current is None else places[step.current]
        if len(step.cards) == 1:
            self._cards[self._at] = step.cards[0]
        return True

    async def _decide(self, cards: tuple[StoredCard, ...], verdict: Verdict) -> None:
        ids = [card.card_id for card in cards]
        moment = self._moment
        had = {card_id: self._decided[card_id] for card_id in ids if card_id in self._decided}
        before = await decide(
            self._store, ids, verdict, now=moment.now, today=moment.day, again=bool(had)
        )
        current = self.current.card_id if self.current else None
        self._steps.append(_Step(current=current, cards=cards, before=before, verdicts=had))
        self._decided.update(dict.fromkeys(ids, verdict))
        self._go(self._at + 1)

    def _go(self, at: int) -> None:
        while at < len(self._cards) and self._cards[at].card_id in self._decided:
            at += 1
        self._at = at


def _note_of(card: StoredCard) -> tuple[str, str]:
    return card.folder, card.path


async def triage_session(
    store: Store,
    selection: CardSelection,
    moment: Moment,
    *,
    learn: bool = True,
    limit: int | None = None,
) -> TriageSession:
    """Start a session with the selected proposals, at most ``limit``, best first.

    See :func:`proposals`.

    Raises:
        NotFoundError: there is no such note.
    """
    cards = await proposals(store, selection, moment, learn=learn)
    return TriageSession(store, cards[:limit], moment)
