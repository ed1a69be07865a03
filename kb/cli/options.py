"""Options that every command takes, and what they say."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kb import clock
from kb.cli import output
from kb.config import Configuration, read_configuration
from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.schedule.moment import Moment

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass(slots=True, kw_only=True)
class Session:
    """What the options before and after the command's name ask for; the later wins."""

    store: Path | None = None
    quiet: bool = False

    def configuration(self) -> Configuration:
        """Returns the settings, with the store that the command line names, if it does.

        Raises:
            ConfigError: the configuration file cannot be used.
        """
        return read_configuration(os.environ, store=self.store)

    def moment(self) -> "Moment":
        """Returns now, and which study day that is where the user sits."""
        from kb.schedule.days import Calendar  # noqa: PLC0415
        from kb.schedule.moment import Moment  # noqa: PLC0415  # with the next, not for --help

        rollover = self.configuration().settings.schedule.rollover_hour
        calendar = Calendar(zone=clock.local_zone(), rollover_hour=rollover)
        return Moment(now=clock.now(), calendar=calendar)

    def say(self, line: str) -> None:
        """Says what was done, or what to try, on standard error, unless quiet."""
        if not self.quiet:
            output.say(line)


class SuggestingGroup(click.Group):
    """A group of commands that names the nearest of its own for one that it does not know."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Returns name, command and the rest of the arguments.

        Raises:
            UsageError: there is no such command.
        """
        name = args[0]
        known = self.list_commands(ctx)
        if name not in known and not name.startswith("-") and not ctx.resilient_parsing:
            raise _unknown_command(name, known, ctx.command_path)
        return super().resolve_command(ctx, args)


def _unknown_command(name: str, known: Iterable[str], path: str) -> UsageError:
    """Returns the error for a command that does not exist, with those that it may have meant.

    Args:
        name: what was taken for a command.
        known: the commands that there are.
        path: what stands before them, such as ``kb``.
    """
    from difflib import get_close_matches  # noqa: PLC0415  # only for the unlucky

    near = tuple(get_close_matches(name, known, n=3, cutoff=0.5))
    hint = f"Did you mean “{path} {near[0]}”?" if near else f"Try “{path} --help”."
    return UsageError(f"there is no command “{name}”. {hint}", candidates=near)


def _use_store(context: click.Context, _: click.Parameter, path: Path | None) -> None:
    if path is not None:
        context.ensure_object(Session).store = path


def _be_quiet(context: click.Context, _: click.Parameter, quiet: bool) -> None:  # noqa: FBT001
    if quiet:
        context.ensure_object(Session).quiet = True


def common_options(command: Decorated) -> Decorated:
    """Adds ``--db`` and ``--quiet``, which may stand before and after the command's name."""
    store = click.option(
        "--db",
        metavar="PATH",
        # Whether it can be used is for the store to say, as it does of KB_DB.
        type=click.Path(readable=False, path_type=Path),
        expose_value=False,
        callback=_use_store,
        help="Use this store instead of the configured one.",
    )
    quiet = click.option(
        "--quiet",
        is_flag=True,
        expose_value=False,
        callback=_be_quiet,
        help="Print answers and errors only.",
    )
    return store(quiet(command))


def json_option(command: Decorated) -> Decorated:
    """Adds ``--json``, which the command gets as ``as_json``."""
    option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
    return option(command)


def limit_option(command: Decorated) -> Decorated:
    """Adds ``--limit``, absent when there is none."""
    option = click.option(
        "--limit", metavar="N", type=click.IntRange(min=1), help="Show at most so many."
    )
    return option(command)
