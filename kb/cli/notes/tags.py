"""``kb tags``."""

from typing import Final

import click

from kb.cli import output
from kb.cli.options import Session, common_options, json_option
from kb.cli.run import ask

_EPILOG: Final = """\b
Examples:
  kb tags
  kb tags --json

Exit codes: 0 done; 2 usage; 4 the store cannot be used."""


@click.command(name="tags", epilog=_EPILOG)
@json_option
@common_options
@click.pass_obj
def command(session: Session, *, as_json: bool) -> None:
    """List the tags, most used first."""
    from kb.app.hints import why_empty  # noqa: PLC0415
    from kb.app.notes.browse import list_tags  # noqa: PLC0415  # loads the store

    counts = ask(session, list_tags)
    if as_json:
        output.print_json(counts)
    elif not counts:
        why = ask(session, why_empty)
        session.say(why or "No note bears a tag. One is written as #tag, or under “Tags:”.")
    elif output.on_terminal():
        columns = (output.Column(header="Tag"), output.Column(header="Notes", number=True))
        output.print_table(columns, ((count.tag, str(count.notes)) for count in counts))
    else:
        output.print_lines(f"{output.one_line(count.tag)}  {count.notes}" for count in counts)
