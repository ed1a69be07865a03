"""``kb grade`` and ``kb undo``."""

import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.completers import a_card, a_rating
from kb.cli.options import Session, common_options, epilog, json_option, number_option
from kb.cli.run import ask, back_up_daily
from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.app.review.answers import Undone

_SEVERAL: Final = 2
"""So many answers at once are undone only after a question."""


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
@number_option(
    "--ms",
    click.IntRange(min=0),
    "How long the answer took, in milliseconds.",
    metavar="MS",
    name="duration_ms",
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
        raise click.BadParameter(
            f"“{rating}” is not a rating. Give {error}.", param_hint="RATING"
        ) from None
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
    epilog=epilog(
        "kb undo",
        "kb undo 3 --yes",
        "kb undo --redo",
        codes={
            0: "done, or there was nothing to undo",
            2: "usage, or the answer is of another day, and nobody can be asked",
        },
    ),
)
@click.argument("count", metavar="[N]", type=click.IntRange(min=1), default=1)
@click.option("--redo", is_flag=True, help="Redo what was undone since the last answer.")
@click.option("--yes", is_flag=True, help="Do not ask before several answers are undone.")
@common_options
def undo(session: Session, *, count: int, redo: bool, yes: bool) -> None:
    """Undo the last answer, or the last N.

    This also undoes answers from earlier sessions, and from “kb grade”. The cards are then as they
    were before. The log keeps the answers, and records the undo.
    """
    from kb.app.review import answers

    moment = session.moment()
    if not redo and not yes and not _agreed(session, count):
        return
    change = answers.redo if redo else answers.undo
    done = ask(session, lambda store: change(store, count, moment))
    if done:
        output.print_lines(_line(one, "Redid" if redo else "Undid") for one in done)
        if not redo:
            number = f" {len(done)}" if len(done) > 1 else ""
            session.say(f"“kb undo{number} --redo” takes this back.")
    elif redo:
        session.say("There is nothing to redo. Only what was undone since the last answer can be.")
    else:
        session.say("There is nothing to undo.")


def _agreed(session: Session, count: int) -> bool:
    """Ask before answers of another day or several are undone, and return whether they may be.

    Without a terminal, several of today are undone without asking.

    Raises:
        UsageError: nobody can be asked.
    """
    from kb.app.review.answers import latest

    entries = ask(session, lambda store: latest(store, count))
    today = session.moment().day
    days = sorted({entry.study_day for entry in entries if entry.study_day != today})
    is_asked = sys.stdin.isatty() and sys.stderr.isatty()
    if not days:
        if len(entries) < _SEVERAL or not is_asked:
            return True
        answers = output.counted(len(entries), "answer")
        return click.confirm(f"This undoes the last {answers} of today. Go on?", err=True)
    since = f"an answer of {days[0]}" if len(entries) == 1 else f"answers back to {days[0]}"
    if not is_asked:
        raise UsageError(f"this would undo {since}. Add --yes to undo it all the same.")
    return click.confirm(f"This undoes {since}. Go on?", err=True)


def _line(undone: "Undone", did: str) -> str:
    from kb.app.review.session.undo import Action
    from kb.schedule.log import Review

    entry, card = undone.entry, undone.card
    what = entry.rating.word if isinstance(entry, Review) else Action.of(entry)
    prompt = output.plain(card.front)
    return f"{did} “{what}” of {entry.study_day}, card {card.card_id}: {prompt}"
