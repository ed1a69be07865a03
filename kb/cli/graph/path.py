"""``kb path``."""

from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.completers import a_concept
from kb.cli.options import Session, common_options, json_option
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.graph.paths import Hop, PathView

_EPILOG: Final = """\b
Examples:
  kb path asyncio "race condition"
  kb path uvicorn generator --json

Exit codes: 0 done, connected or not; 2 usage; 3 no such concept, or several; 4 the store cannot
be used."""


@click.command(name="path", epilog=_EPILOG)
@click.argument("start", metavar="A", shell_complete=a_concept)
@click.argument("end", metavar="B", shell_complete=a_concept)
@json_option
@common_options
@click.pass_obj
def command(session: Session, *, start: str, end: str, as_json: bool) -> None:
    """Show how two concepts are connected, quoting each link.

    A and B are titles, aliases or paths, or names that nobody has written yet. Links are
    followed either way, and concepts that everything links to are avoided.
    """
    from kb.app.graph.paths import connection  # noqa: PLC0415  # loads the store

    view = ask(session, lambda store: connection(store, start, end))
    if as_json:
        output.print_json(
            {"hops": [_as_json(hop) for hop in view.hops], "through_hubs": view.through_hubs}
        )
    elif not view.hops:
        session.say(_unconnected(view))
    elif output.on_terminal():
        for hop in view.hops:
            output.print_heading(_step(hop), f"{hop.path}:{hop.line}")
            output.print_indented(output.plain(hop.text))
    else:
        output.print_lines(
            "  ".join(
                output.one_line(part)
                for part in (_step(hop), f"{hop.path}:{hop.line}", output.plain(hop.text))
            )
            for hop in view.hops
        )
    if view.through_hubs:
        session.say("There is no way but through concepts that much is linked with.")


def _step(hop: "Hop") -> str:
    arrow = f"-{hop.relation}->" if hop.direction == "out" else f"<-{hop.relation}-"
    return f"{hop.from_} {arrow} {hop.to}"


def _as_json(hop: "Hop") -> dict[str, object]:
    return {
        "from": hop.from_,
        "to": hop.to,
        "relation": hop.relation,
        "direction": hop.direction,
        "path": hop.path,
        "line": hop.line,
        "text": hop.text,
    }


def _unconnected(view: "PathView") -> str:
    if view.start == view.end:
        return f"{view.start} is one concept. Name two."
    return f"Nothing connects {view.start} with {view.end}. “kb related” shows what is near each."
