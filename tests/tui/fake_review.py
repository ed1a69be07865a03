"""A review without a store or a schedule: cards from a list, and notes of what was asked for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from kb.app.graph.related import RelatedConcept
from kb.app.notes.attachments import CardAttachment, files_in
from kb.app.review.explain import Explanation, HistoryLine
from kb.app.review.session.summary import Summary
from kb.app.review.session.turn import Leech, Turn
from kb.cards.card import CardKind, Status
from kb.graph.reasons import Reason, ReasonKind
from kb.graph.resolve import NoteId
from kb.schedule.memory import CardId, Memory, Rating, Scheduled, State
from kb.schedule.outcomes import PRACTICE_WAITS, Outcomes
from kb.schedule.session import Remaining
from kb.store.cards.cards import StoredCard

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
WAITS = (timedelta(minutes=1), timedelta(minutes=5.5), timedelta(days=3), timedelta(days=45))
REMEMBERED = Scheduled(
    memory=Memory(
        stability_days=8.5,
        difficulty=5.5,
        state=State.REVIEW,
        step=None,
        last_day=date(2026, 1, 22),
    ),
    due=datetime(2026, 1, 30, tzinfo=UTC),
)


def card(number: int, front: str, back: str, **other: object) -> StoredCard:
    """Returns a card of the note Tin."""
    plain = StoredCard(
        card_id=CardId(number),
        uid=str(number),
        note_id=NoteId(1),
        note="Tin",
        folder="/notes",
        path="metals/Tin.md",
        line=10 + number,
        generator="item",
        anchor=str(number),
        kind=CardKind.FORWARD,
        fact=str(number),
        front=front,
        back=back,
        reworded=False,
        status=Status.ACTIVE,
        changed=False,
        buried_until=None,
        snoozed_until=None,
        scheduled=REMEMBERED,
        reps=4,
        lapses=1,
    )
    return replace(plain, **other)  # type: ignore[arg-type]  # a test says what differs


CARDS = (
    card(1, "What is **tin**?", "A soft metal.\n\n```python\nimport tin\n```"),
    card(2, "[...] melts at 232 degrees.", "**Tin** melts at 232 degrees.", kind=CardKind.CLOZE),
    card(3, "What is bronze?", "Copper and tin.", scheduled=None, reps=0, lapses=0),
)


class FakeReview:
    """Asks its cards in their order, and remembers each call."""

    def __init__(self, cards: Sequence[StoredCard] = CARDS) -> None:
        self.cards = list(cards)
        self.at = 0
        self.calls: list[str] = []
        self.wait_s: float | None = None
        self.leech: Leech | None = None
        self.practice = False
        self.now_edited: StoredCard | None = None
        self.reason = "links to it in line 3"

    def turn(self, message: str = "") -> Turn:
        """Returns the turn as it is."""
        left = self.cards[self.at :]
        new = sum(each.scheduled is None for each in left)
        leech, self.leech = self.leech, None
        return Turn(
            card=left[0] if left else None,
            left=Remaining(learning=0, reviews=len(left) - new, new=new, seconds=40.0 * len(left)),
            answered=self.at,
            message=message,
            wait_s=None if left else self.wait_s,
            leech=leech,
            practice=self.practice,
        )

    async def show(self) -> Turn:
        self.calls.append("show")
        return self.turn()

    async def reveal(self) -> Outcomes:
        self.calls.append("reveal")
        return Outcomes(
            before=None,
            at=NOW,
            day=NOW.date(),
            elapsed_days=None,
            retrievability=None,
            after=(REMEMBERED, REMEMBERED, REMEMBERED, REMEMBERED),
            waits=PRACTICE_WAITS if self.practice else (WAITS[0], WAITS[1], WAITS[2], WAITS[3]),
        )

    async def rate(self, rating: Rating) -> Turn:
        self.calls.append(f"rate {self.cards[self.at].card_id} {rating.word}")
        self.at += 1
        return self.turn()

    async def undo(self) -> Turn:
        self.calls.append("undo")
        if not self.at:
            return self.turn("There is nothing to undo.")
        self.at -= 1
        return self.turn("Took the last answer back.")

    async def redo(self) -> Turn:
        self.calls.append("redo")
        if self.at == len(self.cards):
            return self.turn("There is nothing to redo.")
        self.at += 1
        return self.turn("Answered again.")

    async def bury(self) -> Turn:
        self.calls.append(f"bury {self.cards.pop(self.at).card_id}")
        return self.turn("Put off until tomorrow.")

    async def suspend(self, card: CardId) -> Turn:
        self.calls.append(f"suspend {card}")
        self.cards = [each for each in self.cards if each.card_id != card]
        self.at = min(self.at, len(self.cards))
        return self.turn("Set aside.")

    async def reset(self) -> Turn:
        self.calls.append("reset")
        self.cards[self.at] = replace(self.cards[self.at], changed=False, scheduled=None)
        return self.turn("The card is new again.")

    async def edited(self, card: StoredCard) -> Turn:
        self.calls.append(f"edited {card.card_id}")
        if self.now_edited:
            self.cards[self.at] = self.now_edited
        return self.turn("Your changes are taken in.")

    async def why(self) -> Explanation:
        return Explanation(
            reasons=("It is due since 2026-01-30, 1 day ago.", "It was answered 4 times."),
            origin="It was drawn from Tin.md.",
            history=tuple(
                HistoryLine(day=date(2026, 1, 22), what=what, then="8d")
                for what in ("good", "again")
            ),
        )

    async def files(self, *texts: str) -> tuple[CardAttachment, ...]:
        names = files_in(*texts)
        return tuple(
            CardAttachment(written=name, attachment=None, path=None if "gone" in name else name)
            for name in names
        )

    async def related(self) -> tuple[RelatedConcept, ...]:
        reason = Reason(kind=ReasonKind.LINK, score=1, text=self.reason)
        return (
            RelatedConcept(title="Bronze", path="Bronze.md", score=1, linked=True, why=(reason,)),
            RelatedConcept(title="Pewter", path=None, score=0.5, linked=False, why=()),
        )

    async def summary(self) -> Summary:
        return Summary(
            cards=self.at,
            answers=self.at,
            minutes=2.0 * self.at,
            reviews=2,
            recalled=1,
            predicted=0.9,
            lapses=(("Tin", 1),),
            tomorrow=7,
        )
