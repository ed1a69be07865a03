"""A way through the inbox, proposal by proposal, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.app.cards.inbox import Verdict, decide, proposals, reword, take_back
from kb.app.cards.selection import Wanted
from kb.app.sanitize import counted
from kb.schedule.moment import Moment
from kb.store.cards.cards import Decision, StoredCard
from kb.store.file.store import Store

_SAID: Final = {
    Verdict.ACCEPT: "accepted",
    Verdict.REJECT: "rejected",
    Verdict.SNOOZE: "snoozed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What was done at one place, as far as it can be undone."""

    at: int
    cards: tuple[StoredCard, ...] = ()
    """As they were; none if a proposal was only left."""
    before: tuple[Decision, ...] = ()
    is_wording: bool = False
    """Whether the card was worded, and not decided."""


class InboxWalk:
    """The proposals of one sitting. Each decision is kept before the next proposal is shown."""

    def __init__(self, store: Store, cards: Sequence[StoredCard], moment: Moment) -> None:
        self._store = store
        self._moment = moment
        self._cards = list(cards)
        self._decided: dict[int, Verdict] = {}
        self._steps: list[_Step] = []
        self._at = 0

    @property
    def current(self) -> StoredCard | None:
        """The proposal to be shown; none when all were."""
        return self._cards[self._at] if self._at < len(self._cards) else None

    @property
    def place(self) -> tuple[int, int]:
        """The current proposal's number, from 1, and how many there are."""
        return self._at + 1, len(self._cards)

    @property
    def decided(self) -> int:
        """How many proposals were decided."""
        return len(self._decided)

    @property
    def summary(self) -> str:
        """What was decided, in words."""
        said = f"Decided on {counted(self.decided, 'card')}"
        verdicts = tuple(self._decided.values())
        each = [
            f"{count} {word}"
            for verdict, word in _SAID.items()
            if (count := verdicts.count(verdict))
        ]
        said = f"{said}: {', '.join(each)}." if each else f"{said}."
        worded = len({step.cards[0].card_id for step in self._steps if step.is_wording})
        return f"{said} {counted(worded, 'card')} with your own wording." if worded else said

    @property
    def alike(self) -> tuple[StoredCard, ...]:
        """The undecided proposals of the current one's generator, itself among them."""
        here = self.current
        return tuple(
            card
            for card in self._cards
            if here and card.generator == here.generator and card.card_id not in self._decided
        )

    async def decide(self, verdict: Verdict) -> None:
        """Keeps what is made of the current proposal, and goes on."""
        if self.current:
            await self._decide((self.current,), verdict)

    async def accept_alike(self) -> int:
        """Accepts all that the current one's generator proposes, and returns how many those are."""
        alike = self.alike
        await self._decide(alike, Verdict.ACCEPT)
        return len(alike)

    async def reword(self, front: str, back: str) -> None:
        """Gives the current proposal the user's own wording.

        Raises:
            UsageError: a side would be empty.
        """
        card = self.current
        if card and (front, back) != (card.front, card.back):
            before = await reword(self._store, card.card_id, front, back)
            self._steps.append(_Step(at=self._at, cards=(card,), before=before, is_wording=True))
            self._cards[self._at] = replace(
                card, front=front.strip(), back=back.strip(), reworded=True
            )

    def skip(self) -> None:
        """Leaves the current proposal in the inbox, and goes on."""
        if self.current:
            self._steps.append(_Step(at=self._at))
            self._go(self._at + 1)

    async def undo(self) -> bool:
        """Takes the last step back, and returns to it; tells whether there was one."""
        if not self._steps:
            return False
        step = self._steps.pop()
        if step.cards:
            await take_back(self._store, step.before)
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
        """Goes to the next undecided proposal from ``at`` on."""
        while at < len(self._cards) and self._cards[at].card_id in self._decided:
            at += 1
        self._at = at


async def inbox_walk(store: Store, wanted: Wanted, moment: Moment) -> InboxWalk:
    """Returns a way through the proposals that ``wanted`` names.

    Raises:
        NotFoundError: there is no such note.
    """
    return InboxWalk(store, await proposals(store, wanted, today=moment.day), moment)
