"""Output that nobody reads, that is full or closed, or that takes no UTF-8."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.cli.main import main
from tests.cli.running import Kb


@pytest.mark.parametrize(
    ("closed", "command", "code"),
    [
        # The next file that is opened gets the stream's number, which matters to every command.
        ("2>&-", "import", 0),
        (">&-", "show nothing --json", 3),
        ("<&- >&- 2>&-", "list", 0),
        ("<&- >&- 2>&-", "--help", 0),
        ("<&- >&- 2>&-", "import", 0),
    ],
)
def test_closed_streams_change_nothing_but_what_is_seen(
    imported: Kb, command: str, code: int, closed: str
) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m kb {command} {closed}"],  # noqa: S607  # on any PATH
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    assert imported("list", "--json").code == 0


@pytest.mark.parametrize("name", ["stdout", "stderr"])
@pytest.mark.parametrize("missing", ["none", "closed"])
def test_a_program_without_streams_can_call_kb(
    imported: Kb, monkeypatch: pytest.MonkeyPatch, name: str, missing: str
) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, name, None if missing == "none" else closed)
    assert main(["show", "nothing"]) == 3
    assert main(["show", "nothing", "--json"]) == 3
    assert main(["list"]) == main(["list", "--json"]) == main(["--help"]) == 0
    getattr(sys, name).close()


FULL = Path("/dev/full")
needs_a_full_device = pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")


def ended(words: str, *, buffered: bool = True, **environ: str) -> tuple[int, str]:
    """Returns the exit code of a shell command in which ``kb`` is kb, and its standard error."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        ["bash", "-c", words.replace("kb ", f"{sys.executable} -m kb ")],  # noqa: S607  # on any PATH
        check=False,
        capture_output=True,
        text=True,
        env={**inherited, **environ} | ({} if buffered else {"PYTHONUNBUFFERED": "1"}),
    )
    return done.returncode, done.stderr


@needs_a_full_device
@pytest.mark.parametrize(
    ("words", "buffered"),
    [
        ("list", False),
        ("list --json", True),
        ("show nothing --json", True),
        ("--help", True),
    ],
)
def test_a_full_disk_behind_a_redirect_is_one_line(
    imported: Kb, words: str, *, buffered: bool
) -> None:
    code, said = ended(f"kb {words} >/dev/full", buffered=buffered)
    assert code == 70
    assert said.startswith("kb: ")
    assert said.count("\n") == said.count("no space left on device") == 1


@needs_a_full_device
@pytest.mark.parametrize(("words", "buffered"), [("list", True), ("--version", False)])
def test_a_full_disk_behind_both_streams_leaves_the_exit_code(
    imported: Kb, words: str, *, buffered: bool
) -> None:
    assert ended(f"kb {words} >/dev/full 2>/dev/full", buffered=buffered) == (70, "")


@needs_a_full_device
@pytest.mark.parametrize(("words", "code"), [("list", 0), ("show nothing", 70)])
def test_a_standard_error_that_is_full_leaves_no_word_of_pythons(
    imported: Kb, words: str, code: int
) -> None:
    assert ended(f"kb {words} 2>/dev/full") == (code, "")


@needs_a_full_device
def test_completions_that_cannot_be_written_are_one_line(imported: Kb) -> None:
    code, said = ended("kb >/dev/full", _KB_COMPLETE="bash", _KB_LINE="kb ")
    assert (code, said.count("\n")) == (70, 1)


@pytest.mark.parametrize(
    ("words", "buffered"), [("kb show asyncio", True), ("kb show nothing 2>&1", False)]
)
def test_a_reader_that_left_before_the_first_line_is_no_error(
    imported: Kb, words: str, *, buffered: bool
) -> None:
    assert ended(f"set -o pipefail; {words} | true", buffered=buffered) == (0, "")


def test_a_ctrl_c_while_nobody_reads_the_output_ends_quietly(
    imported: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Blocked(io.StringIO):
        def flush(self) -> None:
            monkeypatch.undo()
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdout", Blocked())
    assert main(["completion", "bash"]) == 130


def test_an_output_that_is_no_utf_8_gets_json_all_the_same(imported: Kb, folder: Path) -> None:
    (folder / "überall.md").write_text("# Überall 🐍\n", encoding="utf-8")
    assert imported("import").code == 0
    for words in (["list", "--json"], ["list"]):
        done = subprocess.run(
            [sys.executable, "-m", "kb", *words],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
        )
        assert done.stdout.isascii()
        if "--json" in words:
            assert any("berall" in note["title"] for note in json.loads(done.stdout))
