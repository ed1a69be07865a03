"""Which families of cards are one, of those that several machines gave the same cards.

Of two names of one family, that holds which was seen first, wherever that was: a machine that joins
later, and does not know the cards that are retired by now, takes over the names of the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Integer, bindparam, case, func, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.store.sync.incoming import cards_of
from kb.store.tables.bulk import rows_in
from kb.store.tables.cards import cards
from kb.store.tables.sync import described_cards

_NEVER: Final = 1 << 62
_OWN: Final = func.coalesce(cards.c.family, cards.c.uid)


class ToldFamily(NamedTuple):
    """What is told of the family of a card."""

    card: str
    """The card's uid."""
    family: str
    since: int
    """When it was first seen, in milliseconds since 1970."""


class _Difference(NamedTuple):
    """Two names of the family of one card."""

    here: str
    there: str


async def settle_families(connection: AsyncConnection, told: Sequence[ToldFamily] = ()) -> None:
    """Give cards the families that others told of them, here or in the descriptions of cards."""
    differences = await _described(connection)
    differences += await _differences(connection, told)
    if not differences:
        return
    since = await _since(connection, {name for pair in differences for name in pair}, told)
    first = _first_of_each(differences, since)
    await _rename(connection, {name: to for name, to in first.items() if name != to})


async def _described(connection: AsyncConnection) -> list[_Difference]:
    """Return the differences of the descriptions of cards to the cards here.

    They stay as they are: what a machine has not been told otherwise, it is to be told.
    """
    query = select(_OWN, described_cards.c.family).where(described_cards.c.family != _OWN)
    by_name = query.join(cards, described_cards.c.card_id == cards.c.id)
    by_uid = query.join(cards, described_cards.c.uid == cards.c.uid)
    return [
        _Difference(*row)
        for one in (by_name, by_uid)
        for row in await connection.execute(one.distinct())
    ]


async def _differences(
    connection: AsyncConnection, told: Sequence[ToldFamily]
) -> list[_Difference]:
    """Return the differences of what was told to the cards here."""
    known = await cards_of(connection, {one.card for one in told}) if told else {}
    rows = await rows_in(connection, select(cards.c.id, _OWN), cards.c.id, set(known.values()))
    own: dict[int, str] = dict(map(tuple, rows))
    return [
        _Difference(here, one.family)
        for one in told
        if one.card in known and (here := own[known[one.card]]) != one.family
    ]


async def _since(
    connection: AsyncConnection, names: Iterable[str], told: Iterable[ToldFamily]
) -> dict[str, int]:
    """Return when families were first seen, as far as that is known."""
    wanted = sorted(names)
    added_at, told_at = (
        type_coerce(column, Integer) for column in (cards.c.added_at, described_cards.c.family_at)
    )
    members = select(cards.c.family, func.min(added_at)).group_by(cards.c.family)
    others = select(described_cards.c.family, func.min(told_at)).group_by(described_cards.c.family)
    rows = [
        *await rows_in(connection, members, cards.c.family, wanted),
        *await rows_in(connection, select(cards.c.uid, added_at), cards.c.uid, wanted),
        *await connection.execute(others.where(described_cards.c.family_at.is_not(None))),
    ]
    since: dict[str, int] = {}
    for name, at in [*map(tuple, rows), *((one.family, one.since) for one in told)]:
        since[name] = min(at, since.get(name, at))
    return since


def _first_of_each(pairs: Iterable[_Difference], since: Mapping[str, int]) -> dict[str, str]:
    """Return the name that holds of each family, by all its names."""
    of: dict[str, str] = {}

    def age(name: str) -> tuple[int, str]:
        return since.get(name, _NEVER), name

    def first(name: str) -> str:
        while of.setdefault(name, name) != name:
            name = of[name]
        return name

    for here, there in pairs:
        one, other = sorted((first(here), first(there)), key=age)
        of[other] = one
    return {name: first(name) for name in of}


async def _rename(connection: AsyncConnection, to: Mapping[str, str]) -> None:
    rows = [{"old": old, "new": new} for old, new in sorted(to.items())]
    if not rows:
        return
    old: Any = bindparam("old")
    new: Any = bindparam("new")
    await connection.execute(
        update(cards)
        .where(or_(cards.c.family == old, (cards.c.uid == old) & cards.c.family.is_(None)))
        .values(family=case((cards.c.uid == new, None), else_=new)),
        rows,
    )
