"""Other names for notes, headings, tags and blocks, with all that names them: one edit."""

from pathlib import Path

from lsprotocol import types

from kb.app.editing.renaming import moved, renamable, renamed
from kb.app.editing.rewriting import NameChanges
from kb.errors import UsageError
from kb.lsp.features.navigation import spot_at
from kb.lsp.server import NotebookServer, RefusedError, file_of_uri, range_of

_NO_MOVES = (
    "this editor does not rename files for a server. Rename the file yourself, or a heading here."
)


def register(server: NotebookServer) -> None:
    """Offer to rename."""

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        await server.read_all()
        return _rename(server, params)

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare_rename(
        params: types.PrepareRenameParams,
    ) -> types.PrepareRenamePlaceholder | None:
        asked = spot_at(server, params)
        naming = renamable(server.notebook, asked[1], asked[2]) if asked else None
        if naming is None:
            return None
        return types.PrepareRenamePlaceholder(range_of(naming.place), naming.name)

    files = types.FileOperationRegistrationOptions(
        [
            types.FileOperationFilter(types.FileOperationPattern("**/*.{md,markdown}"), "file"),
            types.FileOperationFilter(
                types.FileOperationPattern("**", types.FileOperationPatternKind.Folder), "file"
            ),
        ]
    )

    @server.feature(types.WORKSPACE_WILL_RENAME_FILES, files)
    async def will_rename_files(params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
        await server.read_all()
        moves: dict[Path, Path] = {}
        for moving in params.files:
            old, new = file_of_uri(moving.old_uri), file_of_uri(moving.new_uri)
            if old is not None and new is not None:
                moves[old] = new
        server.notebook.settle()
        renaming = moved(server.notebook, moves)
        return _edit(server, renaming) if renaming.edits else None


def _rename(server: NotebookServer, params: types.RenameParams) -> types.WorkspaceEdit | None:
    asked = spot_at(server, params)
    if asked is None or asked[2] is None:
        raise RefusedError("there is nothing to rename here. Links, headings and tags can be.")
    if renamable(server.notebook, asked[1], asked[2]) is None:
        raise RefusedError("this cannot be renamed.")
    try:
        renaming = renamed(server.notebook, asked[1], asked[2], params.new_name)
    except UsageError as error:
        raise RefusedError(error.message) from error
    if renaming.move is not None and not server.can_rename:
        raise RefusedError(_NO_MOVES)
    return _edit(server, renaming)


def _edit(server: NotebookServer, renaming: NameChanges) -> types.WorkspaceEdit:
    edits = {}
    for note_id, some in renaming.edits.items():
        uri = server.uri_of(server.notebook.note_with(note_id))
        ordered = sorted(some, key=lambda edit: edit.place)
        edits[uri] = [types.TextEdit(range_of(edit.place), edit.text) for edit in ordered]
    after = []
    if renaming.move is not None:
        old, new = renaming.move
        document = server.documents.get(old)
        if old != new:
            after.append(types.RenameFile(document.uri if document else old.as_uri(), new.as_uri()))
    return server.edit(edits, after=after)
