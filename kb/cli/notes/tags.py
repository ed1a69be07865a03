"""``kb tags``."""

import click

from kb.cli import output
from kb.cli.options import Session, common_options, epilog, json_option
from kb.cli.run import ask


@click.command(name="tags", epilog=epilog("kb tags", "kb tags --json"))
@json_option
@common_options
@click.pass_obj
def command(session: Session, *, as_json: bool) -> None:
    """List tags, most used first."""
    from kb.app.hints import why_empty
    from kb.app.notes.browse import list_tags

    counts = ask(session, list_tags)
    if as_json:
        output.print_json(counts)
    elif not counts:
        why = ask(session, why_empty)
        session.say(why or "No note has a tag. Write #tag in a note, or list tags under “Tags:”.")
    elif output.on_terminal():
        columns = (output.Column(header="Tag"), output.Column(header="Notes", number=True))
        output.print_table(columns, ((count.tag, str(count.notes)) for count in counts))
    else:
        output.print_lines(f"{output.one_line(count.tag)}  {count.notes}" for count in counts)
