"""Long answers on a terminal go through the user's pager."""

from pathlib import Path

import pytest

from kb.cli.pager import pager_of
from tests.cli.running import Kb, on_terminal, unstyled

MARKING = "sed s/^/|/"
"""A pager that shows that it was there."""


@pytest.fixture
def store(kb: Kb, tmp_path: Path) -> str:
    folder = tmp_path / "n"
    folder.mkdir()
    lines = "\n\n".join(f"Line {number}." for number in range(60))
    (folder / "Long.md").write_text(f"{lines}\n")
    (folder / "Short.md").write_text("One line.\n")
    kb("import", folder)
    return str(tmp_path / "kb.db")


def shown(*words: str, **environ: str) -> list[str]:
    code, screen = on_terminal(*words, columns=80, typed="", **environ)
    assert code == 0
    return unstyled(screen).splitlines()


def test_what_is_longer_than_the_screen_goes_through_the_pager(store: str) -> None:
    lines = shown("show", "long", KB_DB=store, KB_PAGER=MARKING)
    assert len(lines) > 60
    assert all(line.startswith("|") for line in lines)
    assert [line.strip("| ") for line in lines[-3:]] == ["Line 58.", "", "Line 59."]


def test_what_fits_on_the_screen_is_shown_at_once(store: str) -> None:
    lines = shown("show", "short", KB_DB=store, KB_PAGER=MARKING)
    assert lines[0] == "Short"
    assert not any(line.startswith("|") for line in lines)


@pytest.mark.parametrize(
    "words",
    [
        ("show", "long", "--no-pager"),
        ("show", "long", "--json", "--no-pager"),
        ("--no-pager", "show", "long"),
        ("--quiet", "--no-pager", "show", "long"),
    ],
)
def test_without_a_pager_all_is_written(store: str, words: tuple[str, ...]) -> None:
    lines = shown(*words, KB_DB=store, KB_PAGER=MARKING)
    assert not any(line.startswith("|") for line in lines)


def test_a_pipe_has_no_pager(store: str, kb: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_PAGER", MARKING)
    assert not any(line.startswith("|") for line in kb("show", "long").out.splitlines())


def test_a_pager_that_is_left_early_is_no_failure(store: str) -> None:
    assert len(shown("show", "long", KB_DB=store, KB_PAGER="head -n 2")) == 2


def test_an_error_is_shown_and_no_pager(store: str) -> None:
    code, screen = on_terminal("show", "lang", KB_DB=store, KB_PAGER=MARKING)
    assert code == 3
    assert screen == "kb: no note is called “lang”. Did you mean “Long”?\n"


@pytest.mark.parametrize(
    ("environ", "program"),
    [
        ({"TERM": "xterm", "KB_PAGER": "sed -n p", "PAGER": "cat"}, ("sed", "-n", "p")),
        ({"TERM": "xterm", "PAGER": "sed -n p"}, ("sed", "-n", "p")),
        ({"TERM": "xterm", "KB_PAGER": "", "PAGER": "sed"}, None),
        ({"TERM": "xterm", "PAGER": "cat"}, None),
        ({"TERM": "xterm", "PAGER": "no-such-program -x"}, None),
        ({"TERM": "xterm", "PAGER": "an 'open quote"}, None),
        ({"TERM": "dumb", "PAGER": "sed"}, None),
        ({"PAGER": "sed"}, None),
    ],
)
def test_which_pager_it_is(environ: dict[str, str], program: tuple[str, ...] | None) -> None:
    assert pager_of(environ) == program
