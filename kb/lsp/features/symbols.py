"""The headings of a document, the names of all notes, and what can be folded."""

import re
from collections.abc import Iterator
from operator import attrgetter
from typing import Final

from lsprotocol import types

from kb.app.editing.completing import names_fitting
from kb.graph.index import IndexedNote
from kb.lsp.server import NotebookServer, range_of
from kb.notes.names import name_key
from kb.notes.outline import Outline, TextRange

_MOST: Final = 200
_FENCE: Final = re.compile(r"[ \t>]*(`{3,}|~{3,})")


def register(server: NotebookServer) -> None:
    """Offer symbols."""

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def document_symbol(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        note = server.note(params.text_document.uri)
        return _tree(note.outline) if note else None

    @server.feature(types.WORKSPACE_SYMBOL)
    def workspace_symbol(params: types.WorkspaceSymbolParams) -> list[types.SymbolInformation]:
        server.notebook.settle()
        return [*_symbols(server, params.query)]

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def folding_range(params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
        document, note = (
            server.document(params.text_document.uri),
            server.note(params.text_document.uri),
        )
        return [*_folds(note.outline, document.lines)] if note and document else None


def _ends(outline: Outline) -> list[int]:
    """Return the last line of what stands under each heading."""
    headings = outline.headings
    return [
        next(
            (below.line for below in headings[at + 1 :] if below.level <= heading.level),
            outline.lines,
        )
        - 1
        for at, heading in enumerate(headings)
    ]


def _tree(outline: Outline) -> list[types.DocumentSymbol]:
    top: list[types.DocumentSymbol] = []
    above: list[tuple[int, list[types.DocumentSymbol]]] = [(0, top)]
    for heading, end in zip(outline.headings, _ends(outline), strict=True):
        own = range_of(TextRange(heading.line, 0, heading.line, heading.length))
        whole = own if end <= heading.line else types.Range(own.start, types.Position(end, 0))
        children: list[types.DocumentSymbol] = []
        while above[-1][0] >= heading.level:
            above.pop()
        above[-1][1].append(
            types.DocumentSymbol(
                name=heading.text or "#",
                kind=types.SymbolKind.String,
                range=whole,
                selection_range=own,
                children=children,
            )
        )
        above.append((heading.level, children))
    return top


def _symbols(server: NotebookServer, query: str) -> Iterator[types.SymbolInformation]:
    """Yield notes whose names fit, then headings."""
    count = 0
    for name, named in names_fitting(server.notebook.index.names, query, _MOST):
        count += 1
        note = server.notebook.note_with(named.id)
        yield _symbol(server, note, name, note.outline.title_line, types.SymbolKind.File)
    words = name_key(query).split()
    if not words:
        return
    for note in sorted(server.notebook.index, key=attrgetter("order")):
        for heading in note.outline.headings:
            text = heading.text.casefold()
            if heading.name is not None and all(word in text for word in words):
                count += 1
                if count > _MOST:
                    return
                yield _symbol(server, note, heading.text, heading.line, types.SymbolKind.String)


def _symbol(
    server: NotebookServer, note: IndexedNote, name: str, line: int, kind: types.SymbolKind
) -> types.SymbolInformation:
    return types.SymbolInformation(
        location=server.location(note, TextRange(line, 0, line, 0)),
        name=name,
        kind=kind,
        container_name=note.named.path,
    )


def _folds(outline: Outline, lines: list[str]) -> Iterator[types.FoldingRange]:
    for heading, end in zip(outline.headings, _ends(outline), strict=True):
        while end > heading.line and end < len(lines) and not lines[end].strip():
            end -= 1  # noqa: PLW2901  # blank lines stay outside
        if end > heading.line:
            yield types.FoldingRange(heading.line, end)
    if lines and lines[0].rstrip() == "---":
        end = next((at for at in range(1, len(lines)) if lines[at].rstrip() in ("---", "...")), 0)
        if end:
            yield types.FoldingRange(0, end)
    fence, begin = "", 0
    for row, line in enumerate(lines):
        if match := _FENCE.match(line):
            if not fence:
                fence, begin = match[1], row
            elif match[1].startswith(fence):
                yield types.FoldingRange(begin, row)
                fence = ""
