"""``kb`` on a terminal of its own, typed at by a test that waits for what it shows."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from kb.clock import monotonic_seconds
from kb.tui.pictures import SIGNS
from tests.forkserver import fork_server

_PATIENCE: Final = 60
"""Seconds. A machine that is busy is slow."""

_OTHER_TERMINALS: Final = {"COLUMNS", "LINES", "TERM_PROGRAM", *SIGNS}
"""Variables that tell of the terminal in which the tests run."""

_A_MOMENT: Final = 0.1
"""Seconds."""

_A_WHILE: Final = 5
"""Seconds in which a key is answered but by a machine that is very busy."""


class Terminal:
    """A process on a terminal, which is its controlling one unless it is ``borrowed``.

    Of a borrowed one, no signal tells that it goes, just as if SIGHUP is ignored.
    """

    def __init__(
        self,
        *words: str,
        environ: Mapping[str, str],
        size: tuple[int, int] = (80, 24),
        borrowed: bool = False,
    ) -> None:
        self._ours, theirs = pty.openpty()
        columns, rows = size
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        inherited = {
            name: value for name, value in os.environ.items() if name not in _OTHER_TERMINALS
        }
        terminal = os.ttyname(theirs)
        self._fork = fork_server().start(
            words,
            streams=(terminal, terminal, terminal),
            on_terminal="borrowed" if borrowed else "own",
            environ={**inherited, "TERM": "xterm-256color", **environ},
        )
        os.close(theirs)
        self.shown = ""
        """All that was written to the terminal."""

    def until(self, words: str) -> str:
        """Returns what was shown since the last time, up to ``words`` at least."""
        start = len(self.shown)
        while words not in _unstyled(self.shown[start:]):
            if not select.select([self._ours], [], [], _PATIENCE)[0] or not self._read():
                raise AssertionError(f"{words!r} was not shown, but: {self.shown[start:]!r}")
        return _unstyled(self.shown[start:])

    def settle(self) -> None:
        """Reads until nothing more is shown for a moment."""
        while select.select([self._ours], [], [], _A_MOMENT)[0] and self._read():
            pass

    def type(self, keys: str) -> None:
        """Types keys."""
        os.write(self._ours, keys.encode())

    def terminate(self) -> None:
        """Asks the process to end."""
        self._fork.send(signal.SIGTERM)

    def send(self, number: signal.Signals) -> None:
        """Sends the process a signal."""
        self._fork.send(number)

    def hang_up(self) -> None:
        """Closes the terminal under the process, which the system tells it by SIGHUP."""
        os.close(self._ours)

    def has_ended_within(self, seconds: float) -> bool:
        """Waits until the process has ended, but not for ever."""
        deadline = monotonic_seconds() + seconds
        while not self._fork.has_ended() and monotonic_seconds() < deadline:
            time.sleep(_A_MOMENT)
        return self._fork.has_ended()

    def wait(self) -> int:
        """Returns the exit code when the process has ended."""
        return self._fork.wait()

    def kill(self) -> None:
        """Ends the process, if it has not ended, and waits for it."""
        self._fork.send(signal.SIGKILL)
        self._fork.wait()
        with suppress(OSError):  # closed already
            os.close(self._ours)

    def end(self) -> int:
        """Returns the exit code when the process has ended, and all is shown."""
        while self._is_heard_within(_PATIENCE):
            if not self._read():
                return self._fork.wait()
        raise AssertionError(f"it did not end, but showed: {self.shown[-4000:]!r}")

    def leave(self, key: str) -> int:
        """Types a key, again if nothing comes of it, and returns the exit code as ``end`` does.

        A panel takes all keys until it has gone, which may be long after the key that closed it.
        """
        for _ in range(_PATIENCE // _A_WHILE):
            while self._is_lent() and self._is_heard_within(_A_WHILE) and self._read():
                pass
            self.type(key)
            while self._is_heard_within(_A_WHILE):
                if not self._read():
                    return self._fork.wait()
        raise AssertionError(f"it did not end, but showed: {self.shown[-4000:]!r}")

    def _is_lent(self) -> bool:
        """Whether an editor has the terminal, where Ctrl-C is a signal."""
        return self.shown.rfind("\x1b[?1049l") > self.shown.rfind("\x1b[?1049h")

    def _is_heard_within(self, seconds: float) -> bool:
        return bool(select.select([self._ours], [], [], seconds)[0])

    def _read(self) -> bool:
        part = b""
        with suppress(OSError):  # the end of a terminal is an error on Linux
            part = os.read(self._ours, 65536)
        self.shown += part.decode(errors="replace")
        return bool(part)


def _unstyled(shown: str) -> str:
    """Returns what was shown, without styles; places where the cursor went are line ends."""
    return re.sub(r"\x1b\[[0-9;]*H|\r", "\n", re.sub(r"\x1b\[[0-9;]*m", "", shown))
