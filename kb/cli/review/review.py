"""``kb review``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from kb import clock
from kb.cli import output
from kb.cli.cards.card_options import note_and_tag_options
from kb.cli.options import Session, common_options
from kb.cli.run import ask, back_up_daily

if TYPE_CHECKING:
    from kb.app.importing.refresh import Refreshed
    from kb.app.review.sitting import Sitting
    from kb.schedule.moment import Moment
    from kb.store.file.store import Store

_EPILOG: Final = """\b
Examples:
  kb review
  kb review --minutes 15
  kb review --tag python --limit 20 --plain

Exit codes: 0 done; 2 usage; 3 no such note; 4 the store cannot be used."""


@click.command(name="review", epilog=_EPILOG)
@note_and_tag_options
@click.option(
    "--minutes",
    metavar="M",
    type=click.FloatRange(min=0, min_open=True),
    help="Take about so long; if more is due, what is worth most comes first.",
)
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="Show at most N cards.")
@click.option(
    "--order",
    type=click.Choice(["gain", "due", "random", "easy"]),
    help="In which order reviews come. By default those due longest first; if --minutes are too "
    "few, by gain.",
)
@click.option("--plain", is_flag=True, help="Ask line by line, on any terminal or pipe.")
@click.option("--no-import", is_flag=True, help="Do not look for changes in the notes beforehand.")
@common_options
@click.pass_obj
def command(  # noqa: PLR0913  # each is an option of the command's own
    session: Session,
    *,
    note: str | None,
    tag: str | None,
    minutes: float | None,
    limit: int | None,
    order: str | None,
    plain: bool,
    no_import: bool,
) -> None:
    """Review due cards, and learn new ones.

    Each answer is kept before the next card comes, so that quitting loses nothing.
    """
    from kb.app.review.sitting import sit_down  # noqa: PLC0415  # loads the store
    from kb.schedule.queue import Wish  # noqa: PLC0415
    from kb.schedule.rows import Order  # noqa: PLC0415

    moment, settings = session.moment(), session.configuration().settings
    wish = Wish(order=Order(order) if order else None, minutes=minutes, cards=limit)

    async def go(store: "Store") -> None:
        if not no_import:
            from kb.app.importing.refresh import refresh  # noqa: PLC0415

            for line in _told(await refresh(store, moment, settings)):
                session.say(line)
        sitting = await sit_down(store, moment, settings, wish, note=note, tag=tag)
        if not sitting.left.cards:
            await _say_when(session, store, moment, note, tag)
            return
        await _sit(session, store, sitting, plain=plain)

    ask(session, go)
    back_up_daily(session)


async def _sit(session: Session, store: "Store", sitting: "Sitting", *, plain: bool) -> None:
    """Starts the screen, or the same line by line where there can be none."""
    from kb.app.review.session import Reviewing, Timepiece  # noqa: PLC0415
    from kb.app.review.summary import told  # noqa: PLC0415
    from kb.tui.terminal import can_show_screens  # noqa: PLC0415

    calendar = session.moment().calendar
    timepiece = Timepiece(now=clock.now, seconds=clock.monotonic_seconds, calendar=calendar)
    reviewing = Reviewing(store, sitting, session.configuration().settings, timepiece)
    if plain or not can_show_screens():
        from kb.cli.review.review_lines import go_through  # noqa: PLC0415

        await go_through(reviewing, session.say)
    else:
        from kb.tui.app import show  # noqa: PLC0415  # Textual, a quarter of a second
        from kb.tui.review import ReviewScreen  # noqa: PLC0415

        await show(ReviewScreen(reviewing, await reviewing.show()))
    output.print_lines(("", *told(await reviewing.summary())))
    if sitting.waits_until:
        at = sitting.waits_until.astimezone(calendar.zone)
        session.say(f"The next card comes at {at:%H:%M}.")


def _told(refreshed: "Refreshed") -> Iterator[str]:
    if refreshed.trouble:
        yield f"The notes were not looked through: {refreshed.trouble}"
    yield from map(output.one_line, refreshed.left)
    if refreshed.waiting:
        yield f"{refreshed.waiting} files changed. “kb import” takes them in."
    report = refreshed.report
    if report and (report.cards.added or report.cards.retired or report.cards.changed):
        cards = report.cards
        added = output.counted(cards.added, "card")
        yield f"Notes changed: {added} added, {cards.retired} retired, {cards.changed} changed."


async def _say_when(
    session: Session, store: "Store", moment: "Moment", note: str | None, tag: str | None
) -> None:
    """Says that there is nothing to do, and when there will be."""
    from kb.app.hints import why_empty  # noqa: PLC0415
    from kb.app.review.forecast import next_moment  # noqa: PLC0415

    at = await next_moment(store, moment, note=note, tag=tag)
    if at is None:
        why = await why_empty(store, tag=tag)
        session.say(why or "No card of that kind is in use. “kb inbox” shows what is proposed.")
    else:
        session.say(f"Nothing is due now. The next card comes on {at:%A, %Y-%m-%d at %H:%M}.")
