"""Note types, decks and settings as the databases of schema 11 have them: JSON in one row."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from kb.anki.collection import CardTemplate, Deck, DeckOptions, NoteKind, NoteType

_CLOZE: Final = 1
_T = TypeVar("_T")
_DEFAULT_OPTIONS: Final = {
    "id": 1,
    "mod": 0,
    "name": "Default",
    "usn": 0,
    "maxTaken": 60,
    "autoplay": True,
    "timer": 0,
    "replayq": True,
    "dyn": False,
    "new": {
        "bury": False,
        "delays": [1, 10],
        "initialFactor": 2500,
        "ints": [1, 4, 0],
        "order": 1,
        "perDay": 20,
    },
    "rev": {
        "bury": False,
        "ease4": 1.3,
        "hardFactor": 1.2,
        "ivlFct": 1,
        "maxIvl": 36500,
        "perDay": 200,
    },
    "lapse": {"delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0},
}
"""Anki's own, without which it reads no deck. An import leaves the learner's as they are."""


def read_note_types(text: str) -> dict[int, NoteType]:
    """Return the note types in ``col.models``.

    Raises:
        ValueError: It is not what Anki would write.
    """
    return dict(_read(text, _note_type))


def read_decks(text: str) -> dict[int, Deck]:
    """Return the decks in ``col.decks``.

    Raises:
        ValueError: It is not what Anki would write.
    """
    return dict(_read(text, _deck))


def json_object(text: str) -> dict[str, Any]:
    """Return a JSON object.

    Raises:
        ValueError: It is none.
    """
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004  # one kind of error for a wrong file
    return value


def _read(text: str, value_of: Callable[[int, Any], _T]) -> Iterator[tuple[int, _T]]:
    for key, value in json_object(text).items():
        try:
            yield int(key), value_of(int(key), value)
        except (LookupError, TypeError, AttributeError) as error:
            raise ValueError(f"something is missing: {error}") from None


def _note_type(key: int, value: Mapping[str, Any]) -> NoteType:
    fields = sorted(value["flds"], key=lambda field: int(field.get("ord") or 0))
    templates = sorted(value["tmpls"], key=lambda template: int(template.get("ord") or 0))
    return NoteType(
        id=key,
        name=_text(value["name"]),
        kind=NoteKind.CLOZE if value.get("type") == _CLOZE else NoteKind.NORMAL,
        fields=tuple(_text(field["name"]) for field in fields),
        templates=tuple(
            CardTemplate(
                name=_text(template["name"]),
                front=_text(template["qfmt"]),
                back=_text(template["afmt"]),
            )
            for template in templates
        ),
        css=_text(value.get("css") or ""),
        modified=int(value.get("mod") or 0),
    )


def _deck(key: int, value: Mapping[str, Any]) -> Deck:
    return Deck(key, _text(value["name"]), filtered=bool(value.get("dyn")))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text")
    return value


def note_types_json(note_types: Mapping[int, NoteType], now: int) -> str:
    """Return ``col.models``; ``now`` in seconds stands for an unknown time of change."""
    return _json({str(key): _note_type_json(value, now) for key, value in note_types.items()})


def decks_json(decks: Mapping[int, Deck], now: int) -> str:
    """Return ``col.decks``."""
    return _json({str(key): _deck_json(deck, now) for key, deck in decks.items()})


def used_fields(note_type: NoteType) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield the ordinal of each template, and those of the fields that its front names."""
    for ordinal, template in enumerate(note_type.templates):
        named = tuple(
            number
            for number, field in enumerate(note_type.fields)
            if f"{{{{{field}}}}}" in template.front or f":{field}}}}}" in template.front
        )
        yield ordinal, named


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _note_type_json(value: NoteType, now: int) -> dict[str, object]:
    return {
        "id": value.id,
        "name": value.name,
        "type": _CLOZE if value.kind is NoteKind.CLOZE else 0,
        "mod": value.modified or now,
        "usn": -1,
        "sortf": 0,
        "did": None,
        "tmpls": [
            {
                "name": template.name,
                "ord": ordinal,
                "qfmt": template.front,
                "afmt": template.back,
                "bqfmt": "",
                "bafmt": "",
                "did": None,
            }
            for ordinal, template in enumerate(value.templates)
        ],
        "flds": [
            {
                "name": name,
                "ord": ordinal,
                "sticky": False,
                "rtl": False,
                "font": "Arial",
                "size": 20,
                "media": [],
            }
            for ordinal, name in enumerate(value.fields)
        ],
        "css": value.css,
        "latexPre": LATEX_BEFORE,
        "latexPost": LATEX_AFTER,
        "latexsvg": False,
        "req": [
            [ordinal, "any" if fields else "none", list(fields)]
            for ordinal, fields in used_fields(value)
        ],
        "tags": [],
        "vers": [],
    }


def options_json(options: Sequence[DeckOptions], now: int) -> str:
    """Return ``col.dconf``, with the options that all collections have."""
    presets = {"1": _DEFAULT_OPTIONS}
    return _json(presets | {str(preset.id): _options_json(preset, now) for preset in options})


def _options_json(preset: DeckOptions, now: int) -> dict[str, object]:
    default: dict[str, Any] = _DEFAULT_OPTIONS
    new = {"delays": list(preset.learning_steps), "perDay": preset.new_per_day}
    review = {"maxIvl": preset.maximum_interval_days, "perDay": preset.reviews_per_day}
    return {
        **default,
        "id": preset.id,
        "mod": now,
        "name": preset.name,
        "usn": -1,
        "new": default["new"] | new,
        "rev": default["rev"] | review,
        "lapse": default["lapse"] | {"delays": list(preset.relearning_steps)},
        "fsrsParams6": list(preset.weights),
        "desiredRetention": preset.retention,
    }


def _deck_json(deck: Deck, now: int) -> dict[str, object]:
    today = {name: [0, 0] for name in ("newToday", "revToday", "lrnToday", "timeToday")}
    return {
        "id": deck.id,
        "name": deck.name,
        "mod": now,
        "usn": -1,
        "desc": "",
        "dyn": 0,
        "conf": deck.options,
        "collapsed": False,
        "browserCollapsed": False,
        "extendNew": 0,
        "extendRev": 0,
        **today,
    }


LATEX_BEFORE: Final = r"""\documentclass[12pt]{article}
\special{papersize=3in,5in}
\usepackage[utf8]{inputenc}
\usepackage{amssymb,amsmath}
\pagestyle{empty}
\setlength{\parindent}{0in}
\begin{document}
"""
LATEX_AFTER: Final = r"\end{document}"
