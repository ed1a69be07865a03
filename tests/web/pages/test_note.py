"""The page of a note, and what leads to it."""

from pathlib import Path

import pytest

from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.days import answered, deck
from tests.web.client import Client

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


@pytest.fixture
async def linked(vault: Path, write: Write, imported: Import) -> Path:
    """Imports notes that link to each other, and a picture."""
    write(
        "Kiln.md",
        "---\naliases: [Oven]\ntags: [clay/fired]\n---\n# Kiln\n\n"
        "A kiln hardens [[Clay#Kinds|clay]] by heat. See [[Glaze]], $x^2$ and ![[kiln.png]].\n\n"
        "![[Clay#Kinds]]\n\n![[gone.png]]\n\n```python\nreturn 1\n```\n",
    )
    write("Clay.md", "# Clay\n\nFired in a [[kiln]].\n\n## Kinds\n\nOf [[Kiln]] clay.\n")
    write("Deck.md", deck("alpha") + "\n")
    (vault / "kiln.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    await imported(vault)
    return vault


async def note(client: Client, name: str) -> str:
    """Returns the page of the note with a name."""
    led = await client.get(f"/note?name={name}")
    assert led.status == 303
    answer = await client.get(led.headers["location"])
    assert answer.status == 200
    return answer.text


async def test_a_note_is_shown_with_its_links_files_formulas_and_code(
    client: Client, linked: Path
) -> None:
    shown = await note(client, "Oven")
    clay = (await client.get("/note?name=Clay")).headers["location"]
    assert shown.count("Kiln</h1>") == 1
    assert "also Oven" in shown
    assert f'<a class="wikilink" href="{clay}#h-kinds">clay</a>' in shown
    assert '<span class="missing">Glaze</span>' in shown
    assert "<math" in shown
    assert 'src="/attachment/' in shown
    assert '<span class="missing">gone.png</span>' in shown
    assert '<code class="language-python"><span class="k">return</span>' in shown
    assert 'href="/search?q=tag%3Aclay%2Ffired"' in shown
    assert str(linked / "Kiln.md") in shown


async def test_a_note_that_is_shown_in_another_has_its_links(client: Client, linked: Path) -> None:
    shown = await note(client, "Kiln")
    kiln = (await client.get("/note?name=Kiln")).headers["location"]
    assert '<blockquote class="embedded">' in shown
    assert f'Of <a class="wikilink" href="{kiln}">Kiln</a> clay.' in shown


async def test_it_tells_of_links_both_ways_and_of_what_is_wrong(
    client: Client, linked: Path
) -> None:
    shown = await note(client, "Kiln")
    assert "Fired in a kiln." in shown
    assert '<span class="missing">Glaze</span> <span class="quiet">not yet written' in shown
    assert "gone.png is missing." in shown or "gone.png" in shown.partition("Problems")[2]


async def test_its_cards_are_listed_with_state_and_due_day(
    client: Client, linked: Path, store: Store
) -> None:
    assert '<span class="quiet">new</span>' in await note(client, "Deck")
    await answered(store, 0)
    shown = await note(client, "Deck")
    assert '<span class="quiet">review, due 2026-03-' in shown
    assert "This note has no cards." in await note(client, "Clay")


async def test_what_is_related_comes_by_itself_with_reasons(client: Client, linked: Path) -> None:
    kiln = (await client.get("/note?name=Kiln")).headers["location"]
    part = (await client.get(f"{kiln}/related?part")).text
    assert "<html" not in part
    assert ">Clay</a>" in part
    assert "Kiln mentions it" in part
    assert '<span class="for-readers">score </span>' in part
    whole = (await client.get(f"{kiln}/related")).text
    assert "<html" in whole
    assert ">Clay</a>" in whole


@pytest.mark.parametrize(
    "path", ["0", "99", "-1", "9" * 40, "x", "%C2%B2", "1%3Cb%3E", "99/related", "x/related?part"]
)
async def test_a_note_that_is_not_there_is_told(client: Client, linked: Path, path: str) -> None:
    answer = await client.get(f"/note/{path}")
    assert answer.status == 404
    assert "<b>" not in answer.text


async def test_a_name_leads_to_the_note_or_to_a_choice(
    client: Client, linked: Path, write: Write, imported: Import
) -> None:
    write("a/Kiln.md", "# Kiln\n\nAnother.\n")
    await imported(linked)
    several = await client.get("/note?name=Kiln")
    assert several.status == 409
    assert 'href="/note?name=a%2FKiln.md"' in several.text or "a/Kiln.md" in several.text
    near = await client.get("/note?name=Clai")
    assert near.status == 404
    assert '<a href="/note?name=Clay">Clay</a>' in near.text
    assert (await client.get("/note?name=")).status == 400
    assert "<script>" not in (await client.get("/note?name=%3Cscript%3E")).text


async def test_what_a_hostile_note_says_is_text(
    client: Client, write: Write, imported: Import, vault: Path
) -> None:
    write(
        "Evil.md",
        f"---\naliases: ['{HOSTILE}']\ntags: [a]\n---\n# {HOSTILE}\n\n{HOSTILE}\n\n"
        f"[x](javascript:alert(1)) [[{HOSTILE}]] <iframe src=//evil></iframe>\n\n"
        "<style>*{display:none}</style><svg onload=alert(1)></svg><math href=javascript:x>\n\n"
        f"#flashcards\n\n{HOSTILE}::{HOSTILE}\n",
    )
    await imported(vault)
    listed = await client.get("/search?q=alert")
    address = listed.text.partition('href="/note/')[2].partition('"')[0]
    for page in (listed, await client.get(f"/note/{address}"), await client.get("/cards")):
        assert page.status == 200
        body = page.text.partition("<main")[2]
        assert "<script" not in body
        assert "onerror=alert" not in body.replace("&gt;", ">").replace("&lt;", "") or (
            "<img src=x" not in body
        )
        for wrong in ("<iframe", "<style", "<svg", 'href="javascript:', "<img src=x"):
            assert wrong not in body, wrong
