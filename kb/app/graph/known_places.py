"""The places of the last layout, in a file beside the store. To lose it costs time, and habit.

It is no table: it follows from the links, is in no backup, and no other command waits for it.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kb.graph.concepts import Concept, MissingKey
from kb.graph.layout import MapPlace
from kb.graph.resolve import NoteId

_FORM: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPlaces:
    """Where concepts were drawn."""

    digest: str = ""
    """Of the graph that was laid out."""
    places: Mapping[Concept, MapPlace] = field(default_factory=dict)


def digest_of(concepts: Sequence[Concept], pairs: Sequence[tuple[Concept, Concept]]) -> str:
    """Return what changes with any concept or link."""
    text = json.dumps([concepts, pairs], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def file_of(store: Path) -> Path:
    """Return the file for a store."""
    return store.with_name(f"{store.name}.layout")


def read_places(file: Path) -> KnownPlaces:
    """Return the places in the file; none if it is not there, or is no such file."""
    try:
        kept = json.loads(file.read_bytes())
        if kept["form"] != _FORM:
            return KnownPlaces()
        places: dict[Concept, MapPlace] = {
            NoteId(name) if isinstance(name, int) else MissingKey(str(name)): MapPlace(
                float(x), float(y), int(cluster)
            )
            for name, x, y, cluster in kept["places"]
        }
        return KnownPlaces(digest=str(kept["digest"]), places=places)
    except (OSError, ValueError, TypeError, KeyError):
        return KnownPlaces()


def write_places(file: Path, known: KnownPlaces) -> None:
    """Keep the places, as a whole or not at all; where nothing can be written, nothing is kept."""
    places = [[concept, *place] for concept, place in known.places.items()]
    text = json.dumps({"form": _FORM, "digest": known.digest, "places": places})
    part = file.with_name(f"{file.name}.part")
    with suppress(OSError):
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
            opened.write(text)
        part.replace(file)
