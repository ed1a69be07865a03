"""``kb related``."""

from typing import TYPE_CHECKING

import click

from kb.cli import output
from kb.cli.completers import a_concept
from kb.cli.options import Session, common_options, epilog, json_option, limit_option
from kb.cli.run import ask
from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.app.graph.related import RelatedView


@click.command(
    name="related",
    epilog=epilog(
        "kb related asyncio",
        'kb related "event loop" --new --limit 5',
        "kb related --evaluate",
        "kb related --default-weights",
        codes={3: "no such concept, or several"},
    ),
)
@click.argument("concept", required=False, shell_complete=a_concept)
@limit_option
@click.option("--new", is_flag=True, help="Leave out concepts that are linked already.")
@click.option(
    "--evaluate",
    is_flag=True,
    help="Measure the results: hide some of your links, and count how many kb finds. Fit the "
    "ranking to your links, and keep that if it finds clearly more.",
)
@click.option(
    "--default-weights",
    is_flag=True,
    help="Forget what --evaluate fitted, and rank by the default weights again.",
)
@json_option
@common_options
def command(  # noqa: PLR0913  # each is an option of the command’s own
    session: Session,
    *,
    concept: str | None,
    limit: int | None,
    new: bool,
    evaluate: bool,
    default_weights: bool,
    as_json: bool,
) -> None:
    """Show what is related to a concept, ranked, with the reasons.

    CONCEPT is the title, an alias or the path of a note, or a name that notes link to but that has
    no note yet. Case does not matter. The default limit is 20.
    """
    if evaluate or default_weights:
        flag = "--evaluate" if evaluate else "--default-weights"
        if concept or new or limit:
            raise UsageError(f"{flag} cannot be combined with CONCEPT, --new or --limit.")
        if evaluate and default_weights:
            raise UsageError("--evaluate cannot be combined with --default-weights.")
        (_evaluate if evaluate else _use_default_weights)(session, as_json=as_json)
        return
    if concept is None:
        raise UsageError("no concept given. Try “kb related CONCEPT”.")
    from kb.app.graph.related import RESULTS, related_concepts

    view = ask(
        session,
        lambda store: related_concepts(store, concept, limit=limit or RESULTS, new=new),
    )
    if as_json:
        output.print_json(view)
    elif not view.related:
        hint = "Without --new, linked concepts are listed too." if new else "Link it, or tag it."
        what = "Nothing new" if new else "Nothing"
        session.say(f"{what} is related to {view.concept}: too little in common. {hint}")
    else:
        _print(view)


def _print(view: "RelatedView") -> None:
    for concept in view.related:
        path, score = concept.path or "not yet written", f"{concept.score:.2f}"
        reasons = [reason.text for reason in concept.why]
        if output.on_terminal():
            output.print_heading(concept.title, f"{path}  {score}")
            output.print_indented(*map(output.plain, reasons))
        else:
            parts = concept.title, path, score, "; ".join(reasons)
            output.print_lines(["  ".join(map(output.one_line, parts))])


def _evaluate(session: Session, *, as_json: bool) -> None:
    from kb.app.graph.evaluate import evaluate_related

    evaluation = ask(session, evaluate_related)
    if as_json:
        output.print_json(evaluation)
    elif not evaluation.links:
        session.say("No note links to another yet, so there is nothing to hide.")
    else:
        links = f"{evaluation.links} links in {evaluation.notes} notes"
        output.print_lines([f"Hid {links}, one at a time. Found again:"])
        output.print_lines(
            f"  by {method.name}: {method.hit_1:.0%} in the first 1, "
            f"{method.hit_5:.0%} in the first 5, {method.hit_10:.0%} in the first 10"
            for method in evaluation.methods
        )
        fit = evaluation.fit
        changes = f"Fitted, it finds {fit.gained} more and {fit.lost} fewer of them"
        if fit.kept:
            output.print_lines([f"{changes}. It ranks by these weights from now on;"])
            output.print_lines(["“kb related --default-weights” goes back."])
        else:
            output.print_lines([f"{changes}: no clear gain. The default weights stay."])


def _use_default_weights(session: Session, *, as_json: bool) -> None:
    from kb.app.graph.fitted import use_default_weights

    had_others = ask(session, use_default_weights)
    if as_json:
        output.print_json({"changed": had_others})
    elif had_others:
        session.say("The default weights rank again.")
    else:
        session.say("The default weights rank already.")
