"""``kb related``."""

from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.completers import a_concept
from kb.cli.options import Session, common_options, epilog, json_option, limit_option, name_argument
from kb.cli.pager import pager_option
from kb.cli.run import ask
from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.app.graph.related import RelatedView

_ON_A_SCREEN: Final = 7
"""The default number of results on a terminal."""
_LINES: Final = 2
"""Of reasons, below the line of a concept."""
_LINKING: Final = frozenset({"link", "backlink"})


@click.command(
    name="related",
    epilog=epilog(
        "kb related asyncio",
        'kb related "event loop" --new --limit 5',
        "kb related asyncio --missing",
        "kb related --evaluate",
        "kb related --default-weights",
        codes={3: "no such concept, or several"},
    ),
)
@name_argument("concept", metavar="CONCEPT", complete=a_concept, required=False)
@limit_option
@click.option("--new", is_flag=True, help="Leave out concepts that are linked already.")
@click.option(
    "--daily",
    is_flag=True,
    help="List daily notes, too; else only for a daily note.",
)
@click.option(
    "--missing",
    is_flag=True,
    help="Show which links the note lacks, with the lines where they would stand.",
)
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
@pager_option
@common_options
def command(  # noqa: PLR0913  # one for each option
    session: Session,
    *,
    concept: str | None,
    limit: int | None,
    new: bool,
    daily: bool,
    missing: bool,
    evaluate: bool,
    default_weights: bool,
    as_json: bool,
) -> None:
    """Show what is related to a concept, ranked, with the reasons.

    CONCEPT is the title, an alias or the path of a note, or a name that notes link to but that has
    no note yet. Case does not matter. The default limit is 7 on a terminal, else 20.
    """
    if evaluate or default_weights:
        flag = "--evaluate" if evaluate else "--default-weights"
        if concept or new or daily or limit or missing:
            raise UsageError(f"{flag} cannot be combined with CONCEPT or another option.")
        if evaluate and default_weights:
            raise UsageError("--evaluate cannot be combined with --default-weights.")
        (_evaluate if evaluate else _use_default_weights)(session, as_json=as_json)
        return
    if concept is None:
        raise UsageError("no concept given. Try “kb related CONCEPT”.")
    if missing:
        _missing(session, concept, limit, daily=daily, as_json=as_json)
        return
    from kb.app.graph.related import RESULTS, related_concepts

    shown = limit or (_ON_A_SCREEN if output.on_terminal() and not as_json else RESULTS)
    view = ask(
        session,
        lambda store: related_concepts(store, concept, limit=shown, new=new, daily=daily),
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
            # A link says more than what two notes have in common.
            linking = [reason.text for reason in concept.why if reason.kind in _LINKING]
            others = [text for text in reasons if text not in linking]
            output.print_brief([*linking, *others], lines=_LINES)
        else:
            parts = concept.title, path, score, "; ".join(reasons)
            output.print_lines(["  ".join(map(output.one_line, parts))])


def _missing(
    session: Session, concept: str, limit: int | None, *, daily: bool, as_json: bool
) -> None:
    from kb.app.graph.unwritten_links import SUGGESTIONS, unwritten_links

    lacking = ask(
        session,
        lambda store: unwritten_links(store, concept, limit=limit or SUGGESTIONS, daily=daily),
    )
    if as_json:
        output.print_json(lacking)
        return
    if not lacking.named and not lacking.suggested:
        lacks = "lacks no link that kb knows of"
        if lacking.path is None:
            lacks = "is not yet written, and no note names it without a link"
        session.say(f"{lacking.concept} {lacks}.")
    for mention in lacking.named:
        place = f"{mention.source}:{mention.line}"
        what = "names it" if mention.source != lacking.path else f"names {mention.title}"
        if output.on_terminal():
            output.print_heading(f"{place} {what}", "without a link")
            output.print_indented(output.plain(mention.text))
        else:
            parts = (f"{place} {what} without a link", mention.text)
            output.print_lines(["  ".join(map(output.one_line, parts))])
    for link in lacking.suggested:
        written = f"{lacking.path}:{link.line}"
        place = f"{lacking.concept}, once written," if link.line is None else written
        head, reasons = f"{place} could link to {link.title}", [reason.text for reason in link.why]
        if output.on_terminal():
            output.print_heading(head, f"{link.score:.2f}")
            shown_line = [] if link.text is None else [output.plain(link.text)]
            output.print_indented(*shown_line, *map(output.plain, reasons))
        else:
            shown = (head, f"{link.score:.2f}", "; ".join(reasons))
            output.print_lines(["  ".join(map(output.one_line, shown))])


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
