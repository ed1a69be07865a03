"""An editor as a test drives it: pygls's client, with the protocol's own types."""

import asyncio
import re
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any, Final, Union

from cattrs import Converter
from lsprotocol import types
from pygls.io_ import run_async
from pygls.lsp.client import LanguageClient
from pygls.protocol import default_converter
from pygls.uris import to_fs_path

from kb.app.editing.remembering import StoreMemory
from kb.clock import monotonic_seconds
from kb.config.settings import Settings
from kb.lsp.features import register_all
from kb.lsp.server import NotebookServer
from kb.schedule.days import Calendar, Moment

PATIENCE_S: Final = 60.0
NOW: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)
_WATCHED: Final = re.compile(r"[*]{2}/[^'\")]+")
ALL: Final = types.ClientCapabilities(
    workspace=types.WorkspaceClientCapabilities(
        workspace_edit=types.WorkspaceEditClientCapabilities(
            document_changes=True,
            resource_operations=[
                types.ResourceOperationKind.Create,
                types.ResourceOperationKind.Rename,
            ],
        ),
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(
            dynamic_registration=True
        ),
    ),
    text_document=types.TextDocumentClientCapabilities(
        diagnostic=types.DiagnosticClientCapabilities(),
        rename=types.RenameClientCapabilities(prepare_support=True),
    ),
)
"""What a modern editor can do."""


def with_encodings(*encodings: str) -> types.ClientCapabilities:
    """Returns the same, of an editor that counts columns in these ways."""
    return types.ClientCapabilities(
        workspace=ALL.workspace,
        text_document=ALL.text_document,
        general=types.GeneralClientCapabilities(position_encodings=list(encodings)),
    )


@dataclass(slots=True)
class Editor:
    """One editor, and what it was told."""

    client: LanguageClient
    folder: Path
    result: types.InitializeResult
    is_up_to_date: Callable[[], bool]
    """Whether the server has read all files."""
    texts: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    told: list[types.PublishDiagnosticsParams] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    registered: list[str] = field(default_factory=list)
    watched: list[str] = field(default_factory=list)
    """The patterns of files that the editor was asked to watch."""

    def uri(self, path: str) -> str:
        return (self.folder / path).as_uri()

    def open(self, path: str, text: str | None = None) -> None:
        if text is None:
            text = (self.folder / path).read_bytes().decode()
        self.texts[path], self.versions[path] = text, 1
        item = types.TextDocumentItem(self.uri(path), "markdown", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type(self, path: str, text: str, *changes: types.TextDocumentContentChangeEvent) -> None:
        """Changes a document so that it has a text, at once or by ``changes``."""
        self.texts[path] = text
        self.versions[path] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[path], self.uri(path))
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(document, list(changes) or [whole])
        )

    def close(self, path: str) -> None:
        document = types.TextDocumentIdentifier(self.uri(path))
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    def at(self, path: str, mark: str, *, inside: int = 0) -> types.TextDocumentPositionParams:
        """Returns where a text stands first in an open ASCII document, as a question has it."""
        before = self.texts[path].partition(mark)[0]
        assert mark in self.texts[path]
        row = before.count("\n")
        column = len(before.rpartition("\n")[2]) + inside
        document = types.TextDocumentIdentifier(self.uri(path))
        return types.TextDocumentPositionParams(document, types.Position(row, column))

    async def complete(self, path: str, mark: str) -> list[types.CompletionItem]:
        """Returns what is offered behind a text."""
        at = self.at(path, mark, inside=len(mark))
        found = await self.client.text_document_completion_async(
            types.CompletionParams(at.text_document, at.position)
        )
        return list(found.items) if isinstance(found, types.CompletionList) else []

    async def define(self, path: str, mark: str, *, inside: int = 0) -> tuple[str, int] | None:
        """Returns the path and the line that a place leads to."""
        at = self.at(path, mark, inside=inside)
        found = await self.client.text_document_definition_async(
            types.DefinitionParams(at.text_document, at.position)
        )
        if not isinstance(found, types.Location):
            return None
        return self.path_of(found.uri), found.range.start.line

    async def references(
        self, path: str, mark: str, *, inside: int = 0, declared: bool = False
    ) -> list[tuple[str, int]]:
        at = self.at(path, mark, inside=inside)
        context = types.ReferenceContext(declared)
        found = await self.client.text_document_references_async(
            types.ReferenceParams(context, at.text_document, at.position)
        )
        return [(self.path_of(each.uri), each.range.start.line) for each in found or ()]

    async def hover(self, path: str, mark: str, *, inside: int = 0) -> str:
        at = self.at(path, mark, inside=inside)
        found = await self.client.text_document_hover_async(
            types.HoverParams(at.text_document, at.position)
        )
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    async def rename(
        self, path: str, mark: str, name: str, *, inside: int = 0
    ) -> types.WorkspaceEdit:
        at = self.at(path, mark, inside=inside)
        edit = await self.client.text_document_rename_async(
            types.RenameParams(at.text_document, at.position, name)
        )
        assert edit is not None
        return edit

    async def diagnostics(self, path: str) -> list[types.Diagnostic]:
        document = types.TextDocumentIdentifier(self.uri(path))
        report = await self.client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(document)
        )
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        return list(report.items)

    async def actions(
        self, path: str, mark: str, *, length: int = 0, only: list[str] | None = None
    ) -> dict[str, types.CodeAction]:
        """Returns what can be done where a text stands, by its title."""
        at = self.at(path, mark)
        end = types.Position(at.position.line, at.position.character + length)
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(
                at.text_document,
                types.Range(at.position, end),
                types.CodeActionContext([], only),
            )
        )
        return {each.title: each for each in found or () if isinstance(each, types.CodeAction)}

    async def lenses(self, path: str) -> list[tuple[int, str]]:
        document = types.TextDocumentIdentifier(self.uri(path))
        found = await self.client.text_document_code_lens_async(types.CodeLensParams(document))
        return [(each.range.start.line, each.command.title) for each in found or () if each.command]

    async def symbols(self, query: str) -> list[str]:
        found = await self.client.workspace_symbol_async(types.WorkspaceSymbolParams(query))
        return [each.name for each in found or ()]

    async def read(self, *paths: str) -> None:
        """Waits until notes are known by more than their names."""
        began = monotonic_seconds()
        while True:
            found = await self.client.workspace_symbol_async(types.WorkspaceSymbolParams(""))
            known = {self.path_of(each.location.uri) for each in found or () if _has_place(each)}
            if known.issuperset(paths) and self.is_up_to_date():
                return
            assert monotonic_seconds() - began < PATIENCE_S
            await asyncio.sleep(0.01)

    def path_of(self, uri: str) -> str:
        return _path(uri, self.folder)


def _has_place(symbol: Any) -> bool:
    return isinstance(symbol.location, types.Location)


def _path(uri: str, folder: Path) -> str:
    return Path(to_fs_path(uri) or "").relative_to(folder).as_posix()


def applied(edit: types.WorkspaceEdit, folder: Path) -> set[str]:
    """Does on the disk what an edit says, as an editor does; returns the paths of what changed.

    Columns are those of ASCII lines.
    """
    changed = set()
    for change in edit.document_changes or ():
        if isinstance(change, types.TextDocumentEdit):
            file = folder / _path(change.text_document.uri, folder)
            text = file.read_text() if file.exists() else ""
            lines = text.split("\n")
            starts = [sum(len(line) + 1 for line in lines[:row]) for row in range(len(lines) + 1)]
            for each in sorted(
                change.edits,
                key=lambda one: (one.range.start.line, one.range.start.character),
                reverse=True,
            ):
                assert isinstance(each, types.TextEdit)
                first = starts[each.range.start.line] + each.range.start.character
                last = starts[each.range.end.line] + each.range.end.character
                text = text[:first] + each.new_text + text[last:]
            file.write_text(text)
            changed.add(_path(change.text_document.uri, folder))
        elif isinstance(change, types.RenameFile):
            old, new = (folder / _path(uri, folder) for uri in (change.old_uri, change.new_uri))
            old.rename(new)
            changed.add(_path(change.new_uri, folder))
        elif isinstance(change, types.CreateFile):
            file = folder / _path(change.uri, folder)
            assert not file.exists()
            file.touch()
    return changed


def written(folder: Path, notes: dict[str, str]) -> Path:
    """Returns a folder with these notes."""
    for path, text in notes.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    return folder


def _converter() -> Converter:
    """Returns lsprotocol's converter, which takes any action with a command for a command."""
    converter: Converter = default_converter()  # type: ignore[no-untyped-call]

    def action_or_command(told: Any, _: object) -> types.Command | types.CodeAction:
        if isinstance(told.get("command"), str):
            return converter.structure(told, types.Command)
        return converter.structure(told, types.CodeAction)

    either = Union[types.Command, types.CodeAction]  # noqa: UP007  # its very name there
    converter.register_structure_hook(either, action_or_command)
    return converter


def _client(editor_of: list[Editor]) -> LanguageClient:
    client = LanguageClient("test", "1", converter_factory=_converter)

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
    def _told(params: types.PublishDiagnosticsParams) -> None:
        editor_of[0].told.append(params)

    @client.feature(types.WINDOW_SHOW_MESSAGE)  # type: ignore[untyped-decorator]
    def _shown(params: types.ShowMessageParams) -> None:
        editor_of[0].shown.append(params.message)

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
    def _registered(params: types.RegistrationParams) -> None:
        editor_of[0].registered += [each.method for each in params.registrations]
        editor_of[0].watched += _WATCHED.findall(str(params.registrations))

    return client


async def _begun(
    client: LanguageClient,
    editor_of: list[Editor],
    folder: Path,
    capabilities: types.ClientCapabilities,
    is_up_to_date: Callable[[], bool],
    **more: Any,
) -> Editor:
    folders = [types.WorkspaceFolder(folder.as_uri(), "notes")]
    result = await client.initialize_async(
        types.InitializeParams(capabilities=capabilities, workspace_folders=folders, **more)
    )
    editor_of.append(Editor(client, folder, result, is_up_to_date))
    client.initialized(types.InitializedParams())
    return editor_of[0]


@asynccontextmanager
async def editing(
    folder: Path,
    *,
    capabilities: types.ClientCapabilities = ALL,
    store: Path | None = None,
    settings: Settings | None = None,
) -> AsyncIterator[Editor]:
    """Gives an editor with a folder open, and a server in this process."""
    calendar = Calendar(zone=UTC, rollover_hour=4)
    memory = StoreMemory(store or folder / "none.db", lambda: Moment(now=NOW, calendar=calendar))
    server = NotebookServer(settings or Settings(), memory)
    register_all(server)
    editor_of: list[Editor] = []
    client = _client(editor_of)
    ends = socket.socketpair()
    tasks = []
    writers = []
    for end, protocol in zip(ends, (server.protocol, client.protocol), strict=True):
        reader, writer = await asyncio.open_connection(sock=end)
        protocol.set_writer(writer)
        writers.append(writer)
        running = run_async(stop_event=Event(), reader=reader, protocol=protocol)
        tasks.append(asyncio.create_task(running))
    try:
        yield await _begun(client, editor_of, folder, capabilities, lambda: server.is_up_to_date)
    finally:
        await server.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in writers:
            writer.close()
            await writer.wait_closed()
        server.thread_pool.shutdown()


@asynccontextmanager
async def started(
    folder: Path,
    *words: str,
    capabilities: types.ClientCapabilities = ALL,
    **more: Any,
) -> AsyncIterator[tuple[Editor, asyncio.subprocess.Process]]:
    """Gives an editor with a folder open, and ``kb lsp`` as the process that it started."""
    editor_of: list[Editor] = []
    client = _client(editor_of)
    log = folder.parent / "lsp.log"
    log.unlink(missing_ok=True)
    await client.start_io(sys.executable, "-m", "kb", *words, "lsp", "--log", str(log))
    process = client._server  # noqa: SLF001  # there is no other way to it
    assert process is not None
    try:
        is_read = f"{folder}: "
        yield (
            await _begun(
                client,
                editor_of,
                folder,
                capabilities,
                lambda: log.exists() and is_read in log.read_text(),
                **more,
            ),
            process,
        )
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await client.stop()  # type: ignore[no-untyped-call]


def names(items: Sequence[types.CompletionItem]) -> list[str]:
    return [item.label for item in items]


def inserted(items: Sequence[types.CompletionItem], label: str) -> str:
    """Returns what is written when the item with a label is taken."""
    (item,) = (each for each in items if each.label == label)
    assert isinstance(item.text_edit, types.TextEdit)
    return item.text_edit.new_text
