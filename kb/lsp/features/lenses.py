"""Above headings: how its cards stand, and how many links lead there."""

from bisect import bisect_right
from collections import defaultdict
from operator import attrgetter

from lsprotocol import types

from kb.app.cards.listing import CardView
from kb.app.editing.pointing import is_title
from kb.app.editing.remembering import Remembered, told
from kb.app.sanitize import counted
from kb.graph.index import IndexedNote
from kb.lsp.server import NotebookServer, range_of
from kb.notes.outline import HeadingAt, Outline, TextRange


def register(server: NotebookServer) -> None:
    """Offer lenses."""

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=False))
    async def code_lens(params: types.CodeLensParams) -> list[types.CodeLens] | None:
        note = server.note(params.text_document.uri)
        if note is None:
            return None
        root = server.notebook.folder_of(note).root
        memory = await server.memory.of_note(root, note.named.path)
        return _lenses(server, note, memory)


def _lenses(server: NotebookServer, note: IndexedNote, memory: Remembered) -> list[types.CodeLens]:
    outline, today = note.outline, server.memory.today
    below: dict[HeadingAt | None, list[CardView]] = defaultdict(list)
    for card in memory.cards:
        below[heading_above(outline, card.line - 1)].append(card)
    links = server.notebook.index.links_to(note)
    to_heading: dict[HeadingAt | None, int] = defaultdict(int)
    for candidate in links:
        if candidate.link.subpath:
            to_heading[note.headings.meant(candidate.link.subpath)] += 1
    whole = [told(memory.cards, today)]
    if memory.proposed:
        whole.append(f"{counted(len(memory.proposed), 'card')} proposed")
    if links:
        whole.append(f"{counted(len(links), 'link')} to this note")
    line = TextRange(outline.title_line, 0, outline.title_line, 0)
    lenses = [_lens(line, text) for text in whole if text]
    for heading in outline.headings:
        if is_title(outline, heading):
            continue
        place = TextRange(heading.line, 0, heading.line, heading.length)
        texts = [told(below[heading], today)]
        if to_heading[heading]:
            texts.append(f"{counted(to_heading[heading], 'link')} here")
        lenses += [_lens(place, text) for text in texts if text]
    return lenses


def heading_above(outline: Outline, row: int) -> HeadingAt | None:
    """Return the heading that a line stands under."""
    at = bisect_right(outline.headings, row, key=attrgetter("line"))
    return outline.headings[at - 1] if at else None


def _lens(place: TextRange, title: str) -> types.CodeLens:
    # Without a command an editor shows the title only.
    return types.CodeLens(range_of(place), types.Command(title=title, command=""))
