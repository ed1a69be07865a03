"""A package that another program wrote, for others to learn from."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from kb.anki.collection import (
    AnkiCalendar,
    AnkiCard,
    CardQueue,
    CardTemplate,
    Collection,
    Deck,
    NoteKind,
    NoteRow,
    NoteType,
    ReviewRow,
)
from kb.anki.package.writing import write_package

BASIC: Final = NoteType(
    id=7,
    name="Basic",
    fields=("Front", "Back"),
    templates=(
        CardTemplate(name="1", front="{{Front}}", back="{{FrontSide}}<hr id=answer>{{Back}}"),
    ),
)
CLOZE: Final = NoteType(
    id=8,
    name="Cloze",
    kind=NoteKind.CLOZE,
    fields=("Text",),
    templates=(CardTemplate(name="1", front="{{cloze:Text}}", back="{{cloze:Text}}"),),
)


def shared_deck(file: Path) -> Path:
    """Writes a package of somebody else's, with a picture, an answer and a suspended card."""
    first = 1_700_000_000_000
    notes = [
        NoteRow(first, "a!", 7, ("What is <b>this</b>?", 'A heart<br><img src="heart.png">')),
        NoteRow(first + 1, "b!", 8, ("{{c1::Rome}} is in {{c2::Italy}}",)),
        NoteRow(first + 2, "c!", 7, ("Suspended?", "Yes")),
    ]
    cards = [
        AnkiCard(first + 10, first, 0, deck=5, phase=2, queue=2, due=30, interval_days=10, reps=1),
        AnkiCard(first + 11, first + 1, 0, deck=5),
        AnkiCard(first + 12, first + 1, 1, deck=5),
        AnkiCard(first + 13, first + 2, 0, deck=5, queue=CardQueue.SUSPENDED),
    ]
    reviews = [ReviewRow(first + 86_400_000, first + 10, 3, 10, -600, 500, 3000, 0)]
    collection = Collection(
        calendar=AnkiCalendar(created=first // 1000 - 86_400 * 9, minutes_west=0),
        note_types={7: BASIC, 8: CLOZE},
        decks={5: Deck(5, "Body::Organs")},
        notes=notes,
        cards=cards,
        reviews=reviews,
        media=("heart.png",),
    )
    picture = {"heart.png": lambda: BytesIO(b"a picture")}
    write_package(file, collection, picture, now=datetime(2026, 1, 1, tzinfo=UTC))
    return file
