"""Which new cards are one note with others in other programs; see :mod:`kb.anki.gathering`.

A card is given its family when it is first seen, and keeps it: an edit may retire the card of which
the family is named, and the others go on under its name.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import CardKind
from kb.store.importing.staging import pairs, places, staged
from kb.store.tables.cards import cards

_BLANK: Final = " \t\n\r"


async def join_families(connection: AsyncConnection) -> None:
    """Give the staged cards that were inserted the families of their siblings."""
    await _join_clozes(connection)
    await _join_directions(connection)


async def _join_clozes(connection: AsyncConnection) -> None:
    """Give new clozes the family of the oldest of their text, or of the first if all are new."""
    drawn, old = staged["cards"], cards.alias("old")
    family = func.first_value(func.coalesce(old.c.family, old.c.uid, drawn.c.uid)).over(
        partition_by=(places.c.note_id, drawn.c.generator, drawn.c.fact),
        order_by=(old.c.id.is_(None), old.c.id, drawn.c.row),
    )
    siblings = (
        select(drawn.c.uid, pairs.c.row.is_(None).label("is_new"), family.label("family"))
        .join_from(drawn, places, places.c.ref == drawn.c.ref)
        .join(pairs, pairs.c.row == drawn.c.row, isouter=True)
        .join(old, old.c.id == pairs.c.card_id, isouter=True)
        .where(drawn.c.kind == CardKind.CLOZE.value)
        .subquery()
    )
    await connection.execute(
        update(cards)
        .where(cards.c.uid == siblings.c.uid, siblings.c.is_new, siblings.c.family != cards.c.uid)
        .values(family=siblings.c.family)
    )


async def _join_directions(connection: AsyncConnection) -> None:
    """Give new cards the family of the one that asks for what they show.

    A family has two such cards at most, one of which may be retired: a third one is by itself.
    """
    new, other = staged["cards"].alias("new"), staged["cards"].alias("other")
    is_new, has_pair = pairs.alias("is_new"), pairs.alias("has_pair")
    known, taken = cards.alias("known"), cards.alias("taken")
    both_new = and_(has_pair.c.row.is_(None), new.c.kind == CardKind.REVERSE.value)
    is_free = ~exists().where(taken.c.family == known.c.uid)
    siblings = (
        select(new.c.uid, func.min(func.coalesce(known.c.uid, other.c.uid)).label("family"))
        .join_from(new, places, places.c.ref == new.c.ref)
        .join(is_new, is_new.c.row == new.c.row, isouter=True)
        .join(
            other,
            and_(
                *(other.c[name] == new.c[name] for name in ("ref", "generator", "fact")),
                other.c.kind != new.c.kind,
                _bare(other.c.front) == _bare(new.c.back),
                _bare(other.c.back) == _bare(new.c.front),
            ),
        )
        .join(has_pair, has_pair.c.row == other.c.row, isouter=True)
        .join(known, known.c.id == has_pair.c.card_id, isouter=True)
        .where(
            is_new.c.row.is_(None),
            new.c.kind != CardKind.CLOZE.value,
            other.c.kind != CardKind.CLOZE.value,
            or_(both_new, and_(known.c.id.is_not(None), known.c.family.is_(None), is_free)),
        )
        .group_by(new.c.uid)
        .subquery()
    )
    await connection.execute(
        update(cards).where(cards.c.uid == siblings.c.uid).values(family=siblings.c.family)
    )


def _bare(text: ColumnElement[str]) -> ColumnElement[Any]:
    return func.trim(text, _BLANK)
