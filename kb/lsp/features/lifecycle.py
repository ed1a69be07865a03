"""From the first word of an editor to the last: its folders, and what changes in them."""

from pathlib import Path

from lsprotocol import types

from kb.lsp.server import NoteServer


def register(server: NoteServer) -> None:
    """Begin with what the editor has open."""

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        remembered: dict[Path, tuple[str, ...]] = {}
        server.begin(params, remembered)

    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        server.look_at(*server.notebook.folders)
