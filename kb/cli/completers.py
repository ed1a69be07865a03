"""What a shell may complete where a command wants a name."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from kb.cli.options import Session

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from kb.store.completion import Names

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem[str]]"]


def _from_store(look: "Callable[[Path, str], Names]", begin: str = "") -> Completer:
    """Returns what completes words by a glance at the store.

    Args:
        look: takes the store's path and the beginning of a name.
        begin: what a word has to begin with for that.
    """

    def complete(
        context: click.Context, _: click.Parameter, incomplete: str
    ) -> "list[CompletionItem[str]]":
        if not incomplete.startswith(begin):
            return []
        session = context.ensure_object(Session)
        store = session.configuration().settings.store.path
        named = look(store, incomplete.removeprefix(begin))
        return _items((f"{begin}{name}", about) for name, about in named)

    return complete


def _items(named: Iterable[tuple[str, str]]) -> "list[CompletionItem[str]]":
    from click.shell_completion import CompletionItem  # noqa: PLC0415  # only to complete

    return [CompletionItem(name, help=about) for name, about in named]


def _titles(store: "Path", beginning: str) -> "Names":
    from kb.store.completion import titles  # noqa: PLC0415  # as those below, only to complete

    return titles(store, beginning)


def _concepts(store: "Path", beginning: str) -> "Names":
    from kb.store.completion import concepts  # noqa: PLC0415

    return concepts(store, beginning)


def _tags(store: "Path", beginning: str) -> "Names":
    from kb.store.completion import tags  # noqa: PLC0415

    return tags(store, beginning)


def _card_ids(store: "Path", beginning: str) -> "Names":
    from kb.store.completion import card_ids  # noqa: PLC0415

    return card_ids(store, beginning)


def _folders(store: "Path", beginning: str) -> "Names":
    from kb.store.completion import folders  # noqa: PLC0415

    return folders(store, beginning)


a_note = _from_store(_titles)
a_concept = _from_store(_concepts)
a_tag = _from_store(_tags)
a_searched_tag = _from_store(_tags, "tag:")
a_card = _from_store(_card_ids)
a_known_folder = _from_store(_folders)


def a_generator(
    _: click.Context, __: click.Parameter, incomplete: str
) -> "list[CompletionItem[str]]":
    """Returns rules that draw cards."""
    from kb.config import GENERATORS  # noqa: PLC0415  # only to complete

    return _items((name, "") for name in GENERATORS if name.startswith(incomplete))


def a_setting(
    _: click.Context, __: click.Parameter, incomplete: str
) -> "list[CompletionItem[str]]":
    """Returns names of settings."""
    from kb.config.file import definitions  # noqa: PLC0415  # only to complete

    return _items(
        (name, each.metadata["meaning"])
        for name, each in definitions().items()
        if name.startswith(incomplete)
    )


def a_rating(_: click.Context, __: click.Parameter, incomplete: str) -> "list[CompletionItem[str]]":
    """Returns the ratings."""
    ratings = ("again", "hard", "good", "easy")
    return _items((name, "") for name in ratings if name.startswith(incomplete))
