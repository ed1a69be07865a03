"""Note types, decks and settings as the databases of schema 18 have them: tables of protobuf."""

import json
import sqlite3
from collections import defaultdict
from typing import Any, Final

from kb.anki.collection import CardTemplate, Deck, DeckOptions, NoteKind, NoteType
from kb.anki.package.protobuf import (
    bytes_field,
    fields_of,
    float_field,
    floats_field,
    number_field,
    number_in,
    text_field,
    text_in,
)
from kb.anki.package.schema11 import LATEX_AFTER, LATEX_BEFORE, used_fields

_SM2_OPTIONS: Final = {11: 2.5, 12: 1.3, 13: 1.2, 15: 1.0, 40: 0.9}
"""Ease, and what it and intervals are multiplied by, and the retention of what SM-2 scheduled."""
_OTHER_OPTIONS: Final = {17: 1, 18: 1, 19: 4, 21: 1, 22: 8, 24: 60, 44: 1}
"""Least intervals, leeches that are only tagged, the longest answer in seconds, and audio."""
DECK_SEPARATOR: Final = "\x1f"
_KIND: Final = 1
_CSS: Final = 3
_LATEX_BEFORE: Final = 5
_LATEX_AFTER: Final = 6
_REQUIREMENT: Final = 8
_FRONT: Final = 1
_BACK: Final = 2
_CLOZE: Final = 1
_ANY: Final = 1
_NORMAL_DECK: Final = 1
_FILTERED_DECK: Final = 2


def unicase(one: str, other: str) -> int:
    """Compare two texts without their case: Anki's own collation, which SQLite has not."""
    left, right = one.casefold(), other.casefold()
    return (left > right) - (left < right)


def read_note_types(database: sqlite3.Connection) -> dict[int, NoteType]:
    """Return the note types.

    Raises:
        ValueError: A value is not what Anki would write.
        sqlite3.Error: The database is broken.
    """
    fields: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for key, ordinal, name in database.execute("select ntid, ord, name from fields"):
        fields[key].append((ordinal, name))
    templates: dict[int, list[tuple[int, CardTemplate]]] = defaultdict(list)
    for key, ordinal, name, config in database.execute(
        "select ntid, ord, name, config from templates"
    ):
        message = _bytes(config)
        template = CardTemplate(
            name=_text(name), front=text_in(message, _FRONT), back=text_in(message, _BACK)
        )
        templates[key].append((ordinal, template))
    return {
        key: NoteType(
            id=key,
            name=_text(name),
            kind=(
                NoteKind.CLOZE if number_in(_bytes(config), _KIND) == _CLOZE else NoteKind.NORMAL
            ),
            fields=tuple(_text(field) for _, field in _ordered(fields[key])),
            templates=tuple(template for _, template in _ordered(templates[key])),
            css=text_in(_bytes(config), _CSS),
            modified=modified if isinstance(modified, int) else 0,
        )
        for key, name, modified, config in database.execute(
            "select id, name, mtime_secs, config from notetypes"
        )
    }


def read_decks(database: sqlite3.Connection) -> dict[int, Deck]:
    """Return the decks.

    Raises:
        ValueError: A value is not what Anki would write.
        sqlite3.Error: The database is broken.
    """
    return {
        key: Deck(
            key,
            _text(name).replace(DECK_SEPARATOR, "::"),
            filtered=any(number == _FILTERED_DECK for number, _ in fields_of(_bytes(kind))),
        )
        for key, name, kind in database.execute("select id, name, kind from decks")
    }


def read_settings(database: sqlite3.Connection) -> dict[str, Any]:
    """Return the settings of the collection that are JSON; others are left out."""
    settings = {}
    for key, value in database.execute("select key, val from config"):
        try:
            settings[key] = json.loads(value)
        except (ValueError, TypeError, RecursionError):
            continue
    return settings


def _ordered(rows: list[tuple[int, Any]]) -> list[tuple[int, Any]]:
    return sorted(rows, key=lambda row: row[0])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a number where a text belongs")  # noqa: TRY004  # a wrong file
    return value


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise ValueError("a text where bytes belong")  # noqa: TRY004  # a wrong file
    return value


def note_type_config(value: NoteType) -> bytes:
    """Return ``notetypes.config``."""
    requirements = [
        number_field(1, ordinal)
        + number_field(2, _ANY if fields else 0)
        + (bytes_field(3, bytes(fields)) if fields else b"")
        for ordinal, fields in used_fields(value)
    ]
    return b"".join(
        [
            number_field(_KIND, _CLOZE if value.kind is NoteKind.CLOZE else 0),
            text_field(_CSS, value.css),
            text_field(_LATEX_BEFORE, LATEX_BEFORE),
            text_field(_LATEX_AFTER, LATEX_AFTER),
            *(bytes_field(_REQUIREMENT, requirement) for requirement in requirements),
        ]
    )


def field_config() -> bytes:
    """Return ``fields.config``: how the editor shows the field."""
    return text_field(3, "Arial") + number_field(4, 20)


def template_config(template: CardTemplate) -> bytes:
    """Return ``templates.config``."""
    return text_field(_FRONT, template.front) + text_field(_BACK, template.back)


def deck_kind(options: int) -> bytes:
    """Return ``decks.kind`` of a deck with some options."""
    return bytes_field(_NORMAL_DECK, number_field(1, options))


def options_config(preset: DeckOptions) -> bytes:
    """Return ``deck_config.config``. A missing field would be 0, so it has all that are not."""
    return b"".join(
        [
            floats_field(1, preset.learning_steps),
            floats_field(2, preset.relearning_steps),
            floats_field(6, preset.weights),
            number_field(9, preset.new_per_day),
            number_field(10, preset.reviews_per_day),
            number_field(16, preset.maximum_interval_days),
            float_field(37, preset.retention),
            *(float_field(field, value) for field, value in _SM2_OPTIONS.items()),
            *(number_field(field, value) for field, value in _OTHER_OPTIONS.items()),
            floats_field(4, (1.0,) * 7),
        ]
    )
