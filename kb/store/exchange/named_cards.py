"""The cards that their authors, or other programs, gave ids."""

import re
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.schedule.memory import CardId
from kb.store.tables.cards import cards
from kb.store.tables.predicates import IS_RETIRED

_ANCHOR: Final = re.compile(r"\^(?P<id>1\d{12})(?:/(?P<part>r|\d{1,4}))?")
"""An id of Anki's is a time in milliseconds, from 2001 to 2033; what follows tells siblings."""


class AnkiIdCard(NamedTuple):
    """A card with the id of a note or card of Anki's."""

    anki_id: int
    ordinal: int
    """Of the card among those of the note, from 0."""
    card_id: CardId


async def cards_with_anki_ids(connection: AsyncConnection) -> tuple[AnkiIdCard, ...]:
    """Return the living cards whose text bears an id that a program took from Anki."""
    rows = await connection.execute(
        select(cards.c.id, cards.c.anchor).where(
            cards.c.anchor.startswith("^1"), cards.c.written, ~IS_RETIRED
        )
    )
    return tuple(
        AnkiIdCard(int(match["id"]), _ordinal(match["part"]), CardId(row.id))
        for row in rows
        if (match := _ANCHOR.fullmatch(row.anchor)) is not None
    )


def _ordinal(part: str | None) -> int:
    if part is None:
        return 0
    return 1 if part == "r" else int(part) - 1
