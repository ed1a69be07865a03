"""Completion of links, headings, blocks, tags, callouts and footnotes."""

import re
from typing import Final

from lsprotocol import types

from kb.app.editing.completing import Completion, Offered, completions
from kb.lsp.server import NotebookServer
from kb.notes.positions import column

_KINDS: Final = {
    Offered.NOTE: types.CompletionItemKind.File,
    Offered.ALIAS: types.CompletionItemKind.Reference,
    Offered.MISSING: types.CompletionItemKind.Text,
    Offered.HEADING: types.CompletionItemKind.Struct,
    Offered.BLOCK: types.CompletionItemKind.Snippet,
    Offered.TAG: types.CompletionItemKind.Keyword,
    Offered.CALLOUT: types.CompletionItemKind.Enum,
    Offered.FOOTNOTE: types.CompletionItemKind.Constant,
}
_SNIPPET_SIGNS: Final = re.compile(r"[\\$}]")
"""What means something in a snippet, and needs a backslash to be only text."""


def register(server: NotebookServer) -> None:
    """Offer completion."""

    @server.when_begun
    def begun(params: types.InitializeParams) -> None:
        server.cuts_at_blanks = _cuts_at_blanks(params)

    options = types.CompletionOptions(
        trigger_characters=["[", "#", "^", "(", "!"], resolve_provider=False
    )

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, options)
    def complete(params: types.CompletionParams) -> types.CompletionList | None:
        return _complete(server, params)


def _cuts_at_blanks(params: types.InitializeParams) -> bool:
    """Return whether the editor takes only the first word of a text, unless it is a snippet.

    So does Neovim from 0.11 on.
    """
    document = params.capabilities.text_document
    completion = document.completion if document else None
    item = completion.completion_item if completion else None
    is_neovim = params.client_info is not None and params.client_info.name == "Neovim"
    return is_neovim and bool(item and item.snippet_support)


def _complete(
    server: NotebookServer, params: types.CompletionParams
) -> types.CompletionList | None:
    document = server.document(params.text_document.uri)
    if document is None:
        return None
    notebook = server.notebook
    is_known = notebook.note_at(document.file) is not None
    notebook.settle(but=document.file if is_known else None)
    source = notebook.note_at(document.file)
    row = params.position.line
    index = document.index(params.position, server.encoding)
    offers = completions(notebook, source, document.lines, row, index)
    if offers is None:
        return None
    line = document.lines[row]
    start, end = (column(line, at, server.encoding) for at in (offers.start, offers.end))
    place = types.Range(types.Position(row, start), types.Position(row, end))
    typed = line[offers.start : index]
    return types.CompletionList(
        is_incomplete=not offers.complete,
        items=[
            _item(offer, at, typed, place, as_snippet=server.cuts_at_blanks)
            for at, offer in enumerate(offers.offers)
        ],
    )


def _item(
    completion: Completion, at: int, typed: str, place: types.Range, *, as_snippet: bool
) -> types.CompletionItem:
    # An editor leaves out what does not fit what was typed. Here a name fits by other rules, such
    # as “loop event” for “Event Loop”, so that it is told what it expects.
    fits = completion.label.casefold().startswith(typed.casefold())
    text, text_format = completion.insert, None
    if as_snippet and " " in text:
        text = _SNIPPET_SIGNS.sub(r"\\\g<0>", text)
        text_format = types.InsertTextFormat.Snippet
    return types.CompletionItem(
        label=completion.label,
        kind=_KINDS[completion.kind],
        detail=completion.detail or None,
        sort_text=f"{at:04}",
        filter_text=completion.label if fits else f"{typed}{completion.label}",
        insert_text_format=text_format,
        text_edit=types.TextEdit(place, text),
    )
