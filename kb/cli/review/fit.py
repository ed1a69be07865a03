"""``kb fit``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from kb.cli import output
from kb.cli.importing.progress import progress_bar
from kb.cli.options import Session, common_options, epilog, json_option
from kb.cli.run import ask
from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.app.review.fitting.report import FitReport, FitUndone, Moved, Score


@click.command(
    name="fit",
    epilog=epilog(
        "kb fit --dry-run",
        "kb fit",
        "kb fit --reschedule",
        "kb fit --undo",
        codes={0: "done, or nothing had to change", 2: "usage, or the extra is missing"},
    ),
)
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option(
    "--reschedule", is_flag=True, help="Change due days, too. Else the next answers do so."
)
@click.option("--undo", is_flag=True, help="Undo the last fit, with the due days that it changed.")
@json_option
@common_options
def command(
    session: Session, *, dry_run: bool, reschedule: bool, undo: bool, as_json: bool
) -> None:
    """Fit the memory model to your own answers.

    kb fits the weights of FSRS to the first four fifths of your answers, and lets them foretell the
    rest. Only if they do that better than the weights so far, they are fitted to all answers and
    used from then on. Needs at least 400 answers, and the extra kb[fit]. Once a month is enough.
    """
    from kb.app.review.fitting.fit import FitOptions, fit, undo_fit

    moment, settings = session.moment(), session.configuration().settings
    if undo:
        if dry_run or reschedule:
            raise UsageError("--undo undoes the last fit, and takes nothing else.")
        undone = ask(session, lambda store: undo_fit(store, moment))
        if as_json:
            output.print_json(undone)
        else:
            session.say(_undone(undone))
        return
    options = FitOptions(reschedule=reschedule, dry_run=dry_run)
    with progress_bar("Fitting", silent=session.quiet or as_json) as progress:
        report = ask(
            session, lambda store: fit(store, settings, moment, options, progress=progress)
        )
    if as_json:
        output.print_json(report)
        return
    if report.before and report.after:
        output.print_lines(_scores(report, report.before, report.after))
    for line in _done(report):
        session.say(line)


def _scores(report: "FitReport", before: "Score", after: "Score") -> Iterator[str]:
    answers = output.counted(report.fitted_on, "answer")
    yield f"Fitted to {answers}, to foretell the {report.judged_on} after them:"
    for name, was, now in (
        ("log loss", before.log_loss, after.log_loss),
        ("RMSE (bins)", before.rmse_bins, after.rmse_bins),
    ):
        yield f"  {name}: {was:.4f} before, {now:.4f} after; less is better"
    yield (
        f"  recalled: {before.recalled:.1%}; foretold {before.predicted:.1%} before, "
        f"{after.predicted:.1%} after"
    )
    for when, score in (("before", before), ("after", after)):
        if score.calibration is not None:
            bins = ", ".join(f"{row.predicted:.0%} → {row.actual:.0%}" for row in score.calibration)
            yield f"  calibration {when}: {bins}"


def _done(report: "FitReport") -> Iterator[str]:
    left_out = [
        f"{output.counted(count, 'answer')} {why}"
        for count, why in (
            (report.amiss, "cannot be placed in time, as a clock was wrong"),
            (report.unknown, "of cards that were learned elsewhere"),
        )
        if count
    ]
    if left_out:
        yield f"Left out: {'; '.join(left_out)}."
    if report.due is None:
        yield f"{report.reason} Nothing was changed."
        return
    if not report.accepted:
        done = "would change" if report.dry_run else "changed"
        yield f"{report.reason} By those of the last fit {done}: {_moved(report.due, report)}."
        return
    cards = output.counted(report.memories, "card")
    if report.dry_run:
        yield f"The memory of {cards} would change, and {_moved(report.due, report)}."
        yield "Nothing was changed: this was a dry run."
        return
    yield f"The memory of {cards} changed, and {_moved(report.due, report)}."
    yield "“kb fit --undo” goes back."


def _moved(due: "Moved", report: "FitReport") -> str:
    if not due.cards:
        return "no due day"
    how_far = (
        f"{due.earlier} earlier and {due.later} later, by {due.median_days:g} "
        f"{'day' if due.median_days == 1 else 'days'} in the median and {due.most_days} at most"
    )
    cards = output.counted(due.cards, "card")
    if report.rescheduled:
        return f"the due day of {cards}: {how_far}"
    return f"no due day; --reschedule changes that of {cards}, {how_far}"


def _undone(undone: "FitUndone") -> str:
    if not undone.undone:
        return "There is no fit to undo: the default weights hold."
    which = "The default weights hold" if undone.default else "The weights of the fit before hold"
    days = f"; {output.counted(undone.rescheduled, 'due day')} went back" * bool(undone.rescheduled)
    return f"{which} again: the memory of {output.counted(undone.memories, 'card')} changed{days}."
