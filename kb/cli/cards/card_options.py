"""Options and arguments that select cards."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kb.cli.completers import a_generator, a_note, a_tag

if TYPE_CHECKING:
    from kb.app.cards.selection import CardSelection

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def note_and_tag_options(command: Decorated) -> Decorated:
    """Add ``--note`` and ``--tag``, None when absent."""
    note = click.option(
        "--note",
        metavar="NOTE",
        shell_complete=a_note,
        help="Only cards from this note, by title or path.",
    )
    tag = click.option(
        "--tag", metavar="TAG", shell_complete=a_tag, help="Only cards from notes with this tag."
    )
    return note(tag(command))


generator_option = click.option(
    "--generator",
    metavar="NAME",
    shell_complete=a_generator,
    help="Only cards from this generator, such as definition.",
)


def card_selection(
    *,
    cards: tuple[str, ...] = (),
    note: str | None = None,
    tag: str | None = None,
    generator: str | None = None,
    statuses: tuple[str, ...] = (),
) -> "CardSelection":
    """Return the cards that the options select."""
    from kb.app.cards.selection import CardSelection
    from kb.cards.card import Status

    return CardSelection(
        cards=cards, note=note, tag=tag, generator=generator, statuses=tuple(map(Status, statuses))
    )
