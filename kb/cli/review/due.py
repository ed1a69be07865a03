"""``kb due``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.completers import a_tag
from kb.cli.options import (
    Session,
    common_options,
    epilog,
    folder_option,
    json_option,
    number_option,
)
from kb.cli.run import ask, say_why_empty

if TYPE_CHECKING:
    from kb.app.review.statistics.forecast import Outlook
    from kb.schedule.load import Load

_BAR: Final = 40
"""Columns of the longest bar, where there is room."""
_BESIDE: Final = 24
"""Columns that stand beside it, with the last of the line."""


@click.command(
    name="due",
    epilog=epilog("kb due", "kb due --days 30 --json", codes={3: "no such tag or folder"}),
)
@number_option(
    "--days", click.IntRange(1, 3650), "How many days to forecast, including today.", default=7
)
@click.option(
    "--tag",
    metavar="TAG",
    shell_complete=a_tag,
    help="Count only cards of notes with this tag.",
)
@folder_option("Count only cards of notes in this folder, or below it.")
@json_option
@common_options
def command(
    session: Session, *, days: int, tag: str | None, folder: str | None, as_json: bool
) -> None:
    """Show what is due today, and a forecast."""
    from kb.app.cards.selection import CardSelection
    from kb.app.review.statistics.forecast import held_cards, outlook

    moment, settings = session.moment(), session.configuration().settings
    only = CardSelection(tag=tag, folder=folder)
    today = ask(session, lambda store: outlook(store, moment, settings, days=days, only=only))
    if as_json:
        output.print_json(today)
        return
    counts = f"{today.learning} learning, {today.review} to review, {today.new} new"
    output.print_lines([f"Today, {today.day}: {counts}, {output.about(today.minutes)}."])
    if today.new_held:
        output.print_lines([held_cards(today.new_held, settings.schedule.new_per_note)])
    output.print_lines(_held_reviews(today))
    output.print_lines(line.rstrip() for line in _bars(today.forecast))
    if not (today.learning or today.review or today.new):
        say_why_empty(session, "")


def _held_reviews(today: "Outlook") -> Iterator[str]:
    """Yield why due cards, which the bar of the day counts, are left for later days."""
    if count := today.siblings_held:
        cards = "card waits" if count == 1 else "cards wait"
        yield f"{count} more due {cards} for another day: a card that asks for the same is asked."
    if count := today.limits_held:
        cards = "card waits" if count == 1 else "cards wait"
        yield f"{count} more due {cards} for another day: the day's limit of reviews is reached."


def _bars(forecast: "tuple[Load, ...]") -> list[str]:
    most = max(day.reviews for day in forecast)
    if most == 0:
        return [f"No learned card is due in the next {output.counted(len(forecast), 'day')}."]
    longest = min(_BAR, max(output.width() - _BESIDE, 10))
    return [
        f"{day.day:%a %Y-%m-%d}  {day.reviews:>5}  {'█' * -(-day.reviews * longest // most)}"
        for day in forecast
    ]
