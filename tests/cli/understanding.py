"""The commands that there are, and whether kb would understand some words."""

from collections.abc import Iterator

import click

from kb.cli.group import COMMANDS, kb


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
