"""Completers for the arguments and options that name a note, a tag, a card and the like.

A command passes one of them to Click as ``shell_complete``.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from kb.cli.options import Session
from kb.config.settings import GENERATORS, SETTINGS
from kb.store import completion

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem[str]]"]


def _from_store(names: Callable[[Path, str], completion.Names], prefix: str = "") -> Completer:
    """Return a completer that asks ``names`` for those in a store that begin with a text.

    Words that do not begin with ``prefix`` are not completed.
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


def _from_list(names: Mapping[str, str]) -> Completer:
    """Return a completer over names with descriptions."""

    def complete(
        _: click.Context, __: click.Parameter, incomplete: str
    ) -> "list[CompletionItem[str]]":
        return [
            CompletionItem(name, help=description)
            for name, description in names.items()
            if name.startswith(incomplete)
        ]

    return complete


a_note = _from_store(completion.titles)
a_concept = _from_store(completion.concepts)
a_tag = _from_store(completion.tags)
a_searched_tag = _from_store(completion.tags, "tag:")
a_query = a_searched_tag
a_card = _from_store(completion.card_ids)
a_deck = _from_list({"folder": "A deck for each folder.", "tag": "A deck for each tag."})
a_known_folder = _from_store(completion.folders)
a_generator = _from_list(dict.fromkeys(GENERATORS, ""))
a_rating = _from_list(dict.fromkeys(("again", "hard", "good", "easy"), ""))
a_setting = _from_list({name: field.metadata["meaning"] for name, field in SETTINGS.items()})
