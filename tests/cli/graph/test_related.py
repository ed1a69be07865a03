"""``kb related``, ``kb path``, ``kb graph`` and ``kb missing`` as commands."""

import os
import subprocess
import sys
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
        "Event Loop  Event Loop.md  1.00  both speak of runs; "
        "asyncio lists it under Related Concepts (line 14); it mentions asyncio (line 5); "
        "share #Concurrency (2 notes)\n"
    )


def test_related_on_a_terminal_shows_the_reasons_below(imported: Kb, tmp_path: Path) -> None:
    code, shown = on_terminal("related", "asyncio", KB_DB=str(tmp_path / "kb.db"))
    lines = [line.rstrip() for line in unstyled(shown).splitlines()]
    assert code == 0
    assert lines[0] == "Event Loop  Event Loop.md 1.00"
    assert "  asyncio lists it under Related Concepts (line 14)" in lines


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
    assert [method["name"] for method in answer["methods"]] == ["kb", "Adamic–Adar alone", "chance"]


def test_a_path_is_a_line_a_hop(imported: Kb) -> None:
    ran = imported("path", "event loop", "coroutine")
    assert ran.out == (
        "Event Loop -mentions-> asyncio  Event Loop.md:5  An event loop is what asyncio runs on.\n"
        "asyncio -Related Concepts-> Coroutine  asyncio.md:14  Event Loop, Coroutine\n"
    )
    (first, _) = imported("path", "event loop", "coroutine", "--json").json["hops"]
    assert first == {
        "from": "Event Loop",
        "to": "asyncio",
        "relation": "mentions",
        "direction": "out",
        "path": "Event Loop.md",
        "line": 5,
        "text": "An event loop is what [[asyncio]] runs on.",
    }


def test_a_path_on_a_terminal_shows_the_sentence_below(imported: Kb, tmp_path: Path) -> None:
    _, shown = on_terminal("path", "asyncio", "Event Loop", KB_DB=str(tmp_path / "kb.db"))
    assert [line.rstrip() for line in unstyled(shown).splitlines()] == [
        "asyncio -Related Concepts-> Event Loop  asyncio.md:14",
        "  Event Loop, Coroutine",
    ]


def test_no_path_is_no_failure(imported: Kb) -> None:
    ran = imported("path", "asyncio", "lonely")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("No path from asyncio to Lonely.")
    assert imported("path", "asyncio", "lonely", "--json").json["hops"] == []
    assert (
        imported("path", "asyncio", "ASYNCIO").err
        == "Both names mean asyncio. Give two different concepts.\n"
    )


def test_the_graph_is_json_dot_or_mermaid(imported: Kb) -> None:
    graph = imported("graph").json
    assert graph == imported("graph", "--json", "--format", "dot").json
    assert graph["nodes"][0].keys() == {
        "id",
        "title",
        "path",
        "tags",
        "cards",
        "retrievability",
    }
    assert graph["edges"][0].keys() == {"source", "target", "relation"}
    assert imported("graph", "--format", "dot").out.startswith("digraph kb {\n")
    mermaid = imported("graph", "coroutine", "--format", "mermaid").out
    assert mermaid.startswith("flowchart LR\n")
    assert mermaid.count("-->") == 1


def test_the_graph_around_a_concept_is_as_deep_as_is_asked(imported: Kb) -> None:
    def titles(depth: int) -> set[str]:
        nodes = imported("graph", "coroutine", "--depth", str(depth)).json["nodes"]
        return {node["title"] for node in nodes}

    assert titles(0) == {"Coroutine"}
    assert titles(1) == {"Coroutine", "asyncio"}
    assert titles(2) == {"Coroutine", "asyncio", "Event Loop"}


def test_the_graph_goes_into_a_file(imported: Kb, tmp_path: Path) -> None:
    file = tmp_path / "graph.dot"
    ran = imported("graph", "--format", "dot", "-o", file)
    assert (ran.code, ran.out, ran.err) == (0, "", f"Wrote 4 concepts and 3 links to {file}.\n")
    assert file.read_text().startswith("digraph kb {")
    ran = imported("graph", "-o", tmp_path / "nowhere" / "graph.json")
    assert (ran.code, ran.out) == (2, "")


def test_the_graph_is_never_written_over_a_note_or_a_store(
    imported: Kb, folder: Path, tmp_path: Path
) -> None:
    outright = tmp_path / "letters" / "seed.txt"
    outright.parent.mkdir()
    outright.write_text("# Seed\n\nA seed is a start.\n")
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "one.log").write_text("One.")
    (tmp_path / "other.MARKDOWN").write_text("A note that was never imported.")
    (tmp_path / "other.log").write_text("One that ends as those of a known folder do.")
    (tmp_path / "graph.json").symlink_to(folder / "lonely.md")
    assert imported("import", outright).code == 0
    assert imported("import", logs, "--ext", ".log").code == 0
    notes = (folder / "asyncio.md", outright, tmp_path / "other.MARKDOWN", tmp_path / "other.log")
    for note in (*notes, tmp_path / "graph.json"):
        before = note.read_bytes()
        ran = imported("graph", "-o", note)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert f"{note} exists, and is a note or has the extension of one" in ran.err
        assert note.read_bytes() == before
    ran = imported("graph", "-o", tmp_path / "kb.db")
    assert (ran.code, "is a store or another database" in ran.err) == (2, True)
    assert imported("doctor").code == 0


def test_the_graph_replaces_an_older_one_and_may_begin_a_file_that_ends_as_notes_do(
    imported: Kb, tmp_path: Path
) -> None:
    for file in (tmp_path / "graph.mmd", tmp_path / "graph.mmd", tmp_path / "new.md"):
        assert imported("graph", "-o", file).code == 0
        assert file.read_text().startswith("{")


def test_missing_concepts_are_listed(imported: Kb, tmp_path: Path) -> None:
    assert imported("missing").out == "Coroutine  1  asyncio.md\n"
    assert imported("missing", "--json").json == [
        {"title": "Coroutine", "links_in": 1, "wanted_by": ["asyncio.md"]}
    ]
    _, shown = on_terminal("missing", KB_DB=str(tmp_path / "kb.db"))
    assert "Wanted by" in unstyled(shown)


def test_what_only_templates_link_to_is_not_missing(imported: Kb, folder: Path) -> None:
    for place, name in (("Templates", "Algorithm"), ("about_templates", "How"), ("", "template")):
        (folder / place).mkdir(exist_ok=True)
        text = "Links: [[Coroutine]], [[Parent Topic]]" if place == "Templates" else "[[Coroutine]]"
        (folder / place / f"{name}.md").write_text(f"# {name}\n\n{text}\n")
    assert imported("import").code == 0
    assert imported("missing").out == (
        "Coroutine  3  about_templates/How.md, asyncio.md, template.md\n"
    )


def test_nothing_may_be_missing(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "n").mkdir()
    (tmp_path / "n" / "a.md").write_text("Alone.")
    kb("import", tmp_path / "n")
    assert kb("missing").err == "Every link leads to a note.\n"
    assert kb("related", "--evaluate").err.startswith("No note links to another")


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
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1
