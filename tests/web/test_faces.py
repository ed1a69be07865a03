"""A card's texts mean the same on every page: what its note's names mean."""

from pathlib import Path

import pytest

from kb.app.cards.inbox import reword
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store
from kb.store.notes.names import living_ids
from kb.web.screens.faces import card_faces
from kb.web.site import Site
from tests.app.conftest import Import, Write
from tests.app.days import at
from tests.web.client import Client

_FRONT = "Which [[Vessels|vessel]], see [[Unwritten]] and ![[jar.png]], keeps water?"


@pytest.fixture
async def linking(vault: Path, write: Write, imported: Import) -> None:
    """Imports a card that links to a note, to none, and shows a picture; two pictures are there."""
    for name in ("jar.png", "Bowl.png"):
        (vault / name).write_bytes(b"\x89PNG")
    write("Clay.md", f"# Clay\n\n#flashcards\n\n{_FRONT}::A jar.\n")
    write("Vessels.md", "# Vessels\n\nOf clay.\n")
    await imported(vault)


async def only_card(store: Store) -> StoredCard:
    async with store.reading() as transaction:
        (card,) = await stored_cards(transaction, CardFilter())
    return card


async def vessels(store: Store) -> int:
    async with store.reading() as transaction:
        notes = await living_ids(transaction)
    clay = (await only_card(store)).note_id
    return next(note for note in notes if note != clay)


@pytest.mark.usefixtures("linking")
async def test_a_review_leads_to_the_note_that_a_link_means(
    client: Client, site: Site, store: Store
) -> None:
    card = await only_card(store)
    (face,) = await card_faces(site, [card])
    assert f'href="/note/{await vessels(store)}"' in face["front"]
    assert "/search" not in face["front"]
    assert "Unwritten" in face["front"]
    assert 'src="/attachment/' in face["front"]
    shown = (await client.get(f"/cards/{card.card_id}")).text
    assert face["front"] in shown
    assert face["back"] in shown


@pytest.mark.usefixtures("linking")
async def test_own_wording_may_show_a_file_that_the_note_does_not_name(
    client: Client, site: Site, store: Store
) -> None:
    card = await only_card(store)
    await reword(store, card.card_id, "A ![[bowl.png]]?", "![[gone.png]]", at(0).now)
    card = await only_card(store)
    (face,) = await card_faces(site, [card])
    assert 'src="/attachment/' in face["front"]
    assert "/attachment/" not in face["back"]
    assert face["front"] in (await client.get(f"/cards/{card.card_id}")).text
