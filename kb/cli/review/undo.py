"""``kb undo``."""

from typing import TYPE_CHECKING

import click

from kb.cli import output
from kb.cli.options import Session, common_options, epilog
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.review.answers import Undone


@click.command(
    name="undo",
    epilog=epilog("kb undo", "kb undo 3", codes={0: "done, or there was nothing to undo"}),
)
@click.argument("count", metavar="[N]", type=click.IntRange(min=1), default=1)
@common_options
@click.pass_obj
def command(session: Session, *, count: int) -> None:
    """Undo the last answer, or the last N.

    It does not matter when or with which command you gave them. The log keeps the answers and the
    undo; the cards are as they were before.
    """
    from kb.app.review.answers import undo

    moment = session.moment()
    undone = ask(session, lambda store: undo(store, count, moment))
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
