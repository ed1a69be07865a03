"""Notes as resources, and the prompts that a person starts."""

from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp.types import PromptReference, ResourceTemplateReference

from tests.mcp.conftest import KILN, filled, server_at


async def read(client: Client, uri: str) -> str:
    (content,) = (await client.read_resource(uri)).contents
    text: str = content.model_dump()["text"]
    return text


async def prompted(client: Client, name: str, **arguments: str) -> str:
    (message,) = (await client.get_prompt(name, arguments)).messages
    text: str = message.content.model_dump()["text"]
    return text


async def test_a_note_is_read_by_its_address(imported: Path) -> None:
    async with Client(server_at(imported)) as client:
        (template,) = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "kb://note/{+path}"
        assert await read(client, "kb://note/Kiln.md") == KILN
        assert "evil red" in await read(client, "kb://note/things/Bowl.md")


async def test_the_notes_with_most_links_are_listed(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    for n in range(60):
        links = "See [[Note 1]]." if n > 30 else ""
        (tmp_path / "notes" / f"Note {n}.md").write_text(f"# Note {n}\n\n{links}\n")
    await filled(tmp_path)
    async with Client(server_at(tmp_path)) as client:
        listed = (await client.list_resources()).resources
        assert len(listed) == 50
        assert str(listed[0].uri) == "kb://note/Note%201.md"
        assert (await read(client, str(listed[0].uri))).startswith("# Note 1")


async def test_a_long_note_is_cut_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "Long.md").write_text("# Long\n\n" + "Word. " * 20_000)
    await filled(tmp_path)
    async with Client(server_at(tmp_path)) as client:
        text = await read(client, "kb://note/Long.md")
    assert len(text) < 33_000
    assert "the tool “show” has all of it" in text


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("kb://note/Kilm.md", "no note is called “Kilm.md”"),
        ("kb://note/../../etc/passwd", "Unknown resource"),
        ("kb://note/%2Fetc%2Fpasswd", "Unknown resource"),
        ("kb://cards", "Unknown resource"),
    ],
)
async def test_what_is_no_note_is_told(imported: Path, uri: str, why: str) -> None:
    async with Client(server_at(imported)) as client:
        with pytest.raises(MCPError, match=why):
            await client.read_resource(uri)


async def test_a_quiz_says_where_the_cards_are_and_who_rates_them(imported: Path) -> None:
    async with Client(server_at(imported)) as client:
        text = await prompted(client, "quiz_me", tag="#pottery")
    assert "'tag:pottery is:due'" in text
    assert "Do not rate cards" in text


@pytest.mark.parametrize("writes", [False, True])
async def test_cards_for_a_note_come_with_numbered_lines(imported: Path, *, writes: bool) -> None:
    async with Client(server_at(imported, writes=writes)) as client:
        text = await prompted(client, "cards_for_note", note="Furnace")
    assert "11: It reaches 1,300 degrees." in text
    assert ("Call the tool propose_cards" in text) is writes
    assert ("started without --write" in text) is not writes


async def test_a_connection_comes_with_its_links(imported: Path) -> None:
    async with Client(server_at(imported)) as client:
        text = await prompted(client, "explain_connection", start="Bowl", end="Furnace")
        assert "- Bowl → Clay (kb://note/things/Bowl.md, line 5): Made of [[Clay]]." in text
        assert "- Clay → Kiln" in text


@pytest.mark.parametrize(
    ("name", "arguments", "why"),
    [
        ("quiz_me", {}, "tag: field required (A tag of your notes)"),
        ("quiz_me", {"tag": " "}, "tag: field required"),
        ("quiz_me", {"tga": "pottery"}, "there is no argument 'tga'. Did you mean tag?"),
        ("quiz_me", {"tag": "pots"}, "pots"),
        ("cards_for_note", {"note": "Kilm"}, "Did you mean “Kiln”?"),
        ("explain_connection", {"start": "Kiln"}, "end: field required"),
        ("quiz", {}, "there is no prompt 'quiz'. There are quiz_me, cards_for_note"),
    ],
)
async def test_a_prompt_with_a_wrong_argument_is_told(
    imported: Path, name: str, arguments: dict[str, Any], why: str
) -> None:
    async with Client(server_at(imported)) as client:
        with pytest.raises(MCPError) as error:
            await client.get_prompt(name, arguments)
    assert why in str(error.value)


async def test_arguments_are_completed(imported: Path) -> None:
    async with Client(server_at(imported)) as client:

        async def completed(name: str, begin: str) -> list[str]:
            prompt = PromptReference(type="ref/prompt", name="any")
            found = await client.complete(prompt, {"name": name, "value": begin})
            return found.completion.values

        assert await completed("tag", "pot") == ["pottery"]
        assert await completed("note", "f") == ["Furnace"]
        assert await completed("end", "gl") == ["Glaze"]
        template = ResourceTemplateReference(type="ref/resource", uri="kb://note/{+path}")
        found = await client.complete(template, {"name": "path", "value": "bo"})
        assert found.completion.values == ["things/Bowl.md"]
