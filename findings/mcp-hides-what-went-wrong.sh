#!/usr/bin/env bash
# Package: mcp 2.3.0 (PyPI)
# Guess:   if a tool raises an exception, the client receives its message, so that a model can correct its call.
# Seen:    the client receives only the message of a ToolError. For any other exception, it learns only that the tool failed, and which one.
# Matters: "no note is named Cells, did you mean Cell?" is lost, and the model repeats the call as it was. To send an error to the client, raise ToolError.
. "$(dirname "$0")/lib.sh"
python_packages mcp==2.3.0

see python - 2>"$place/log" <<'PY'
import asyncio
from mcp import Client
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

server = MCPServer("notes")

@server.tool()
def by_value_error() -> str:
    raise ValueError("no note is named Cells, did you mean Cell?")

@server.tool()
def by_tool_error() -> str:
    raise ToolError("no note is named Cells, did you mean Cell?")

async def ask():
    async with Client(server) as client:
        for name in ("by_value_error", "by_tool_error"):
            answer = await client.call_tool(name, {})
            print(f"{name}: is_error {answer.is_error}: {answer.content[0].text}")

asyncio.run(ask())
PY

expect <<'END'
by_value_error: is_error True: Error executing tool by_value_error
by_tool_error: is_error True: Error executing tool by_tool_error: no note is named Cells, did you mean Cell?
END
