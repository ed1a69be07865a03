"""Every command's help: a purpose in one line, examples that kb understands, exit codes."""

import re
import shlex

import pytest

from kb.cli.main import main
from tests.cli.understanding import paths, understood


def told(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    assert main([*path, "--help"]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("path", list(paths()), ids=" ".join)
def test_a_help_has_one_line_of_purpose_examples_and_exit_codes(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(path, capsys)
    purpose = said.split("\n\n")[1].strip()
    assert re.fullmatch(r"[A-Z][^\n]{5,98}\.", purpose), purpose
    examples = re.findall(
        r"^    (?:\w+=\w+ )*(kb.*)$", said.partition("Examples:")[2], re.MULTILINE
    )
    assert examples
    assert "Exit codes: 0 " in said
    called = [shlex.split(re.split(r" (?:>+|&&|\|) ", example)[0])[1:] for example in examples]
    assert any(words[: len(path)] == list(path) for words in called)
    for words in called:
        understood(words)


@pytest.mark.parametrize("path", list(paths()), ids=" ".join)
def test_nothing_in_a_help_is_cut_off(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "..." not in told(path, capsys)


def test_a_group_tells_the_whole_purpose_of_its_commands(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    said = " ".join(told(("anki",), capsys).split())
    assert "Take over answers that you gave in Anki, and texts that you changed there." in said
