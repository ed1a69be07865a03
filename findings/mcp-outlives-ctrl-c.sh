#!/usr/bin/env bash
# Package: mcp 2.3.0 (PyPI)
# Guess:   Ctrl-C ends a server that serves its standard streams, as it ends any program.
# Seen:    it goes on waiting: the thread that reads the next line cannot be interrupted. It ends only when its client sends a line or closes the pipe.
# Matters: a server tried in a terminal seems to hang, and one whose client has gone but for an open pipe stays. Leave SIGINT to the system, and watch the output.
. "$(dirname "$0")/lib.sh"
python_packages mcp==2.3.0

cat >"$place/server.py" <<'PY'
from mcp.server import MCPServer

MCPServer("still").run("stdio")
PY

see python - <<'PY'
import signal
import subprocess
import sys
import time

process = subprocess.Popen([sys.executable, "server.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
process.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"nothing"}\n')
process.stdin.flush()
process.stdout.readline()  # so it serves by now
process.send_signal(signal.SIGINT)
try:
    process.wait(timeout=5)
    print("after Ctrl-C: ended")
except subprocess.TimeoutExpired:
    print("5 seconds after Ctrl-C: still there")
process.stdin.close()
process.wait(timeout=20)
print("after the pipe was closed: ended")
PY

expect <<'END'
5 seconds after Ctrl-C: still there
after the pipe was closed: ended
END
