"""What can be done at a place: make a missing note, mend a link, decide about a proposed card."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from lsprotocol import types

from kb import clock
from kb.app.cards.inbox import Verdict
from kb.app.cards.listing import CardView
from kb.app.editing.diagnosis import ProblemAt, problems_at
from kb.app.editing.linking import link_target, means, relative_address, subpath_of
from kb.app.editing.pointing import link_parts, named_place
from kb.app.editing.rewriting import begins_address, part_in_address
from kb.app.notes.templates import file_name, fill_template, find_template, with_title
from kb.app.sanitize import plain_line
from kb.graph.concepts import missing_title
from kb.graph.index import IndexedNote
from kb.graph.subpaths import SubpathTargets
from kb.lsp.documents import Document
from kb.lsp.features.diagnostics import diagnostic
from kb.lsp.features.lenses import heading_above
from kb.lsp.server import NotebookServer
from kb.notes.outline import LinkAt, TextRange
from kb.notes.positions import column

ACCEPT: Final = "kb.accept"
REJECT: Final = "kb.reject"
_MOST_CARDS: Final = 5
_MOST_BACK: Final = 3
_MOST_CHOICES: Final = 5
_LONGEST: Final = 60
_VERDICTS: Final = {ACCEPT: Verdict.ACCEPT, REJECT: Verdict.REJECT}
_DONE: Final = {ACCEPT: "Accepted", REJECT: "Rejected"}


def register(server: NotebookServer) -> None:
    """Offer actions, and do what they ask the server to do."""
    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorInline]
    kinds.append(types.CodeActionKind.RefactorExtract)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds)
    )
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        return await _actions(server, params)

    for name in _VERDICTS:
        _add_command(server, name)


def _add_command(server: NotebookServer, name: str) -> None:
    @server.command(name)
    async def decide(card: int) -> None:
        changed = await server.refusing(server.memory.decide(card, _VERDICTS[name]))
        said = f"{_DONE[name]} card {card}." if changed else f"Card {card} waits for nobody."
        server.window_show_message(types.ShowMessageParams(types.MessageType.Info, said))
        server.refresh_lenses()


async def _actions(
    server: NotebookServer, params: types.CodeActionParams
) -> list[types.CodeAction] | None:
    document, note = (
        server.document(params.text_document.uri),
        server.note(params.text_document.uri),
    )
    if document is None or note is None:
        return None
    wanted = params.context.only
    actions: list[types.CodeAction] = []
    touched = [link for link in note.outline.links if _touches(link.place, params.range)]
    if server.can_create:
        actions += _missing_notes(server, document, note, touched)
        actions += _from_selection(server, document, note, params.range)
    actions += _mended(server, document, note, params.range)
    root = server.notebook.folder_of(note).root
    memory = await server.memory.of_note(root, note.named.path)
    actions += _verdicts(note, memory.proposed, params.range)
    if wanted is None or any(kind.startswith("refactor") for kind in wanted):
        actions += _links_back(server, document, note, params)
        for related in await server.memory.related(root, note.named.path):
            if related.path and (action := _link_to(server, document, note, related.path, params)):
                actions.append(action)
    if wanted is not None:
        actions = [
            action
            for action in actions
            if action.kind and any(action.kind.startswith(kind) for kind in wanted)
        ]
    return actions


def _touches(place: TextRange, asked: types.Range) -> bool:
    start, end = (asked.start.line, asked.start.character), (asked.end.line, asked.end.character)
    return (place.line, place.start) <= end and start <= (place.end_line, place.end)


def _missing_notes(
    server: NotebookServer, document: Document, note: IndexedNote, links: list[LinkAt]
) -> Iterator[types.CodeAction]:
    for link in links:
        resolution = server.notebook.index.resolution(link, note)
        title = missing_title(link.target)
        if resolution.note is not None or resolution.rule is not None or not title:
            continue
        made = _new_note(server, document.file, title, note)
        yield types.CodeAction(
            title=f"Create the note “{title}”",
            kind=types.CodeActionKind.QuickFix,
            is_preferred=True,
            edit=made,
        )


def _from_selection(
    server: NotebookServer, document: Document, note: IndexedNote, asked: types.Range
) -> Iterator[types.CodeAction]:
    """Yield how to make a note of what is selected, and to link it."""
    row = asked.start.line
    if row != asked.end.line or row >= len(document.lines):
        return
    start, end = (document.index(at, server.encoding) for at in (asked.start, asked.end))
    title = " ".join(document.lines[row][start:end].split())
    if not title or any(sign in title for sign in "[]|#^") or not any(map(str.isalnum, title)):
        return
    if server.notebook.index.names.resolution(title, note.named).note is not None:
        edits = [types.TextEdit(asked, f"[[{title}]]")]
        yield _edit_of(server, document, f"Link to “{title}”", edits)
        return
    link = {document.uri: [types.TextEdit(asked, f"[[{title}]]")]}
    yield types.CodeAction(
        title=f"New note “{title}”, linked here",
        kind=types.CodeActionKind.RefactorExtract,
        edit=_new_note(server, document.file, title, note, link),
    )


def _new_note(
    server: NotebookServer,
    beside: Path,
    title: str,
    wanted_by: IndexedNote,
    edits: Mapping[str, list[types.TextEdit]] | None = None,
) -> types.WorkspaceEdit:
    """Return how a note is made, from the user's template, beside another; and further edits."""
    settings = server.settings.new
    folder = (settings.folder or beside.parent).absolute()
    file = folder / file_name(title, beside.suffix or ".md")
    at: datetime = clock.now().astimezone(clock.local_zone())
    link = link_target(server.notebook.index.names, wanted_by, None)
    text = fill_template(find_template(settings, None), title, at, [f"[[{link}]]"])
    start = types.Position(0, 0)
    filled = types.TextEdit(types.Range(start, start), with_title(text, file.name, title))
    make = types.CreateFile(file.as_uri(), options=types.CreateFileOptions(ignore_if_exists=True))
    return server.edit({file.as_uri(): [filled], **(edits or {})}, before=[make])


def _mended(
    server: NotebookServer, document: Document, note: IndexedNote, asked: types.Range
) -> Iterator[types.CodeAction]:
    """Yield how links at a place can be mended that could mean several things, or nothing."""
    if not any(_touches(link.place, asked) for link in note.outline.links):
        return
    for located in problems_at(server.notebook, note, among=lambda place: _touches(place, asked)):
        if located.link is None:
            continue
        link = next(
            (candidate for candidate in note.outline.links if candidate.place == located.place),
            None,
        )
        row = named_place(link).line if link else len(document.lines)
        if link is None or row != named_place(link).end_line or row >= len(document.lines):
            continue
        parts = link_parts(link, document.lines[row], server.encoding)
        if located.problem.code == "link-ambiguous":
            yield from _chosen(server, document, note, located, link, parts)
        elif located.problem.code == "heading-missing" and len(parts) > 1:
            yield from _other_heading(server, document, note, located, link, parts)


def _chosen(
    server: NotebookServer,
    document: Document,
    note: IndexedNote,
    located: ProblemAt,
    link: LinkAt,
    parts: list[tuple[int, int]],
) -> Iterator[types.CodeAction]:
    names = server.notebook.index.names
    in_address = begins_address(document.lines[named_place(link).line], parts[0][0])
    for candidate in names.resolution(link.target, note.named).candidates[:_MOST_CHOICES]:
        other = server.notebook.note_with(candidate.id)
        target = candidate.path.removesuffix(".md")
        if not means(names, target, other, note):
            target = f"/{target}"
        written = relative_address(other, note) if in_address else target
        edit = types.TextEdit(_range(server, document, link, parts[0]), written)
        yield _edit_of(server, document, f"Write {target}", [edit], located)


def _other_heading(
    server: NotebookServer,
    document: Document,
    note: IndexedNote,
    located: ProblemAt,
    link: LinkAt,
    parts: list[tuple[int, int]],
) -> Iterator[types.CodeAction]:
    to = server.notebook.index.meant(link, note)
    if to is None or link.subpath is None:
        return
    targets = SubpathTargets([heading.text for heading in to.outline.headings], "")
    for heading in targets.similar_headings(link.subpath):
        place = _range(server, document, link, (parts[1][0], parts[-1][1]))
        part = subpath_of(heading)
        line = document.lines[named_place(link).line]
        if begins_address(line, parts[0][0]):
            part = part_in_address(part)
        edit = types.TextEdit(place, part)
        yield _edit_of(server, document, f"Change the heading to “{heading}”", [edit], located)


def _range(
    server: NotebookServer, document: Document, link: LinkAt, part: tuple[int, int]
) -> types.Range:
    row = named_place(link).line
    line = document.lines[row]
    start, end = (column(line, index, server.encoding) for index in part)
    return types.Range(types.Position(row, start), types.Position(row, end))


def _verdicts(
    note: IndexedNote, proposed: tuple[CardView, ...], asked: types.Range
) -> Iterator[types.CodeAction]:
    """Yield verdicts on the proposed cards of the lines, or else of what the lines stand under."""
    rows = range(asked.start.line, asked.end.line + 1)
    here = [card for card in proposed if card.line - 1 in rows]
    if not here:
        heading = heading_above(note.outline, asked.start.line)
        here = [card for card in proposed if heading_above(note.outline, card.line - 1) == heading]
    for card in here[:_MOST_CARDS]:
        front = plain_line(card.front)
        shown = front if len(front) <= _LONGEST else f"{front[:_LONGEST].rstrip()}…"
        for does, command in (("Accept", ACCEPT), ("Reject", REJECT)):
            title = f"{does} card: {shown}"
            yield types.CodeAction(
                title=title,
                kind=types.CodeActionKind.QuickFix,
                command=types.Command(title=title, command=command, arguments=[card.id]),
            )


def _link_to(
    server: NotebookServer,
    document: Document,
    note: IndexedNote,
    path: str,
    params: types.CodeActionParams,
    why: str = "is related",
) -> types.CodeAction | None:
    """Return how to link to another note where the cursor is."""
    other = server.notebook.index.at(note.named.folder, path)
    if other is None:
        return None
    target = link_target(server.notebook.index.names, other, note)
    end = params.range.end
    edit = types.TextEdit(types.Range(end, end), f"[[{target}]]")
    action = _edit_of(server, document, f"Link to “{other.named.title}”, which {why}", [edit])
    action.kind = types.CodeActionKind.RefactorInline
    return action


def _links_back(
    server: NotebookServer, document: Document, note: IndexedNote, params: types.CodeActionParams
) -> Iterator[types.CodeAction]:
    """Yield how to link to notes that link to this one, and that it does not link to yet."""
    index = server.notebook.index
    meant = [index.meant(link, note) for link in note.outline.links]
    linked = {note.id, *(other.id for other in meant if other is not None)}
    linking = dict.fromkeys(link_to.source.id for link_to in index.links_to(note))
    for other in [one for one in linking if one not in linked][:_MOST_BACK]:
        path = server.notebook.note_with(other).named.path
        if action := _link_to(server, document, note, path, params, "links here"):
            yield action


def _edit_of(
    server: NotebookServer,
    document: Document,
    title: str,
    edits: list[types.TextEdit],
    located: ProblemAt | None = None,
) -> types.CodeAction:
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic(located)] if located else None,
        edit=server.edit({document.uri: edits}),
    )
