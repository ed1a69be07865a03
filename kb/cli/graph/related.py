"""``kb related``."""

from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.completers import a_concept
from kb.cli.options import Session, common_options, json_option, limit_option
from kb.cli.run import ask
from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.app.graph.evaluate import Evaluation
    from kb.app.graph.related import RelatedView

_EPILOG: Final = """\b
Examples:
  kb related asyncio
  kb related "event loop" --new --limit 5
  kb related --evaluate

Exit codes: 0 done; 2 usage; 3 no such concept, or several; 4 the store cannot be used."""


@click.command(name="related", epilog=_EPILOG)
@click.argument("concept", required=False, shell_complete=a_concept)
@limit_option
@click.option("--new", is_flag=True, help="Leave out what is linked already.")
@click.option(
    "--evaluate",
    is_flag=True,
    help="Hide links of your own notes, and count how many come back.",
)
@json_option
@common_options
@click.pass_obj
def command(
    session: Session,
    *,
    concept: str | None,
    limit: int | None,
    new: bool,
    evaluate: bool,
    as_json: bool,
) -> None:
    """Show what is related to a concept, ranked, with the reasons.

    CONCEPT is a note's title, alias or path, in any case, or a name that notes link to and
    nobody has written yet. Without --limit, 20 are shown.
    """
    if evaluate:
        if concept or new or limit:
            raise UsageError("--evaluate tries all notes. Leave out the concept and other options.")
        _evaluate(session, as_json=as_json)
        return
    if concept is None:
        raise UsageError("related to what? Name a concept: kb related CONCEPT.")
    from kb.app.graph.related import RESULTS, related_concepts  # noqa: PLC0415  # loads the store

    view = ask(
        session,
        lambda store: related_concepts(store, concept, limit=limit or RESULTS, new=new),
    )
    if as_json:
        output.print_json(view)
    elif not view.related:
        hint = "Leave out --new to see what is linked already." if new else "Link it, or tag it."
        said = f"Nothing is{' newly' if new else ''} related with {view.concept}"
        session.say(f"{said}: no links, few words or tags in common. {hint}")
    elif output.on_terminal():
        _print_blocks(view)
    else:
        output.print_lines(_lines(view))


def _print_blocks(view: "RelatedView") -> None:
    for each in view.related:
        beside = each.path or "not yet written"
        output.print_heading(each.title, f"{beside}  {each.score:.2f}")
        output.print_indented(*(output.plain(reason.text) for reason in each.why))


def _lines(view: "RelatedView") -> list[str]:
    return [
        "  ".join(
            output.one_line(part)
            for part in (
                each.title,
                each.path or "not yet written",
                f"{each.score:.2f}",
                "; ".join(reason.text for reason in each.why),
            )
        )
        for each in view.related
    ]


def _evaluate(session: Session, *, as_json: bool) -> None:
    from kb.app.graph.evaluate import evaluate_related  # noqa: PLC0415  # loads the store

    found = ask(session, evaluate_related)
    if as_json:
        output.print_json(found)
    elif not found.links:
        session.say("No note links to another yet, so there is nothing to hide.")
    else:
        output.print_lines(_told(found))


def _told(found: "Evaluation") -> list[str]:
    lines = [f"{found.links} links of {found.notes} notes were hidden, one at a time. Came back"]
    for method in found.methods:
        shares = ", ".join(
            f"{share:.0%} in the first {first}"
            for first, share in zip(
                (1, 5, 10), (method.hit_1, method.hit_5, method.hit_10), strict=True
            )
        )
        lines.append(f"  by {method.name}: {shares}")
    return lines
