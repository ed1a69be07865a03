#!/usr/bin/env bash
# Package: textual 8.2.8 (PyPI)
# Guess:   SIGCONT has an app take its terminal back only if it was stopped before.
# Seen:    each SIGCONT starts another thread that reads the terminal, though the app was never stopped, and none of them ends.
# Matters: SIGCONT comes for other reasons, too: the leader of a session gets it when its terminal goes, just when the app should end.
. "$(dirname "$0")/lib.sh"
python_packages textual==8.2.8

cat >"$place/app.py" <<'PY'
import os
import signal
import sys
import threading

from textual.app import App


def readers():
    return sum("input" in thread.name for thread in threading.enumerate())


class Reader(App):
    async def on_mount(self):
        self.counts = [readers()]
        for wait in (0.5, 1.0):
            self.set_timer(wait, self.again)
        self.set_timer(1.5, self.end)

    def again(self):
        os.kill(os.getpid(), signal.SIGCONT)
        self.set_timer(0.3, lambda: self.counts.append(readers()))

    def end(self):
        with open(sys.argv[1], "w") as file:
            print("threads that read the terminal:", *self.counts, file=file)
        os._exit(0)


Reader().run()
PY
cat >"$place/terminal.py" <<'PY'
import os
import pty
import sys

child, terminal = pty.fork()
if child == 0:
    os.execv(sys.executable, [sys.executable, "app.py", "counts"])
while True:
    try:
        if not os.read(terminal, 65536):
            break
    except OSError:
        break
os.waitpid(child, 0)
print(open("counts").read(), end="")
PY
see timeout 60 "$place/venv/bin/python" terminal.py

expect <<'END'
threads that read the terminal: 1 2 3
END
