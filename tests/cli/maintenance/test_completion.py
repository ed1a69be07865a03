"""What a shell completes, and at what cost: no library for the store is loaded."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from kb.cli.main import main
from tests.bare import Bare, bare
from tests.cli.running import Kb

SHELLS = ("bash", "zsh", "fish")


def completed(line: str, shell: str = "zsh", word: str = "") -> list[str]:
    """Returns what the end of a command line may become."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["kb"])
        for name, value in (("COMPLETE", shell), ("LINE", line), ("WORD", word)):
            patch.setenv(f"_KB_{name}", value)
        assert main() == 0
    assert err.getvalue() == ""
    return [row.split("\t")[1] or row.split("\t")[0] for row in out.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("kb im", ["import"]),
        ("kb list --o", ["--orphans"]),
        ("kb list --sort links-", ["links-in", "links-out"]),
        ("kb folders f", ["forget"]),
        ("kb show ev", ["Event Loop"]),
        ("kb show 'Event L", ["Event Loop"]),
        ("kb show Event\\ ", ["Event Loop"]),
        ("kb show async", ["async IO", "asyncio"]),
        ("kb related co", ["Coroutine"]),
        ("kb path asyncio lo", ["Lonely"]),
        ("kb list --tag con", ["Concurrency"]),
        ("kb list --tag=con", ["--tag=Concurrency"]),
        ("kb search tag:py", ["tag:Python"]),
        ("kb cards --generator def", ["definition"]),
        ("kb grade 1 g", ["good"]),
        ("kb config set schedule.ret", ["schedule.retention"]),
        ("kb completion b", ["bash"]),
        ("kb import ", ["file"]),
        ("kb show zzz", []),
    ],
)
def test_a_word_is_completed(imported: Kb, line: str, expected: list[str]) -> None:
    assert completed(line) == expected


def test_cards_are_offered_by_id_with_their_prompts(imported: Kb) -> None:
    ids = [
        str(each["id"]) for each in imported("cards", "--json").json if each["status"] == "active"
    ]
    assert ids
    assert completed("kb suspend ") == ids


def test_bash_is_given_only_what_it_takes_for_the_word(imported: Kb) -> None:
    assert completed("kb list --tag=con", "bash", "con") == ["Concurrency"]
    assert completed("kb search tag:", "bash", ":") == ["Concurrency", "Python"]


def test_the_store_that_the_line_names_is_asked(imported: Kb, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    assert imported("tags", "--db", other).code == 0
    assert completed(f"kb --db {other} show ev") == []
    assert completed(f"kb --db {tmp_path / 'none.db'} show ev") == []
    assert not (tmp_path / "none.db").exists()


def test_a_wrong_configuration_completes_nothing(
    imported: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text("oops = 1")
    monkeypatch.setenv("KB_CONFIG", str(tmp_path / "config.toml"))
    assert completed("kb show ev") == []
    assert completed("kb sho") == ["show"]


@pytest.fixture(scope="module")
def python() -> Iterator[Bare]:
    """Gives an interpreter that has loaded what every command does."""
    with bare(loaded=["kb.cli.main"]) as interpreter:
        yield interpreter


@pytest.mark.parametrize("line", ["kb ", "kb list --", "kb show a", "kb list --tag p", "kb grade "])
def test_completing_loads_no_library_for_the_store(
    imported: Kb, line: str, python: Bare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_KB_COMPLETE", "fish")
    monkeypatch.setenv("_KB_LINE", line)
    done = python.run(
        "import sys; from kb.cli.main import main; main(); print(*sys.modules, file=sys.stderr)"
    )
    assert done.code == 0
    assert "kb.cli.completion_protocol" in done.err.split()
    heavy = {"sqlalchemy", "aiosqlite", "alembic", "rich", "textual", "markdown_it", "asyncio"}
    assert heavy.isdisjoint(done.err.split())


@pytest.mark.parametrize("shell", SHELLS)
def test_each_script_is_one_that_its_shell_reads(kb: Kb, shell: str) -> None:
    script = kb("completion", shell).out
    assert "_KB_COMPLETE" in script
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell}")
    subprocess.run([program, "-n"], input=script, check=True, text=True, capture_output=True)


def test_the_shell_is_the_users_own_unless_named(kb: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert kb("completion").out == kb("completion", "fish").out
    monkeypatch.setenv("SHELL", "/bin/odd")
    assert kb("completion").code == 2
    assert kb("completion", "bsh").code == 2


BASH = """
set -e
eval "$(kb completion bash)"
ask() {
  COMP_LINE="$1" COMP_POINT=${#1}; shift
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
  compopt() { :; }
  _kb kb
  printf '%s\\n' "${COMPREPLY[@]}"
}
ask 'kb show ev' kb show ev
ask 'kb show "ev' kb show '"ev'
ask 'kb list --tag=con' kb list --tag = con
"""


def test_bash_quotes_a_title_with_a_blank(imported: Kb, tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    program = tmp_path / "bin" / "kb"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m kb "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [bash, "-c", BASH],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
    )
    assert done.stdout.splitlines() == ["Event\\ Loop", "Event Loop", "Concurrency"]
