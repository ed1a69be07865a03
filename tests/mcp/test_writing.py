"""What an assistant may add: cards to the inbox, and notes that do not exist yet."""

from pathlib import Path

import pytest
from mcp import Client

from kb.app.cards.listing import CardView, list_cards
from kb.app.cards.selection import CardSelection
from kb.store.file.store import open_store
from tests.app.days import at
from tests.mcp.conftest import CLAY, KILN, called, refused, server_at

IDEA = {"line": 11, "prompt": "How hot does a kiln get?", "answer": "1,300 degrees"}


def notes_in(place: Path) -> list[Path]:
    return sorted(place.rglob("*.md"))


def folders_in(place: Path) -> list[Path]:
    return sorted(entry for entry in place.rglob("*") if entry.is_dir())


async def cards_at(place: Path, query: str) -> tuple[CardView, ...]:
    async with open_store(place / "kb.db") as store:
        return await list_cards(store, CardSelection(query=query), moment=at(0))


async def test_a_proposal_goes_to_the_inbox_and_the_note_stays_as_it_is(place: Path) -> None:
    async with Client(server_at(place, writes=True)) as client:
        there = await called(client, "propose_cards", note="Kiln", cards=[IDEA])
        assert (there["note"], there["proposed"]) == ("Kiln", 1)
        (card,) = await cards_at(place, "generator:assistant")
        assert [one["card"] for one in there["outcomes"]] == [card.id]
        assert (card.status, card.path, card.line) == ("inbox", "Kiln.md", 11)
        again = await called(client, "propose_cards", note="Kiln", cards=[IDEA])
        assert (again["proposed"], again["outcomes"][0]["outcome"]) == (0, "known")
        shown = await called(client, "show", note="Kiln")
        assert [one["status"] for one in shown["cards"]] == ["inbox"]
    assert (place / "notes" / "Kiln.md").read_text() == KILN


@pytest.mark.parametrize(
    ("cards", "why"),
    [
        ([], "cards: list should have at least 1 item"),
        ([IDEA] * 21, "cards: list should have at most 20 items"),
        ([{"line": 1, "prompt": "What?"}], "cards[0].answer: field required (Short, in Markdown)"),
        ([IDEA, IDEA | {"line": 0}], "cards[1].line: input should be greater than or equal to 1"),
        ([IDEA | {"status": "active"}], "cards[0].status: extra inputs are not permitted"),
        ([IDEA | {"prompt": "x" * 2001}], "cards[0].prompt: string should have at most 2000"),
        ("no list", "cards: input should be a valid list"),
    ],
)
async def test_an_ill_formed_proposal_adds_nothing(place: Path, cards: object, why: str) -> None:
    async with Client(server_at(place, writes=True)) as client:
        assert why in await refused(client, "propose_cards", note="Kiln", cards=cards)
    assert await cards_at(place, "generator:assistant") == ()


async def test_a_new_note_is_made_imported_and_linked(place: Path) -> None:
    async with Client(server_at(place, writes=True)) as client:
        text = "Definition: Glaze is a layer of glass that seals fired [[Clay]].\n"
        made = await called(client, "new_note", title="Glaze", text=text, folder="things")
        assert (made["path"], made["title"]) == ("things/Glaze.md", "Glaze")
        assert (made["uri"], made["wanted_by"]) == ("kb://note/things/Glaze.md", ["Clay"])
        assert text in (place / "notes/things/Glaze.md").read_text()
        way = await called(client, "path", start="Bowl", end="Glaze")
        assert len(way["steps"]) == 2


async def test_a_new_note_without_a_text_is_the_template(place: Path) -> None:
    async with Client(server_at(place, writes=True)) as client:
        made = await called(client, "new_note", title="Glaze")
        assert (place / "notes" / made["path"]).read_text().startswith("# Glaze")


async def test_no_note_is_written_over(place: Path) -> None:
    unknown = place / "notes" / "Raku.md"
    unknown.write_text("Mine.\n")  # not imported yet
    async with Client(server_at(place, writes=True)) as client:
        said = await refused(client, "new_note", title="clay", text="Nothing.")
        assert "“Clay” is a note already" in said
        said = await refused(client, "new_note", title="Raku", text="Yours.", folder="notes/..")
        assert "outside" in said or "exists already" in said
        said = await refused(client, "new_note", title="Raku", text="Yours.")
        assert "Raku.md exists already" in said
        said = await refused(client, "new_note", title="raku*", text="Yours.")
        assert "Raku.md exists already" in said  # but for its case
    assert (place / "notes" / "Clay.md").read_text() == CLAY
    assert unknown.read_text() == "Mine.\n"


@pytest.mark.parametrize("folder", ["../elsewhere", "..", "/tmp", "~", ".obsidian", "things/../.x"])  # noqa: S108  # is refused
async def test_a_note_is_only_made_in_a_folder_of_notes(place: Path, folder: str) -> None:
    before = notes_in(place)
    async with Client(server_at(place, writes=True)) as client:
        said = await refused(client, "new_note", title="Glaze", folder=folder)
    assert said.startswith("folder: ")
    assert str(place / "notes") in said
    assert notes_in(place) == before


@pytest.mark.parametrize("folder", ["a\x00b", "\x1b[31m", "x" * 256, "things/\u202ea"])
async def test_a_folder_that_cannot_be_called_so_is_refused(place: Path, folder: str) -> None:
    before = folders_in(place)
    async with Client(server_at(place, writes=True)) as client:
        said = await refused(client, "new_note", title="Glaze", folder=folder)
    assert said == "folder: no folder can be called so."
    assert folders_in(place) == before


async def test_a_link_that_leads_out_of_the_folder_is_not_followed(
    place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (place / "notes" / "out").symlink_to(outside)
    async with Client(server_at(place, writes=True)) as client:
        said = await refused(client, "new_note", title="Glaze", folder="out")
    assert "outside of the imported folders" in said
    assert list(outside.iterdir()) == []


async def test_a_title_cannot_lead_elsewhere(place: Path) -> None:
    async with Client(server_at(place, writes=True)) as client:
        made = await called(client, "new_note", title="../../etc/cron.d/x")
        assert made["path"] == "etc-cron.d-x.md"
        assert (place / "notes" / made["path"]).exists()
        assert "title" in await refused(client, "new_note", title=" ?! ")
