"""Every command's help: a purpose in one line, examples that kb understands, exit codes."""

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from kb.cli.group import COMMANDS, kb
from kb.cli.main import main


def paths() -> Iterator[tuple[str, ...]]:
    """Yields each command as the words that call it."""
    yield ()
    context = click.Context(kb)
    for name in COMMANDS:
        command = kb.get_command(context, name)
        yield (name,)
        if isinstance(command, click.Group):
            yield from ((name, each) for each in command.commands)


def understood(words: list[str]) -> None:
    """Fails if kb would not understand these words."""
    command: click.Command = kb
    context = kb.make_context("kb", words)
    while isinstance(command, click.Group):
        # Click keeps what follows a group's options in two parts, the first of them its own.
        rest = [*getattr(context, "_protected_args", ()), *context.args]
        if not rest:
            break
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None
        command = found
        context = command.make_context(name, rest, parent=context)


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
