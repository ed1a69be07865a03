"""Writes the database in a package, in schema 11 or 18."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Final

from kb.anki.collection import DEFAULT_DECK, AnkiCard, Collection, Deck, NoteRow
from kb.anki.package import schema18
from kb.anki.package.schema11 import decks_json, note_types_json, options_json

_SECOND_SCHEDULER: Final = 2
"""Without this number Anki takes the log for one with three buttons, and raises answers."""

_COMMON: Final = """
create table col (
  id integer primary key, crt integer not null, mod integer not null, scm integer not null,
  ver integer not null, dty integer not null, usn integer not null, ls integer not null,
  conf text not null, models text not null, decks text not null, dconf text not null,
  tags text not null);
create table notes (
  id integer primary key, guid text not null, mid integer not null, mod integer not null,
  usn integer not null, tags text not null, flds text not null, sfld integer not null,
  csum integer not null, flags integer not null, data text not null);
create table cards (
  id integer primary key, nid integer not null, did integer not null, ord integer not null,
  mod integer not null, usn integer not null, type integer not null, queue integer not null,
  due integer not null, ivl integer not null, factor integer not null, reps integer not null,
  lapses integer not null, left integer not null, odue integer not null, odid integer not null,
  flags integer not null, data text not null);
create table revlog (
  id integer primary key, cid integer not null, usn integer not null, ease integer not null,
  ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null,
  type integer not null);
"""
_INDEXES: Final = """
create index ix_notes_usn on notes (usn);
create index ix_cards_usn on cards (usn);
create index ix_revlog_usn on revlog (usn);
create index ix_cards_nid on cards (nid);
create index ix_cards_sched on cards (did, queue, due);
create index ix_revlog_cid on revlog (cid);
create index ix_notes_csum on notes (csum);
"""
_ELEVEN: Final = """
create table graves (usn integer not null, oid integer not null, type integer not null);
"""
_EIGHTEEN: Final = """
create table graves (
  oid integer not null, type integer not null, usn integer not null,
  primary key (oid, type)) without rowid;
create table deck_config (
  id integer primary key not null, name text not null collate unicase,
  mtime_secs integer not null, usn integer not null, config blob not null);
create table config (
  KEY text not null primary key, usn integer not null, mtime_secs integer not null,
  val blob not null) without rowid;
create table tags (
  tag text not null primary key collate unicase, usn integer not null,
  collapsed boolean not null, config blob null) without rowid;
create table fields (
  ntid integer not null, ord integer not null, name text not null collate unicase,
  config blob not null, primary key (ntid, ord)) without rowid;
create table templates (
  ntid integer not null, ord integer not null, name text not null collate unicase,
  mtime_secs integer not null, usn integer not null, config blob not null,
  primary key (ntid, ord)) without rowid;
create table notetypes (
  id integer not null primary key, name text not null collate unicase,
  mtime_secs integer not null, usn integer not null, config blob not null);
create table decks (
  id integer primary key not null, name text not null collate unicase,
  mtime_secs integer not null, usn integer not null, common blob not null, kind blob not null);
create index idx_graves_pending on graves (usn);
create unique index idx_fields_name_ntid on fields (name, ntid);
create unique index idx_templates_name_ntid on templates (name, ntid);
create index idx_templates_usn on templates (usn);
create unique index idx_notetypes_name on notetypes (name);
create index idx_notetypes_usn on notetypes (usn);
create unique index idx_decks_name on decks (name);
create index idx_notes_mid on notes (mid);
create index idx_cards_odid on cards (odid) where odid != 0;
"""


def write_database(
    database: sqlite3.Connection, collection: Collection, now: datetime, *, newest: bool
) -> None:
    """Fill an empty database.

    Args:
        database: which commits nothing by itself.
        collection: what is written, but for filtered decks.
        now: for what does not say when it was changed.
        newest: whether in schema 18, and otherwise in schema 11.

    Raises:
        sqlite3.IntegrityError: Two rows have the same id.
    """
    for pragma in ("journal_mode = off", "synchronous = off", "page_size = 4096"):
        database.execute(f"pragma {pragma}")
    database.create_collation("unicase", schema18.unicase)
    database.executescript(_COMMON)
    seconds = int(now.timestamp())
    decks = _decks(collection)
    settings: dict[str, object] = {"schedVer": _SECOND_SCHEDULER, "sched2021": True}
    if collection.calendar.minutes_west is not None:
        settings["creationOffset"] = collection.calendar.minutes_west
    database.execute("begin")
    texts = ["{}"] * 5
    if newest:
        texts = [""] * 5
    else:
        note_types = note_types_json(collection.note_types, seconds)
        texts[:3] = [json.dumps(settings), note_types, decks_json(decks, seconds)]
        texts[3] = options_json(collection.options, seconds)
    database.execute(
        "insert into col values (1, ?, ?, ?, ?, 0, -1, 0, ?, ?, ?, ?, ?)",
        (
            collection.calendar.created,
            seconds * 1000,
            seconds * 1000,
            18 if newest else 11,
            *texts,
        ),
    )
    database.executemany(
        "insert into notes values (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')",
        (_note(note, seconds) for note in sorted(collection.notes)),
    )
    database.executemany(
        "insert into cards values (?, ?, ?, ?, ?, -1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_card(card, seconds) for card in sorted(collection.cards, key=lambda card: card.id)),
    )
    database.executemany(
        "insert into revlog values (?, ?, -1, ?, ?, ?, ?, ?, ?)", sorted(collection.reviews)
    )
    database.execute("commit")
    database.executescript(_EIGHTEEN if newest else _ELEVEN)
    if newest:
        _write_tables(database, collection, decks, settings, seconds)
    database.executescript(_INDEXES)


def _decks(collection: Collection) -> dict[int, Deck]:
    """Return the decks that are kept, with the one that all collections have."""
    decks = {DEFAULT_DECK: Deck(DEFAULT_DECK, "Default"), **collection.decks}
    return {key: deck for key, deck in sorted(decks.items()) if not deck.filtered}


def _write_tables(
    database: sqlite3.Connection,
    collection: Collection,
    decks: dict[int, Deck],
    settings: dict[str, object],
    seconds: int,
) -> None:
    """Write what schema 18 has in tables of its own."""
    database.execute("begin")
    database.executemany(
        "insert into config values (?, 0, ?, ?)",
        [(key, seconds, json.dumps(value).encode()) for key, value in settings.items()],
    )
    database.execute("insert into deck_config values (1, 'Default', 0, 0, x'')")
    database.executemany(
        "insert into deck_config values (?, ?, ?, -1, ?)",
        [
            (preset.id, preset.name, seconds, schema18.options_config(preset))
            for preset in collection.options
        ],
    )
    tags = {tag.casefold(): tag for note in collection.notes for tag in note.tags}
    database.executemany(
        "insert into tags values (?, -1, 0, null)", [(tag,) for tag in sorted(tags.values())]
    )
    for key, note_type in sorted(collection.note_types.items()):
        changed = note_type.modified or seconds
        database.execute(
            "insert into notetypes values (?, ?, ?, -1, ?)",
            (key, note_type.name, changed, schema18.note_type_config(note_type)),
        )
        database.executemany(
            "insert into fields values (?, ?, ?, ?)",
            [
                (key, ordinal, name, schema18.field_config())
                for ordinal, name in enumerate(note_type.fields)
            ],
        )
        database.executemany(
            "insert into templates values (?, ?, ?, ?, -1, ?)",
            [
                (key, ordinal, template.name, changed, schema18.template_config(template))
                for ordinal, template in enumerate(note_type.templates)
            ],
        )
    database.executemany(
        "insert into decks values (?, ?, ?, -1, x'', ?)",
        [
            (
                key,
                deck.name.replace("::", schema18.DECK_SEPARATOR),
                seconds,
                schema18.deck_kind(deck.options),
            )
            for key, deck in decks.items()
        ],
    )
    database.execute("commit")


def _note(note: NoteRow, seconds: int) -> tuple[object, ...]:
    first = note.fields[0] if note.fields else ""
    return (
        note.id,
        note.guid,
        note.note_type,
        note.modified or seconds,
        f" {' '.join(note.tags)} " if note.tags else "",
        "\x1f".join(note.fields),
        without_html(first),
        checksum(first),
    )


def _card(card: AnkiCard, seconds: int) -> tuple[object, ...]:
    """Return a row; a card in a filtered deck goes home, as such decks are not written."""
    if card.home_deck:
        card = card._replace(deck=card.home_deck, due=card.home_due or card.due)
    return (
        card.id,
        card.note,
        card.deck,
        card.ordinal,
        card.modified or seconds,
        card.phase,
        card.queue,
        card.due,
        card.interval_days,
        card.ease_permille,
        card.reps,
        card.lapses,
        card.steps_left,
        0,
        0,
        card.flag,
        card_data(card),
    )


def card_data(card: AnkiCard) -> str:
    """Return ``cards.data``: what FSRS knows of a card, as JSON."""
    return json.dumps(dict(_card_data(card)), separators=(",", ":"))


def _card_data(card: AnkiCard) -> Iterator[tuple[str, float]]:
    if card.memory is not None:
        yield "s", card.memory.stability_days
        yield "d", card.memory.difficulty
    if card.desired_retention is not None:
        yield "dr", card.desired_retention
    if card.decay is not None:
        yield "decay", card.decay
    if card.last_review is not None:
        yield "lrt", card.last_review


_MEDIA: Final = re.compile(
    r"""<(?:img|audio|object)\b[^<>]*?(?:src|data)=["']?([^"'<>\s]+)[^<>]*>"""
)
_TAG: Final = re.compile(r"<[^<>]*>")


def without_html(field: str) -> str:
    """Return what a field says, by which Anki sorts notes."""
    return unescape(_TAG.sub("", field)) if "<" in field or "&" in field else field


def checksum(field: str) -> int:
    """Return by what Anki finds notes with the same first field: its first four bytes of SHA-1."""
    if "<" in field:
        field = _MEDIA.sub(r" \1 ", field)
    text = without_html(field)
    return int.from_bytes(hashlib.sha1(text.encode(), usedforsecurity=False).digest()[:4], "big")
