"""``kb show``."""

import textwrap
from pathlib import Path

import pytest

from tests.cli.running import Kb, on_terminal, unstyled


def test_a_note_in_a_pipe_is_plain_text(imported: Kb, folder: Path) -> None:
    assert imported("show", "asyncio").out == TRANSCRIPT.replace("FOLDER", str(folder))


@pytest.mark.parametrize("name", ["asyncio", "ASYNCIO", "async io", "asyncio.md", "Async-IO"])
def test_a_note_is_found_by_title_alias_and_path_in_any_case(imported: Kb, name: str) -> None:
    assert imported("show", name, "--json").json["title"] == "asyncio"


def test_json_has_the_promised_fields(imported: Kb, folder: Path) -> None:
    view = imported("show", "asyncio", "--json").json
    assert view["folder"] == str(folder)
    assert view["sections"] == [{"heading": "API", "level": 2, "line": 9}]
    item = view["items"][0]
    assert item["name"] == "asyncio.run()"
    assert item["description"] == "Starts the event loop and runs a coroutine until it completes."
    assert (item["code"], item["heading"], item["line"]) == (None, "API", 11)
    first, second = view["connections"]
    assert first == first | {
        "target": "Event Loop",
        "relation": "Related Concepts",
        "path": "Event Loop.md",
        "line": 14,
    }
    assert first["rule"] is not None
    assert (second["target"], second["path"]) == ("Coroutine", None)
    (backlink,) = view["backlinks"]
    assert (backlink["title"], backlink["path"]) == ("Event Loop", "Event Loop.md")
    assert (backlink["relation"], backlink["line"]) == ("mentions", 5)
    assert backlink["text"].startswith("An event loop is what")
    assert view["sources"][0]["url"] == "https://example.org/asyncio"
    assert " ".join(view) == (
        "title folder path kind aliases tags definition sections items connections backlinks "
        "sources reflection properties attachments cards flattened body card_settings"
    )
    assert " ".join(item) == "name description code language heading line"
    assert " ".join(first) == "target relation title path line rule text"
    assert " ".join(backlink) == "title path relation line text"
    assert " ".join(view["sources"][0]) == "text url"


def test_of_a_long_definition_the_head_has_the_first_paragraph(imported: Kb, folder: Path) -> None:
    text = "Definition:\nA gate is a door.\n\n```python\nopen()\n```\n"
    (folder / "Gate.md").write_text(text)
    assert imported("import").code == 0
    assert "\nDefinition: A gate is a door.\nCards: " in imported("show", "gate").out
    assert "open()" in imported("show", "gate", "--json").json["definition"]


def test_files_are_told_with_their_lines_and_whether_they_are_there(
    imported: Kb, folder: Path
) -> None:
    (folder / "loop.png").write_text("x")
    (folder / "Wheel.md").write_text("![[loop.png]] [sound:gone.mp3]\n\n![](loop.png)\n")
    ran = imported("import")
    assert "“gone.mp3”, and no such file is in the folder" in ran.err
    out = imported("show", "wheel").out
    assert "Attachments\n  loop.png (lines 1, 3)\n  gone.mp3 (missing, line 1)\n" in out
    assert imported("show", "wheel", "--json").json["attachments"] == [
        {"target": "loop.png", "line": 1, "embed": True, "path": "loop.png"},
        {"target": "gone.mp3", "line": 1, "embed": True, "path": None},
        {"target": "loop.png", "line": 3, "embed": True, "path": "loop.png"},
    ]


@pytest.mark.parametrize("command", ["show", "related", "graph"])
def test_a_name_of_several_words_needs_no_quotes(imported: Kb, command: str) -> None:
    quoted = imported(command, "event loop", "--json")
    assert quoted.code == 0
    assert imported(command, "event", "loop", "--json") == quoted


def test_a_near_miss_ends_with_3_and_suggests(imported: Kb) -> None:
    ran = imported("show", "asyncoi")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "kb: no note is called “asyncoi”. Did you mean “asyncio”?\n"
    error = imported("show", "asyncoi", "--json").json["error"]
    assert (error["code"], error["candidates"]) == ("not-found", ["asyncio"])


@pytest.mark.parametrize("name", ["Coroutine", "coroutines"])
def test_a_note_that_is_not_written_yet_ends_with_3_and_names_those_that_link_to_it(
    imported: Kb, name: str
) -> None:
    ran = imported("show", name)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        "kb: “Coroutine” is not written yet; asyncio.md links to it. "
        "Create it with “kb new Coroutine”, or show that note.\n"
    )
    error = imported("show", name, "--json").json["error"]
    assert (error["code"], error["candidates"]) == ("not-found", ["asyncio.md"])


def test_an_ambiguous_name_ends_with_3_and_lists(imported: Kb, folder: Path) -> None:
    for place in ("a", "b"):
        (folder / place).mkdir()
        (folder / place / "loop.md").write_text(f"# Loop\n\nIn {place}.\n")
    imported("import")
    ran = imported("show", "loop", "--json")
    assert ran.code == 3
    assert ran.json["error"]["code"] == "ambiguous"
    assert ran.json["error"]["candidates"] == ["a/loop.md", "b/loop.md"]
    assert imported("show", "b/loop").code == 0


def test_on_a_terminal_the_markdown_is_rendered(imported: Kb) -> None:
    code, shown = on_terminal("show", "asyncio", columns=60)
    lines = unstyled(shown).splitlines()
    assert code == 0
    assert [line.strip() for line in lines].count("asyncio") == 1
    assert lines[0] == "asyncio"
    assert lines[[line.rstrip() for line in lines].index("Links to") - 1].strip() == ""
    assert "\x1b[1m" in shown
    assert "**" not in shown
    assert "    Coroutine (not yet written, line 14)" in [line.rstrip() for line in lines]
    assert all(len(line) <= 60 for line in lines)


def test_on_a_terminal_a_note_is_shown_as_it_was_meant(imported: Kb, folder: Path) -> None:
    pictures = " ".join(
        f"![picture {number}](https://example.org/{number}.png)" for number in "1234"
    )
    (folder / "Poem.md").write_text(
        f"Roses are red,\nviolets are blue.\n\n%% private %%\n\n{pictures}\n\n"
        "$\\{1, 2\\}$ and $a\\,*b*$\n"
    )
    imported("import")
    _, shown = on_terminal("show", "Poem", columns=60)
    lines = [line.rstrip() for line in unstyled(shown).splitlines()]
    assert "Roses are red," in lines
    assert "violets are blue." in lines
    assert "private" not in shown
    assert " ".join(lines).count("[image: picture") == 4
    assert "{1, 2} and a ∗b∗" in lines
    assert all(len(line) <= 60 for line in lines)


def test_a_paragraph_that_was_wrapped_by_hand_fills_a_narrower_terminal(
    kb: Kb, tmp_path: Path
) -> None:
    words = "A bolt is a rod that slides and so locks a door or a window when it is needed most. "
    wrapped = textwrap.fill(words * 3, 79)
    (tmp_path / "v").mkdir()
    (tmp_path / "v" / "Bolt.md").write_text(f"# Bolt\n\n{wrapped}\n\nRoses are red,\nso am I.\n")
    kb("import", tmp_path / "v")

    def shown(columns: int) -> list[str]:
        told = unstyled(on_terminal("show", "Bolt", columns=columns)[1])
        return [line.rstrip() for line in told.splitlines()]

    assert set(wrapped.splitlines()) <= set(shown(100))
    narrow = shown(60)
    assert set(textwrap.wrap(words * 3, 60)) <= set(narrow)
    assert {"Roses are red,", "so am I."} <= set(narrow)


def test_no_color_leaves_no_colour(imported: Kb) -> None:
    _, shown = on_terminal("show", "asyncio", NO_COLOR="1")
    assert "\x1b[3" not in shown


TRANSCRIPT = """\
asyncio
FOLDER/asyncio.md
Tags: #Python #Concurrency
Also: async IO
Definition: asyncio is a library for concurrent code. It uses one thread.
Cards: 3

# asyncio

Definition: asyncio is a library for **concurrent** code. It uses one thread.

## API

- `asyncio.run()`: Starts the event loop and runs a coroutine until it completes.

Connections:
- Related Concepts: [[Event Loop]], [[Coroutine]]

Sources:
- The documentation: https://example.org/asyncio

Links to
  Related Concepts
    Event Loop (Event Loop.md, line 14)
    Coroutine (not yet written, line 14)

Linked from
  Event Loop (mentions, Event Loop.md:5): An event loop is what asyncio runs on.

Sources
  The documentation https://example.org/asyncio
"""


def test_the_lines_of_a_paragraph_are_joined_if_that_is_set(
    kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "v").mkdir()
    (tmp_path / "v" / "Poem.md").write_text("# Poem\n\nRoses are red,\nviolets are blue.\n")
    kb("import", tmp_path / "v")
    assert "Roses are red,\n" in "\n".join(
        line.rstrip() for line in unstyled(on_terminal("show", "Poem")[1]).splitlines()
    )
    (tmp_path / "config.toml").write_text("[show]\nline_breaks = false\n")
    monkeypatch.setenv("KB_CONFIG", str(tmp_path / "config.toml"))
    assert "Roses are red, violets are blue." in unstyled(on_terminal("show", "Poem")[1])
