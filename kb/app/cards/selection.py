"""Which cards a command is about."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.app.notes.lookup import find_note
from kb.cards.card import Status
from kb.errors import NotFoundError, UsageError
from kb.schedule.memory import CardId
from kb.store.cards.cards import Which
from kb.store.file.store import Transaction

_MOST_ID: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cards a command is about, in the user's words; what is absent does not matter."""

    cards: tuple[str, ...] = ()
    """Ids, as ``kb cards`` shows them."""
    note: str | None = None
    """Title, alias or path."""
    tag: str | None = None
    generator: str | None = None
    statuses: tuple[Status, ...] = ()

    def refuse_all(self) -> None:
        """Sees to it that something is named.

        Raises:
            UsageError: nothing is, so that all cards would be meant.
        """
        if not self.cards and self.note is None and self.tag is None:
            raise UsageError("which cards? Give their ids, --note or --tag.")

    def refuse_unknown(self, found: Collection[int]) -> None:
        """Sees to it that each id is that of a card.

        Raises:
            NotFoundError: one is not.
        """
        for written in self.cards:
            if card_id(written) not in found:
                raise UnknownCardError(written)


async def which(transaction: Transaction, wanted: Wanted) -> Which:
    """Returns what the user's words mean.

    Raises:
        NotFoundError: there is no such card or note.
        AmbiguousError: the note's name names several.
    """
    note = await find_note(transaction, wanted.note) if wanted.note is not None else None
    return Which(
        card_ids=[card_id(each) for each in wanted.cards] or None,
        note_id=note.id if note else None,
        tag=wanted.tag,
        statuses=wanted.statuses or None,
        generator=wanted.generator,
    )


def card_id(written: str) -> CardId:
    """Returns the id that was written.

    Raises:
        NotFoundError: no card can be called so.
    """
    if not (written.isascii() and written.isdigit()) or int(written) > _MOST_ID:
        raise UnknownCardError(written)
    return CardId(int(written))


class UnknownCardError(NotFoundError):
    """An id that no card has."""

    def __init__(self, written: str) -> None:
        NotFoundError.__init__(self, "card", written)
        self.message = f"there is no card {written}. “kb cards” lists cards, each with its id."
        self.args = (self.message,)


class InactiveCardError(UsageError):
    """A card that is not reviewed."""

    def __init__(self, card: CardId, status: Status) -> None:
        super().__init__(f"card {card} is {_SAID[status]}, so it is not reviewed.")


_SAID: Final = {
    Status.INBOX: "in the inbox",
    Status.SNOOZED: "in the inbox, and snoozed",
    Status.ACTIVE: "active",
    Status.SUSPENDED: "suspended",
    Status.REJECTED: "rejected",
    Status.RETIRED: "retired, because its note yields it no more",
}
