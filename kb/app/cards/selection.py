"""Which cards a command is about: ids, ``--note``, ``--tag`` … resolved to a query of the store."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kb.app.memory_models import memory_models
from kb.cards.card import Status
from kb.errors import KbError, NotFoundError, UsageError
from kb.schedule.days import Moment
from kb.schedule.memory import CardId
from kb.store.cards.cards import CardFilter
from kb.store.file.store import Transaction
from kb.store.review.queue import Scope
from kb.store.tables.predicates import SHOWN_STATUSES

if TYPE_CHECKING:
    from kb.graph.resolve import NoteId
    from kb.store.query import AskedCards

_OPTIONS: Final = ("note", "tag", "folder")
_HIGHEST_ID: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSelection:
    """Which cards a command is about, in the user's words; an absent criterion filters nothing."""

    cards: tuple[str, ...] = ()
    """Ids, as ``kb cards`` shows them."""
    note: str | None = None
    """Title, alias or path."""
    tag: str | None = None
    folder: str | None = None
    """By name or path."""
    query: str = ""
    """In the language of :mod:`kb.cards.query.parse`."""
    generator: str | None = None
    statuses: tuple[Status, ...] = ()

    def refuse_all(self) -> None:
        """Refuse a selection of every card.

        Raises:
            UsageError: neither ids, a note, a tag nor a folder are given.
        """
        if not self.cards and self.note is None and self.tag is None and self.folder is None:
            raise UsageError("which cards? Give their ids, --note, --tag or --folder.")

    def refuse_unknown(self, existing: Collection[int], elsewhere: Collection[int] = ()) -> None:
        """Refuse ids that no card has, or none of the selected note, tag or folder.

        Raises:
            NotFoundError: one of the selected ids is not among ``existing``; it may be among
                ``elsewhere``, the cards that the other criteria leave out.
        """
        for written in self.cards:
            card = parse_card_id(written)
            if card in existing:
                continue
            if card in elsewhere:
                raise CardElsewhereError(card)
            raise UnknownCardError(written, others=len(self.cards) > 1)


EVERY_CARD: Final = CardSelection()


async def resolve_selection(
    transaction: Transaction, selection: CardSelection, moment: Moment | None = None
) -> CardFilter:
    """Return the store's query for a selection.

    Args:
        transaction: on the store.
        selection: which cards.
        moment: of the learner; only a selection by a query needs it.

    Raises:
        NotFoundError: there is no such card, note, tag, folder or generator.
        AmbiguousError: several notes have the given name.
        QueryError: the query cannot be read.
    """
    selection = await _with_known_names(transaction, selection)
    return CardFilter(
        card_ids=[parse_card_id(written) for written in selection.cards] or None,
        note_id=await _note_of(transaction, selection),
        tag=selection.tag,
        statuses=selection.statuses or None,
        generator=selection.generator,
        folder=selection.folder,
        asked=await asked_cards(transaction, selection.query, moment),
    )


def shown_by_default(which: CardFilter, selection: CardSelection) -> CardFilter:
    """Return a filter without rejected and retired cards, unless the selection names them."""
    if selection.cards or selection.statuses:
        return which
    named = which.asked.statuses if which.asked else frozenset()
    return replace(which, statuses={*SHOWN_STATUSES, *named})


async def resolve_scope(
    transaction: Transaction, selection: CardSelection, moment: Moment
) -> Scope:
    """Return the scope of a session on a selection by content: note, tag, folder and query.

    Raises:
        NotFoundError: there is no such note, tag or folder.
        AmbiguousError: several notes have the given name.
        QueryError: the query cannot be read.
    """
    selection = await _with_known_names(transaction, selection)
    return Scope(
        note_id=await _note_of(transaction, selection),
        tag=selection.tag,
        folder=selection.folder,
        asked=await asked_cards(transaction, selection.query, moment),
    )


async def _with_known_names(transaction: Transaction, selection: CardSelection) -> CardSelection:
    """Return a selection whose tag, folder and generator there are, the latter as it is spelled."""
    if selection.tag is None and selection.folder is None and selection.generator is None:
        return selection
    # Most commands come without them.
    from kb.app.notes.known_names import known_folder, known_tag  # noqa: PLC0415

    if selection.tag is not None:
        await known_tag(transaction, selection.tag)
    if selection.folder is not None:
        await known_folder(transaction, selection.folder)
    if selection.generator is None:
        return selection
    from kb.app.cards.known_names import known_generator  # noqa: PLC0415

    return replace(selection, generator=await known_generator(transaction, selection.generator))


async def _note_of(transaction: Transaction, selection: CardSelection) -> "NoteId | None":
    if selection.note is None:
        return None
    from kb.app.notes.lookup import find_note  # noqa: PLC0415  # loads the graph

    return (await find_note(transaction, selection.note)).id


async def asked_cards(
    transaction: Transaction, query: str, moment: Moment | None
) -> "AskedCards | None":
    """Return the cards that a query asks for; None if it is empty, which restricts nothing.

    Raises:
        QueryError: it cannot be read, or names what is not there.
    """
    if not query.strip():
        return None
    if moment is None:
        raise ValueError("a query depends on the time")
    # Most commands come without one.
    from kb.app.cards.known_names import refuse_unknown_names  # noqa: PLC0415
    from kb.cards.query.parse import parse_query  # noqa: PLC0415
    from kb.store.query import AskedCards  # noqa: PLC0415

    parsed = parse_query(query)
    await refuse_unknown_names(transaction, parsed, query)
    model = (await memory_models(transaction)).current
    return AskedCards(query=parsed, day=moment.day, calendar=moment.calendar, curve=model.curve)


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

    def __init__(self, written: str, *, others: bool = False) -> None:
        left, hint = "", "“kb cards” lists the cards with their ids."
        field, colon, name = written.partition(":")
        if colon and name and field in _OPTIONS:
            hint = f"Did you mean “--{field} {name}”?"
        elif others:
            left = ", so no card was changed"
        KbError.__init__(self, f"there is no card {written}{left}. {hint}")


class CardElsewhereError(NotFoundError):
    """A card that is there, but not where it was looked for."""

    def __init__(self, card: CardId) -> None:
        message = f"card {card} is not one of that note, tag or folder, so no card was changed. "
        KbError.__init__(self, f"{message}Give either ids or --note, --tag and --folder.")


class InactiveCardError(UsageError):
    """The card cannot be reviewed, because of its status."""

    def __init__(self, card: CardId, status: Status, *, others: bool = False) -> None:
        left = " No card was changed." if others else ""
        super().__init__(f"card {card} is {_STATUS_TEXT[status]}, so it is not reviewed.{left}")


_STATUS_TEXT: Final = {
    Status.INBOX: "in the inbox",
    Status.SNOOZED: "in the inbox, and snoozed",
    Status.ACTIVE: "active",
    Status.SUSPENDED: "suspended",
    Status.REJECTED: "rejected",
    Status.RETIRED: "retired, because its note no longer produces it",
}
