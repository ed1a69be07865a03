"""What every command shares: the common options, the settings they lead to, and the help's end."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from kb import clock
from kb.cli import output
from kb.config.file import Configuration, read_configuration
from kb.config.settings import Settings
from kb.errors import UsageError

if TYPE_CHECKING:
    from click.types import OptionHelpExtra

    from kb.schedule.days import Moment

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass(slots=True, kw_only=True)
class Session:
    """The common options of one call of ``kb``, before or after the command; the last one wins."""

    store: Path | None = None
    quiet: bool = False

    def configuration(self) -> Configuration:
        """Return the settings, with ``--db`` applied.

        Raises:
            ConfigError: the configuration file cannot be used.
        """
        return read_configuration(os.environ, store=self.store)

    def moment(self, settings: Settings | None = None) -> "Moment":
        """Return the current time with the study calendar of the settings."""
        from kb.schedule.days import Calendar, Moment

        rollover = (settings or self.configuration().settings).schedule.rollover_hour
        calendar = Calendar(zone=clock.local_zone(), rollover_hour=rollover)
        return Moment(now=clock.now(), calendar=calendar)

    def say(self, line: str) -> None:
        """Print a result or a hint on standard error, unless ``--quiet`` is given."""
        if not self.quiet:
            output.say(line)


class SuggestingGroup(click.Group):
    """A group that tells whole purposes, and the closest command for one that does not exist."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  # Click's own
        super().__init__(*arguments, **{"subcommand_metavar": "[COMMAND] …", **options})

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands. Click would cut what they are for."""
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            purpose = ((command and command.help) or "").partition("\n\n")[0]
            rows.append((name, " ".join(purpose.split())))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command's name, the command, and the remaining arguments.

        Raises:
            UsageError: there is no such command, or it would not see an option before its name.
        """
        name, commands = args[0], self.list_commands(ctx)
        if name in commands and ctx.parent and not ctx.resilient_parsing:
            self._refuse_own_options(ctx, name)
        if name in commands or name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches

        path = ctx.command_path
        close = tuple(get_close_matches(name, commands, n=3, cutoff=0.5))
        hint = f"Did you mean “{path} {close[0]}”?" if close else f"Try “{path} --help”."
        raise UsageError(f"there is no command “{name}”. {hint}", candidates=close)

    def _refuse_own_options(self, ctx: click.Context, name: str) -> None:
        for option in self.params:
            source = ctx.get_parameter_source(option.name or "")
            if option.expose_value and source is ParameterSource.COMMANDLINE:
                path, given = ctx.command_path, option.opts[0]
                raise UsageError(
                    f"{given} before “{name}” is for “{path}” alone. Put what is for "
                    f"“{path} {name}” after that."
                )


class WordsCommand(click.Command):
    """A command that takes ``-word`` for a word, but reports a mistyped ``--option``."""

    # A word may begin with a dash: -thread means “without thread”, and -http is no call for help.
    ignore_unknown_options = True

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  # Click's own
        super().__init__(*arguments, **options)
        self.context_settings = {**self.context_settings, "help_option_names": ["--help"]}

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return the remaining arguments.

        Raises:
            NoSuchOption: a word before ``--`` looks like an option, and is none.
        """
        from difflib import get_close_matches

        options = [name for parameter in self.get_params(ctx) for name in parameter.opts]
        for word in takewhile(lambda word: word != "--", args):
            name = word.partition("=")[0]
            if name.startswith("--") and name not in options:
                suggestions = get_close_matches(name, options, n=1)
                raise click.NoSuchOption(name, possibilities=suggestions, ctx=ctx)
        return super().parse_args(ctx, args)


def name_argument(
    name: str, *, metavar: str, complete: Callable[..., Any], required: bool = True
) -> Callable[[Decorated], Decorated]:
    """Return the decorator that adds an argument for one name, of one word or several.

    A command that takes no other argument needs no quotes around a name of several words.
    """

    def joined(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> str | None:
        return " ".join(words) if words else None

    shown = metavar if required else f"[{metavar}]"
    return click.argument(
        name,
        metavar=shown,
        nargs=-1,
        required=required,
        callback=joined,
        shell_complete=complete,
    )


class _NumberOption(click.Option):
    """A number option whose help does not show Click's raw range, such as ``x>=1``."""

    def get_help_extra(self, ctx: click.Context) -> "OptionHelpExtra":
        """Return what the help adds in brackets, without the range."""
        extra = super().get_help_extra(ctx)
        extra.pop("range", None)
        return extra

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:  # noqa: ANN401  # Click's own
        """Return the number.

        Raises:
            BadParameter: it is none, such as ``nan``, which lies in every range of Click's.
        """
        number = super().type_cast_value(ctx, value)
        if isinstance(number, float) and isnan(number):
            raise click.BadParameter(f"“{value}” is no number.", ctx=ctx, param=self)
        return number


def number_option(  # each is a property of an option
    option: str,
    numbers: click.IntRange | click.FloatRange,
    meaning: str,
    *,
    metavar: str = "N",
    default: int | None = None,
    name: str | None = None,
) -> Callable[[Decorated], Decorated]:
    """Return the decorator that adds an option for a number, None when absent.

    Args:
        option: such as ``--days``.
        numbers: which it may be.
        meaning: for the help; it says the range, if a person needs to know it.
        metavar: what stands for the number in the help.
        default: is shown in the help, too.
        name: of the command's parameter, if it is not that of the option.
    """
    names = (option,) if name is None else (option, name)
    shown: dict[str, Any] = {} if default is None else {"default": default, "show_default": True}
    return click.option(
        *names, metavar=metavar, cls=_NumberOption, type=numbers, help=meaning, **shown
    )


def epilog(*examples: str, codes: Mapping[int, str] | None = None, uses_store: bool = True) -> str:
    """Return the end of a command's help: examples and exit codes.

    ``codes`` adds to the usual codes, or replaces their meanings; without a store there is no 4.
    """
    meanings = {0: "done", 2: "usage"} | ({4: "the store cannot be used"} if uses_store else {})
    meanings |= codes or {}
    lines = "\n".join(f"  {example}" for example in examples)
    listed = "; ".join(f"{code} {meanings[code]}" for code in sorted(meanings))
    return f"\b\nExamples:\n{lines}\n\nExit codes: {listed}."


def _use_store(context: click.Context, _: click.Parameter, path: Path | None) -> None:
    if path is not None:
        context.ensure_object(Session).store = path


def _be_quiet(context: click.Context, _: click.Parameter, quiet: bool) -> None:  # noqa: FBT001
    if quiet:
        context.ensure_object(Session).quiet = True


def common_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--db`` and ``--quiet``, before or after the command's name, and pass the session."""
    store = click.option(
        "--db",
        metavar="PATH",
        # The store itself reports a path that it cannot use, as it does for KB_DB.
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
        help="Print only results and errors.",
    )
    return store(quiet(click.make_pass_decorator(Session, ensure=True)(command)))


def folder_option(meaning: str) -> Callable[[Decorated], Decorated]:
    """Return the decorator that adds ``--folder``, None when absent."""
    return click.option("--folder", metavar="FOLDER", type=click.Path(), help=meaning)


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
limit_option = number_option("--limit", click.IntRange(min=1), "Show at most N results.")
