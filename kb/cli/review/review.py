"""``kb review``."""

import os
import sys
from typing import TYPE_CHECKING

import click

from kb import clock
from kb.cli import output
from kb.cli.cards.card_options import query_argument, selects_cards
from kb.cli.options import Session, WordsCommand, common_options, epilog, number_option
from kb.cli.run import ask, back_up_daily

if TYPE_CHECKING:
    from kb.app.cards.selection import CardSelection
    from kb.app.review.session.session import ReviewSession
    from kb.app.review.session.turn import Turn
    from kb.config.settings import Settings
    from kb.store.file.store import Store


@click.command(
    cls=WordsCommand,
    name="review",
    epilog=epilog(
        "kb review",
        "kb review --minutes 15",
        "kb review --tag python --limit 20 --plain",
        "kb review tag:python -generator:item",
        "kb review --ahead 3 --new 0",
        "kb review --cram tag:exam -is:new",
        codes={3: "no such note, tag or folder"},
    ),
)
@query_argument
@selects_cards
@number_option(
    "--minutes",
    click.FloatRange(min=0, min_open=True),
    "Time limit. If more cards are due, those that gain most come first.",
    metavar="M",
)
@number_option("--limit", click.IntRange(min=1), "Show at most N cards.")
@number_option(
    "--ahead",
    click.IntRange(1, 3650),
    "Also review cards that are due within so many days.",
    metavar="DAYS",
)
@number_option(
    "--new", click.IntRange(0, 9999), "Learn N new cards in this session, whatever the daily limit."
)
@click.option("--cram", is_flag=True, help="Practise all cards, due or not; schedule nothing.")
@click.option("--count", is_flag=True, help="With --cram: let your answers count as reviews.")
@click.option(
    "--order",
    type=click.Choice(["gain", "due", "random", "easy"]),
    help="Review order. Default: most overdue first, or by gain if --minutes is too short.",
)
@click.option("--plain", is_flag=True, help="Ask line by line, without a full screen.")
@click.option("--no-import", is_flag=True, help="Do not import changed notes first.")
@common_options
def command(  # noqa: PLR0913  # each is an option of the command's own
    session: Session,
    *,
    selection: "CardSelection",
    minutes: float | None,
    limit: int | None,
    ahead: int | None,
    new: int | None,
    cram: bool,
    count: bool,
    order: str | None,
    plain: bool,
    no_import: bool,
) -> None:
    """Review due cards, and learn new ones.

    QUERY restricts them, as in “kb cards”.
    Each answer is saved before the next card comes, so you can quit at any time.
    """
    from kb.app.review.session.clock import Clock
    from kb.app.review.session.custom_study import custom_study
    from kb.app.review.session.start import start_review

    options = custom_study(
        minutes=minutes, limit=limit, ahead=ahead, new=new, cram=cram, count=count, order=order
    )
    moment, settings = session.moment(), session.configuration().settings
    clock_ = Clock(now=clock.now, seconds=clock.monotonic_seconds, calendar=moment.calendar)

    async def go(store: "Store") -> str | None:
        await _synchronise(session, store, settings)
        if not no_import:
            from kb.app.importing.refresh import refresh

            for line in (await refresh(store, moment, settings)).sentences:
                session.say(output.one_line(line))
        review = await start_review(store, clock_, settings, options, only=selection)
        turn = await review.show()
        if not turn.left.cards:
            from kb.app.hints import why_nothing

            return await why_nothing(store, moment, selection, cram=cram)
        await _run(session, review, turn, plain=plain)
        await _synchronise(session, store, settings)
        return None

    if nothing := ask(session, go):
        session.say(nothing)
    back_up_daily(session)


async def _synchronise(session: Session, store: "Store", settings: "Settings") -> None:
    """Share reviews with other machines, if the folder for that is set and there."""
    if settings.sync.folder is None:
        return
    from kb.app.sync.automatic import sync_if_there, sync_sentences

    done = await sync_if_there(store, settings.sync.folder, clock.now())
    for line in sync_sentences(done):
        session.say(output.one_line(line))


async def _run(session: Session, review: "ReviewSession", first: "Turn", *, plain: bool) -> None:
    from kb.app.review.session.summary import summary_lines

    if plain or not output.can_show_screens():
        from kb.cli.review.review_lines import review_by_lines

        await review_by_lines(review, first, session.say)
    else:
        from kb.tui.app import show  # Textual, a quarter of a second
        from kb.tui.pictures import drawing
        from kb.tui.review import ReviewScreen

        wanted = session.configuration().settings.show.pictures
        draw = drawing(os.environ) if wanted else None
        await show(ReviewScreen(review, first, draw=draw))
    output.print_lines(("", *summary_lines(await review.summary())))
    sys.stdout.flush()  # what follows goes to standard error
    last = await review.show()
    if first.practice:
        return
    if last.card is None and review.waits_until:
        at = review.waits_until.astimezone(session.moment().calendar.zone)
        session.say(f"The next card is due at {at:%H:%M}.")
    elif last.left.cards:
        left = last.left
        kinds = f"{left.learning} learning, {left.reviews} to review, {left.new} new"
        session.say(f"Left for today: {kinds}. “kb review” goes on.")
