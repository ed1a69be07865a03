"""Tables of answers whose cards are kb's: ``reviews.csv`` of an export, by itself."""

from dataclasses import dataclass
from pathlib import Path

from kb.adoption.review_table import read_review_table
from kb.app.exchange.adoption_plan import Binding
from kb.errors import ExportError, reason_of
from kb.schedule.days import Calendar
from kb.schedule.memory import CardId
from kb.store.file.store import Store
from kb.store.sync.incoming import cards_of


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundTable:
    """The histories of a table of answers, each with its card."""

    bindings: tuple[Binding, ...]
    unknown: tuple[str, ...]
    """The ids of cards that are not here."""


async def bound_table(store: Store, file: Path, calendar: Calendar) -> BoundTable:
    """Return the histories of a table of answers whose ``card_id`` are uids of kb's cards.

    Raises:
        ExportError: the file cannot be read, or is no table of answers.
        StoreError: the store cannot be read.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            histories = read_review_table(opened, str(file), calendar.day_of)
    except OSError as error:
        raise ExportError(f"cannot read {file}: {reason_of(error)}.") from error
    async with store.reading() as transaction:
        cards = await cards_of(transaction, {history.key for history in histories})
    return BoundTable(
        bindings=tuple(
            Binding(card=CardId(cards[history.key]), history=history)
            for history in histories
            if history.key in cards
        ),
        unknown=tuple(history.key for history in histories if history.key not in cards),
    )
