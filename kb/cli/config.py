"""``kb config``."""

import json
from dataclasses import fields

import click

from kb.cli import output
from kb.cli.options import Session, common_options, json_option
from kb.config import Configuration, Override, Overrides, Value


@click.command(
    name="config", epilog="Exit codes: 0 done, 2 usage, or the configuration file is wrong."
)
@json_option
@common_options
@click.pass_obj
def command(session: Session, *, as_json: bool) -> None:
    """Show every setting, and where it came from.

    What stands in the configuration file wins over the default, KB_DB over the file, and
    --db over both. KB_CONFIG names another file. The lines in a pipe are TOML.
    """
    configuration = session.configuration()
    if as_json:
        output.print_json(configuration.listed)
    elif output.on_terminal():
        _print_table(configuration)
    else:
        output.print_lines(
            # TOML has no word for what is absent.
            f"{'# ' * (each.value is None)}{each.name} = {_toml(each.value)}"
            f"  # {each.origin}: {each.meaning}"
            for each in configuration.listed
        )
    if not as_json:
        there = "" if configuration.file.exists() else " (not there; every setting is optional)"
        session.say(f"Configuration file: {configuration.file}{there}")


def _print_table(configuration: Configuration) -> None:
    columns = (
        output.Column(header="Setting"),
        output.Column(header="Value", ratio=2),
        output.Column(header="From"),
        output.Column(header="Meaning", ratio=3, from_width=100),
    )
    output.print_table(
        columns,
        (
            (each.name, _toml(each.value), each.origin, each.meaning)
            for each in configuration.listed
        ),
    )


def _toml(value: Value) -> str:
    """Returns ``value`` as the configuration file would give it."""
    if value is None:
        return "none"
    if isinstance(value, Overrides):
        return f"{{ {', '.join(map(_override, value))} }}" if value else "{}"
    given = list(value) if isinstance(value, tuple) else value
    return json.dumps(given, ensure_ascii=False, default=str)


def _override(override: Override) -> str:
    said = {each.name: getattr(override, each.name) for each in fields(override)}
    given = [
        f"{name} = {_toml(value)}"
        for name, value in said.items()
        if name != "tag" and value is not None
    ]
    return f"{json.dumps(override.tag)} = {{ {', '.join(given)} }}"
