"""Options and arguments that select cards."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kb.cli.completers import a_generator, a_note, a_query, a_tag
from kb.cli.options import folder_option
from kb.config.settings import GENERATORS

if TYPE_CHECKING:
    from kb.app.cards.listing import CardView

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def content_options(command: Decorated) -> Decorated:
    """Add ``--note``, ``--tag`` and ``--folder``, None when absent."""
    note = click.option(
        "--note",
        metavar="NOTE",
        shell_complete=a_note,
        help="Only cards from this note, by title or path.",
    )
    tag = click.option(
        "--tag", metavar="TAG", shell_complete=a_tag, help="Only cards from notes with this tag."
    )
    folder = folder_option("Only cards from notes in this folder, or below it.")
    return note(tag(folder(command)))


query_argument = click.argument("query", metavar="[QUERY]…", nargs=-1, shell_complete=a_query)
"""For commands of the class :class:`kb.cli.options.WordsCommand`."""

generator_option = click.option(
    "--generator",
    metavar="NAME",
    shell_complete=a_generator,
    help="Only cards from this generator, such as definition.",
)


why_option = click.option(
    "--why", is_flag=True, help="List what cards are worth, and what speaks for and against them."
)


def why_lines(line: str, card: "CardView") -> Iterator[str]:
    """Yield the line of a card, its worth, and what speaks for and against it."""
    from kb.app.learning import told_reasons

    yield line
    if card.worth is None:
        judged = card.generator in GENERATORS
        yield "    not judged yet: kb import does" if judged else "    written by hand: not judged"
        return
    yield f"    worth {card.worth:.2f}"
    for reasons in told_reasons(card.why):
        yield f"    {reasons}"


def selects_cards(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--note``, ``--tag`` and ``--folder``, and pass what these and further options select.

    Further options are ``cards``, ``query``, ``generator`` and ``statuses``; the command takes a
    :class:`CardSelection` as ``selection`` in place of them all.
    """

    @content_options
    @wraps(command)
    def select(  # noqa: PLR0913  # one for each option
        *arguments: object,
        note: str | None,
        tag: str | None,
        folder: str | None,
        cards: tuple[str, ...] = (),
        query: tuple[str, ...] = (),
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
            folder=folder,
            query=" ".join(query),
            generator=generator,
            statuses=tuple(map(Status, statuses)),
        )
        command(*arguments, selection=selection, **options)

    return select
