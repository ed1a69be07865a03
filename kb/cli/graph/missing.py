"""``kb missing``."""

import click

from kb.cli import output
from kb.cli.options import Session, common_options, epilog, json_option, limit_option
from kb.cli.pager import pager_option
from kb.cli.run import ask, say_why_empty


@click.command(name="missing", epilog=epilog("kb missing --limit 10", "kb missing --json"))
@limit_option
@json_option
@pager_option
@common_options
def command(session: Session, *, limit: int | None, as_json: bool) -> None:
    """List linked concepts that have no note yet, most wanted first.

    Links in template folders do not count.
    """
    from kb.app.graph.missing import missing_concepts

    concepts = ask(session, lambda store: missing_concepts(store, limit))
    rows = [
        (concept.title, str(concept.links_in), output.first_few(concept.wanted_by))
        for concept in concepts
    ]
    if as_json:
        output.print_json(concepts)
    elif not concepts:
        say_why_empty(session, "Every link leads to a note.")
    elif output.on_terminal():
        columns = (
            output.Column(header="Concept", ratio=2),
            output.Column(header="Links", number=True),
            output.Column(header="Wanted by", ratio=4),
        )
        output.print_table(columns, rows)
    else:
        output.print_lines("  ".join(map(output.one_line, row)) for row in rows)
