"""``kb graph``."""

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.completers import a_concept
from kb.cli.options import (
    Session,
    common_options,
    epilog,
    json_option,
    name_argument,
    number_option,
)
from kb.cli.run import ask
from kb.errors import UsageError, reason_of

if TYPE_CHECKING:
    from kb.graph.export import Graph
    from kb.store.file.store import Store

_GRAPHVIZ: Final = "To draw it: “{} --format dot | dot -Tsvg > notes.svg”, with Graphviz"
_MERMAID: Final = "To draw it, paste it where Mermaid is drawn: Obsidian, GitHub, mermaid.live."


@click.command(
    name="graph",
    epilog=epilog(
        "kb graph asyncio --depth 2 --format mermaid",
        "kb graph --format dot -o notes.dot && dot -Tsvg notes.dot > notes.svg",
        codes={3: "no such concept, or several"},
    ),
)
@name_argument("concept", metavar="CONCEPT", complete=a_concept, required=False)
@number_option(
    "--depth", click.IntRange(min=0), "Include concepts up to N links away from CONCEPT.", default=1
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("json", "dot", "mermaid")),
    default="json",
    show_default=True,
    help="Output format: JSON, Graphviz (dot) or Mermaid.",
)
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to FILE; never overwrite a note or a store.",
)
@json_option
@common_options
def command(
    session: Session,
    *,
    concept: str | None,
    depth: int,
    form: str,
    file: Path | None,
    as_json: bool,
) -> None:
    """Print the graph of all concepts, or those around one.

    CONCEPT is the title, an alias or the path of a note, or a name that notes link to but that has
    no note yet.
    """
    from kb.app.graph.export import graph_of, refuse_to_overwrite
    from kb.graph.export import to_dot, to_mermaid

    today, settings = session.moment().day, session.configuration().settings

    async def run(store: "Store") -> "Graph":
        if file is not None:
            await refuse_to_overwrite(store, file, settings.imports.extensions)
        return await graph_of(store, concept, today=today, depth=depth)

    graph = ask(session, run)
    if as_json or form == "json":
        text = output.as_json(graph)
    else:
        text = to_dot(graph) if form == "dot" else to_mermaid(graph)
    if file is None:
        output.print_text(text)
        if output.on_terminal() and not as_json:
            session.say(_how_to_draw(concept, depth, form))
        return
    try:
        # A new file is readable only by its owner.
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(output.safe(text))
    except OSError as error:
        raise UsageError(
            f"cannot write {file}: {reason_of(error)}. Choose another file."
        ) from error
    session.say(f"Wrote {len(graph.nodes)} concepts and {len(graph.edges)} links to {file}.")


def _how_to_draw(concept: str | None, depth: int, form: str) -> str:
    """Return how to draw what was printed."""
    if form == "mermaid":
        return _MERMAID
    words = ["kb", "graph", *([concept] if concept else [])]
    words += ["--depth", str(depth)] if concept and depth != 1 else []
    how = _GRAPHVIZ.format(output.one_line(shlex.join(words)))
    return f"{how}; or --format mermaid." if form == "json" else f"{how}."
