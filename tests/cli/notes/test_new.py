"""``kb new`` and ``kb edit``."""

from pathlib import Path

import pytest

from tests.cli.running import Kb
from tests.editors import fake_editor


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns an editor that writes a definition."""
    path = fake_editor(tmp_path / "my editor", adds="Definition: A coroutine is a function.\n")
    monkeypatch.setenv("VISUAL", f"'{path}'")
    return path


def test_a_missing_concept_is_written_beside_the_notes_that_want_it(
    imported: Kb, folder: Path, editor: Path
) -> None:
    ran = imported("new", "coroutine")
    file = folder / "Coroutine.md"
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith(f"Created {file}, linked from asyncio.\n")
    text = file.read_text()
    assert text.startswith("# Coroutine\n")
    assert "- Related Concepts: [[asyncio]]\n" in text
    assert imported("missing", "--json").json == []
    shown = imported("show", "coroutine", "--json").json
    assert shown["definition"] == "A coroutine is a function."
    assert {each["title"] for each in shown["backlinks"]} == {"asyncio"}


def test_the_editor_is_given_the_file_and_no_shell_reads_its_name(
    imported: Kb, folder: Path, editor: Path
) -> None:
    assert imported("new", "$(touch", "pwned);", "x").code == 0
    (seen,) = [line for line in editor.with_suffix(".seen").read_text().splitlines() if line]
    assert seen == str(folder / "$(touch pwned); x.md")
    assert Path(seen).exists()


def test_what_nobody_wants_has_no_line_for_it(imported: Kb, folder: Path) -> None:
    ran = imported("new", "Something", "Else", "--no-edit")
    assert ran.err == f"Created {folder / 'Something Else.md'}.\n"
    assert "Related Concepts" not in (folder / "Something Else.md").read_text()


def test_a_note_is_never_written_over(imported: Kb, folder: Path) -> None:
    before = (folder / "asyncio.md").read_bytes()
    ran = imported("new", "Asyncio", "--no-edit")
    assert ran.code == 2
    assert "“kb edit asyncio” opens it" in ran.err
    (folder / "Later.md").write_text("mine")
    (folder / "Linked.md").symlink_to(folder / "nowhere.md")
    assert "exists already" in imported("new", "Later", "--no-edit").err
    assert "exists already" in imported("new", "Linked", "--no-edit").err
    assert (folder / "asyncio.md").read_bytes() == before
    assert (folder / "Later.md").read_text() == "mine"
    assert not (folder / "nowhere.md").exists()


@pytest.mark.parametrize("title", ["I/O", "C#", "What is it?", "a: b", "naïve…", "CON: *"])
def test_a_title_that_no_file_can_bear_is_kept(imported: Kb, folder: Path, title: str) -> None:
    ran = imported("new", title, "--no-edit", "--json")
    assert ran.code == 0
    assert ran.json["title"] == title
    assert Path(ran.json["file"]).parent == folder
    assert title in [each["title"] for each in imported("list", "--json").json]


def test_a_template_of_the_configuration_is_taken(
    imported: Kb, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KB_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("KB_NOW", "2026-03-01T10:30:00+00:00")
    template = "Read on {{date}}: {{ title }}\n{{wanted_by}}"
    assert imported("config", "set", "new.templates.book", template).code == 0
    assert imported("config", "set", "new.folder", str(folder / "books")).code == 0
    assert imported("new", "Dune", "--template", "book", "--no-edit").code == 0
    assert (folder / "books" / "Dune.md").read_text() == "Read on 2026-03-01: Dune\n"
    ran = imported("new", "Emma", "--template", "bok", "--no-edit")
    assert (ran.code, ran.err) == (
        3,
        "kb: no template is called “bok”. Did you mean “book”?\n",
    )


def test_without_a_template_kb_says_how_to_make_one(imported: Kb) -> None:
    ran = imported("new", "Dune", "--template", "book", "--no-edit")
    assert ran.code == 3
    assert "kb config set new.templates.book" in ran.err


def test_without_a_folder_or_with_several_kb_asks_for_one(
    kb: Kb, folder: Path, tmp_path: Path
) -> None:
    assert "--folder" in kb("new", "X", "--no-edit").err
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text("A.")
    assert kb("import", folder, other).code == 0
    ran = kb("new", "X", "--no-edit")
    assert (ran.code, str(other) in ran.err, str(folder) in ran.err) == (2, True, True)
    assert kb("new", "X", "--no-edit", "--folder", other / "deep").code == 0
    assert (other / "deep" / "X.md").exists()


def test_a_note_is_created_where_the_user_is(
    kb: Kb, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other" / "deep").mkdir(parents=True)
    (tmp_path / "other" / "a.md").write_text("A.")
    assert kb("import", folder, tmp_path / "other").code == 0
    monkeypatch.chdir(tmp_path / "other" / "deep")
    assert kb("new", "Zeroth", "Law", "--no-edit").code == 0
    assert (tmp_path / "other" / "deep" / "Zeroth Law.md").exists()
    assert kb("new", "Coroutine", "--no-edit").code == 0
    assert (folder / "Coroutine.md").exists()  # where the notes are that link to it
    monkeypatch.chdir(tmp_path)
    assert kb("new", "Third", "--no-edit").code == 2


@pytest.mark.parametrize("title", ["", " ", "?!"])
def test_a_title_needs_a_letter(imported: Kb, title: str) -> None:
    assert imported("new", title, "--no-edit").code == 2


def test_without_an_editor_nothing_is_written(
    imported: Kb, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor")
    before = sorted(folder.iterdir())
    assert imported("new", "Late").code == 2
    assert sorted(folder.iterdir()) == before


def test_an_edit_is_taken_in(imported: Kb, folder: Path, editor: Path) -> None:
    ran = imported("edit", "LONELY")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("Cards: ")
    assert editor.with_suffix(".seen").read_text().splitlines() == [str(folder / "lonely.md")]
    assert imported("show", "lonely", "--json").json["definition"]


def test_what_is_not_written_yet_leads_to_kb_new(imported: Kb, editor: Path) -> None:
    ran = imported("edit", "coroutine")
    assert ran.code == 3
    assert "Create it with “kb new Coroutine”" in ran.err
    assert "Did you mean “Lonely”?" in imported("edit", "lonley").err
