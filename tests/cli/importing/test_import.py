"""``kb import``."""

import itertools
import signal
import sys
from pathlib import Path

import pytest

from kb import clock
from tests.cli.running import Kb, on_terminal, unstyled


def test_a_folder_is_imported_and_summed_up(kb: Kb, folder: Path) -> None:
    ran = kb("import", folder)
    assert (ran.code, ran.err) == (0, "")
    first, cards, second = ran.out.splitlines()
    assert first.startswith("Imported in ")
    assert first.endswith(" s. Notes: 3 added.")
    assert cards == "Cards: 5 added. 2 of them wait in the inbox."
    assert second == "Links: 2 to notes, 1 to notes not yet written."


def test_one_file_is_summed_up_alone(imported: Kb, folder: Path) -> None:
    lines = imported("import", folder / "asyncio.md").out.splitlines()
    assert lines[0].endswith(" Notes: 1 unchanged.")
    assert lines[1:] == ["Cards: 3 kept.", "Links: 1 to notes, 1 to notes not yet written."]
    assert "kept" not in imported("import", folder / "Lonely.md").out


def test_sigterm_before_anything_is_read_ends_with_130(
    kb: Kb, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def terminated(*_: object) -> None:
        assert callable(signal.getsignal(signal.SIGTERM))
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr("kb.app.importing.run.find_changes", terminated)
    ran = kb("import", folder)
    assert (ran.code, ran.out, ran.err) == (130, "", "kb: interrupted.\n")


def test_a_second_import_finds_everything_unchanged(imported: Kb) -> None:
    assert "Notes: 3 unchanged." in imported("import").out


def test_json_has_the_promised_fields(kb: Kb, folder: Path) -> None:
    report = kb("import", folder, "--json").json
    assert report["notes"] == {
        "added": 3,
        "changed": 0,
        "moved": 0,
        "removed": 0,
        "unchanged": 0,
        "failed": 0,
    }
    kinds = {"added", "changed", "kept", "moved", "retired", "returned", "inbox"}
    assert report["cards"].keys() == kinds
    assert report["links"] == {"resolved": 2, "missing": 1, "ambiguous": 0}
    assert report["problems"] == []
    assert report["seconds"] >= 0
    assert report["dry_run"] is False


def test_a_dry_run_says_what_would_be_and_keeps_nothing(kb: Kb, folder: Path) -> None:
    ran = kb("import", folder, "--dry-run")
    assert ran.out.startswith(
        "A dry run, nothing is imported. An import would do this. Notes: 3 added.\n"
    )
    assert kb("list", "--json").json == []
    assert kb("import", folder, "--dry-run", "--json").json["dry_run"] is True


def test_a_dry_run_touches_no_file(
    imported: Kb, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for lock in tmp_path.glob("*lock"):
        lock.unlink()
    (folder / "lonely.md").write_text("changed", encoding="utf-8")
    before = _files(tmp_path)
    assert "1 changed" in imported("import", "--dry-run").out
    assert _files(tmp_path) == before
    monkeypatch.setattr("kb.store.file.upgrade.HEAD", "a newer one")
    assert "1 changed" in imported("import", "--dry-run").out
    assert _files(tmp_path) == before


def test_a_dry_run_makes_no_store_of_an_empty_file(kb: Kb, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "kb.db").touch()
    assert "3 added" in kb("import", folder, "--dry-run").out
    assert (tmp_path / "kb.db").stat().st_size == 0
    (tmp_path / "kb.db").write_bytes(b"something else, that is no store")
    assert kb("import", folder, "--dry-run").code == 4


def _files(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Returns what each file below a folder holds, and when it was changed."""
    return {
        str(file): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_without_a_known_folder_it_says_how(kb: Kb) -> None:
    ran = kb("import")
    assert (ran.code, ran.out) == (2, "")
    assert "kb import FOLDER" in ran.err


def test_what_does_not_exist_is_refused(kb: Kb, tmp_path: Path) -> None:
    ran = kb("import", tmp_path / "nowhere", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "usage")


def test_other_endings_are_taken_where_they_are_asked_for(kb: Kb, folder: Path) -> None:
    (folder / "more.txt").write_text("# More\n")
    assert "4 added" in kb("import", folder, "--ext", "md", "--ext", "*.TXT").out
    assert "4 unchanged" in kb("import").out


def test_an_ending_that_is_none_is_refused(kb: Kb, folder: Path) -> None:
    ran = kb("import", folder, "--ext", "a/b")
    assert ran.code == 2
    assert "“a/b” is no file name extension, such as .txt." in ran.err


def test_endings_without_a_folder_are_refused(imported: Kb) -> None:
    assert imported("import", "--ext", ".txt").code == 2


def test_a_single_file_is_imported_whatever_its_ending(kb: Kb, tmp_path: Path) -> None:
    file = tmp_path / "one.text"
    file.write_text("# One\n\nOne is a number.\n")
    assert kb("import", file).code == 0
    assert [note["title"] for note in kb("list", "--json").json] == ["One"]


def test_a_problem_is_told_with_its_line_and_an_error_ends_with_1(
    kb: Kb, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "broken.md").write_bytes(b"# Broken\n\x00\x01\x02\x00\x03\x00" * 50)
    (folder / "wrong.md").write_text("---\ntags: [a, b\n---\n# Wrong\n")
    ran = kb("import", folder)
    lines = ran.err.splitlines()
    assert ran.code == 1
    assert lines[0].startswith(f"{folder}/broken.md:1: error: ")
    assert any(line.startswith(f"{folder}/wrong.md:") for line in lines)
    assert "1 not read" in ran.out
    monkeypatch.chdir(folder.parent)
    assert kb("import").err.startswith("notes/broken.md:1: error: ")
    ran = kb("import", "--quiet")
    assert (ran.code, ran.out) == (1, "")
    assert "error: " in ran.err
    assert "warning: " not in ran.err
    ran = kb("import", "--json")
    assert (ran.code, ran.err) == (1, "")
    assert {problem["severity"] for problem in ran.json["problems"]} >= {"error"}
    assert set(ran.json["problems"][0]) >= {"path", "line", "code", "severity", "message"}


def test_a_folder_that_lost_most_of_its_notes_wants_force(imported: Kb, folder: Path) -> None:
    (folder / "asyncio.md").unlink()
    (folder / "lonely.md").unlink()
    ran = imported("import")
    assert ran.code == 1
    assert "--force" in ran.err
    assert "Notes: none imported." in ran.out
    assert len(imported("list", "--json").json) == 3
    ran = imported("import", "--force")
    assert ran.code == 0
    assert "2 removed" in ran.out
    assert len(imported("list", "--json").json) == 1


def test_a_folder_that_is_not_there_is_told_with_what_to_do(imported: Kb, folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    ran = imported("import")
    assert (ran.code, "none imported" in ran.out) == (1, True)
    assert "kb folders move" in ran.err
    assert imported("folders", "move", folder, folder.with_name("elsewhere")).code == 0
    assert "3 unchanged" in imported("import").out


def test_a_folder_that_lost_most_of_its_notes_asks_who_sits_there(
    imported: Kb, folder: Path
) -> None:
    (folder / "asyncio.md").unlink()
    (folder / "lonely.md").unlink()
    code, shown = on_terminal("import", typed="n\n")
    assert code == 1
    assert "Import anyway?" in shown
    assert len(imported("list", "--json").json) == 3
    code, shown = on_terminal("import", typed="y\n")
    assert code == 0
    assert "2 removed" in unstyled(shown)


def test_many_problems_are_cut_short_on_a_terminal_only(kb: Kb, tmp_path: Path) -> None:
    root = tmp_path / "many"
    root.mkdir()
    for number in range(30):
        (root / f"{number}.md").write_bytes(b"\x00\x01\x02" * 99)
    _, shown = on_terminal("import", str(root), columns=200)
    assert shown.count("error: ") == 20
    assert "… and 10 more" in shown
    _, shown = on_terminal("import", str(root), columns=60)
    told = [line for line in unstyled(shown).splitlines() if "error: " in line]
    assert 0 < sum(len(line) // 60 + 1 for line in told) <= 21
    assert kb("import", root).err.count("error: ") == 30


def test_warnings_that_are_alike_are_counted_on_a_terminal_only(
    kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "many"
    root.mkdir()
    for number in range(30):
        (root / f"{number:02}.md").write_text(f"# Note {number}\n\nSee [[#Nowhere]].\n")
    (root / "last.md").write_text("---\ntags: [a, b\n---\n# Last\n")
    monkeypatch.chdir(tmp_path)
    code, shown = on_terminal("import", "many", columns=200)
    said = unstyled(shown).split("\n\n")
    assert code == 0
    *_, counted, example, other, how, last = said[0].splitlines()
    assert counted.endswith(
        "30 similar warnings (heading-missing), such as"
    )  # After a bar, on a slow machine.
    assert example.startswith("  many/00.md:3: [[#Nowhere]]: 00.md has no heading “Nowhere”.")
    assert other.startswith("many/last.md:2: warning: The front matter cannot be read")
    assert how == "To see all of them, run “kb import --all-warnings 2>&1 | less”, or add --json."
    assert last == "Warnings do not stop an import, but you should check them."
    assert said[1].startswith("Imported in ")
    assert kb("import", "--all-warnings").err.count(": warning: [[#Nowhere]]") == 30
    _, shown = on_terminal("import", "--all-warnings", columns=200)
    assert unstyled(shown).count(": warning: [[#Nowhere]]") == 30


def test_an_import_repeats_no_old_warnings(kb: Kb, tmp_path: Path) -> None:
    root = tmp_path / "some"
    root.mkdir()
    (root / "a.md").write_text("# A\n\n[[#Here]] and [[#There]]\n")
    (root / "b.md").write_text("# B\n\n## Part\n")
    (root / "c.md").write_text("# C\n\n[[B#Part]]\n")
    (root / "bad.md").write_bytes(b"\x00\x01\x02" * 99)
    assert kb("import", root).err.count(": warning: ") == 2

    unchanged = kb("import")
    assert unchanged.err.count(": error: ") == 1
    assert ": warning: " not in unchanged.err
    assert "2 warnings as before; “kb import --all-warnings” shows them.\n" in unchanged.err
    assert kb("import", "--quiet").err.count("warning") == 0
    told = kb("import", "--json").json["problems"]
    assert [problem["new"] for problem in told if problem["severity"] == "warning"] == [False] * 2

    # A warning may be new in a note that has not changed, and old in one whose lines have moved.
    (root / "b.md").write_text("# B\n\n## Section\n")
    (root / "a.md").write_text("# A\n\nOne line more.\n\n[[#Here]] and [[#There]]\n")
    changed = kb("import")
    (line,) = (line for line in changed.err.splitlines() if ": warning: " in line)
    assert "c.md:3: warning: [[B#Part]]: b.md has no heading “Part”." in line
    assert "2 warnings as before" in changed.err
    assert "3 warnings as before" in kb("import").err
    assert kb("import", "--all-warnings").err.count(": warning: ") == 3


def test_old_warnings_are_only_counted_on_a_terminal(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "few").mkdir()
    (tmp_path / "few" / "a.md").write_text("See [[#Here]].\n")
    kb("import", tmp_path / "few")
    _, shown = on_terminal("import")
    assert "1 warning as before; “kb import --all-warnings” shows it.\n" in unstyled(shown)
    assert "Here" not in shown


def test_errors_come_first_and_whole_before_warnings(kb: Kb, tmp_path: Path) -> None:
    root = tmp_path / "some"
    root.mkdir()
    for number in range(9):
        (root / f"{number}.md").write_text("See [[#Nowhere]].\n")
    (root / "broken.md").write_bytes(b"\x00\x01\x02" * 99)
    code, shown = on_terminal("import", str(root), columns=500)
    lines = unstyled(shown).splitlines()
    assert code == 1
    (error,) = (at for at, line in enumerate(lines) if "broken.md:1: error: " in line)
    assert lines[error + 1] == "9 similar warnings (heading-missing), such as"
    assert "do not stop" not in shown
    assert "Notes: 9 added, 1 not read." in shown


def test_few_warnings_are_told_one_by_one(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "few").mkdir()
    (tmp_path / "few" / "a.md").write_text("See [[#Here]], [[#There]] and [[#Where]].\n")
    _, shown = on_terminal("import", str(tmp_path / "few"), columns=500)
    assert shown.count("a.md:1: warning: ") == 3
    assert "--json" not in shown
    _, shown = on_terminal("import", "--all-warnings", columns=20)
    assert unstyled(shown).replace("\n", "").count("warning: [[#") == 3
    _, shown = on_terminal(
        "import", str(tmp_path / "few"), columns=20, KB_DB=str(tmp_path / "2.db")
    )
    assert "3 similar warnings (heading-missing)" in " ".join(unstyled(shown).split())


@pytest.mark.parametrize(
    ("seconds_a_look", "options", "is_shown"),
    [(1.0, (), True), (0.0, (), False), (1.0, ("--quiet",), False)],
)
def test_a_long_import_shows_a_bar_on_a_terminal(
    kb: Kb,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    seconds_a_look: float,
    options: tuple[str, ...],
    is_shown: bool,  # noqa: FBT001  # of the table above
) -> None:
    looks = itertools.count()
    monkeypatch.setattr(clock, "monotonic_seconds", lambda: next(looks) * seconds_a_look)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    ran = kb("import", folder, *options)
    assert ran.code == 0
    assert ("Importing" in ran.err) is is_shown


def test_a_card_that_is_back_is_returned_and_not_added(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "v").mkdir()
    note = tmp_path / "v" / "a.md"
    text = "#flashcards\n\nSymbol of tin::Sn\n"
    note.write_text(text)
    kb("import", tmp_path / "v")
    note.write_text("#flashcards\n\nNothing.\n")
    said = kb("import").out
    assert "Cards: 1 retired.\nRetired: “Symbol of tin” (a.md: its text is gone).\n" in said
    note.write_text(text)
    back = kb("import", "--json").json["cards"]
    assert (back["added"], back["returned"]) == (0, 1)
    note.write_text("#flashcards\n")
    kb("import")
    note.write_text(text)
    assert "Cards: 1 returned." in kb("import").out


def test_an_import_names_a_few_cards_that_it_retired_and_why(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "v").mkdir()
    facts = "".join(f"Fact {number}::Answer number {number}\n\n" for number in range(6))
    (tmp_path / "v" / "a.md").write_text(f"#flashcards\n\n{facts}")
    (tmp_path / "v" / "b.md").write_text("#flashcards\n\nSymbol of tin::Sn\n")
    kb("import", tmp_path / "v")
    kb("grade", "5", "good")
    (tmp_path / "v" / "a.md").write_text(facts)
    (tmp_path / "v" / "b.md").unlink()
    ran = kb("import", "--dry-run")
    told = "Retired: “Fact 4” (a.md: it is not marked as a card any more); “Fact 0” (a.md: it is"
    assert told in ran.out
    assert "; and 4 more.\n" in ran.out
    report = kb("import", "--json").json
    assert report["cards"]["retired"] == 7
    assert [card["card"] for card in report["retired"]] == [5, 1, 2]
    (tmp_path / "v" / "b.md").write_text("#flashcards\n\nSymbol of tin::Sn\n")
    kb("import")
    (tmp_path / "v" / "b.md").unlink()
    assert "Retired: “Symbol of tin” (b.md: its note is gone).\n" in kb("import").out


def test_a_card_that_is_worth_too_little_is_told_to_be(
    kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").touch()
    monkeypatch.setenv("KB_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "v").mkdir()
    note = tmp_path / "v" / "Tin.md"
    note.write_text("Definition: Tin is a soft metal that melts at 232 degrees and resists rust.\n")
    kb("import", tmp_path / "v")
    kb("config", "set", "cards.off", "definition")
    assert "(Tin.md: its generator is turned off)" in kb("import").out
    kb("config", "unset", "cards.off")
    assert "1 returned" in kb("import").out
    monkeypatch.setattr("kb.cards.generate.PROPOSED_FROM", 2.0)
    note.write_text(note.read_text() + "\nMore.\n")
    assert "(Tin.md: it is worth too little now)" in kb("import").out
