"""``kb stats``."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.options import Session, common_options, epilog, json_option
from kb.cli.pager import pager_option
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.learning import Foresight
    from kb.app.review.statistics.statistics import GroupRecall, Interval, Statistics
    from kb.schedule.load import Load

_SHOWN: Final = 10
"""Concepts and tags; JSON has all."""
_WEEKS: Final = 26
_SHADES: Final = "·░▒▓█"
"""From a day without reviews to one with as many as the busiest."""
_NOT_ENOUGH: Final = "not enough data"


@click.command(name="stats", epilog=epilog("kb stats", "kb stats --json"))
@json_option
@pager_option
@common_options
def command(session: Session, *, as_json: bool) -> None:
    """Show your retention, and how accurate the predictions were.

    True retention counts only the first review of a card on a day. Mature cards have intervals of
    21 days or more, young cards have shorter ones. “Recall now” is the mean probability that you
    recall a card now.
    """
    from kb.app.review.statistics.statistics import statistics

    moment = session.moment()
    stats = ask(session, lambda store: statistics(store, moment))
    if as_json:
        output.print_json(stats)
    elif not (stats.reviews or stats.generators or stats.foresight.decided):
        session.say("You have not reviewed anything yet. Start with “kb review”.")
    else:
        output.print_lines(_lines(stats, moment.day))


def _lines(stats: "Statistics", today: date) -> Iterator[str]:
    retention = stats.true_retention
    yield f"Reviews: {stats.reviews}"
    yield f"True retention, young: {_share(retention.young, retention.young_between)}"
    yield f"True retention, mature: {_share(retention.mature, retention.mature_between)}"
    for after in stats.by_interval:
        reviews = output.counted(after.n, "review")
        between = f"{after.low:.0%} to {after.high:.0%}, {reviews}"
        yield f"  after {_days(after.least_days, after.most_days)}: {after.share:.0%} ({between})"
    if stats.log_loss is None or stats.log_loss_constant is None:
        yield f"Log loss: {_NOT_ENOUGH}"
    else:
        constant = f"{stats.log_loss_constant:.3f}"
        yield (
            f"Log loss: {stats.log_loss:.3f}, less is better; {constant} with one chance for all"
        )
    if stats.brier_score is not None and stats.brier_score_constant is not None:
        constant = f"{stats.brier_score_constant:.3f}"
        yield (
            f"Brier score: {stats.brier_score:.3f}, less is better; "
            f"{constant} with one chance for all"
        )
    if stats.calibration is None:
        yield f"Calibration: {_NOT_ENOUGH}"
    else:
        yield "Calibration: predicted → recalled, 95 % interval, reviews"
        for row in stats.calibration:
            between = f"{row.low:.0%} to {row.high:.0%}"
            yield f"  {row.predicted:>4.0%} → {row.actual:>4.0%}, {between}, {row.n}"
    if stats.days:
        yield from _heat_map(stats.days, today)
    if stats.hardest:
        yield "Concepts, hardest first: mean difficulty of 10, times forgotten"
        for concept in stats.hardest:
            title = output.one_line(concept.title)
            yield f"  {title}: {concept.difficulty:.1f}, {concept.lapses}"
    yield from _groups("Concepts, weakest first", stats.concepts)
    tags = [replace(tag, title=f"#{tag.title}") for tag in stats.tags]
    yield from _groups("Tags, weakest first", tags)
    for share in stats.generators:
        accepted = f"{share.accepted} of {share.decided} accepted"
        yield f"Proposals by {share.generator}: {accepted} ({share.accepted / share.decided:.0%})"
    yield from _foresight(stats.foresight)


def _days(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} days or more"
    return output.counted(least, "day") if least == most else f"{least} to {most} days"


def _foresight(foresight: "Foresight") -> Iterator[str]:
    if not foresight.decided:
        return
    verdicts = output.counted(foresight.decided, "verdict")
    if foresight.by_default is None or foresight.learned is None:
        yield f"Worth of cards: {_NOT_ENOUGH} on how well kb foretells what you keep ({verdicts})"
    else:
        yield (
            "Worth of cards: of a card that you kept and one that you did not, it puts the kept one"
            f" first {foresight.learned:.0%} of the time; before it learned from you, "
            f"{foresight.by_default:.0%} ({verdicts})"
        )


def _share(share: float | None, interval: "Interval | None") -> str:
    if share is None or interval is None:
        return _NOT_ENOUGH
    reviews = output.counted(interval.n, "review")
    return f"{share:.1%} ({interval.low:.0%} to {interval.high:.0%}, {reviews})"


def _heat_map(days: "Sequence[Load]", today: date) -> Iterator[str]:
    """Yield the last half year, with a column for each week, Monday first."""
    reviews = {day.day: day.reviews for day in days}
    minutes = sum(day.minutes for day in days)
    most = max(reviews.values())
    first = today - timedelta(days=today.weekday() + 7 * (_WEEKS - 1))
    yield (
        f"Last year: {output.counted(sum(reviews.values()), 'review')} in "
        f"{output.counted(round(minutes), 'minute')} on "
        f"{output.counted(len(days), 'day')}; at most {most} a day ({_SHADES[-1]}). Half a year:"
    )
    yield f"       {_months(first)}"
    for weekday in range(7):
        row = [first + timedelta(days=7 * week + weekday) for week in range(_WEEKS)]
        shades = " ".join(_shade(reviews.get(day, 0), most) if day <= today else " " for day in row)
        yield f"  {row[0]:%a}  {shades}".rstrip()


def _months(first: date) -> str:
    """Return the names of the months, each above the first week that begins in it."""
    line = ""
    for week in range(_WEEKS):
        day = first + timedelta(days=7 * week)
        if day.day <= 7 and len(line) <= 2 * week:  # the first week of a month
            line = f"{line:<{2 * week}}{day:%b}"
    return line


def _shade(count: int, most: int) -> str:
    return _SHADES[-(-count * (len(_SHADES) - 1) // most)]


def _groups(heading: str, groups: "Sequence[GroupRecall]") -> Iterator[str]:
    if not groups:
        return
    yield f"{heading}: recall now, cards seen, weakest card with its recall"
    for group in groups[:_SHOWN]:
        met = round(group.coverage * group.cards)
        now = _NOT_ENOUGH if group.recall_now is None else f"{group.recall_now:.0%}"
        weakest = "".join(
            f", card {card.id} ({card.retrievability:.0%})" for card in group.weakest[:1]
        )
        yield f"  {output.one_line(group.title)}: {now}, {met} of {group.cards}{weakest}"
    if len(groups) > _SHOWN:
        yield f"  … and {len(groups) - _SHOWN} more: kb stats --json"
