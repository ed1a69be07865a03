"""``kb suspend``."""

from typing import Final

import click

from kb.cli import output
from kb.cli.cards.card_options import note_and_tag_options, say_why_untouched, wanted
from kb.cli.completers import a_card
from kb.cli.options import Session, common_options
from kb.cli.run import ask

_EPILOG: Final = """\b
Examples:
  kb suspend 12 15
  kb suspend --note "Event Loop"

Exit codes: 0 done; 2 usage; 3 no such card or note; 4 the store cannot be used."""


@click.command(name="suspend", epilog=_EPILOG)
@click.argument("cards", metavar="[CARD]...", nargs=-1, shell_complete=a_card)
@note_and_tag_options
@common_options
@click.pass_obj
def command(session: Session, *, cards: tuple[str, ...], note: str | None, tag: str | None) -> None:
    """Suspend cards until you unsuspend them.

    CARD is an id that “kb cards” shows. A suspended card is not reviewed, and keeps its history.
    """
    from kb.app.review.suspend import suspend  # noqa: PLC0415  # loads the store

    which = wanted(cards=cards, note=note, tag=tag)
    turned = ask(session, lambda store: suspend(store, which))
    if turned:
        session.say(f"Suspended {output.counted(len(turned), 'card')}.")
    else:
        say_why_untouched(session, which, _already(cards))


def _already(cards: tuple[str, ...]) -> str:
    """Returns why nothing was suspended, though there are such cards."""
    if not cards:
        return "Each of these cards is suspended already, or not in use."
    which = f"Card {cards[0]} is" if len(cards) == 1 else "These cards are"
    return f"{which} suspended already."
