"""The way in: exit codes, errors in one line, and what comes before and after a command."""

import errno
import os
from pathlib import Path

import pytest

from kb import __version__
from kb.cli.notes import list_
from kb.errors import AmbiguousError
from tests.cli.running import Kb, on_terminal


def test_the_version_is_told(kb: Kb) -> None:
    ran = kb("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"kb {__version__}\n", "")


def test_help_and_version_are_told_however_they_are_asked_for(kb: Kb) -> None:
    assert kb("help") == kb("-h") == kb("--help")
    assert kb("help", "config", "set") == kb("config", "set", "-h") == kb("config", "set", "--help")
    assert kb("version") == kb("--version")


def test_a_help_that_is_longer_than_the_terminal_is_paged(tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho paged\ncat >/dev/null\n")
    pager.chmod(0o755)
    assert on_terminal("--help", KB_PAGER=str(pager)) == (0, "paged\n")
    assert "Usage: kb" in on_terminal("--help", "--no-pager", KB_PAGER=str(pager))[1]


def test_an_unknown_command_names_the_nearest(kb: Kb) -> None:
    ran = kb("improt")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "kb: there is no command “improt”. Did you mean “kb import”?\n"


def test_an_unknown_command_that_is_like_none_leads_to_the_help(kb: Kb) -> None:
    assert kb("zzz").err == "kb: there is no command “zzz”. Try “kb --help”.\n"


def test_an_unknown_option_names_the_nearest(kb: Kb) -> None:
    ran = kb("list", "--tga", "x")
    assert ran.code == 2
    assert ran.err.startswith("kb: no such option")
    assert "--tag" in ran.err
    assert ran.err.endswith("Try “kb list --help”.\n")
    assert ran.err.count("\n") == 1


def test_a_usage_error_is_json_where_json_was_asked_for(kb: Kb) -> None:
    ran = kb("list", "--json", "--limit", "none")
    assert (ran.code, ran.err) == (2, "")
    assert ran.json["error"]["code"] == "usage"
    assert ran.json["error"]["candidates"] == []


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["--db"], "kb"),
        (["list", "--tag"], "kb list"),
        (["--quiet", "search", "loop", "--limit"], "kb search"),
        (["folders", "--db"], "kb folders"),
        (["folders", "move", "--db"], "kb folders move"),
    ],
)
def test_an_option_without_its_value_leads_to_the_commands_own_help(
    kb: Kb, words: list[str], command: str
) -> None:
    ran = kb(*words)
    assert ran.code == 2
    assert ran.err.endswith(f" requires an argument. Try “{command} --help”.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list", "--limit", "abc"], "--limit is “abc”, but must be a whole number"),
        (["list", "--limit", "0"], "--limit is 0, but must be at least 1"),
        (["due", "--days", "0"], "--days is 0, but must be from 1 to 3650"),
        (["review", "--minutes", "x"], "--minutes is “x”, but must be a number"),
        (["review", "--minutes", "0"], "--minutes is 0.0, but must be more than 0"),
        (["graph", "--format", "x"], "--format is “x”, but must be one of json, dot, mermaid"),
        (["undo", "0"], "N is 0, but must be at least 1"),
        (["show"], "NOTE is missing"),
        (["path", "A"], "B is missing"),
        (["grade", "1"], "RATING is missing"),
        (["new"], "TITLE is missing"),
        (["search"], "WORDS is missing"),
        (["list", "--plain"], "no such option --plain."),
        (["stats", "--josn"], "no such option --josn. Did you mean --json?"),
        (["due", "--tag"], "option --tag requires an argument."),
        (["grade", "1", "god"], "invalid value for RATING: “god” is not a rating. Give again, "),
        (["import", "--ext", "/"], "invalid value for --ext: “/” is no file name extension, such "),
        (["completion", "tcsh"], "SHELL is “tcsh”, but must be one of bash, zsh, fish."),
        (["edit"], "NOTE is missing"),
        (["path"], "A and B are missing"),
        (["backup", "a", "b"], "“b” is one word too many. Put a name of several words in quotes"),
        (["grade", "1", "2", "3", "4"], "“3 4” are words too many. Put a name of several words"),
        (["list", "web"], "“kb list” takes no words, such as “web”. Did you mean “--tag web” or "),
        (["missing", "folder:web"], "“kb missing” takes no words, such as “folder:web”. Did you "),
        (["tags", "web"], "“kb tags” takes no words, such as “web”. Did you mean “kb list --tag "),
        (["stats", "web"], "“kb stats” takes no words, such as “web”. Try “kb stats --help”"),
    ],
)
def test_what_is_wrong_with_the_arguments_is_said_in_one_voice(
    kb: Kb, words: list[str], said: str
) -> None:
    ran = kb(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"kb: {said}")
    assert ran.err.endswith(f" Try “kb {words[0]} --help”.\n")
    assert "Did you mean --orphans" not in ran.err


def test_an_unknown_command_is_json_where_json_was_asked_for(kb: Kb) -> None:
    ran = kb("lst", "--json")
    assert ran.code == 2
    assert ran.json["error"]["candidates"][0] == "list"


def test_a_word_called_json_after_two_dashes_is_a_word(kb: Kb) -> None:
    ran = kb("show", "--", "--json")
    assert (ran.code, ran.out) == (3, "")


def test_the_store_and_quiet_may_stand_before_and_after_the_command(
    kb: Kb, folder: Path, tmp_path: Path
) -> None:
    other, third = tmp_path / "other.db", tmp_path / "third.db"
    assert kb("--db", other, "--quiet", "import", folder).out == ""
    assert len(kb("list", "--db", other, "--json").json) == 3
    assert len(kb("--db", third, "list", "--db", other, "--json").json) == 3
    assert kb("list", "--json").json == []
    assert kb("import", folder, "--db", other, "--quiet").out == ""


def test_a_store_that_cannot_be_used_ends_with_4(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "no.db").write_text("this is no database, whatever its name says" * 50)
    ran = kb("list", "--db", tmp_path / "no.db")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("kb: ")
    assert ran.err.count("\n") == 1
    ran = kb("list", "--json", "--db", tmp_path / "no.db")
    assert (ran.code, ran.json["error"]["code"]) == (4, "store")


def test_a_folder_for_a_store_ends_with_4_however_it_was_named(
    kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = kb("list", "--db", tmp_path)
    monkeypatch.setenv("KB_DB", str(tmp_path))
    assert given == kb("list")
    assert given.code == 4
    assert given.err == f"kb: {tmp_path} is a folder. Name the store's file with --db or KB_DB.\n"


def test_a_store_that_may_not_be_read_ends_with_4(
    kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.db"
    path.write_text("")

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(os, "open", refuse)
    ran = kb("list", "--db", path)
    assert ran.code == 4
    assert ran.err == (
        f"kb: cannot open the store {path}: permission denied. Check the permissions of it "
        "and of its folder, or name another with --db or KB_DB.\n"
    )


def test_a_home_that_is_nobodys_is_told(kb: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = kb("list", "--db", "~nobody-at-all/kb.db")
    assert ran.code == 2
    assert ran.err.startswith("kb: --db is ~nobody-at-all/kb.db, but there is no user")
    monkeypatch.setenv("KB_DB", "~nobody-at-all/kb.db")
    assert kb("list").err.startswith("kb: KB_DB is")


def test_a_wrong_configuration_file_ends_with_2(
    kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[import]\nextension = ['.md']\n")
    monkeypatch.setenv("KB_CONFIG", str(file))
    ran = kb("list")
    assert ran.code == 2
    assert f"{file}:2" in ran.err
    assert "import.extensions" in ran.err
    assert kb("list", "--json").json["error"]["candidates"] == ["import.extensions"]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: object) -> None:
        raise LookupError("a row\nthat \x1b[31mshould be there")

    monkeypatch.setattr(list_, "ask", ask)


def test_a_fault_of_kb_is_one_line_that_asks_to_report_it(kb: Kb, broken: None) -> None:
    ran = kb("tags")
    assert (ran.code, ran.out) == (70, "")
    assert "LookupError: a row that should be there" in ran.err
    assert "KB_DEBUG=1" in ran.err
    assert ran.err.count("\n") == 1
    assert kb("tags", "--json").json["error"]["code"] == "fault"


def test_a_fault_shows_its_traceback_to_who_debugs(
    kb: Kb, broken: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_DEBUG", "1")
    with pytest.raises(LookupError):
        kb("tags")


def test_candidates_are_told_under_json(kb: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: object) -> None:
        raise AmbiguousError("note", "loop", ("a/loop.md", "b/loop.md"))

    monkeypatch.setattr(list_, "ask", ask)
    ran = kb("tags", "--json")
    assert ran.code == 3
    assert ran.json["error"]["code"] == "ambiguous"
    assert ran.json["error"]["candidates"] == ["a/loop.md", "b/loop.md"]


def test_an_interrupt_ends_with_130(kb: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(list_, "ask", ask)
    ran = kb("tags")
    assert (ran.code, ran.out, ran.err) == (130, "", "kb: interrupted.\n")


def test_a_word_that_is_no_utf8_is_misuse_and_no_fault(imported: Kb) -> None:
    for command in ("show", "search", "related"):
        ran = imported(command, "caf\udce9")
        assert ran.code in {0, 2, 3}
        assert ran.err.count("\n") <= 1
    assert imported("show", "caf\udce9").code == 2


@pytest.mark.parametrize("command", ["tags", "folders", "list", "config"])
def test_quiet_leaves_no_hints(kb: Kb, command: str) -> None:
    assert kb(command, "--quiet").err == ""
