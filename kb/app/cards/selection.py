"""Which cards a command is about: ids, ``--note``, ``--tag`` … resolved to a query of the store."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.app.notes.lookup import find_note
from kb.cards.card import Status
from kb.errors import NotFoundError, UsageError
from kb.schedule.memory import CardId
from kb.store.cards.cards import CardFilter
from kb.store.file.store import Transaction

_HIGHEST_ID: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSelection:
    """Which cards a command is about, in the user's words; an absent criterion filters nothing."""

    cards: tuple[str, ...] = ()
    """Ids, as ``kb cards`` shows them."""
    note: str | None = None
    """Title, alias or path."""
    tag: str | None = None
    generator: str | None = None
    statuses: tuple[Status, ...] = ()

    def refuse_all(self) -> None:
        """Refuse a selection of every card.

        Raises:
            UsageError: neither ids, a note nor a tag are given.
        """
        if not self.cards and self.note is None and self.tag is None:
            raise UsageError("which cards? Give their ids, --note or --tag.")

    def refuse_unknown(self, existing: Collection[int]) -> None:
        """Refuse ids that no card has.

        Raises:
            NotFoundError: one of the selected ids is not among ``existing``.
        """
        for written in self.cards:
            if parse_card_id(written) not in existing:
                raise UnknownCardError(written)


async def resolve_selection(transaction: Transaction, selection: CardSelection) -> CardFilter:
    """Return the store's query for a selection.

    Raises:
        NotFoundError: there is no such card or note.
        AmbiguousError: several notes have the given name.
    """
    name = selection.note
    note = await find_note(transaction, name) if name is not None else None
    return CardFilter(
        card_ids=[parse_card_id(written) for written in selection.cards] or None,
        note_id=note.id if note else None,
        tag=selection.tag,
        statuses=selection.statuses or None,
        generator=selection.generator,
    )


def parse_card_id(written: str) -> CardId:
    """Return a card's id from what the user typed.

    Raises:
        NotFoundError: it cannot be an id.
    """
    if not (written.isascii() and written.isdigit()) or int(written) > _HIGHEST_ID:
        raise UnknownCardError(written)
    return CardId(int(written))


class UnknownCardError(NotFoundError):
    """No card has the id that was given."""

    def __init__(self, written: str) -> None:
        NotFoundError.__init__(self, "card", written)
        self.message = f"there is no card {written}. “kb cards” lists the cards with their ids."
        self.args = (self.message,)


class InactiveCardError(UsageError):
    """The card cannot be reviewed, because of its status."""

    def __init__(self, card: CardId, status: Status) -> None:
        super().__init__(f"card {card} is {_STATUS_TEXT[status]}, so it is not reviewed.")


_STATUS_TEXT: Final = {
    Status.INBOX: "in the inbox",
    Status.SNOOZED: "in the inbox, and snoozed",
    Status.ACTIVE: "active",
    Status.SUSPENDED: "suspended",
    Status.REJECTED: "rejected",
    Status.RETIRED: "retired, because its note no longer produces it",
}
