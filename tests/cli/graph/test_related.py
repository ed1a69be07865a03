"""``kb related`` as a command."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.cli.running import Kb, on_terminal, unstyled

SEED = """\
#atom
Tags: #Python #Concurrency
Definition:
asyncio is a built-in library for concurrent code.
Connections
- Related Concepts: Asynchronous Programming, Event Loop, Coroutines, I/O-Bound Operations.
- Libraries/Frameworks: FastAPI, aiohttp, Quart.
- Tools: Uvicorn, Hypercorn, aiomysql.
- FastAPI
- aiohttp
- Asynchronous Programming in Python
- Concurrency in Python
Sources
- From: LearnPython
"""
WANTED = {
    "FastAPI": "Libraries/Frameworks",
    "aiohttp": "Libraries/Frameworks",
    "Quart": "Libraries/Frameworks",
    "Uvicorn": "Tools",
    "Hypercorn": "Tools",
    "aiomysql": "Tools",
    "Event Loop": "Related Concepts",
    "Coroutines": "Related Concepts",
    "Asynchronous Programming": "Related Concepts",
    "I/O-Bound Operations": "Related Concepts",
    "Asynchronous Programming in Python": "Connections",
    "Concurrency in Python": "Connections",
    "LearnPython": "From",
}


def test_one_note_alone_names_all_that_it_links_to(kb: Kb, tmp_path: Path) -> None:
    note = tmp_path / "000_e63532bf47af7dc8.txt"
    note.write_text(SEED)
    assert kb("import", note).code == 0
    answer = kb("related", "asyncio", "--json").json
    assert (answer["concept"], answer["path"]) == ("asyncio", "000_e63532bf47af7dc8.txt")
    relations = {
        each["title"]: reason["text"]
        for each in answer["related"]
        for reason in each["why"]
        if reason["kind"] == "link"
    }
    assert relations.keys() == WANTED.keys()
    assert all(WANTED[title] in text for title, text in relations.items())
    first = answer["related"][0]
    assert first.keys() == {"title", "path", "score", "linked", "why"}
    assert first["why"][0].keys() == {"kind", "score", "text"}
    loop = kb("related", "Event Loop", "--json").json
    assert (loop["concept"], loop["path"]) == ("Event Loop", None)
    assert loop["related"][0]["title"] == "asyncio"


def test_related_in_a_pipe_is_a_line_each(imported: Kb) -> None:
    ran = imported("related", "async io", "--limit", "1")
    assert ran.out == (
        "Event Loop  Event Loop.md  1.00  asyncio lists it under Related Concepts (line 14); "
        "it mentions asyncio (line 5); both speak of runs; "
        "asyncio uses words of its title: event, loop\n"
    )


def test_related_on_a_terminal_shows_the_reasons_below(imported: Kb, tmp_path: Path) -> None:
    code, shown = on_terminal("related", "asyncio", KB_DB=str(tmp_path / "kb.db"))
    lines = [line.rstrip() for line in unstyled(shown).splitlines()]
    assert code == 0
    assert lines[0] == "Event Loop  Event Loop.md 1.00"
    assert lines[1].startswith("  asyncio lists it under Related Concepts (line 14)")


def test_nothing_related_is_said_and_no_failure(imported: Kb) -> None:
    ran = imported("related", "lonely")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("Nothing is related to Lonely: too little in common.")
    assert ran.err.count("\n") == 1
    assert imported("related", "lonely", "--json").json["related"] == []
    assert "Without --new" in imported("related", "lonely", "--new").err


@pytest.mark.parametrize("words", [("related",), ("related", "x", "--evaluate")])
def test_a_question_that_means_nothing_is_refused(imported: Kb, words: tuple[str, ...]) -> None:
    ran = imported(*words)
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize("words", [("related",), ("graph",), ("path", "asyncio")])
def test_a_near_miss_ends_with_3_and_suggests(imported: Kb, words: tuple[str, ...]) -> None:
    ran = imported(*words, "corutine")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "kb: no concept is called “corutine”. Did you mean “Coroutine”?\n"


def test_an_evaluation_counts_what_comes_back(imported: Kb, kb: Kb) -> None:
    ran = imported("related", "--evaluate")
    assert ran.out.startswith("Hid 2 links in 3 notes, one at a time. Found again:\n  by kb: ")
    answer = imported("related", "--evaluate", "--json").json
    names = ["kb", "kb fitted to your links", "Adamic–Adar alone", "chance"]
    assert [method["name"] for method in answer["methods"]] == names
    assert (answer["fit"]["kept"], answer["fit"]["weights"]["link"]) == (False, 1.0)
    assert ran.out.endswith("no clear gain. The default weights stay.\n")


def test_there_is_a_way_back_to_the_default_weights(imported: Kb) -> None:
    assert imported("related", "--default-weights").err == "The default weights rank already.\n"
    assert imported("related", "--default-weights", "--json").json == {"changed": False}
    for others in (["asyncio"], ["--new"], ["--evaluate"]):
        refused = imported("related", "--default-weights", *others)
        assert refused.code == 2
        assert "cannot be combined" in refused.err


def test_the_same_question_has_the_same_answer_in_every_process(kb: Kb, tmp_path: Path) -> None:
    folder = tmp_path / "n"
    folder.mkdir()
    for number in range(40):
        names = " ".join(f"[[name {(number * step) % 23}]]" for step in (1, 3, 7))
        words = " ".join(f"word{(number * step) % 31}" for step in range(2, 20))
        (folder / f"n{number}.md").write_text(f"{names} [[n{number * 3 % 40}]]\n\n{words}")
    kb("import", folder)
    answers = {
        subprocess.run(
            [sys.executable, "-m", "kb", "related", "n7", "--json"],
            env={**os.environ, "KB_DB": str(tmp_path / "kb.db"), "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_the_links_that_a_note_lacks_are_a_line_each(kb: Kb, tmp_path: Path) -> None:
    folder = tmp_path / "n"
    folder.mkdir()
    (folder / "Bolt.md").write_text("A bolt slides into a door frame of oak.\n")
    (folder / "Door Frame.md").write_text("Four beams of oak.\n")
    (folder / "Plank.md").write_text("A plank of oak slides.\n")
    kb("import", folder)
    ran = kb("related", "bolt", "--missing")
    named, suggested = ran.out.splitlines()
    assert named == (
        "Bolt.md:1 names Door Frame without a link  A bolt slides into a door frame of oak."
    )
    assert suggested.startswith("Bolt.md:1 could link to Plank  ")
    assert suggested.endswith("both speak of slides, oak")
    answer = kb("related", "bolt", "--missing", "--json").json
    assert answer.keys() == {"concept", "path", "named", "suggested"}
    assert answer["named"][0].keys() == {"title", "path", "source", "line", "text"}
    assert answer["suggested"][0].keys() == {"title", "path", "score", "line", "text", "why"}


def test_the_links_that_a_note_lacks_on_a_terminal(kb: Kb, tmp_path: Path) -> None:
    folder = tmp_path / "n"
    folder.mkdir()
    (folder / "Bolt.md").write_text("A bolt slides into a door frame.\n")
    (folder / "Door Frame.md").write_text("Four beams of oak.\n")
    kb("import", folder)
    code, screen = on_terminal("related", "bolt", "--missing", KB_DB=str(tmp_path / "kb.db"))
    shown = unstyled(screen)
    assert code == 0
    assert "Bolt.md:1 names Door Frame" in shown
    assert "A bolt slides into a door frame." in shown


def test_a_note_that_lacks_nothing_is_said(kb: Kb, tmp_path: Path) -> None:
    folder = tmp_path / "n"
    folder.mkdir()
    (folder / "Bolt.md").write_text("A bolt.\n")
    kb("import", folder)
    ran = kb("related", "bolt", "--missing")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "Bolt lacks no link that kb knows of.\n"


def test_a_concept_without_a_note_is_said_to_be_unwritten(kb: Kb, tmp_path: Path) -> None:
    folder = tmp_path / "n"
    folder.mkdir()
    (folder / "Key.md").write_text("A key opens a [[Padlock]].\n")
    kb("import", folder)
    ran = kb("related", "padlock", "--missing")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "Padlock is not yet written, and no note names it without a link.\n"
    (folder / "Shed.md").write_text("A key opens it.\n")
    kb("import", folder)
    (line,) = kb("related", "padlock", "--missing").out.splitlines()
    assert line.startswith("Padlock, once written, could link to Shed  ")
    code, screen = on_terminal("related", "padlock", "--missing", KB_DB=str(tmp_path / "kb.db"))
    assert code == 0
    assert "None" not in unstyled(screen)


def test_a_terminal_shows_seven_of_three_lines_links_first(kb: Kb, tmp_path: Path) -> None:
    folder = tmp_path / "n"
    folder.mkdir()
    words = "hammer anvil iron forge bellows tongs hinge latch bolt spring rivet"
    links = " ".join(f"[[n{number}]]" for number in range(12))
    for number in range(12):
        (folder / f"n{number}.md").write_text(f"#smith #house {words} {number}\n\n{links}\n")
    kb("import", folder)
    code, screen = on_terminal("related", "n3", KB_DB=str(tmp_path / "kb.db"))
    lines = unstyled(screen).splitlines()
    heads = [at for at, line in enumerate(lines) if not line.startswith("  ")]
    assert (code, len(heads)) == (0, 7)
    assert all(end - start <= 3 for start, end in pairwise([*heads, len(lines)]))
    assert all(lines[at + 1].startswith("  n3 mentions it (line 3); it mentions") for at in heads)
    assert len(kb("related", "n3", "--json").json["related"]) == 11
