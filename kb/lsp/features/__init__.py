"""What the server can do, a module for each kind."""

from kb.lsp.features import completion, lifecycle
from kb.lsp.server import NoteServer

_FEATURES = (lifecycle, completion)


def register_all(server: NoteServer) -> None:
    """Let the server offer all that it can do."""
    for feature in _FEATURES:
        feature.register(server)
