"""``kb config``, ``kb config set``, ``kb config unset`` and ``kb config edit``."""

import os
from typing import Final

import click

from kb.cli import output
from kb.cli.completers import a_setting
from kb.cli.options import Session, SuggestingGroup, common_options, json_option
from kb.config import Configuration, Origin, Setting
from kb.config.shown import as_toml

_EPILOG: Final = """\b
Examples:
  kb config
  kb config --json
  kb config set schedule.new_per_day 10

Exit codes: 0 done; 2 usage, or the configuration file is wrong."""


@click.group(name="config", cls=SuggestingGroup, invoke_without_command=True, epilog=_EPILOG)
@json_option
@common_options
@click.pass_context
def command(context: click.Context, *, as_json: bool) -> None:
    """Show every setting, and where it came from.

    What stands in the configuration file wins over the default, KB_DB over the file, and
    --db over both. KB_CONFIG names another file. The lines in a pipe are TOML.
    """
    if context.invoked_subcommand is None:
        _show(context.ensure_object(Session), as_json=as_json)


def _show(session: Session, *, as_json: bool) -> None:
    configuration = session.configuration()
    if as_json:
        output.print_json(configuration.listed)
    elif output.on_terminal():
        _print_table(configuration)
    else:
        output.print_lines(
            # TOML has no word for what is absent.
            f"{'# ' * (each.value is None)}{each.name} = {as_toml(each.value)}"
            f"  # {_origin(each)}: {each.meaning}"
            for each in configuration.listed
        )
    if not as_json:
        there = "" if configuration.file.exists() else " (not there; “kb config edit” makes it)"
        session.say(f"Configuration file: {configuration.file}{there}")


def _print_table(configuration: Configuration) -> None:
    columns = (
        output.Column(header="Setting", ratio=3),
        output.Column(header="Value", ratio=2),
        output.Column(header="From"),
    )
    output.print_table(
        columns,
        (
            ((each.name, each.meaning), as_toml(each.value), _origin(each))
            for each in configuration.listed
        ),
    )


def _origin(setting: Setting) -> str:
    return f"line {setting.line}" if setting.origin is Origin.FILE else setting.origin


_SET: Final = """\b
Examples:
  kb config set schedule.new_per_day 10
  kb config set import.extensions .md .txt
  kb config set schedule.tags.exam.retention 0.95

Exit codes: 0 done; 2 no such setting, or a wrong value."""


# A value may begin with a dash; whether it may be so is for the setting to say.
@command.command(name="set", epilog=_SET, context_settings={"ignore_unknown_options": True})
@click.argument("key", shell_complete=a_setting)
@click.argument("value", nargs=-1, required=True)
@common_options
@click.pass_obj
def set_(session: Session, *, key: str, value: tuple[str, ...]) -> None:
    """Give a setting a value in the configuration file.

    The rest of the file, comments too, stays as it is. Several values make a list.
    """
    from kb.config.editing import set_value  # noqa: PLC0415  # only to change something

    file = set_value(os.environ, key, value)
    session.say(f"Set {key} in {file}.")


_UNSET: Final = """\b
Examples:
  kb config unset schedule.new_per_day

Exit codes: 0 done; 2 no such setting, or the file does not set it."""


@command.command(name="unset", epilog=_UNSET)
@click.argument("key", shell_complete=a_setting)
@common_options
@click.pass_obj
def unset(session: Session, *, key: str) -> None:
    """Take a setting out of the configuration file, so that its default holds."""
    from kb.config.editing import unset_value  # noqa: PLC0415  # only to change something

    session.say(f"Took {key} out of {unset_value(os.environ, key)}.")


_EDIT: Final = """\b
Examples:
  kb config edit
  EDITOR=nano kb config edit

Exit codes: 0 done; 2 usage, no editor, or what was written is wrong."""


@command.command(name="edit", epilog=_EDIT)
@common_options
@click.pass_obj
def edit(session: Session) -> None:
    """Open the configuration file in your editor, and check it afterwards.

    A file that is not there is made, with every setting and its meaning as a comment.
    """
    from kb.app.notes.editor import open_in_editor  # noqa: PLC0415  # only to change something
    from kb.config.editing import write_whole  # noqa: PLC0415
    from kb.config.file import configuration_file, text_of, values_in  # noqa: PLC0415
    from kb.config.shown import starting_text  # noqa: PLC0415

    file = configuration_file(os.environ)
    if not file.exists():
        write_whole(file, starting_text())
    open_in_editor(file, 1, os.environ)
    count = len(values_in(text_of(file, os.environ), file))
    session.say(f"{file} is in order. It sets {output.counted(count, 'value')}.")
