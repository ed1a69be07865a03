"""``kb path``."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.completers import a_concept
from kb.cli.options import Session, common_options, epilog, json_option
from kb.cli.pager import pager_option
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.graph.paths import Hop, PathView
    from kb.store.file.store import Store

_ENDS: Final = 2
"""Names that a path has."""


@click.command(
    name="path",
    epilog=epilog(
        'kb path asyncio "race condition"',
        "kb path uvicorn generator --json",
        codes={0: "done, connected or not", 3: "no such concept, or several"},
    ),
)
@click.argument("words", metavar="A B", nargs=-1, shell_complete=a_concept)
@json_option
@pager_option
@common_options
def command(session: Session, *, words: tuple[str, ...], as_json: bool) -> None:
    """Show how two concepts are connected, quoting each link.

    A and B are titles, aliases or paths of notes, or names that notes link to but that have no note
    yet. Names of several words need quotes only where kb could not tell them apart; “to” may stand
    between them. kb follows links in either direction, and avoids concepts with very many links.
    """
    if len(words) < _ENDS:
        raise click.UsageError(f"{'B is' if words else 'A and B are'} missing")
    from kb.app.graph.paths import connection, two_names

    async def connect(store: "Store") -> "PathView":
        return await connection(store, *await two_names(store, words))

    view = ask(session, connect)
    if as_json:
        output.print_json(
            {"hops": [_as_json(hop) for hop in view.hops], "through_hubs": view.through_hubs}
        )
    elif not view.hops:
        if view.start == view.end:
            session.say(f"Both names mean {view.start}. Give two different concepts.")
        else:
            related = "“kb related” shows what is related to each."
            session.say(f"No path from {view.start} to {view.end}. {related}")
    elif output.on_terminal():
        for hop in view.hops:
            step, place, sentence = _parts(hop)
            output.print_heading(step, place)
            output.print_indented(sentence)
    else:
        output.print_lines("  ".join(map(output.one_line, _parts(hop))) for hop in view.hops)
    if view.through_hubs:
        session.say("Every path goes through a concept with very many links.")


def _parts(hop: "Hop") -> tuple[str, str, str]:
    arrow = f"-{hop.relation}->" if hop.direction == "out" else f"<-{hop.relation}-"
    step = f"{hop.from_} {arrow} {hop.to}"
    return step, f"{hop.path}:{hop.line}", output.plain(hop.text)


def _as_json(hop: "Hop") -> dict[str, object]:
    return {name.rstrip("_"): value for name, value in asdict(hop).items()}
