"""What the server can do, a module for each kind."""

from kb.lsp.features import (
    actions,
    completion,
    diagnostics,
    hover,
    lenses,
    lifecycle,
    navigation,
    renaming,
    symbols,
)
from kb.lsp.server import NotebookServer

_FEATURES = (
    lifecycle,
    completion,
    diagnostics,
    navigation,
    symbols,
    hover,
    lenses,
    actions,
    renaming,
)


def register_all(server: NotebookServer) -> None:
    """Let the server offer all that it can do."""
    for feature in _FEATURES:
        feature.register(server)
