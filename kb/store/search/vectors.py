"""What notes and cards mean, as stored: which vectors are outdated, and which are near to one."""

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Table, delete, func, or_, select, text, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.graph.vectors import Signs, Vector
from kb.schedule.memory import CardId
from kb.store.tables.bulk import chunks, rows_in
from kb.store.tables.cards import cards
from kb.store.tables.notes import notes
from kb.store.tables.predicates import IS_LIVING, SHOWN_STATUSES, is_status
from kb.store.tables.vectors import card_vectors, note_vectors

_IN_USE: Final = is_status(*SHOWN_STATUSES)


class NoteVector(NamedTuple):
    """What a note means."""

    note_id: NoteId
    model: str
    text_hash: str
    signs: Signs
    vector: Vector


class CardSigns(NamedTuple):
    """What a card means."""

    card_id: CardId
    model: str
    text_hash: str
    signs: Signs


class CardText(NamedTuple):
    """The two sides of a card, as the user sees them."""

    card_id: CardId
    front: str
    back: str


async def drop_unused(connection: AsyncConnection) -> None:
    """Remove the vectors of notes that are gone, and of cards that are no longer shown."""
    living = select(notes.c.id).where(IS_LIVING)
    await connection.execute(delete(note_vectors).where(note_vectors.c.note_id.not_in(living)))
    in_use = select(cards.c.id).where(_IN_USE)
    await connection.execute(delete(card_vectors).where(card_vectors.c.card_id.not_in(in_use)))


async def outdated_notes(connection: AsyncConnection, model: str) -> tuple[NoteId, ...]:
    """Return the living notes without a vector of this model, or whose text was written since."""
    query = (
        select(notes.c.id)
        .outerjoin(note_vectors, note_vectors.c.note_id == notes.c.id)
        .where(IS_LIVING, _is_outdated(note_vectors, note_vectors.c.note_id, model))
        .order_by(notes.c.id)
    )
    return tuple(map(NoteId, await connection.scalars(query)))


async def outdated_cards(connection: AsyncConnection, model: str) -> tuple[CardText, ...]:
    """Return the cards without signs of this model, or whose text was written since."""
    query = (
        select(
            cards.c.id,
            func.coalesce(cards.c.own_front, cards.c.front),
            func.coalesce(cards.c.own_back, cards.c.back),
        )
        .outerjoin(card_vectors, card_vectors.c.card_id == cards.c.id)
        .where(_IN_USE, _is_outdated(card_vectors, card_vectors.c.card_id, model))
        .order_by(cards.c.id)
    )
    return tuple(CardText(CardId(id_), *sides) for id_, *sides in await connection.execute(query))


def _is_outdated(table: Table, key: Any, model: str) -> Any:  # noqa: ANN401  # SQL expressions
    return or_(key.is_(None), table.c.stale > 0, table.c.model != model)


async def unstale_notes(
    connection: AsyncConnection, hashes: Sequence[tuple[NoteId, str]], model: str
) -> frozenset[NoteId]:
    """Return those whose vector is of this very text, and mark them as up to date."""
    same = await _same(connection, note_vectors, "note_id", hashes, model)
    return frozenset(map(NoteId, same))


async def unstale_cards(
    connection: AsyncConnection, hashes: Sequence[tuple[CardId, str]], model: str
) -> frozenset[CardId]:
    """Return those whose signs are of this very text, and mark them as up to date."""
    same = await _same(connection, card_vectors, "card_id", hashes, model)
    return frozenset(map(CardId, same))


async def _same(
    connection: AsyncConnection,
    table: Table,
    key: str,
    hashes: Sequence[tuple[int, str]],
    model: str,
) -> list[int]:
    query = select(table.c[key], table.c.text_hash).where(table.c.model == model)
    rows = await rows_in(connection, query, table.c[key], [id_ for id_, _ in hashes])
    stored = {row[0]: row.text_hash for row in rows}
    same = [id_ for id_, text_hash in hashes if stored.get(id_) == text_hash]
    for some in chunks(same):
        await connection.execute(update(table).where(table.c[key].in_(some)).values(stale=0))
    return same


async def put_notes(connection: AsyncConnection, rows: Sequence[NoteVector]) -> None:
    """Save vectors of notes, in the place of older ones."""
    await _put(connection, note_vectors, "note_id", [row._asdict() for row in rows])


async def put_cards(connection: AsyncConnection, rows: Sequence[CardSigns]) -> None:
    """Save the signs of cards, in the place of older ones."""
    await _put(connection, card_vectors, "card_id", [row._asdict() for row in rows])


async def _put(
    connection: AsyncConnection, table: Table, key: str, rows: Sequence[dict[str, Any]]
) -> None:
    if not rows:
        return
    statement = insert(table)
    changed = {column: statement.excluded[column] for column in rows[0] if column != key}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[key], set_={**changed, "stale": 0}),
        rows,
    )


async def vector_of(connection: AsyncConnection, note_id: NoteId) -> NoteVector | None:
    """Return the vector of a note, if it has one."""
    return (await vectors_of(connection, [note_id])).get(note_id)


async def vectors_of(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> dict[NoteId, NoteVector]:
    """Return the vectors of those notes that have one."""
    query = select(*(note_vectors.c[name] for name in NoteVector._fields))
    rows = await rows_in(connection, query, note_vectors.c.note_id, note_ids)
    return {row.note_id: NoteVector._make(row) for row in rows}


async def has_vectors(connection: AsyncConnection, model: str) -> bool:
    """Return whether any note has a vector of this model."""
    query = select(note_vectors.c.note_id).where(note_vectors.c.model == model).limit(1)
    return (await connection.execute(query)).first() is not None


async def signs_of_notes(connection: AsyncConnection, model: str) -> Sequence[tuple[NoteId, Signs]]:
    """Return the signs of all living notes with a vector of this model."""
    # The driver's own rows: SQLAlchemy's cost as much again, for every note there is.
    rows = await connection.exec_driver_sql(
        "SELECT note_id, signs FROM note_vectors WHERE model = ? AND stale < 2",
        (model,),
    )
    return cast("Sequence[tuple[NoteId, Signs]]", rows.all())


async def signs_of_cards(
    connection: AsyncConnection, card_ids: Collection[CardId] | None = None
) -> dict[CardId, CardSigns]:
    """Return the signs of these cards, or of all that are active, where there are any."""
    query = select(*(card_vectors.c[name] for name in CardSigns._fields))
    if card_ids is None:
        active = "SELECT id FROM cards WHERE status = 'active'"
        rows: Sequence[Any] = (
            await connection.execute(query.where(text(f"card_id IN ({active})")))
        ).all()
    else:
        rows = await rows_in(connection, query, card_vectors.c.card_id, card_ids)
    return {row.card_id: CardSigns._make(row) for row in rows}
