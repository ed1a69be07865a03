"""The tool ``new_note``: a note that does not exist yet; none is ever written over."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

from mcp.server import MCPServer
from mcp.types import CallToolResult, ToolAnnotations
from pydantic import Field

from kb.app.importing.run import ImportReport, Target, import_notes
from kb.app.notes.create import NewNote, with_text, write_new
from kb.app.notes.create import new_note as planned_note
from kb.app.sanitize import counted, safe
from kb.errors import StoreError, UsageError
from kb.mcp.access import Access, Visit
from kb.mcp.answers import PathText, StructuredAnswer, line_of, result
from kb.mcp.names import uri_of
from kb.store.notes.folders import Folder, remembered_folders

_LONGEST_TEXT: Final = 20_000
_LONGEST_PART: Final = 255
"""Bytes of the name of a folder, as disks have it."""
_ADDS: Final = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False
)
_DESCRIPTION: Final = """Make a new note in a folder of the user's notes, and import it. If there \
is such a note, or such a file, nothing is written: no tool changes a note. Without a text, the \
note is the user's template."""


class NewNoteAnswer(StructuredAnswer):
    """The note that was made."""

    title: str
    path: PathText
    """In its folder."""
    uri: str
    wanted_by: tuple[str, ...] = ()
    """Notes that link to it."""
    cards: int
    """That kb drew from it."""


def add_new_note(server: MCPServer, access: Access) -> None:
    """Add the tool to a server."""

    @server.tool(title="Make a new note", description=_DESCRIPTION, annotations=_ADDS)
    async def new_note(
        title: Annotated[str, Field(min_length=1, max_length=200, description="Its title.")],
        text: Annotated[
            str, Field(max_length=_LONGEST_TEXT, description="What it says, in Markdown.")
        ] = "",
        folder: Annotated[
            str, Field(max_length=500, description="Below a folder of notes, such as web/http.")
        ] = "",
    ) -> Annotated[CallToolResult, NewNoteAnswer]:
        async with access.visit() as visit:
            async with visit.store.reading() as transaction:
                folders = await remembered_folders(transaction)
            if not folders:
                raise UsageError("the user has no notes yet. “kb import FOLDER” imports a folder.")
            note = await _planned(visit, folders, line_of(title, 200), folder)
            if text.strip():
                note = with_text(note, safe(text))
            root = _known_root(note.file, folders)
            note = replace(note, file=note.file.parent.resolve() / note.file.name)
            write_new(note)
            report = await _imported(visit, note.file)
        path = note.file.relative_to(root).as_posix()
        answer = NewNoteAnswer(
            title=note.title,
            path=path,
            uri=uri_of(path),
            wanted_by=note.wanted_by[:10],
            cards=report.cards.added,
        )
        made = f"Made “{answer.title}” ({path}); {counted(answer.cards, 'card')} drawn from it."
        return result(answer, made)


async def _imported(visit: Visit, file: Path) -> ImportReport:
    try:
        return await import_notes(
            visit.store, [Target(path=file)], settings=visit.settings, now=visit.moment.now
        )
    except StoreError as error:
        raise StoreError(
            f"{file} was made, but is not imported yet: {error.message} “kb import” imports it."
        ) from error


async def _planned(visit: Visit, folders: tuple[Folder, ...], title: str, folder: str) -> NewNote:
    at: datetime = visit.moment.now.astimezone(visit.moment.calendar.zone)
    place = _place(folder, folders) if folder.strip() else None
    return await planned_note(visit.store, title, settings=visit.settings.new, at=at, folder=place)


def _place(folder: str, folders: tuple[Folder, ...]) -> Path:
    """Return the folder that is meant: below the only imported one, or by its whole path.

    Raises:
        UsageError: there are several, and it is not said below which; or none can be called so.
    """
    longest = max(len(part.encode()) for part in folder.split("/"))
    if safe(folder) != folder or longest > _LONGEST_PART:
        raise UsageError("folder: no folder can be called so.")
    path = Path(folder.strip()).expanduser()
    if path.is_absolute():
        return path
    roots = [Path(known.root) for known in folders]
    there = [root for root in roots if (root / path).is_dir()] or roots
    if len(there) != 1:
        named = ", ".join(map(str, roots))
        raise UsageError(
            f"folder: it is not clear below which folder of notes. There are {named}. Give a whole "
            "path."
        )
    return there[0] / path


def _known_root(file: Path, folders: tuple[Folder, ...]) -> Path:
    """Return the imported folder that a file will be in, links followed.

    Raises:
        UsageError: it is none.
    """
    real = file.parent.resolve()
    for known in folders:
        root = Path(known.root).resolve()
        hidden = real.is_relative_to(root) and any(
            part.startswith(".") for part in real.relative_to(root).parts
        )
        if real.is_relative_to(root) and not hidden:
            return root
    named = ", ".join(known.root for known in folders)
    raise UsageError(
        f"folder: {file.parent} is outside of the imported folders. A note can be made below "
        f"{named}."
    )
