"""``kb stats``."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.options import Session, common_options, json_option
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.review.statistics import Between, GroupRecall, Statistics
    from kb.schedule.load import Load

_EPILOG: Final = """\b
Examples:
  kb stats
  kb stats --json

Exit codes: 0 done; 2 usage; 4 the store cannot be used."""
_SHOWN: Final = 10
"""Concepts and tags; JSON has all."""
_WEEKS: Final = 26
_SHADES: Final = "·░▒▓█"
"""From a day without reviews to one with as many as the busiest."""
_NOT_ENOUGH: Final = "not enough data"


@click.command(name="stats", epilog=_EPILOG)
@json_option
@common_options
@click.pass_obj
def command(session: Session, *, as_json: bool) -> None:
    """Show your retention, and how accurate the predictions were.

    True retention counts the first review of a card on a day; mature cards had waited for 21 days
    or more. Recall now is the mean chance, as things stand, that a card is recalled.
    """
    from kb.app.review.statistics import statistics  # noqa: PLC0415  # loads the store

    moment = session.moment()
    found = ask(session, lambda store: statistics(store, moment))
    if as_json:
        output.print_json(found)
    elif not found.reviews and not found.generators:
        session.say("Nothing was reviewed yet. “kb review” begins.")
    else:
        output.print_lines(_lines(found, moment.day))


def _lines(found: "Statistics", today: date) -> Iterator[str]:
    retention = found.true_retention
    yield f"Reviews: {found.reviews}"
    yield f"True retention, young: {_share(retention.young, retention.young_between)}"
    yield f"True retention, mature: {_share(retention.mature, retention.mature_between)}"
    if found.log_loss is None or found.log_loss_constant is None:
        yield f"Log loss: {_NOT_ENOUGH}"
    else:
        constant = f"{found.log_loss_constant:.3f}"
        yield f"Log loss: {found.log_loss:.3f}; of always the mean: {constant}"
    if found.calibration is None:
        yield f"Calibration: {_NOT_ENOUGH}"
    else:
        yield "Calibration: predicted → recalled, between, of how many"
        for row in found.calibration:
            between = f"{row.low:.0%} to {row.high:.0%}"
            yield f"  {row.predicted:>4.0%} → {row.actual:>4.0%}, {between}, {row.n}"
    if found.days:
        yield from _heat_map(found.days, today)
    yield from _groups("Concepts, weakest first", found.concepts)
    tags = [replace(each, title=f"#{each.title}") for each in found.tags]
    yield from _groups("Tags, weakest first", tags)
    for each in found.generators:
        share = each.accepted / each.decided
        counts = f"{each.accepted} of {each.decided} accepted ({share:.0%})"
        yield f"Proposals by {each.generator}: {counts}"


def _share(share: float | None, between: "Between | None") -> str:
    if share is None or between is None:
        return _NOT_ENOUGH
    return f"{share:.1%} ({between.low:.0%} to {between.high:.0%}, {between.n} reviews)"


def _heat_map(days: "Sequence[Load]", today: date) -> Iterator[str]:
    """Yields the last half year, a column a week, Monday first."""
    reviews = {day.day: day.reviews for day in days}
    minutes = sum(day.minutes for day in days)
    most = max(reviews.values())
    first = today - timedelta(days=today.weekday() + 7 * (_WEEKS - 1))
    yield (
        f"Last year: {sum(reviews.values())} reviews in {minutes:.0f} minutes on "
        f"{output.counted(len(days), 'day')}; at most {most} a day ({_SHADES[-1]})"
    )
    for weekday in range(7):
        row = [first + timedelta(days=7 * week + weekday) for week in range(_WEEKS)]
        shades = " ".join(_shade(reviews.get(day, 0), most) if day <= today else " " for day in row)
        yield f"  {row[0]:%a}  {shades}".rstrip()


def _shade(count: int, most: int) -> str:
    return _SHADES[-(-count * (len(_SHADES) - 1) // most)]


def _groups(heading: str, groups: "Sequence[GroupRecall]") -> Iterator[str]:
    if not groups:
        return
    yield f"{heading}: recall now, met of cards, weakest card"
    for group in groups[:_SHOWN]:
        met = round(group.coverage * group.cards)
        now = _NOT_ENOUGH if group.recall_now is None else f"{group.recall_now:.0%}"
        weakest = "".join(f", {each.id} ({each.retrievability:.0%})" for each in group.weakest[:1])
        yield f"  {output.one_line(group.title)}: {now}, {met} of {group.cards}{weakest}"
    if len(groups) > _SHOWN:
        yield f"  … and {len(groups) - _SHOWN} more: kb stats --json"
