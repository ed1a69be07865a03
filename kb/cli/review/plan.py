"""``kb plan``, ``kb plan break`` and ``kb plan exam``."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.completers import a_tag
from kb.cli.options import (
    Session,
    SuggestingGroup,
    common_options,
    epilog,
    json_option,
    number_option,
)
from kb.cli.run import ask
from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.app.review.planning.exams import ExamOutlook
    from kb.app.review.planning.moves import BreakOutlook
    from kb.app.review.planning.overview import Plan, PlannedDay

_BAR: Final = 30
"""Columns of the longest bar, where there is room."""
_BESIDE: Final = 44
"""Columns that stand beside it."""
_LEAST_RETENTION: Final = 0.7
_GREATEST_RETENTION: Final = 0.99


def _day(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    """Return the day that was given.

    Raises:
        BadParameter: it is none.
    """
    if value is None:
        return None
    with suppress(ValueError):
        day = date.fromisoformat(value)
        if day.isoformat() == value:
            return day
    raise click.BadParameter(f"“{value}” is no day. Write it as 2026-12-24.")


@click.group(
    name="plan",
    cls=SuggestingGroup,
    invoke_without_command=True,
    epilog=epilog(
        "kb plan",
        "kb plan --days 60 --json",
        "kb plan break 2026-12-24 2027-01-02",
        "kb plan exam python 2027-02-01 --retention 0.95",
    ),
)
@number_option(
    "--days", click.IntRange(1, 3650), "How many days to show, including today.", default=28
)
@json_option
@common_options
@click.pass_context
def command(context: click.Context, session: Session, *, days: int, as_json: bool) -> None:
    """Show the reviews of the coming weeks, with breaks and exams.

    Easy days of the week are a setting: “kb config set schedule.easy_days saturday:0.5 sunday:0”.
    """
    if context.invoked_subcommand is not None:
        return
    from kb.app.review.planning.overview import overview

    moment, settings = session.moment(), session.configuration().settings
    plan = ask(session, lambda store: overview(store, moment, settings, days=days))
    if as_json:
        output.print_json(plan)
        return
    output.print_lines(line.rstrip() for line in _days(plan))
    for off in plan.breaks:
        output.print_lines(_break(off))
    for exam in plan.exams:
        output.print_lines(_exam(exam))
    if not plan.breaks and not plan.exams:
        session.say("Nothing is planned. “kb plan break” plans a break, “kb plan exam” an exam.")


@command.command(
    name="break",
    epilog=epilog(
        "kb plan break 2026-12-24 2027-01-02",
        "kb plan break 2026-12-24 2027-01-02 --reschedule",
        "kb plan break 2026-12-24 --remove",
        codes={2: "usage, or the days are past or in the wrong order", 3: "no such break"},
    ),
)
@click.argument("first", callback=_day)
@click.argument("last", callback=_day, required=False)
@click.option("--remove", is_flag=True, help="Cancel the break that begins on FIRST.")
@click.option(
    "--reschedule", is_flag=True, help="Move cards that are due in it already, where they can go."
)
@json_option
@common_options
def break_command(  # one for each option
    session: Session,
    *,
    first: date,
    last: date | None,
    remove: bool,
    reschedule: bool,
    as_json: bool,
) -> None:
    """Plan a break from FIRST to LAST, both included.

    From then on, cards that you answer fall due before or after it, as far as the spread of their
    intervals allows. Without LAST, it is one day.
    """
    from kb.app.review.planning.changes import plan_break, remove_break
    from kb.schedule.planning.plans import Break

    moment = session.moment()
    if remove:
        if reschedule:
            raise UsageError("--remove takes no --reschedule. “kb undo” takes back what was moved.")
        gone = ask(session, lambda store: remove_break(store, first, moment))
        if as_json:
            output.print_json(gone)
        else:
            session.say(f"The break that begins on {first} is no longer planned.")
        return
    settings, off = session.configuration().settings, Break(first=first, last=last or first)
    outlook = ask(
        session, lambda store: plan_break(store, off, settings, moment, reschedule=reschedule)
    )
    if as_json:
        output.print_json(outlook)
        return
    output.print_lines(_break(outlook))
    if outlook.moved:
        session.say(_moved(outlook.moved))
    elif outlook.before or outlook.after:
        session.say(f"“kb plan break {off.first} {off.last} --reschedule” moves those that can go.")
    session.say(f"The break is planned. “kb plan break {off.first} --remove” takes it back.")


@command.command(
    name="exam",
    epilog=epilog(
        "kb plan exam python 2027-02-01",
        "kb plan exam python 2027-02-01 --retention 0.95 --reschedule",
        "kb plan exam python --remove",
        codes={2: "usage, or the day is past", 3: "no such tag or exam"},
    ),
)
@click.argument("tag", shell_complete=a_tag)
@click.argument("day", callback=_day, required=False)
@number_option(
    "--retention",
    click.FloatRange(_LEAST_RETENTION, _GREATEST_RETENTION),
    "Until then, the chance of recall at which the tag's cards are due; 0.7 to 0.99.",
    metavar="R",
)
@click.option("--remove", is_flag=True, help="Cancel the exam of TAG.")
@click.option("--reschedule", is_flag=True, help="Move cards that are due too late for it.")
@json_option
@common_options
def exam_command(  # noqa: PLR0913  # one for each option
    session: Session,
    *,
    tag: str,
    day: date | None,
    retention: float | None,
    remove: bool,
    reschedule: bool,
    as_json: bool,
) -> None:
    """Plan to know all cards of TAG in the morning of DAY.

    New cards of the tag come first, as many every day as are needed. No card of the tag falls due
    after that day.
    """
    from kb.app.review.planning.changes import plan_exam, remove_exam
    from kb.schedule.planning.plans import Exam

    moment = session.moment()
    if remove:
        if reschedule or retention is not None or day is not None:
            raise UsageError("--remove takes the tag, and nothing else.")
        gone = ask(session, lambda store: remove_exam(store, tag, moment))
        if as_json:
            output.print_json(gone)
        else:
            session.say(f"The exam of #{output.one_line(gone.name)} is no longer planned.")
        return
    if day is None:
        raise UsageError("when is the exam? Give its day, such as 2027-02-01, or --remove.")
    settings = session.configuration().settings
    exam = Exam(tag=tag.removeprefix("#"), day=day, retention=retention)
    planned = ask(
        session, lambda store: plan_exam(store, exam, settings, moment, reschedule=reschedule)
    )
    if as_json:
        output.print_json(planned)
        return
    output.print_lines(_exam(planned))
    if planned.moved:
        session.say(_moved(planned.moved))
    name = output.one_line(planned.tag)
    session.say(f"The exam is planned. “kb plan exam {name} --remove” takes it back.")


def _days(plan: "Plan") -> Iterator[str]:
    most = max(day.reviews for day in plan.days)
    if most == 0:
        yield f"No learned card is due in the next {output.counted(len(plan.days), 'day')}."
    longest = min(_BAR, max(output.width() - _BESIDE, 10))
    for day in plan.days:
        bar = "█" * -(-day.reviews * longest // most) if most else ""
        remarks = ", ".join(_remarks(plan, day))
        if most or remarks:
            yield f"{day.day:%a %Y-%m-%d}  {day.reviews:>5}  {bar:<{longest}}  {remarks}"


def _remarks(plan: "Plan", day: "PlannedDay") -> Iterator[str]:
    for exam in plan.exams:
        if exam.day == day.day:
            yield f"exam of #{output.one_line(exam.tag)}"
    if day.in_break:
        yield "break"
    elif day.share < 1:
        yield f"easy day ({day.share:.0%})" if day.share >= 0.01 else "easy day"
    if day.new:
        yield f"{day.new} new for exams"


def _break(off: "BreakOutlook") -> Iterator[str]:
    days = f"{off.first}" if off.first == off.last else f"{off.first} – {off.last}"
    if not off.cards:
        yield f"Break {days}: no card is due in it."
        return
    yield (
        f"Break {days}: {output.counted(off.cards, 'card')} due in it. "
        f"{off.before} can go before it, {off.after} after it, {off.waiting} wait for its end."
    )
    if off.recall_due is not None and off.recall_after is not None:
        yield (
            f"  Of those that wait, {off.recall_after:.0%} are recalled then, not "
            f"{off.recall_due:.0%}: about {off.forgotten:.1f} more are forgotten."
        )


def _exam(exam: "ExamOutlook") -> Iterator[str]:
    tag = output.one_line(exam.tag)
    yield (
        f"Exam of #{tag} on {exam.day}, in {output.counted(exam.days, 'study day')}: "
        f"{exam.new} of {output.counted(exam.cards, 'card')} new, {exam.new_a_day} to begin a day."
    )
    if exam.cards:
        yield (
            f"  Known today: {exam.known_now:.0f} ({exam.known_now / exam.cards:.0%}); that "
            f"morning: {exam.known_then:.0f} ({exam.known_then / exam.cards:.0%})."
        )
    if exam.new_left_out:
        why = (
            f"{exam.new_limit} a day are allowed for all exams (schedule.new_per_day), and a few "
            "of each note (schedule.new_per_note)."
            if exam.days
            else "there is no day to begin them."
        )
        yield f"  {output.counted(exam.new_left_out, 'new card')} left out: {why}"
    if exam.too_late:
        # As it is planned: planning again replaces all of it.
        retention = "" if exam.retention is None else f" --retention {exam.retention}"
        yield (
            f"  {output.counted(exam.too_late, 'card')} due too late for it; “kb plan exam {tag} "
            f"{exam.day}{retention} --reschedule” moves them."
        )


def _moved(count: int) -> str:
    number = f" {count}" if count > 1 else ""
    return f"Moved {output.counted(count, 'card')}; “kb undo{number}” takes this back."
