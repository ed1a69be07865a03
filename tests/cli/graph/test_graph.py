"""``kb graph`` as a command."""

from pathlib import Path

from tests.cli.running import Kb, on_terminal, unstyled


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


def test_a_terminal_is_told_how_to_draw_the_graph(imported: Kb) -> None:
    _, shown = on_terminal("graph", columns=200)
    assert unstyled(shown).splitlines()[-1].startswith("To draw it: “kb graph --format dot | dot")
    assert imported("graph").err == ""
    assert "To draw" not in on_terminal("graph", "--json")[1]
    _, shown = on_terminal("graph", "event", "loop", "--depth", "2")
    assert "“kb graph 'event loop' --depth 2 --format dot | dot" in " ".join(shown.split())
    _, shown = on_terminal("graph", "asyncio", "--format", "mermaid")
    assert "paste it where Mermaid is drawn" in " ".join(shown.split())
