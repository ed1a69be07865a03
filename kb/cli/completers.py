"""Completers for the arguments and options that name a note, a tag, a card and the like.

A command passes one of them to Click as ``shell_complete``.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from kb.cli.options import Session
from kb.config.settings import GENERATORS, SETTINGS
from kb.store import completion

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem[str]]"]


def _from_store(names: Callable[[Path, str], completion.Names], prefix: str = "") -> Completer:
    """Return a completer that reads names from the store.

    Args:
        names: takes the store's path and the beginning of a name.
        prefix: what a word must begin with to be completed at all.
    """

    def complete(
        context: click.Context, _: click.Parameter, incomplete: str
    ) -> "list[CompletionItem[str]]":
        if not incomplete.startswith(prefix):
            return []
        store = context.ensure_object(Session).configuration().settings.store.path
        return [
            CompletionItem(f"{prefix}{name}", help=description)
            for name, description in names(store, incomplete.removeprefix(prefix))
        ]

    return complete


def _from_list(names: Callable[[], Iterable[tuple[str, str]]]) -> Completer:
    """Return a completer over a fixed list of names and descriptions."""

    def complete(
        _: click.Context, __: click.Parameter, incomplete: str
    ) -> "list[CompletionItem[str]]":
        return [
            CompletionItem(name, help=description)
            for name, description in names()
            if name.startswith(incomplete)
        ]

    return complete


a_note = _from_store(completion.titles)
a_concept = _from_store(completion.concepts)
a_tag = _from_store(completion.tags)
a_searched_tag = _from_store(completion.tags, "tag:")
a_card = _from_store(completion.card_ids)
a_known_folder = _from_store(completion.folders)
a_generator = _from_list(lambda: ((name, "") for name in GENERATORS))
a_rating = _from_list(lambda: ((name, "") for name in ("again", "hard", "good", "easy")))
a_setting = _from_list(
    lambda: ((name, field.metadata["meaning"]) for name, field in SETTINGS.items())
)
