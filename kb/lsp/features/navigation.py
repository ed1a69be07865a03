"""Where things lead, and what leads to them: definitions, references, links of a document."""

from typing import Protocol

from lsprotocol import types

from kb.app.editing.pointing import (
    Pointed,
    footnote_marks,
    footnote_place,
    links_to_spot,
    pointed,
    target_of,
)
from kb.graph.index import IndexedNote
from kb.lsp.documents import Document
from kb.lsp.server import NotebookServer, range_of
from kb.notes.outline import HeadingAt, LinkAt, TagAt, TextRange


class Positioned(Protocol):
    """What a request about a place of a document says."""

    text_document: types.TextDocumentIdentifier
    position: types.Position


def register(server: NotebookServer) -> None:
    """Offer ways to go."""

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params: types.DefinitionParams) -> types.Location | None:
        return _definition(server, params)

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references(params: types.ReferenceParams) -> list[types.Location] | None:
        await server.read_once()
        return _references(server, params)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    def document_link(params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
        return _document_links(server, params)


def spot_at(
    server: NotebookServer, params: Positioned
) -> tuple[Document, IndexedNote, Pointed | None] | None:
    """Return the document that a request is about, its note, and what the cursor is on."""
    document = server.document(params.text_document.uri)
    note = server.note(params.text_document.uri)
    if document is None or note is None:
        return None
    row, at = params.position.line, params.position.character
    return document, note, pointed(note.outline, document.lines, row, at, server.encoding)


def _definition(server: NotebookServer, params: types.DefinitionParams) -> types.Location | None:
    asked = spot_at(server, params)
    if asked is None:
        return None
    document, note, spotted = asked
    if spotted is None or not isinstance(spotted.spot, LinkAt):
        index = document.index(params.position, server.encoding)
        place = footnote_place(document.lines, params.position.line, index, server.encoding)
        return types.Location(document.uri, range_of(place)) if place else None
    target = target_of(server.notebook, spotted.spot, note)
    if target is None:
        return None
    if target.note is None:
        return types.Location(target.file.as_uri(), range_of(target.place))
    return server.location(target.note, target.place)


def _references(
    server: NotebookServer, params: types.ReferenceParams
) -> list[types.Location] | None:
    asked = spot_at(server, params)
    if asked is None:
        return None
    document, note, spotted = asked
    if spotted is not None and isinstance(spotted.spot, TagAt):
        tagged = server.notebook.index.tagged(spotted.spot.name)
        return [server.location(where, tag.place) for where, tag in tagged]
    if spotted is None:
        index = document.index(params.position, server.encoding)
        row = params.position.line
        marks = [*footnote_marks(document.lines, row, index, server.encoding)]
        if marks:
            return [types.Location(document.uri, range_of(place)) for place in marks]
    meant, links = links_to_spot(server.notebook, note, spotted)
    locations = [server.location(link_to.source, link_to.link.place) for link_to in links]
    if params.context.include_declaration and meant is not None:
        place = TextRange(meant.outline.title_line, 0, meant.outline.title_line, 0)
        if spotted is not None and isinstance(spotted.spot, HeadingAt):
            place = spotted.place
        locations.insert(0, server.location(meant, place))
    return locations


def _document_links(
    server: NotebookServer, params: types.DocumentLinkParams
) -> list[types.DocumentLink] | None:
    note = server.note(params.text_document.uri)
    if note is None:
        return None
    links = []
    for link in note.outline.links:
        target = target_of(server.notebook, link, note)
        if target is not None:
            uri = server.uri_of(target.note) if target.note else target.file.as_uri()
            tooltip = target.note.named.title if target.note else None
            links.append(types.DocumentLink(range_of(link.place), uri, tooltip))
    return links
