"""``kb suspend``, ``kb unsuspend``, ``kb bury`` and ``kb reset``."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kb.cli import output
from kb.cli.cards.card_options import selects_cards
from kb.cli.completers import a_card
from kb.cli.options import Session, common_options, epilog
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.cards.selection import CardSelection
    from kb.schedule.memory import CardId

_ids = click.argument("cards", metavar="[CARD]…", nargs=-1, shell_complete=a_card)


def _epilog(*examples: str) -> str:
    return epilog(*examples, codes={3: "no such card, note, tag or folder"})


@click.command(epilog=_epilog("kb suspend 12 15", 'kb suspend --note "Event Loop"'))
@_ids
@selects_cards
@common_options
def suspend(session: Session, *, selection: "CardSelection") -> None:
    """Suspend cards until you unsuspend them.

    CARD is an id that “kb cards” shows. You do not review a suspended card, and it keeps its
    history.
    """
    from kb.app.cards.card_state import suspend as suspend_cards

    moment = session.moment()
    changed = ask(session, lambda store: suspend_cards(store, selection, moment))
    unchanged = "Nothing to suspend: already suspended, or not active."
    _report(session, selection, changed, "Suspended {}.", unchanged)


@click.command(epilog=_epilog("kb unsuspend 12 15", 'kb unsuspend --note "Event Loop"'))
@_ids
@selects_cards
@common_options
def unsuspend(session: Session, *, selection: "CardSelection") -> None:
    """Return suspended cards to review.

    CARD is an id that “kb cards” shows. The cards keep their due dates.
    """
    from kb.app.cards.card_state import unsuspend as unsuspend_cards

    moment = session.moment()
    changed = ask(session, lambda store: unsuspend_cards(store, selection, moment))
    _report(session, selection, changed, "Unsuspended {}.", "Nothing to unsuspend: not suspended.")


@click.command(epilog=_epilog("kb bury 12", "kb bury --tag exam"))
@_ids
@selects_cards
@common_options
def bury(session: Session, *, selection: "CardSelection") -> None:
    """Bury cards until tomorrow.

    CARD is an id that “kb cards” shows. You do not review a buried card today. On the screen of “kb
    cards is:buried”, b brings it back.
    """
    from kb.app.cards.card_state import bury_until_tomorrow

    moment = session.moment()
    changed = ask(session, lambda store: bury_until_tomorrow(store, selection, moment))
    _report(
        session, selection, changed, "Buried {} until tomorrow.", "Nothing to bury: not active."
    )


@click.command(epilog=_epilog("kb reset 12", "kb reset --tag exam"))
@_ids
@selects_cards
@common_options
def reset(session: Session, *, selection: "CardSelection") -> None:
    """Make cards new again, but keep their history.

    CARD is an id that “kb cards” shows. “kb undo” undoes the reset.
    """
    from kb.app.cards.card_state import reset_cards

    moment = session.moment()
    changed = ask(session, lambda store: reset_cards(store, selection, moment))
    _report(session, selection, changed, "Reset {}.", "Nothing to reset: still new.")


def _report(
    session: Session,
    selection: "CardSelection",
    changed: "Sequence[CardId]",
    done: str,
    unchanged: str,
) -> None:
    """Say ``done`` with the number of cards for ``{}``, or why none was changed.

    ``unchanged`` is the reason if the selected cards exist.
    """
    if changed:
        session.say(done.format(output.counted(len(changed), "card")))
    else:
        from kb.app.hints import why_untouched

        session.say(ask(session, lambda store: why_untouched(store, selection)) or unchanged)
