"""``kb unsuspend``."""

from typing import Final

import click

from kb.cli import output
from kb.cli.cards.card_options import note_and_tag_options, say_why_untouched, wanted
from kb.cli.completers import a_card
from kb.cli.options import Session, common_options
from kb.cli.run import ask

_EPILOG: Final = """\b
Examples:
  kb unsuspend 12 15
  kb unsuspend --note "Event Loop"

Exit codes: 0 done; 2 usage; 3 no such card or note; 4 the store cannot be used."""


@click.command(name="unsuspend", epilog=_EPILOG)
@click.argument("cards", metavar="[CARD]...", nargs=-1, shell_complete=a_card)
@note_and_tag_options
@common_options
@click.pass_obj
def command(session: Session, *, cards: tuple[str, ...], note: str | None, tag: str | None) -> None:
    """Return suspended cards to review.

    CARD is an id that “kb cards” shows. They are due when they were due before.
    """
    from kb.app.review.suspend import unsuspend  # noqa: PLC0415  # loads the store

    which = wanted(cards=cards, note=note, tag=tag)
    turned = ask(session, lambda store: unsuspend(store, which))
    if turned:
        session.say(f"Took back {output.counted(len(turned), 'card')}.")
    else:
        say_why_untouched(
            session, which, "Nothing of that is suspended, so nothing was taken back."
        )
