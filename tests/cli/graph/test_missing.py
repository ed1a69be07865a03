"""``kb missing`` as a command."""

from pathlib import Path

from tests.cli.running import Kb, on_terminal, unstyled


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


def test_missing_concepts_are_sorted_by_their_links(kb: Kb, tmp_path: Path) -> None:
    for place, text in {
        "a/x": "[[Two]] [[Three]]",
        "a/y": "[[Two]]",
        "b/z": "[[Three]] " * 3,
    }.items():
        (tmp_path / "n" / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "n" / f"{place}.md").write_text(f"#tag-{place[-1]}\n\n{text}\n")
    kb("import", tmp_path / "n")
    assert kb("missing").out == "Three  4  a/x.md, b/z.md\nTwo  2  a/x.md, a/y.md\n"
    assert kb("missing", "--folder", "a").out == "Two  2  a/x.md, a/y.md\nThree  1  a/x.md\n"
    assert kb("missing", "--tag", "tag-y").out == "Two  1  a/y.md\n"
    assert kb("missing", "--folder", "c").code == 3


def test_nothing_may_be_missing(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "n").mkdir()
    (tmp_path / "n" / "a.md").write_text("Alone.")
    kb("import", tmp_path / "n")
    assert kb("missing").err == "Every link leads to a note.\n"
    assert kb("related", "--evaluate").err.startswith("No note links to another")
