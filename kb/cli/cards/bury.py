"""``kb bury``."""

from typing import Final

import click

from kb.cli import output
from kb.cli.cards.card_options import note_and_tag_options, say_why_untouched, wanted
from kb.cli.completers import a_card
from kb.cli.options import Session, common_options
from kb.cli.run import ask

_EPILOG: Final = """\b
Examples:
  kb bury 12
  kb bury --tag exam

Exit codes: 0 done; 2 usage; 3 no such card or note; 4 the store cannot be used."""


@click.command(name="bury", epilog=_EPILOG)
@click.argument("cards", metavar="[CARD]...", nargs=-1, shell_complete=a_card)
@note_and_tag_options
@common_options
@click.pass_obj
def command(session: Session, *, cards: tuple[str, ...], note: str | None, tag: str | None) -> None:
    """Bury cards until tomorrow.

    CARD is an id that “kb cards” shows.
    """
    from kb.app.review.suspend import bury_until_tomorrow  # noqa: PLC0415  # loads the store

    which, moment = wanted(cards=cards, note=note, tag=tag), session.moment()
    buried = ask(session, lambda store: bury_until_tomorrow(store, which, moment))
    if buried:
        session.say(f"Buried {output.counted(len(buried), 'card')} until tomorrow.")
    else:
        say_why_untouched(session, which, "Nothing of that is in use, so nothing was put off.")
