"""Options and arguments by which a command is told which cards are meant."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kb.cli.completers import a_generator, a_note, a_tag
from kb.cli.options import Session
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.cards.selection import Wanted

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def note_and_tag_options(command: Decorated) -> Decorated:
    """Adds ``--note`` and ``--tag``, absent when they are not given."""
    note = click.option(
        "--note", metavar="NOTE", shell_complete=a_note, help="Cards of one note, by title or path."
    )
    tag = click.option(
        "--tag", metavar="TAG", shell_complete=a_tag, help="Cards of notes that bear the tag."
    )
    return note(tag(command))


def generator_option(command: Decorated) -> Decorated:
    """Adds ``--generator``, absent when it is not given."""
    option = click.option(
        "--generator",
        metavar="NAME",
        shell_complete=a_generator,
        help="Cards that one rule drew, such as definition.",
    )
    return option(command)


def wanted(
    *,
    cards: tuple[str, ...] = (),
    note: str | None = None,
    tag: str | None = None,
    generator: str | None = None,
    statuses: tuple[str, ...] = (),
) -> "Wanted":
    """Returns which cards the options name."""
    from kb.app.cards.selection import Wanted  # noqa: PLC0415  # loads the store
    from kb.cards.card import Status  # noqa: PLC0415

    return Wanted(
        cards=cards,
        note=note,
        tag=tag,
        generator=generator,
        statuses=tuple(Status(each) for each in statuses),
    )


def say_why_untouched(session: Session, which: "Wanted", otherwise: str) -> None:
    """Says why a command changed no card.

    Args:
        session: of the command.
        which: the cards that were named.
        otherwise: what to say where there are such cards.
    """
    from kb.app.hints import why_untouched  # noqa: PLC0415  # loads the store

    session.say(ask(session, lambda store: why_untouched(store, which)) or otherwise)
