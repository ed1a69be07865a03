#!/usr/bin/env bash
# Package: lsprotocol 2025.0.0 (PyPI), as pygls 2.1.1 uses it
# Guess:   the answer to "textDocument/codeAction" is a list of commands and code actions; a code action may have a command of its own.
# Seen:    whatever has the key "command" is read as a command. A code action with one loses its kind and its edit, and the name of the command is the text of a dictionary.
# Matters: a client made with it, and so each test of a server, cannot run such an action: its arguments are gone, and the server does not know the name.
. "$(dirname "$0")/lib.sh"
python_packages pygls==2.1.1 lsprotocol==2025.0.0

see python - <<'PY'
from lsprotocol import converters, types

converter = converters.get_converter()
action = types.CodeAction("Accept card 7", types.CodeActionKind.QuickFix, command=types.Command("Accept", "accept", arguments=[7]))
sent = converter.unstructure(types.CodeActionResponse(id=1, result=[action]))
read = converter.structure(sent, types.CodeActionResponse).result[0]
told = sent["result"][0]["command"]
print("sent: an action whose command is", repr(told["command"]), "and whose arguments are", list(told["arguments"]))
print("read:", type(read).__name__, "whose name begins with", repr(read.command[:8]), "and whose arguments are", read.arguments)
PY

expect <<'END'
sent: an action whose command is 'accept' and whose arguments are [7]
read: Command whose name begins with "{'title'" and whose arguments are None
END
