"""``kb missing``."""

import click

from kb.cli import output
from kb.cli.completers import a_tag
from kb.cli.options import (
    Session,
    common_options,
    epilog,
    folder_option,
    json_option,
    limit_option,
)
from kb.cli.pager import pager_option
from kb.cli.run import ask, say_why_empty


@click.command(
    name="missing",
    epilog=epilog(
        "kb missing --limit 10",
        "kb missing --folder web --json",
        "kb missing --tag python",
        codes={3: "no such tag or folder"},
    ),
)
@click.option(
    "--tag", metavar="TAG", shell_complete=a_tag, help="Only links of notes with this tag."
)
@folder_option("Only links of notes in this folder, or below it.")
@limit_option
@json_option
@pager_option
@common_options
def command(
    session: Session, *, tag: str | None, folder: str | None, limit: int | None, as_json: bool
) -> None:
    """List linked concepts that have no note yet, most wanted first.

    Links in template folders do not count.
    """
    from kb.app.graph.missing import missing_concepts

    concepts = ask(session, lambda store: missing_concepts(store, limit, tag=tag, folder=folder))
    rows = [
        (concept.title, str(concept.links_in), output.first_few(concept.wanted_by))
        for concept in concepts
    ]
    if as_json:
        output.print_json(concepts)
    elif not concepts:
        every = "Every link" if tag is None and folder is None else "Every link of these notes"
        say_why_empty(session, f"{every} leads to a note.")
    elif output.on_terminal():
        columns = (
            output.Column(header="Concept", most=0.5),
            output.Column(header="Links", number=True),
            output.Column(header="Wanted by", ratio=1),
        )
        output.print_table(columns, rows)
    else:
        output.print_lines("  ".join(map(output.one_line, row)) for row in rows)
