"""``kb grade`` and ``kb undo``."""

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from kb.cli import output
from kb.cli.completers import a_card, a_rating
from kb.cli.options import Session, UnboundedOption, common_options, epilog, json_option
from kb.cli.run import ask, back_up_daily

if TYPE_CHECKING:
    from kb.app.review.answers import Undone


@click.command(
    name="grade",
    epilog=epilog(
        "kb grade 12 good",
        "kb grade 12 1 --ms 8400 --json",
        codes={2: "usage, or the card is not active", 3: "no such card"},
    ),
)
@click.argument("card", shell_complete=a_card)
@click.argument("rating", shell_complete=a_rating)
@click.option(
    "--ms",
    "duration_ms",
    metavar="MS",
    cls=UnboundedOption,
    type=click.IntRange(min=0),
    help="How long the answer took, in milliseconds.",
)
@json_option
@common_options
def grade(
    session: Session, *, card: str, rating: str, duration_ms: int | None, as_json: bool
) -> None:
    """Record one answer to a card, from an editor or a script.

    CARD is an id that “kb cards” shows. RATING is again, hard, good or easy, or 1 to 4. The card
    need not be due. “kb undo” undoes the answer.
    """
    from kb.app.review.grade import grade as record_answer
    from kb.schedule.durations import short_duration
    from kb.schedule.memory import Rating

    try:
        value = Rating.read(rating)
    except ValueError as error:
        raise click.BadParameter(f"“{rating}” is not a rating. Give {error}.") from None
    moment, settings = session.moment(), session.configuration().settings
    result = ask(
        session,
        lambda store: record_answer(
            store, card, value, moment=moment, settings=settings, duration_ms=duration_ms
        ),
    )
    if as_json:
        output.print_json(result)
    else:
        wait = short_duration(timedelta(seconds=round(result.interval_days * 86_400)))
        when = f"{result.due:%Y-%m-%d %H:%M}"
        output.print_lines([f"Card {result.card}: {value.word}, due in {wait} ({when})."])
    back_up_daily(session)


@click.command(
    name="undo",
    epilog=epilog("kb undo", "kb undo 3", codes={0: "done, or there was nothing to undo"}),
)
@click.argument("count", metavar="[N]", type=click.IntRange(min=1), default=1)
@common_options
def undo(session: Session, *, count: int) -> None:
    """Undo the last answer, or the last N.

    This also undoes answers from earlier sessions, and from “kb grade”. The cards are then as they
    were before. The log keeps the answers, and records the undo.
    """
    from kb.app.review.answers import undo as undo_answers

    moment = session.moment()
    undone = ask(session, lambda store: undo_answers(store, count, moment))
    if undone:
        output.print_lines(map(_line, undone))
    else:
        session.say("There is nothing to undo.")


def _line(undone: "Undone") -> str:
    from kb.schedule.log import Review

    entry, card = undone.entry, undone.card
    what = entry.rating.word if isinstance(entry, Review) else "reset"
    prompt = output.plain(card.front)
    return f"Undid “{what}” of {entry.study_day}, card {card.card_id}: {prompt}"
