"""``kb reset``."""

from typing import Final

import click

from kb.cli import output
from kb.cli.cards.card_options import note_and_tag_options, say_why_untouched, wanted
from kb.cli.completers import a_card
from kb.cli.options import Session, common_options
from kb.cli.run import ask

_EPILOG: Final = """\b
Examples:
  kb reset 12
  kb reset --tag exam

Exit codes: 0 done; 2 usage; 3 no such card or note; 4 the store cannot be used."""


@click.command(name="reset", epilog=_EPILOG)
@click.argument("cards", metavar="[CARD]...", nargs=-1, shell_complete=a_card)
@note_and_tag_options
@common_options
@click.pass_obj
def command(session: Session, *, cards: tuple[str, ...], note: str | None, tag: str | None) -> None:
    """Make cards new again; their history is kept.

    CARD is an id that “kb cards” shows. “kb undo” takes it back.
    """
    from kb.app.review.suspend import begin_anew  # noqa: PLC0415  # loads the store

    which, moment = wanted(cards=cards, note=note, tag=tag), session.moment()
    done = ask(session, lambda store: begin_anew(store, which, moment))
    if done:
        session.say(f"Reset {output.counted(len(done), 'card')}.")
    else:
        say_why_untouched(session, which, "Nothing of that was answered yet: it is new as it is.")
