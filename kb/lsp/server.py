"""The server: speaks with one editor, keeps its documents, and looks at their folders."""

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter, lsp_method
from pygls.uris import to_fs_path

from kb import __version__
from kb.app.editing.notebook import Notebook, OpenFolder, roots_of
from kb.app.editing.remembering import StoreMemory
from kb.config.settings import Settings
from kb.errors import KbError
from kb.graph.index import IndexedNote
from kb.lsp.documents import Document
from kb.notes.outline import TextRange
from kb.notes.positions import Encoding

Answer = TypeVar("Answer")

LOG: Final = logging.getLogger("kb.lsp")
REQUEST_FAILED: Final = -32803
_TOKENS: Final = count(1)
_PATIENCE_S: Final = 60
"""How long a renaming waits until all notes are read."""
_MANY: Final = 500
"""Notes for which it is worth saying how many are read."""
_QUIET_S: Final = 0.2
"""Files change several at a time: this long after the last one, their folders are looked at."""


class RefusedError(JsonRpcException):
    """What the editor asked for cannot be done; the message says why."""

    CODE = REQUEST_FAILED
    MESSAGE = "Refused"


def _is_failure(record: logging.LogRecord) -> bool:
    """Return whether a line of the log tells of a failure, and not of a refusal."""
    return not (record.exc_info and isinstance(record.exc_info[1], RefusedError))


logging.getLogger("pygls.protocol.json_rpc").addFilter(_is_failure)


class _Protocol(LanguageServerProtocol):
    """Pygls's protocol, but for documents: its own has other ideas of where a line ends."""

    _server: "NotebookServer"

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Take in a document."""
        self._server.opened(params.text_document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Take in what was typed."""
        self._server.changed(params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """Let a document go."""
        self._server.closed(params.text_document.uri)


class NotebookServer(LanguageServer):
    """One editor's server."""

    def __init__(self, settings: Settings, memory: StoreMemory) -> None:
        super().__init__(
            "kb",
            __version__,
            protocol_cls=_Protocol,
            converter_factory=default_converter,
            max_workers=2,
        )
        self.settings = settings
        self.memory = memory
        self.can_create = False
        """Whether the editor makes files when it is asked to."""
        self.can_rename = False
        self.can_tell_versions = False
        """Whether the editor takes edits together with the versions that they are for."""
        self.can_show_progress = False
        self.cuts_at_blanks = False
        """Whether the editor completes only the first word of a text that is no snippet."""
        self._can_refresh_lenses = False
        self.notebook = Notebook(settings)
        self.encoding = Encoding.UTF16
        self.documents: dict[Path, Document] = {}
        self._uris: dict[str, Path] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stale: set[int] = set()
        self._refreshing: asyncio.Task[None] | None = None
        self._was_read = False
        """Whether all notes have been read once."""
        self.is_pushing = True
        """Whether the editor is told of problems unasked."""
        self._begun: list[Callable[[types.InitializeParams], None]] = []
        self._settled: list[Callable[[], None]] = []
        self._closed: list[Callable[[str], None]] = []

    def when_begun(self, do: Callable[[types.InitializeParams], None]) -> None:
        """Let something be done when the editor has said what it can do."""
        self._begun.append(do)

    def when_settled(self, do: Callable[[], None]) -> None:
        """Let something be done whenever notes have changed."""
        self._settled.append(do)

    def when_closed(self, do: Callable[[str], None]) -> None:
        """Let something be done with the address of a document that was closed."""
        self._closed.append(do)

    def begin(
        self, params: types.InitializeParams, remembered: dict[Path, tuple[str, ...]]
    ) -> None:
        """Agree with the editor on columns, and take in its folders."""
        self.encoding = Encoding(self.workspace.position_encoding or Encoding.UTF16)
        self.notebook = Notebook(self.settings, self.encoding)
        places = [file_of_uri(folder.uri) for folder in params.workspace_folders or ()]
        if not places and params.root_uri:
            places = [file_of_uri(params.root_uri)]
        known = [place for place in places if place is not None]
        for root, extensions in roots_of(known, remembered).items():
            self.notebook.add_folder(root, extensions=extensions)
        workspace = params.capabilities.workspace
        edit = workspace.workspace_edit if workspace else None
        operations = (edit.resource_operations or ()) if edit else ()
        # Neovim 0.7 tells only what it does with files.
        self.can_tell_versions = bool(edit and (edit.document_changes or operations))
        self.can_create = types.ResourceOperationKind.Create in operations
        self.can_rename = types.ResourceOperationKind.Rename in operations
        lenses = workspace.code_lens if workspace else None
        self._can_refresh_lenses = bool(lenses and lenses.refresh_support)
        window = params.capabilities.window
        self.can_show_progress = bool(window and window.work_done_progress)
        for do in self._begun:
            do(params)

    def start(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Do something for which no request waits."""
        task = asyncio.get_running_loop().create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def stop(self) -> None:
        """End what is still being done."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def look_at(self, *folders: OpenFolder) -> None:
        """Read what changed in folders, once nothing changes for a moment."""
        self._stale.update(folder.id for folder in folders)
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = self.start(self._refresh())

    @property
    def is_up_to_date(self) -> bool:
        """Whether all that changed on the disk, as far as is known, has been read."""
        return not self._stale and (self._refreshing is None or self._refreshing.done())

    async def read_once(self) -> None:
        """Wait until all notes were read for the first time; until then, only names are known.

        Raises:
            RefusedError: it takes too long.
        """
        if not self._was_read:
            await self.read_all()

    async def read_all(self) -> None:
        """Wait until all notes are read, for what would be wrong without some of them.

        Raises:
            RefusedError: it takes too long.
        """
        if self._refreshing is not None and not self._refreshing.done():
            await asyncio.wait([self._refreshing], timeout=_PATIENCE_S)
            if not self._refreshing.done():
                raise RefusedError("kb is still reading your notes. Try again in a moment.")

    async def _refresh(self) -> None:
        while self._stale:
            await asyncio.sleep(_QUIET_S if len(self.notebook.index) else 0)
            stale, self._stale = self._stale, set()
            for folder in self.notebook.folders:
                if folder.id in stale:
                    known = len(self.notebook.index)
                    progress = ReadingProgress(self, folder)
                    try:
                        changed = await self.notebook.refresh(folder, progress.show)
                    finally:
                        progress.end()
                    LOG.info("%s: %d notes", folder.root, len(folder.files))
                    if len(self.notebook.index) - known >= _MANY:
                        _settle_memory()
                    if changed:
                        self.settled()
        self._was_read = True

    def settled(self) -> None:
        """Tell the features that notes have changed."""
        for do in self._settled:
            do()

    def opened(self, item: types.TextDocumentItem) -> None:
        """Take in a document that was opened."""
        file = file_of_uri(item.uri)
        if file is None:
            return
        self.documents[file] = Document(item.uri, file, item.version, item.text)
        self._uris[item.uri] = file
        if self.notebook.place_of(file) is None:
            folder = self.notebook.add_folder(file.parent, walked=False)
            LOG.info("%s: outside the editor's folders", folder.root)
        self.notebook.open(file, item.text)
        self.settled()

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Take in what was typed."""
        document = self.document(params.text_document.uri)
        if document is not None:
            document.change(params.content_changes, params.text_document.version, self.encoding)
            self.notebook.open(document.file, document.text)
            self.settled()

    def closed(self, uri: str) -> None:
        """Let a document go."""
        file = self._uris.pop(uri, None)
        if file is not None:
            self.documents.pop(file, None)
            self.notebook.close(file)
            for do in self._closed:
                do(uri)
            self.settled()

    def document(self, uri: str) -> Document | None:
        """Return an open document."""
        file = self._uris.get(uri)
        return self.documents.get(file) if file else None

    def note(self, uri: str) -> IndexedNote | None:
        """Return the note of a document, as it is typed."""
        document = self.document(uri)
        if document is None:
            return None
        self.notebook.settle()
        return self.notebook.note_at(document.file)

    def uri_of(self, note: IndexedNote) -> str:
        """Return the address of a note, as the editor wrote it if the note is open."""
        file = self.notebook.file_of(note)
        document = self.documents.get(file)
        return document.uri if document else file.as_uri()

    def location(self, note: IndexedNote, place: TextRange) -> types.Location:
        """Return a place of a note."""
        return types.Location(self.uri_of(note), range_of(place))

    def edit(
        self,
        edits: Mapping[str, Sequence[types.TextEdit]],
        *,
        before: Sequence[types.CreateFile] = (),
        after: Sequence[types.RenameFile] = (),
    ) -> types.WorkspaceEdit:
        """Return one edit of several files, in the way that the editor takes it.

        Args:
            edits: by the addresses of the files.
            before: what is done before the edits.
            after: what is done after them.
        """
        if not self.can_tell_versions:
            return types.WorkspaceEdit(changes=edits)
        changes = [
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(uri, self._version(uri)), some
            )
            for uri, some in edits.items()
        ]
        return types.WorkspaceEdit(document_changes=[*before, *changes, *after])

    def _version(self, uri: str) -> int | None:
        document = self.document(uri)
        return document.version if document else None

    def refresh_lenses(self) -> None:
        """Ask the editor to ask for lenses again."""
        if self._can_refresh_lenses:
            self.workspace_code_lens_refresh(None)

    async def refusing(self, work: Awaitable[Answer]) -> Answer:
        """Return what something gives; what kb refuses, the request does too."""
        try:
            return await work
        except KbError as error:
            raise RefusedError(error.message) from error

    def report_server_error(self, error: Exception, source: object) -> None:
        """Write what failed to the log; the answer to a request says it too."""
        del source
        level = logging.INFO if isinstance(error, RefusedError) else logging.ERROR
        LOG.log(level, "%s: %s", type(error).__name__, error)


def _settle_memory() -> None:
    """Let the notes that were read not be looked through for garbage again and again.

    They hold no cycles, and an answer would wait for that now and then: 0.1 s at 10,000 notes.
    """
    gc.collect()
    gc.freeze()


class ReadingProgress:
    """Shows an editor how many notes are read, where many are to be."""

    def __init__(self, server: NotebookServer, folder: OpenFolder) -> None:
        self._server = server
        self._folder = folder
        self._token = f"kb-{folder.id}-{next(_TOKENS)}"
        self._begun = False

    async def show(self, read: int, of: int) -> None:
        """Show that so many of so many notes are read."""
        if of < _MANY or not self._server.can_show_progress:
            return
        progress = self._server.work_done_progress
        if not self._begun:
            await progress.create_async(self._token)
            self._begun = True
            begin = types.WorkDoneProgressBegin(title=f"Reading {self._folder.root.name}")
            progress.begin(self._token, begin)
        percentage = 100 * read // of
        message = f"{read:,} of {of:,} notes"
        report = types.WorkDoneProgressReport(message=message, percentage=percentage)
        progress.report(self._token, report)

    def end(self) -> None:
        """Show that all are read."""
        if self._begun:
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd())


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except KbError as error:
        LOG.warning("%s", error.message)
    except Exception:
        LOG.exception("something that nobody waits for has failed")


def range_of(place: TextRange) -> types.Range:
    """Return a place as the protocol writes it."""
    return types.Range(
        types.Position(place.line, place.start), types.Position(place.end_line, place.end)
    )


def file_of_uri(uri: str) -> Path | None:
    """Return the file of an address; None if it is no file's."""
    if not uri.startswith("file:"):
        return None
    path = to_fs_path(uri)
    return Path(path) if path else None
