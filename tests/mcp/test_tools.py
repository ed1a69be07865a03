"""What the tools answer, asked by the SDK's client in this process."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from tests.mcp.conftest import called, filled, refused, server_at, told

READING = ["search", "show", "related", "path", "due"]
MOST_BYTES = 8_000
"""Of an answer: about 2,000 tokens."""


async def every(client: Client, tool: str, of: str, **arguments: Any) -> list[Any]:
    """Returns the entries of all answers, each of which is small."""
    entries: list[Any] = []
    cursor: dict[str, str] = {}
    for _ in range(300):
        result = await client.call_tool(tool, arguments | cursor)
        assert not result.is_error, result.content
        shown = result.structured_content or {}
        text = result.content[0].model_dump()["text"]
        assert len(json.dumps(shown, ensure_ascii=False).encode()) + len(text.encode()) < MOST_BYTES
        entries += [shown[of]] if isinstance(shown[of], str) else shown[of]
        if "next_cursor" not in shown:
            return entries
        assert shown["next_cursor"] in text
        cursor = {"cursor": shown["next_cursor"]}
    raise AssertionError("the answers never end")


async def test_tools_that_read_say_so_and_only_they_are_there(imported: Path) -> None:
    async with Client(server_at(imported)) as client:
        tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == READING
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
    assert all(tool.output_schema and tool.description for tool in tools)


async def test_tools_that_add_are_there_only_if_asked_for(imported: Path) -> None:
    async with Client(server_at(imported, writes=True)) as client:
        tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == [*READING, "propose_cards", "new_note"]
    for tool in tools[-2:]:
        assert tool.annotations
        assert tool.annotations.read_only_hint is False
        assert tool.annotations.destructive_hint is False
    described = [tool.model_dump(exclude_none=True) for tool in tools]
    assert len(json.dumps(described)) < 18_000  # what they cost in every conversation


async def test_search_finds_notes_with_a_passage(imported: Path) -> None:
    async with Client(server_at(imported)) as client:
        found = await called(client, "search", query="slowly")
        assert [(note["title"], note["path"]) for note in found["notes"]] == [
            ("Kiln", "Kiln.md"),
            ("Clay", "Clay.md"),
        ]
        first = found["notes"][0]
        assert (first["uri"], first["tags"]) == ("kb://note/Kiln.md", ["pottery", "heat"])
        assert "hardens Clay slowly" in first["passage"]
        assert "- Kiln (Kiln.md) #pottery #heat" in await told(client, "search", query="slowly")


async def test_search_finds_cards_by_a_query(imported: Path) -> None:
    async with Client(server_at(imported)) as client:
        found = await called(client, "search", query="tag:pottery is:new", kind="cards")
        assert [card["prompt"] for card in found["cards"]] == [
            "What hardens clay?",
            "What seals it?",
        ]
        first = found["cards"][0]
        assert (first["answer"], first["path"], first["line"]) == ("Heat, slowly", "Clay.md", 7)
        assert (first["status"], "recall" in first) == ("new", False)


async def test_what_is_not_found_is_told_with_a_reason(imported: Path) -> None:
    async with Client(server_at(imported)) as client:
        found = await called(client, "search", query="zirconium")
        assert found["hint"].startswith("No note has the word “zirconium”")
        assert (await called(client, "search", query="zirconium", kind="cards"))["cards"] == []


@pytest.mark.parametrize("name", ["Kiln", "furnace", "Kiln.md", "kb://note/Kiln.md"])
async def test_show_gives_a_note_by_any_of_its_names(imported: Path, name: str) -> None:
    async with Client(server_at(imported)) as client:
        note = await called(client, "show", note=name)
    assert (note["title"], note["aliases"], note["lines"]) == ("Kiln", ["Furnace"], 11)
    assert "11: It reaches 1,300 degrees." in note["text"].splitlines()
    assert [(link["note"], link["path"]) for link in note["links"]] == [("Clay", "Clay.md")]
    assert [(link["note"], link["line"]) for link in note["backlinks"]] == [("Clay", 5)]


async def test_show_gives_its_cards(imported: Path) -> None:
    async with Client(server_at(imported)) as client:
        note = await called(client, "show", note="Clay")
        assert [card["answer"] for card in note["cards"]][:2] == ["Heat, slowly", "A glaze"]
        assert "not written yet" in await told(client, "show", note="Clay")


async def test_texts_of_notes_come_without_what_a_terminal_would_obey(imported: Path) -> None:
    async with Client(server_at(imported)) as client:
        result = await client.call_tool("show", {"note": "Bowl"})
    assert "evil red" in json.dumps(result.structured_content)
    everything = repr(result)
    assert "\\x1b" not in everything
    assert "\\u202e" not in everything


async def test_related_gives_reasons(imported: Path) -> None:
    async with Client(server_at(imported)) as client:
        found = await called(client, "related", concept="Kiln")
        assert found["related"][0]["title"] == "Clay"
        assert found["related"][0]["linked"]
        assert found["related"][0]["reasons"]
        unlinked = await called(client, "related", concept="Kiln", unlinked=True)
        assert "Clay" not in [other["title"] for other in unlinked["related"]]


async def test_path_quotes_each_link(imported: Path) -> None:
    async with Client(server_at(imported)) as client:
        way = await called(client, "path", start="Bowl", end="Kiln")
        assert [(step["start"], step["end"], step["forward"]) for step in way["steps"]] == [
            ("Bowl", "Clay", True),
            ("Clay", "Kiln", True),
        ]
        assert way["steps"][0]["sentence"].startswith("Made of [[Clay]]")
        assert "Both names mean Kiln" in await told(client, "path", start="Kiln", end="Furnace")


async def test_due_counts_and_lists_what_waits(imported: Path) -> None:
    async with Client(server_at(imported)) as client:
        waits = await called(client, "due")
        assert (waits["day"], waits["new"], waits["review"]) == ("2026-03-02", 2, 0)
        assert len(waits["forecast"]) == 7
        assert waits["cards"] == []
        new = await called(client, "due", which="new", query="tag:pottery", limit=1)
        assert (len(new["cards"]), "next_cursor" in new) == (1, True)
        assert (await called(client, "due", which="fading"))["cards"] == []


async def test_a_cursor_leads_through_all_and_no_answer_is_large(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    lines = [f'Line {n}: “{"ключ " * (n % 40)}” \\ "quoted"' for n in range(400)]
    (notes / "Long.md").write_text("# Long\n\n" + "\n".join(lines) + "\n" + "x" * 9_000 + "\n")
    for n in range(70):
        deck = f"Say {n}::Spoken {n}" if n % 2 else "Nothing to ask."
        text = f"# Note {n}\n\n#flashcards\n\nEverywhere, as [[Long]] says.\n\n{deck}\n"
        (notes / f"Note {n}.md").write_text(text)
    await filled(tmp_path)
    async with Client(server_at(tmp_path)) as client:
        text = "\n".join(await every(client, "show", "text", note="Long"))
        numbers = [int(line.partition(":")[0]) for line in text.splitlines() if line]
        assert numbers == list(range(1, 404))
        assert len(await every(client, "show", "backlinks", note="Long")) == 70
        found = await every(client, "search", "notes", query="everywhere", limit=50)
        assert len({note["path"] for note in found}) == 70
        cards = await every(client, "search", "cards", query="is:new", kind="cards", limit=7)
        assert len({card["card"] for card in cards}) == len(cards) == 35
        assert len(await every(client, "due", "cards", which="new", limit=50)) == 35
        assert len(await every(client, "related", "related", concept="Long", limit=20)) == 70


@pytest.mark.parametrize(
    ("tool", "arguments", "why"),
    [
        ("search", {}, "query: field required (What to look for)."),
        ("search", {"qery": "kiln"}, "there is no argument 'qery'. Did you mean query?"),
        (
            "search",
            {"query": "kiln", "limit": 51},
            "limit: input should be less than or equal to 50",
        ),
        ("search", {"query": "kiln", "limit": "many"}, "limit: input should be a valid integer"),
        ("search", {"query": 5}, "query: input should be a valid string"),
        ("search", {"query": "kiln", "kind": "tags"}, "kind: input should be 'notes' or 'cards'"),
        ("search", {"query": "kiln", "cursor": "abc"}, "cursor: this is not one that search gave"),
        ("search", {"query": "kiln", "cursor": "💥"}, "cursor: this is not one that search gave"),
        ("search", {"query": "-", "kind": "notes"}, "has nothing to search for"),
        ("search", {"query": "(", "kind": "cards"}, "never closed"),
        ("search", {"query": "deck:x", "kind": "cards"}, "kb has no decks"),
        ("show", {"note": "Kilm"}, "Did you mean “Kiln”?"),
        ("show", {"note": "../../etc/passwd"}, "no note is called"),
        ("related", {"concept": "Kilm"}, "Did you mean “Kiln”?"),
        ("path", {"start": "Kiln"}, "end: field required"),
        ("due", {"which": "tomorrow"}, "which: input should be 'due', 'fading' or 'new'"),
        ("due", {"query": "folder:none"}, "none"),
        ("propose_cards", {}, "there is no tool 'propose_cards'. The tools are search, show"),
    ],
)
async def test_an_ill_formed_call_is_told_which_argument_and_what_is_right(
    imported: Path, tool: str, arguments: dict[str, Any], why: str
) -> None:
    async with Client(server_at(imported)) as client:
        said = await refused(client, tool, **arguments)
    assert why in said
    assert "Traceback" not in said
    assert "\n" not in said


async def test_a_cursor_of_another_question_is_refused(imported: Path) -> None:
    async with Client(server_at(imported)) as client:
        first = await called(client, "search", query="clay", limit=1)
        cursor = first["next_cursor"]
        said = await refused(client, "search", query="kiln", limit=1, cursor=cursor)
    assert said.startswith("cursor: this is not one that search gave for these arguments")


async def test_hostile_names_harm_nothing(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    names = [
        "\x1b[31mred\x1b[0m",
        "\u202ereversed",
        os.fsdecode(b"bytes \xff"),
        "a\x07b",
        "c#d?e%41",
    ]
    for name in names:
        text = (
            f"# {name}\n\nHostile, see [[{name}]] and [[Hub]].\n\n#flashcards\n\nSay {name}::So\n"
        )
        (notes / f"{name}.md").write_text(text, errors="surrogateescape")
    (notes / "Hub.md").write_text("# Hub\n")
    await filled(tmp_path)
    async with Client(server_at(tmp_path)) as client:
        answers: list[Any] = [
            await client.call_tool("search", {"query": "hostile"}),
            await client.call_tool("search", {"query": "is:new", "kind": "cards"}),
            await client.call_tool("show", {"note": "Hub"}),
            await client.call_tool("related", {"concept": "Hub"}),
            await client.call_tool("due", {"which": "new"}),
            await client.list_resources(),
        ]
        for resource in answers[-1].resources:
            answers += [await client.call_tool("show", {"note": str(resource.uri)})]
    shown = "".join(answer.model_dump_json() for answer in answers)
    assert "Hostile" in shown
    assert "c#d?e%41.md" in shown
    assert re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]|\\u00[01]", shown) is None
    assert not any(getattr(answer, "is_error", False) for answer in answers[:5])


async def test_lines_are_counted_as_the_import_counts_them(place: Path) -> None:
    text = "# Raku\n\nFired\x0cfast,\u2028hot.\r\n\nQ: What is Raku?\nA: A fast [[Kiln]].\n"
    (place / "notes" / "Raku.md").write_bytes(text.encode())
    await filled(place)
    async with Client(server_at(place)) as client:
        shown = await called(client, "show", note="Raku")
    assert shown["lines"] == 6
    assert shown["links"][0]["line"] == 6
    assert "6: A: A fast [[Kiln]]." in shown["text"].split("\n")
    assert {card["line"] for card in shown["cards"]} == {5}
