"""The page Search: notes and cards together."""

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.app.conftest import Import, Write
from tests.web.client import Client

TIN = "---\ntags: [metal/soft, flashcards]\n---\n# Tin\n\nTin is a soft metal that melts early.\n\n"


@pytest.fixture
async def metals(vault: Path, write: Write, imported: Import) -> Path:
    """Imports a note with tags and two cards."""
    write("Tin.md", TIN + "When does tin melt::At 232 degrees\nSay iron::It rusts\n")
    await imported(vault)
    return vault


async def test_without_words_it_tells_what_to_type_and_shows_tags(
    client: Client, metals: Path
) -> None:
    shown = (await client.get("/search")).text
    assert "What to type" in shown
    assert 'href="/search?q=tag%3Ametal%2Fsoft"' in shown


async def test_notes_and_cards_are_found_with_passages_tags_and_marks(
    client: Client, metals: Path
) -> None:
    shown = (await client.get("/search?q=melts")).text
    assert ">Tin</a>" in shown
    assert "<mark>melts</mark>" in shown
    shown = (await client.get("/search?q=232")).text
    assert "When does tin melt</a>" in shown
    assert "At <mark>232</mark> degrees" in shown
    assert "Tin · new" in shown


async def test_what_is_about_cards_alone_finds_no_notes(client: Client, metals: Path) -> None:
    shown = (await client.get("/search?q=is%3Aactive+tin")).text
    assert "These words are about cards alone." in shown
    assert "When does tin melt" in shown
    assert 'data-count="0 notes, ' in shown


async def test_a_query_that_cannot_be_read_is_told_with_its_place(
    client: Client, metals: Path
) -> None:
    answer = await client.get("/search?q=tin+is%3Asoon")
    assert answer.status == 200
    assert "<code>tin is:<mark>s</mark>oon</code>" in answer.text
    assert "The place is character 8 of 11, “s”." in answer.text
    ended = (await client.get("/search?q=%28tin")).text
    assert "This ( is never closed" in ended
    assert ">Tin</a>" in ended


async def test_a_part_is_what_a_script_puts_in_place(client: Client, metals: Path) -> None:
    part = (await client.get("/search?q=tin&part")).text
    assert "<html" not in part
    assert ">Tin</a>" in part


async def test_nothing_found_is_told_with_advice(client: Client, metals: Path) -> None:
    shown = (await client.get("/search?q=zinc")).text
    assert "No note has the word “zinc”." in shown
    assert "No card matches." in shown


@pytest.mark.parametrize(
    "words",
    [
        '<script>alert(1)</script>"><b>', "x" * 100_000, "( " * 3000, "\x00\x01", "-" * 500,
        '"', "tag:", "note:", "*", "\\", "is:", "prop:s<", "😀", "\ud800", "%", "' or 1=1 --",
        "a " * 2000, "-x", "tag:\x00", "note:<b>", "cid:99999999999999999999",
    ],
)  # fmt: skip
async def test_no_words_break_it(client: Client, metals: Path, words: str) -> None:
    written = quote(words.encode("utf-8", "surrogatepass"))
    for path in (f"/search?q={written}", f"/search?q={written}&part", f"/cards?q={written}"):
        answer = await client.get(path)
        assert answer.status in {200, 400}
        body = answer.text.partition("<main")[2] or answer.text
        assert "<script" not in body
        assert "<b>" not in body
