"""``kb due``."""

from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.completers import a_tag
from kb.cli.options import Session, common_options, json_option
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.schedule.load import Load

_EPILOG: Final = """\b
Examples:
  kb due
  kb due --days 30 --json

Exit codes: 0 done; 2 usage; 4 the store cannot be used."""
_BAR: Final = 40
"""Columns of the longest bar."""


@click.command(name="due", epilog=_EPILOG)
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=7,
    show_default=True,
    help="How many days to look ahead, today among them.",
)
@click.option(
    "--tag",
    metavar="TAG",
    shell_complete=a_tag,
    help="Count today's cards of notes that bear the tag.",
)
@json_option
@common_options
@click.pass_obj
def command(session: Session, *, days: int, tag: str | None, as_json: bool) -> None:
    """Show what is due today, and a forecast."""
    from kb.app.hints import why_empty  # noqa: PLC0415  # loads the store
    from kb.app.review.forecast import outlook  # noqa: PLC0415

    moment, settings = session.moment(), session.configuration().settings
    found = ask(session, lambda store: outlook(store, moment, settings, days=days, tag=tag))
    if as_json:
        output.print_json(found)
        return
    counts = f"{found.learning} learning, {found.review} to review, {found.new} new"
    minutes = f"about {output.counted(round(found.minutes), 'minute')}"
    output.print_lines([f"Today, {found.day}: {counts}, {minutes}."])
    if found.new_held:
        output.print_lines([said_of_held(found.new_held)])
    output.print_lines(line.rstrip() for line in _bars(found.forecast))
    if not (found.learning or found.review or found.new):
        why = ask(session, lambda store: why_empty(store, tag=tag))
        if why:
            session.say(why)


def said_of_held(count: int) -> str:
    """Returns why new cards wait for which the day has room."""
    waits = "card waits" if count == 1 else "cards wait"
    return f"{count} more new {waits} for the days to come: a note brings at most three a day."


def _bars(forecast: "tuple[Load, ...]") -> list[str]:
    """Returns the days, each with a bar as long as it has cards that are due."""
    most = max(day.reviews for day in forecast)
    if most == 0:
        return ["Nothing that was learnt is due on these days."]
    return [
        f"{day.day:%a %Y-%m-%d}  {day.reviews:>5}  {_bar(day.reviews, most)}" for day in forecast
    ]


def _bar(count: int, most: int) -> str:
    return "█" * -(-count * _BAR // most)
