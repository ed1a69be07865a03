"""``kb`` without a command: what there is, and what is due."""

from dataclasses import dataclass
from datetime import datetime

from kb.app.importing.problems import unreadable_folders
from kb.app.review.statistics.forecast import Outlook, next_moment, outlook, unmet_cards
from kb.cards.card import Status
from kb.config.settings import Settings
from kb.schedule.days import Moment
from kb.store.cards.cards import cards_by_status
from kb.store.file.store import Store
from kb.store.notes.folders import remembered_folders
from kb.store.notes.names import living_notes


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What there is, and what is due today."""

    folders: tuple[str, ...]
    unreadable: tuple[str, ...]
    """A sentence or more about each folder that cannot be read now."""
    notes: int
    cards: int
    """In review."""
    proposals: int
    due: int
    """Cards that were learnt before."""
    new: int
    """Within the day's limit."""
    new_held: int
    """Further new cards, held back only by the limit of a note."""
    unmet: int
    """All active cards that were never answered."""
    minutes: float
    """Expected, for today's cards."""
    next_at: datetime | None
    """When the next card is due that is not due yet, in the user's time zone."""


async def overview(
    store: Store, moment: Moment, settings: Settings, *, today: Outlook | None = None
) -> Overview:
    """Return what there is, and what is due today, if it is not known yet."""
    async with store.reading() as transaction:
        folders = tuple(folder.root for folder in await remembered_folders(transaction))
        notes = await living_notes(transaction)
        counts = await cards_by_status(transaction, moment.day)
    today = today or await outlook(store, moment, settings, days=1)
    return Overview(
        folders=folders,
        unreadable=unreadable_folders(folders),
        notes=notes,
        cards=counts.get(Status.ACTIVE, 0),
        proposals=counts.get(Status.INBOX, 0),
        due=today.learning + today.review,
        new=today.new,
        new_held=today.new_held,
        unmet=await unmet_cards(store, moment),
        minutes=today.minutes,
        next_at=await next_moment(store, moment),
    )
