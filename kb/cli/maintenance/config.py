"""``kb config``, ``kb config set``, ``kb config unset`` and ``kb config edit``."""

import os
from collections.abc import Sequence
from dataclasses import fields
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli import output
from kb.cli.completers import a_setting
from kb.cli.options import Session, SuggestingGroup, common_options, epilog, json_option
from kb.cli.pager import pager_option
from kb.config.file import Configuration, Origin, Setting, unknown
from kb.config.settings import SETTINGS
from kb.config.toml import as_toml
from kb.errors import KbError

if TYPE_CHECKING:
    from kb.app.vaults import VaultSetting


class _SettingsGroup(SuggestingGroup):
    """A group in which the name of a setting, or of a section, shows it."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command's name, the command, and the remaining arguments."""
        name = args[0]
        if any(name == known or known.startswith(f"{name}.") for known in SETTINGS):
            return "get", self.get_command(ctx, "get"), args
        return super().resolve_command(ctx, args)


@click.group(
    name="config",
    cls=_SettingsGroup,
    invoke_without_command=True,
    epilog=epilog(
        "kb config",
        "kb config --json",
        "kb config set schedule.new_per_day 10",
        codes={2: "usage, or the configuration file is wrong"},
        uses_store=False,
    ),
)
@json_option
@pager_option
@common_options
@click.pass_context
def command(context: click.Context, session: Session, *, as_json: bool) -> None:
    """Show every setting and where its value comes from.

    The configuration file overrides the defaults. KB_DB and --db override the store's path in the
    file. KB_CONFIG is the path of another configuration file. In a pipe, the output is TOML.

    For the notes in a vault, the settings of its plugins override the defaults, but not what you
    have set.
    """
    if context.invoked_subcommand is None:
        _show(session, as_json=as_json)


def _show(session: Session, *, as_json: bool) -> None:
    configuration = session.configuration()
    given = _vault_settings(configuration)
    if as_json:
        output.print_json(
            [
                {field.name: getattr(setting, field.name) for field in fields(setting)}
                | {"vaults": [one for one in given if one.name == setting.name]}
                for setting in configuration.listed
            ]
        )
    elif output.on_terminal():
        for setting in configuration.listed:
            value = f"{setting.name} = {as_toml(setting.value)}"
            output.print_heading(value, f"({_origin(setting)})")
            output.print_indented(setting.meaning)
        for vault, settings in groupby(given, lambda setting: setting.vault):
            output.print_heading(f"In the vault {vault}")
            output.print_indented(*map(_given, settings))
    else:
        output.print_lines(
            # TOML has no null.
            f"{'# ' * (setting.value is None)}{setting.name} = {as_toml(setting.value)}"
            f"  # {_origin(setting)}: {setting.meaning}"
            for setting in configuration.listed
        )
        output.print_lines(f"# In the vault {one.vault}: {_given(one)}" for one in given)
    if not as_json:
        hint = (
            ""
            if configuration.file.exists()
            else " (missing; “kb config set” and “kb config edit” create it)"
        )
        session.say(f"Configuration file: {configuration.file}{hint}")


def _vault_settings(configuration: Configuration) -> "Sequence[VaultSetting]":
    """Return what the vaults of the imported folders set; nothing if the store cannot tell."""
    from kb.app.importing.folders import known_folders
    from kb.app.vaults import all_vault_settings
    from kb.cli.run import ask_at

    path = configuration.settings.store.path
    if not path.is_file():
        return ()
    try:
        folders = {Path(folder.folder): folder.ext for folder in ask_at(path, known_folders)}
        return all_vault_settings(folders, configuration.settings)
    except KbError:
        return ()  # “kb doctor” says what is wrong with the store.


def _given(setting: "VaultSetting") -> str:
    return f"{setting.name} = {as_toml(setting.value)} ({setting.key} in {setting.file})"


def _origin(setting: Setting) -> str:
    return f"line {setting.line}" if setting.origin is Origin.FILE else setting.origin


@command.command(
    name="get",
    epilog=epilog(
        "kb config get schedule.new_per_day",
        "kb config schedule",
        codes={2: "no such setting, or the configuration file is wrong"},
        uses_store=False,
    ),
)
@click.argument("key", shell_complete=a_setting)
@common_options
def get(session: Session, *, key: str) -> None:
    """Print the value of a setting, or the settings of a section.

    “kb config KEY” does the same.
    """
    listed = session.configuration().listed
    for setting in listed:
        if setting.name == key:
            output.print_lines([as_toml(setting.value)])
            return
    within = [setting for setting in listed if setting.name.startswith(f"{key}.")]
    if not within:
        raise unknown(key)
    output.print_lines(f"{setting.name} = {as_toml(setting.value)}" for setting in within)


@command.command(
    name="set",
    epilog=epilog(
        "kb config set schedule.new_per_day 10",
        "kb config set import.extensions .md .txt",
        "kb config set schedule.tags.exam.retention 0.95",
        codes={2: "no such setting, or a wrong value"},
        uses_store=False,
    ),
    # A value may begin with a dash.
    context_settings={"ignore_unknown_options": True},
)
@click.argument("key", shell_complete=a_setting)
@click.argument("value", metavar="VALUE…", nargs=-1, required=True)
@common_options
def set_(session: Session, *, key: str, value: tuple[str, ...]) -> None:
    """Set a value in the configuration file.

    The rest of the file stays as it is, including comments. To set a list, give several values.
    """
    from kb.config.editing import set_value

    file = set_value(os.environ, key, value)
    session.say(f"Set {key} in {file}.")


@command.command(
    name="unset",
    epilog=epilog(
        "kb config unset schedule.new_per_day",
        codes={2: "no such setting, or the file does not set it"},
        uses_store=False,
    ),
)
@click.argument("key", shell_complete=a_setting)
@common_options
def unset(session: Session, *, key: str) -> None:
    """Remove a setting from the configuration file.

    kb uses the default again.
    """
    from kb.config.editing import unset_value

    session.say(f"Removed {key} from {unset_value(os.environ, key)}.")


@command.command(
    name="edit",
    epilog=epilog(
        "kb config edit",
        "EDITOR=nano kb config edit",
        codes={2: "usage, no editor, or a mistake in the file"},
        uses_store=False,
    ),
)
@common_options
def edit_file(session: Session) -> None:
    """Edit the configuration file, and check it.

    The environment variable VISUAL or EDITOR names the editor. If there is no file yet, kb creates
    one that lists every setting and its meaning in comments.
    """
    from kb.app.notes.editor import open_in_editor
    from kb.config.editing import write_whole
    from kb.config.file import configuration_file, text_of, values_in
    from kb.config.toml import starting_text

    file = configuration_file(os.environ)
    if not file.exists():
        write_whole(file, starting_text())
    open_in_editor(file, 1, os.environ)
    count = len(values_in(text_of(file, os.environ), file))
    session.say(f"{file} is valid and sets {output.counted(count, 'value')}.")
