"""What Click finds wrong with the arguments, in kb's words."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

import click

from kb.app.sanitize import one_line
from kb.cli.group import kb
from kb.errors import UsageError

_LEAST_ALIKE: Final = 2 / 3
"""Of an option that is suggested for another."""
_NO_NUMBER: Final = re.compile(
    r"'(?P<value>.*)' is not a valid (?P<kind>integer|float)(?: range)?\."
)
_OUTSIDE: Final = re.compile(
    r"(?P<value>\S+) is not in the range (?:(?P<least>[^<]+)(?P<open><=?))?x"
    r"(?:(?P<sign><=?|>=?)(?P<bound>.+))?\."
)
_QUOTED_OPTION: Final = re.compile(r"'(--?[\w-]+)'")
_NO_CHOICE: Final = re.compile(r"'(?P<value>.*)' is not one of (?P<choices>.*)\.", re.DOTALL)
_RESTRICTING: Final = ("folder", "tag", "note")


def told(misuse: click.ClickException, words: Sequence[str]) -> UsageError:
    """Return Click's complaint about ``words`` in kb's form."""
    context = getattr(misuse, "ctx", None)
    # For an option without its value, Click does not name the command.
    path = context.command_path if context else _command_path(words)
    if isinstance(misuse, click.NoSuchOption):
        near = [name for name in misuse.possibilities or () if _are_alike(name, misuse.option_name)]
        misuse = click.NoSuchOption(misuse.option_name, possibilities=near, ctx=context)
    message = _reworded(misuse) or _QUOTED_OPTION.sub(r"\1", misuse.format_message())
    message = one_line(message)
    start = message[:1].lower() + message[1:] if not message[:2].isupper() else message
    stop = "" if start.endswith((".", "?", "!")) else "."
    suggestions = tuple(getattr(misuse, "possibilities", None) or ())
    return UsageError(f"{start}{stop} Try “{path} --help”.", candidates=suggestions)


def _reworded(misuse: click.ClickException) -> str | None:
    """Return a complaint in kb's words; None if Click's own will do."""
    if isinstance(misuse, click.NoSuchOption):
        near = sorted(misuse.possibilities or ())
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        return f"no such option {misuse.option_name}.{hint}"
    if isinstance(misuse, click.MissingParameter) and misuse.param is not None:
        return f"{_called(misuse.param, misuse.ctx)} is missing"
    if isinstance(misuse, click.BadParameter) and misuse.param is not None:
        wrong = _wrong_value(misuse.message)
        name = _called(misuse.param, misuse.ctx)
        if wrong:
            return f"{name} is {wrong[0]}, but must be {wrong[1]}"
        return f"invalid value for {name}: {misuse.message}"
    if isinstance(misuse, click.UsageError) and (
        match := re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", misuse.message)
    ):
        return _too_many(misuse.ctx, match[1])
    return None


def _called(parameter: click.Parameter, context: click.Context | None) -> str:
    """Return how an option or an argument is called: ``--limit``, ``NOTE``."""
    if isinstance(parameter, click.Option) or context is None:
        return max(parameter.opts, key=len)
    metavar = parameter.make_metavar(context).strip("[]….")
    # Of a choice, the metavar is what there is to choose from.
    return parameter.human_readable_name if "|" in metavar else metavar


def _wrong_value(message: str) -> tuple[str, str] | None:
    """Return a wrong value, and what it must be; None if the message is of another kind."""
    if match := _NO_NUMBER.fullmatch(message):
        kind = "a whole number" if match["kind"] == "integer" else "a number"
        return f"“{match['value']}”", kind
    if match := _OUTSIDE.fullmatch(message):
        return match["value"], _range(match)
    if match := _NO_CHOICE.fullmatch(message):
        choices = ", ".join(re.findall(r"'([^']*)'", match["choices"]))
        return f"“{match['value']}”", f"one of {choices}"
    return None


def _range(match: re.Match[str]) -> str:
    """Return the range of a number: ``at least 1``."""
    sign, bound = match["sign"], match["bound"]
    if match["least"]:
        return f"from {match['least']} to {bound}" if sign else f"more than {match['least']}"
    least = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}
    return f"{least.get(sign or '', sign)} {bound}"


def _too_many(context: click.Context | None, extra: str) -> str:
    """Return what to do about words that a command does not take."""
    parameters = context.command.params if context else []
    if any(isinstance(parameter, click.Argument) for parameter in parameters):
        words = "is one word" if " " not in extra else "are words"
        return f"“{extra}” {words} too many. Put a name of several words in quotes"
    field, colon, name = extra.partition(":")
    named = name if colon and name and field in _RESTRICTING else extra
    options = [
        f"“--{parameter.name} {named}”"
        for parameter in parameters
        if parameter.name in _RESTRICTING and (named == extra or parameter.name == field)
    ]
    hint = f" Did you mean {' or '.join(options)}?" if options else ""
    if not options and context and context.info_name == "tags":
        hint = f" Did you mean “kb list --tag {extra}”?"
    path = context.command_path if context else "kb"
    return f"“{path}” takes no words, such as “{extra}”.{hint}"


def _are_alike(name: str, other: str) -> bool:
    """Return whether an option is near enough to another to be meant."""
    names = name.strip("-"), other.strip("-")
    return SequenceMatcher(None, *names).ratio() >= _LEAST_ALIKE


def _command_path(words: Sequence[str]) -> str:
    """Return the command that the arguments call, such as ``kb folders move``."""
    command: click.Command = kb
    path = ["kb"]
    for word in words:
        if not isinstance(command, click.Group):
            break
        subcommand = command.get_command(click.Context(command), word)
        if subcommand is not None:
            command = subcommand
            path.append(word)
    return " ".join(path)
