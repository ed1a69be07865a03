"""The resources: each note under its address, and a list of those with most links."""

from typing import Final

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError
from mcp.types import Resource

from kb.app.notes.browse import list_notes
from kb.app.notes.lines import note_lines
from kb.app.sanitize import one_line, safe
from kb.errors import KbError, NotFoundError
from kb.mcp.access import Access
from kb.mcp.answers import line_of
from kb.mcp.names import URI, uri_of
from kb.mcp.paging import cut

TEMPLATE: Final = f"{URI}{{+path}}"
_MARKDOWN: Final = "text/markdown"
_LISTED: Final = 50
_LONGEST: Final = 32_000
"""Bytes of a note: a person attached it, so it is longer than an answer of a tool."""
_CUT: Final = "\n\n[The note goes on; the tool “show” has all of it.]\n"


def add_notes(server: MCPServer, access: Access) -> None:
    """Add the template of notes to a server."""

    @server.resource(
        TEMPLATE,
        name="note",
        title="A note",
        description="The text of a note, by its path in its folder of notes.",
        mime_type=_MARKDOWN,
    )
    async def note(path: str) -> str:
        try:
            async with access.visit() as visit:
                there = await note_lines(visit.store, path)
        except NotFoundError as error:
            raise ResourceNotFoundError(one_line(error.message)) from error
        except KbError as error:
            raise ResourceError(one_line(error.message)) from error
        text = safe("\n".join(there.lines) + "\n")
        shown = cut(text, _LONGEST)
        return text if shown == text else shown + _CUT


async def listed_notes(access: Access) -> list[Resource]:
    """Return the notes with most links; a search finds all others.

    Raises:
        KbError: the configuration or the store cannot be used.
    """
    async with access.visit() as visit:
        notes = await list_notes(visit.store, sort="links", limit=_LISTED)
    return [
        Resource(
            uri=uri_of(note.path),
            name=safe(note.path),
            title=line_of(note.title, 200),
            description=line_of(note.definition, 200) if note.definition else None,
            mime_type=_MARKDOWN,
        )
        for note in notes
    ]
