"""``kb doctor``."""

from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.options import Session, common_options, json_option
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.doctor import Check

_EPILOG: Final = """\b
Examples:
  kb doctor
  kb doctor --json

Exit codes: 0 all is well; 1 a check failed; 2 usage; 4 the store cannot be used."""


@click.command(name="doctor", epilog=_EPILOG)
@json_option
@common_options
@click.pass_context
def command(context: click.Context, *, as_json: bool) -> None:
    """Check that the store is sound.

    Each check says what it looked at and, if it failed, what to do. Nothing is changed.
    """
    from kb.app.doctor import diagnosis  # noqa: PLC0415  # loads the store

    session: Session = context.obj
    found = ask(session, diagnosis)
    if as_json:
        output.print_json(found)
    else:
        output.print_lines(map(_line, found.checks))
    if not found.ok:
        context.exit(1)


def _line(check: "Check") -> str:
    return f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {output.one_line(check.detail)}"
