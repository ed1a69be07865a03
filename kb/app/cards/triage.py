"""A session of going through the inbox, proposal by proposal, with undo. For ``kb inbox``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.app.cards.inbox import Verdict, decide, proposals, restore_decisions, reword
from kb.app.cards.selection import CardSelection
from kb.app.meaning.alike_cards import near_double
from kb.app.sanitize import counted, one_line
from kb.schedule.days import Moment
from kb.store.cards.cards import Decision, StoredCard
from kb.store.file.store import Store

_PAST_TENSE: Final = {
    Verdict.ACCEPT: "accepted",
    Verdict.REJECT: "rejected",
    Verdict.SNOOZE: "snoozed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One action of the user, with what undo needs."""

    at: int
    """The position of the proposal that was current."""
    cards: tuple[StoredCard, ...] = ()
    """As they were before; none for a skipped proposal."""
    before: tuple[Decision, ...] = ()
    is_wording: bool = False
    """Whether the card was reworded rather than decided."""


class TriageSession:
    """Goes through proposals; each verdict is saved before the next proposal is shown."""

    def __init__(self, store: Store, cards: Sequence[StoredCard], moment: Moment) -> None:
        self._store = store
        self._moment = moment
        self._cards = list(cards)
        self._decided: dict[int, Verdict] = {}
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

    @property
    def alike(self) -> tuple[StoredCard, ...]:
        """The undecided proposals of the current one's generator, including itself."""
        current = self.current
        return tuple(
            card
            for card in self._cards
            if current and card.generator == current.generator and card.card_id not in self._decided
        )

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
        """Save the verdict on the current proposal, and go to the next."""
        if self.current:
            await self._decide((self.current,), verdict)

    async def accept_alike(self) -> int:
        """Accept all proposals of the current one's generator, and return their number."""
        alike = self.alike
        await self._decide(alike, Verdict.ACCEPT)
        return len(alike)

    async def reword(self, front: str, back: str) -> None:
        """Save the user's own wording of the current proposal.

        Raises:
            UsageError: a side is empty.
        """
        card = self.current
        if card and (front, back) != (card.front, card.back):
            before = await reword(self._store, card.card_id, front, back)
            self._steps.append(_Step(at=self._at, cards=(card,), before=before, is_wording=True))
            self._cards[self._at] = replace(
                card, front=front.strip(), back=back.strip(), reworded=True
            )

    def skip(self) -> None:
        """Leave the current proposal in the inbox, and go to the next."""
        if self.current:
            self._steps.append(_Step(at=self._at))
            self._go(self._at + 1)

    async def undo(self) -> bool:
        """Undo the last action, and return whether there was one."""
        if not self._steps:
            return False
        step = self._steps.pop()
        if step.cards:
            await restore_decisions(self._store, step.before)
        for card in step.cards:
            self._decided.pop(card.card_id, None)
        self._at = step.at
        if len(step.cards) == 1:
            self._cards[step.at] = step.cards[0]
        return True

    async def _decide(self, cards: tuple[StoredCard, ...], verdict: Verdict) -> None:
        ids = [card.card_id for card in cards]
        moment = self._moment
        before = await decide(self._store, ids, verdict, now=moment.now, today=moment.day)
        self._steps.append(_Step(at=self._at, cards=cards, before=before))
        self._decided.update(dict.fromkeys(ids, verdict))
        self._go(self._at + 1)

    def _go(self, at: int) -> None:
        while at < len(self._cards) and self._cards[at].card_id in self._decided:
            at += 1
        self._at = at


async def triage_session(
    store: Store, selection: CardSelection, moment: Moment, *, learn: bool = True
) -> TriageSession:
    """Start a session with the selected proposals, best first; see :func:`proposals`.

    Raises:
        NotFoundError: there is no such note.
    """
    cards = await proposals(store, selection, today=moment.day, learn=learn)
    return TriageSession(store, cards, moment)
