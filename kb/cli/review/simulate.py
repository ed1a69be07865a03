"""``kb simulate``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from kb.cli import output
from kb.cli.importing.progress import progress_bar
from kb.cli.options import Session, common_options, epilog, json_option, number_option
from kb.cli.pager import pager_option
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.review.simulating.simulate import Simulation


@click.command(
    name="simulate",
    epilog=epilog(
        "kb simulate",
        "kb simulate --days 90 --new-per-day 5",
        "kb simulate --retention 0.85 --reviews-per-day 100 --json",
    ),
)
@number_option(
    "--days", click.IntRange(1, 3650), "How many days to simulate, including today.", default=365
)
@number_option(
    "--retention",
    click.FloatRange(0.7, 0.99),
    "Simulate only this chance of recall, from 0.7 to 0.99. Default: all.",
    metavar="R",
)
@number_option("--new-per-day", click.IntRange(0, 9999), "New cards a day. Default: as it is set.")
@number_option(
    "--reviews-per-day", click.IntRange(0, 9999), "Maximum reviews a day. Default: as it is set."
)
@json_option
@pager_option
@common_options
def command(
    session: Session,
    *,
    days: int,
    retention: float | None,
    new_per_day: int | None,
    reviews_per_day: int | None,
    as_json: bool,
) -> None:
    """Simulate a year of reviews, and show what each retention costs and gains.

    It begins with your cards as they are now, and goes through the queue of each day. You forget as
    the memory model says, and answer as you did so far. Nothing in the store changes. The same
    store gives the same answer.
    """
    from kb.app.review.simulating.simulate import SimulationOptions, simulate

    moment, settings = session.moment(), session.configuration().settings
    options = SimulationOptions(
        days=days, retention=retention, new_per_day=new_per_day, reviews_per_day=reviews_per_day
    )
    with progress_bar("Simulating", silent=session.quiet or as_json) as progress:
        simulation = ask(
            session, lambda store: simulate(store, settings, moment, options, progress=progress)
        )
    if as_json:
        output.print_json(simulation)
        return
    if simulation.reason is not None:
        session.say(simulation.reason)
        return
    output.print_lines(_summary(simulation))
    if len(simulation.workload) > 1:
        _print_table(simulation)
    for line in simulation.remarks:
        session.say(line)


def _summary(simulation: "Simulation") -> Iterator[str]:
    limit = simulation.reviews_per_day
    at_most = "" if limit is None else f", at most {output.counted(limit, 'review')} a day"
    yield (
        f"{output.counted(simulation.days, 'day')} from {simulation.first}, with "
        f"{output.counted(simulation.cards, 'card')}, {simulation.new:,} of them new; retention "
        f"{_percent(simulation.retention)}, {simulation.new_per_day} new a day{at_most}:"
    )
    yield f"  a day: {simulation.reviews:,.0f} reviews, {_minutes(simulation.minutes)} minutes"
    yield (
        f"  cards known: {simulation.known_now:,.0f} now, {simulation.known:,.0f} on average, "
        f"{simulation.known_at_end:,.0f} at the end"
    )
    if simulation.begun:
        yield f"  new cards learned: {simulation.begun:,.0f}"
    if simulation.reviews_per_day is not None:
        yield f"  due reviews that wait at the end: {simulation.waiting:,.0f}"


def _print_table(simulation: "Simulation") -> None:
    columns = [
        output.Column(header=header, number=True)
        for header in (
            "Retention",
            "Reviews\na day",
            "Minutes\na day",
            "Known on\naverage",
            "Known at\nthe end",
        )
    ]
    output.print_table(
        [*columns, output.Column(header="")],
        [
            (
                _percent(row.retention),
                f"{row.reviews:,.0f}",
                _minutes(row.minutes),
                f"{row.known:,.0f}",
                f"{row.known_at_end:,.0f}",
                "← as set" if row.is_set else "",
            )
            for row in simulation.workload
        ],
    )


def _percent(retention: float) -> str:
    return f"{round(100 * retention, 1):g}%"


def _minutes(minutes: float) -> str:
    return f"{minutes:,.0f}" if minutes >= 10 else f"{minutes:.1f}"
