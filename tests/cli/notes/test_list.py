"""``kb list`` and ``kb tags``."""

import re
from pathlib import Path

import pytest

from kb.cli.notes.list_ import SORTS
from kb.store.notes.listing import SORTS as KNOWN_SORTS
from tests.cli.running import Kb, on_terminal, unstyled


def test_the_orders_are_those_that_the_app_knows() -> None:
    assert SORTS == KNOWN_SORTS


def test_an_empty_store_says_what_to_do(kb: Kb) -> None:
    ran = kb("list")
    assert (ran.code, ran.out) == (0, "")
    assert "kb import FOLDER" in ran.err
    assert kb("list", "--json").json == []


def test_a_note_is_a_line_in_a_pipe(imported: Kb) -> None:
    lines = imported("list").out.splitlines()
    assert lines == [
        "asyncio  asyncio.md  2 out, 1 in, 3 cards  #Python #Concurrency",
        "Event Loop  Event Loop.md  1 out, 1 in, 2 cards  #Concurrency",
        "Lonely  lonely.md  0 out, 0 in, 0 cards",
    ]


def test_json_has_the_promised_fields(imported: Kb, folder: Path) -> None:
    note = imported("list", "--json").json[0]
    assert note == {
        "title": "asyncio",
        "folder": str(folder),
        "path": "asyncio.md",
        "tags": ["Python", "Concurrency"],
        "aliases": ["async IO"],
        "definition": "asyncio is a library for **concurrent** code. It uses one thread.",
        "links_out": 2,
        "links_in": 1,
        "cards": 3,
    }


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        (["--tag", "python"], ["asyncio"]),
        (["--tag", "#concurrency"], ["asyncio", "Event Loop"]),
        (["--missing"], ["asyncio"]),
        (["--orphans"], ["Lonely"]),
        (["--sort", "links-out"], ["asyncio", "Event Loop", "Lonely"]),
        (["--limit", "1"], ["asyncio"]),
        (["--tag", "python", "--orphans"], []),
    ],
)
def test_options_choose_notes(imported: Kb, options: list[str], titles: list[str]) -> None:
    assert [note["title"] for note in imported("list", "--json", *options).json] == titles


def test_nothing_found_says_what_to_try(imported: Kb) -> None:
    ran = imported("list", "--tag", "python", "--orphans")
    assert (ran.code, ran.out) == (0, "")
    assert "“kb list” shows all notes" in ran.err


def test_a_tag_that_no_note_has_is_refused(imported: Kb) -> None:
    ran = imported("list", "--tag", "nowhere")
    assert (ran.code, ran.out) == (3, "")
    assert "kb tags" in ran.err
    assert imported("list", "--tag", "nowhere", "--json").json["error"]["code"] == "not-found"


def test_a_folder_without_notes_of_a_tag_says_so(imported: Kb, folder: Path) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "Deep.md").write_text("# Deep\n")
    imported("import")
    ran = imported("list", "--folder", "in", "--tag", "python")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "No note in the folder has the tag. Leave out --tag or --folder.\n"


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_table_fits_the_terminal_and_leaves_nothing_out(imported: Kb, columns: int) -> None:
    code, shown = on_terminal("list", columns=columns)
    lines = unstyled(shown).splitlines()
    assert code == 0
    assert re.split(" {2,}", lines[0])[:2] == ["Note", "Definition, tags"]
    assert ("In" in lines[0].split()) == (columns >= 70)
    assert len(lines) == 1 + 2 * 3
    assert all(len(line) <= columns for line in lines)
    asyncio, beneath = lines[1:3]
    assert asyncio.startswith("asyncio        asyncio is a library for")
    assert beneath.rstrip() == "asyncio.md     #Python #Concurrency"


def test_long_names_leave_room_for_the_definition(imported: Kb, folder: Path) -> None:
    (folder / f"{'long ' * 20}.md").write_text("Definition: A thing that has a long name.\n")
    imported("import")
    _, shown = on_terminal("list", columns=60)
    lines = unstyled(shown).splitlines()
    assert all(len(line) <= 60 for line in lines)
    assert any("…  A thing that has a" in line for line in lines)


def test_a_name_is_no_markdown(imported: Kb, folder: Path) -> None:
    (folder / "__init__.md").write_text("Definition: A **file** that makes a package.\n")
    imported("import")
    _, shown = on_terminal("list", columns=80)
    lines = [line.split()[0] for line in unstyled(shown).splitlines()]
    assert {"__init__", "__init__.md"} < set(lines)
    assert "A file that" in unstyled(shown)


def test_tags_are_counted_most_used_first(imported: Kb) -> None:
    assert imported("tags").out == "Concurrency  2\nPython  1\n"
    assert imported("tags", "--json").json == [
        {"tag": "Concurrency", "notes": 2},
        {"tag": "Python", "notes": 1},
    ]


def test_a_note_counts_once_for_the_tag_in_which_its_tags_are_nested(
    kb: Kb, tmp_path: Path
) -> None:
    (tmp_path / "n").mkdir()
    for name, tags in {"a": "#heat", "b": "#heat/loss #heat/gain", "c": "#Heat/loss/slow"}.items():
        (tmp_path / "n" / f"{name}.md").write_text(f"{tags}\n\nText.\n")
    kb("import", tmp_path / "n")
    counts = {row["tag"]: row["notes"] for row in kb("tags", "--json").json}
    assert counts == {"heat": 3, "heat/loss": 2, "heat/gain": 1, "Heat/loss/slow": 1}
    for tag, count in counts.items():
        assert len(kb("list", "--tag", tag, "--json").json) == count


def test_no_tags_say_what_to_do(kb: Kb) -> None:
    assert "kb import" in kb("tags").err
    assert kb("tags", "--json").json == []
