"""What a link leads to, and what is remembered of the note: shown beside the cursor."""

from lsprotocol import types

from kb.app.editing.pointing import Pointed, links_to_spot
from kb.app.editing.previews import heading_preview, line_preview, note_preview
from kb.app.editing.remembering import told
from kb.app.sanitize import counted
from kb.graph.index import IndexedNote
from kb.lsp.features.navigation import spot_at
from kb.lsp.server import NotebookServer, range_of
from kb.notes.outline import BlockAt, HeadingAt, LinkAt, TagAt


def register(server: NotebookServer) -> None:
    """Offer what to show."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        asked = spot_at(server, params)
        if asked is None:
            return None
        _, note, spotted = asked
        if spotted is None:
            return None
        text = await _text(server, note, spotted)
        if not text:
            return None
        content = types.MarkupContent(types.MarkupKind.Markdown, text)
        return types.Hover(content, range_of(spotted.place))


async def _text(server: NotebookServer, here: IndexedNote, spotted: Pointed) -> str:
    spot = spotted.spot
    if isinstance(spot, TagAt):
        notes = {note.id for note, _ in server.notebook.index.tagged(spot.name)}
        return f"**#{spot.name}**\n\n{counted(len(notes), 'note')}"
    meant, links = links_to_spot(server.notebook, here, spotted)
    references = f"{counted(len(links), 'link')} to it"
    if meant is None:
        target = spot.target if isinstance(spot, LinkAt) else ""
        return f"**{target}**\n\nNot yet written. {references}."
    if isinstance(spot, HeadingAt):
        preview = ""
    elif isinstance(spot, BlockAt):
        preview = line_preview(server.notebook, here, spot.place.line)
    else:
        preview = _linked(server, meant, spot.subpath)
    memory = await server.memory.of_note(server.notebook.folder_of(meant).root, meant.named.path)
    stands = told(memory.cards, server.memory.today)
    if memory.proposed:
        stands += f"{', ' if stands else ''}{len(memory.proposed)} proposed"
    facts = [f"{stands}." if stands else "", f"{references}."]
    return "\n\n".join(filter(None, [preview, " ".join(filter(None, facts))]))


def _linked(server: NotebookServer, note: IndexedNote, subpath: str | None) -> str:
    if subpath:
        name = subpath.rpartition("#")[2]
        if name.startswith("^"):
            for block in note.outline.blocks:
                if block.id.casefold() == name[1:].casefold():
                    return line_preview(server.notebook, note, block.place.line)
        elif (heading := note.headings.meant(subpath)) is not None:
            return heading_preview(server.notebook, note, heading)
    return note_preview(server.notebook, note)
