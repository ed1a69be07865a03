"""From the first word of an editor to the last: its folders, and what changes in them."""

import asyncio
import threading
from collections.abc import Sequence

from lsprotocol import types

from kb.app.editing.notebook import OpenFolder
from kb.app.importing.watch import Watched, watch_notes
from kb.lsp.server import LOG, NotebookServer, file_of_uri
from kb.notes.files.ignore import IGNORE_FILES


def register(server: NotebookServer) -> None:
    """Begin with what the editor has open, and follow it."""
    can_watch = False

    @server.when_begun
    def begun(params: types.InitializeParams) -> None:
        nonlocal can_watch
        workspace = params.capabilities.workspace
        watched = workspace.did_change_watched_files if workspace else None
        can_watch = bool(watched and watched.dynamic_registration)

    @server.feature(types.INITIALIZE)
    async def initialize(params: types.InitializeParams) -> None:
        server.begin(params, await server.memory.folders())

    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        server.look_at(*server.notebook.folders)
        if can_watch:
            await _ask_to_watch(server)
        else:
            _watch(server, [folder for folder in server.notebook.folders if folder.walked])

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched_files(params: types.DidChangeWatchedFilesParams) -> None:
        _changed(server, params.changes)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        added = _come_and_gone(server, params.event)
        server.look_at(*added)
        if not can_watch:
            _watch(server, added)


def _come_and_gone(
    server: NotebookServer, event: types.WorkspaceFoldersChangeEvent
) -> list[OpenFolder]:
    """Forget the folders that the editor has no more open; return those that are new."""
    for removed in event.removed:
        root = file_of_uri(removed.uri)
        if root is not None and server.notebook.leave(root):
            server.settled()
    roots = [file_of_uri(added.uri) for added in event.added]
    folders = [server.notebook.join(root) for root in roots if root is not None]
    return [folder for folder in folders if folder is not None]


async def _ask_to_watch(server: NotebookServer) -> None:
    notes = [f"*{extension}" for extension in server.settings.imports.extensions]
    options = types.DidChangeWatchedFilesRegistrationOptions(
        [types.FileSystemWatcher(f"**/{name}") for name in (*notes, *IGNORE_FILES)]
    )
    registration = types.Registration("kb-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    await server.client_register_capability_async(types.RegistrationParams([registration]))


def _changed(server: NotebookServer, changes: Sequence[types.FileEvent]) -> None:
    """Read the files that changed; where some came or went, look at their folder."""
    reread = False
    for change in changes:
        file = file_of_uri(change.uri)
        where = server.notebook.place_of(file) if file else None
        if file is None or where is None:
            continue
        if change.type is types.FileChangeType.Changed and server.notebook.reread(file):
            reread = True
        else:
            server.look_at(where[0])
    if reread:
        server.settled()


def _watch(server: NotebookServer, folders: Sequence[OpenFolder]) -> None:
    """Watch folders, for an editor that does not: a thread that ends with the process."""
    if not folders:
        return
    watched = [Watched(root=folder.root, extensions=folder.extensions) for folder in folders]
    loop = asyncio.get_running_loop()

    def watch() -> None:
        try:
            for has_changed in watch_notes(watched):
                if loop.is_closed():
                    return
                if has_changed:
                    loop.call_soon_threadsafe(server.look_at, *folders)
        except Exception as error:  # noqa: BLE001  # the editor works on without it
            LOG.warning("changes of other programs are not seen: %s", error)

    threading.Thread(target=watch, daemon=True).start()
