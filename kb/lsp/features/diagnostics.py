"""What is wrong in open notes: told when it is asked for, or a moment after the last key.

An editor that can ask is never told unasked, or each problem would be shown twice.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from lsprotocol import types

from kb.app.editing.diagnosis import ProblemAt, problems_at
from kb.graph.index import IndexedNote
from kb.lsp.server import NotebookServer, range_of
from kb.notes.problem import Severity

_QUIET_S: Final = 0.25
_SEVERITIES: Final = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
}
_MOST: Final = 500
"""Problems of one note that are shown."""


def register(server: NotebookServer) -> None:
    """Offer diagnostics, in the way that the editor can have them."""

    @server.when_begun
    def begun(params: types.InitializeParams) -> None:
        document = params.capabilities.text_document
        if document is not None and document.diagnostic is not None:
            _answer(server)
            if _can_be_asked_to_ask(params.capabilities):
                server.when_settled(_Debounced(server, _ask_for_questions))
        else:
            server.when_settled(_Debounced(server, _publish))

    @server.when_closed
    def closed(uri: str) -> None:
        if server.is_pushing:
            empty = types.PublishDiagnosticsParams(uri, [])
            server.text_document_publish_diagnostics(empty)


def _answer(server: NotebookServer) -> None:
    server.is_pushing = False
    options = types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=False, identifier="kb"
    )

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    def diagnostic(
        params: types.DocumentDiagnosticParams,
    ) -> types.RelatedFullDocumentDiagnosticReport:
        note = server.note(params.text_document.uri)
        return types.RelatedFullDocumentDiagnosticReport(_diagnostics(server, note) if note else [])


def _can_be_asked_to_ask(capabilities: types.ClientCapabilities) -> bool:
    workspace = capabilities.workspace
    return bool(workspace and workspace.diagnostics and workspace.diagnostics.refresh_support)


class _Debounced:
    """Does something once nothing has changed for a moment."""

    def __init__(self, server: NotebookServer, work: Callable[[NotebookServer], None]) -> None:
        self._server = server
        self._work = work
        self._waiting: asyncio.TimerHandle | None = None

    def __call__(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        loop = asyncio.get_running_loop()
        self._waiting = loop.call_later(_QUIET_S, self._work, self._server)


def _publish(server: NotebookServer) -> None:
    for document in tuple(server.documents.values()):
        note = server.note(document.uri)
        located = _diagnostics(server, note) if note else []
        server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(document.uri, located, document.version)
        )


def _ask_for_questions(server: NotebookServer) -> None:
    server.workspace_diagnostic_refresh(None)


def _diagnostics(server: NotebookServer, note: IndexedNote) -> list[types.Diagnostic]:
    return [diagnostic(one) for one in problems_at(server.notebook, note, most=_MOST)]


def diagnostic(located: ProblemAt) -> types.Diagnostic:
    """Return a problem as the protocol writes it."""
    return types.Diagnostic(
        range=range_of(located.place),
        message=located.problem.message,
        severity=_SEVERITIES[located.problem.severity],
        code=located.problem.code,
        source="kb",
    )
