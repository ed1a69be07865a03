"""``kb missing``."""

from typing import Final

import click

from kb.cli import output
from kb.cli.options import Session, common_options, json_option, limit_option
from kb.cli.run import ask

_EPILOG: Final = """\b
Examples:
  kb missing --limit 10
  kb missing --json

Exit codes: 0 done, 2 usage, 4 the store cannot be used."""
_SHOWN: Final = 3
"""Paths in a line; JSON has all."""


@click.command(name="missing", epilog=_EPILOG)
@limit_option
@json_option
@common_options
@click.pass_obj
def command(session: Session, *, limit: int | None, as_json: bool) -> None:
    """List linked concepts that have no note yet, most wanted first.

    Links of notes in folders of templates do not count.
    """
    from kb.app.graph.missing import missing_concepts  # noqa: PLC0415
    from kb.app.hints import why_empty  # noqa: PLC0415  # loads the store

    found = ask(session, lambda store: missing_concepts(store, limit))
    if as_json:
        output.print_json(found)
    elif not found:
        why = ask(session, why_empty)
        session.say(why or "Every link leads to a note; there is nothing left to write.")
    elif output.on_terminal():
        columns = (
            output.Column(header="Concept", ratio=2),
            output.Column(header="Links", number=True),
            output.Column(header="Wanted by", ratio=4),
        )
        rows = ((each.title, str(each.links_in), _wanting(each.wanted_by)) for each in found)
        output.print_table(columns, rows)
    else:
        output.print_lines(
            "  ".join(
                (
                    output.one_line(each.title),
                    str(each.links_in),
                    output.one_line(_wanting(each.wanted_by)),
                )
            )
            for each in found
        )


def _wanting(paths: tuple[str, ...]) -> str:
    more = len(paths) - _SHOWN
    return ", ".join(paths[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
