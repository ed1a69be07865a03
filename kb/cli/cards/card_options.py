"""Options and arguments that select cards."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from kb.cli.completers import a_generator, a_note, a_tag

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


def selects_cards(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--note`` and ``--tag``, and pass what these and further options select.

    Further options are ``cards``, ``generator`` and ``statuses``; the command takes a
    :class:`CardSelection` as ``selection`` in place of them all.
    """

    @note_and_tag_options
    @wraps(command)
    def select(
        *arguments: object,
        note: str | None,
        tag: str | None,
        cards: tuple[str, ...] = (),
        generator: str | None = None,
        statuses: tuple[str, ...] = (),
        **options: object,
    ) -> None:
        from kb.app.cards.selection import CardSelection
        from kb.cards.card import Status

        selection = CardSelection(
            cards=cards,
            note=note,
            tag=tag,
            generator=generator,
            statuses=tuple(map(Status, statuses)),
        )
        command(*arguments, selection=selection, **options)

    return select
