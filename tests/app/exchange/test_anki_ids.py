"""The ids of Anki's notes beside cards, and which of the note's cards each is."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kb.app.importing.run import ImportReport
from kb.store.exchange.named_cards import cards_with_anki_ids
from kb.store.file.store import Store

ID = 1599377554283
Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]


@pytest.mark.parametrize(
    ("text", "ordinals"),
    [
        (f"START\nBasic\nOslo?\nBack: Norway\n<!--ID: {ID}-->\nEND\n", [0]),
        (f"START\nBasic (and reversed card)\nOslo\nBack: Norway\n<!--ID: {ID}-->\nEND\n", [0, 1]),
        (f"START\nCloze\n{{{{c1::a}}}} {{{{c3::b}}}}\n<!--ID: {ID}-->\nEND\n", [0, 2]),
        (f"Which? #card\nThis.\n^{ID}\n", [0]),
        ("START\nBasic\nOslo?\nBack: Norway\nEND\n", []),
        ("Oslo::Norway ^1599377554283x\n\n#flashcards\n", []),
        ("Oslo::Norway ^block\n\n#flashcards 1599377554283\n", []),
    ],
)
async def test_an_id_leads_to_the_cards_of_its_note(
    store: Store, vault: Path, write: Write, imported: Import, text: str, ordinals: list[int]
) -> None:
    write("Note.md", text)
    await imported(vault)
    async with store.reading() as transaction:
        cards = await cards_with_anki_ids(transaction)
    assert sorted((card.anki_id, card.ordinal) for card in cards) == [(ID, at) for at in ordinals]
    assert len({card.card_id for card in cards}) == len(ordinals)
