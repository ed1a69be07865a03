"""Runs whole processes and says what they cost.

Machines are shared and figures drift, so whatever is compared runs in turn (A B A B …), medians
of several runs are taken, and ratios are what counts. A process is charged with the CPU time and
the memory of all its descendants, also of those that outlive it for a moment.
"""

import ctypes
import os
import platform
import signal
import statistics
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from kb.clock import monotonic_seconds, now

PYTHON: Final = sys.executable
BUILD: Final = Path(__file__).resolve().parent.parent / "build" / "benchmarks"
"""Where notes, stores and other programs are put; git ignores it."""

_NO_BYTECODE: Final = "PYTHONDONTWRITEBYTECODE"
_SUBREAPER: Final = 36  # PR_SET_CHILD_SUBREAPER in prctl.h


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one process, with all its descendants, cost."""

    wall_s: float
    """Until the process itself ended."""
    cpu_s: float
    """User and system, of all."""
    largest_mb: float
    """The peak of the one process that held most."""


class RunError(RuntimeError):
    """A process ended badly."""


def adopt_orphans() -> None:
    """Makes this process the parent of descendants whose parent has ended (Linux).

    A server of worker processes ends after the program that started it; without this, nobody
    here could ask what it cost.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0)


@contextmanager
def started(command: Sequence[str | Path], env: Mapping[str, str], log: Path) -> Iterator[int]:
    """Starts a process in a session of its own, with its output in ``log``; yields its id.

    If what is done meanwhile is broken off, the process and its descendants are ended.
    """
    words = [os.fspath(each) for each in command]
    # An installation compiles the modules once; so does the first run here.
    inherited = {name: value for name, value in os.environ.items() if name != _NO_BYTECODE}
    to_log = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    main = os.posix_spawnp(
        words[0],
        words,
        {**inherited, **env},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.fspath(log), to_log, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    try:
        yield main
    except BaseException:
        with suppress(ProcessLookupError):
            os.killpg(main, signal.SIGKILL)
        raise


def run(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    codes: Iterable[int] = (0,),
) -> Run:
    """Runs a process to its end, and returns what it and its descendants cost.

    Nothing else that this process started may end meanwhile.

    Raises:
        RunError: its exit code is not one of ``codes``.
    """
    adopt_orphans()
    with tempfile.TemporaryDirectory() as place:
        log = Path(place) / "log"
        began = monotonic_seconds()
        with started(command, env or {}, log) as main:
            wall_s, status, cpu_s, largest = 0.0, 0, 0.0, 0
            while True:
                try:
                    ended, code, usage = os.wait4(-1, 0)
                except ChildProcessError:
                    break
                if ended == main:
                    wall_s, status = monotonic_seconds() - began, os.waitstatus_to_exitcode(code)
                cpu_s += usage.ru_utime + usage.ru_stime
                largest = max(largest, usage.ru_maxrss)
        if status not in codes:
            said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise RunError(f"{' '.join(map(str, command))} ended with {status}:\n{said}")
    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    return Run(wall_s=wall_s, cpu_s=cpu_s, largest_mb=largest / unit)


@dataclass(slots=True, kw_only=True)
class Contest:
    """Several pieces of work that are run in turn."""

    works: dict[str, Callable[[], Run]]
    runs: dict[str, list[Run]] = field(default_factory=dict)

    def hold(self, rounds: int, say: Callable[[str], None] | None = None) -> Self:
        """Runs each piece of work ``rounds`` times, A B A B …"""
        for done in range(rounds):
            for name, work in self.works.items():
                cost = work()
                self.runs.setdefault(name, []).append(cost)
                if say:
                    cpu = f"{cost.cpu_s:.2f} s of CPU"
                    say(f"{done + 1}/{rounds} {name}: {cost.wall_s:.2f} s, {cpu}")
        return self

    def wall(self, name: str) -> float:
        return statistics.median(each.wall_s for each in self.runs[name])

    def quickest(self, name: str) -> float:
        """Returns the least wall time: the run that other programs disturbed least."""
        return min(each.wall_s for each in self.runs[name])

    def cpu(self, name: str) -> float:
        return statistics.median(each.cpu_s for each in self.runs[name])

    def ratio(self, name: str, yardstick: str) -> tuple[float, float]:
        """Returns how often ``yardstick`` fits into ``name``, by wall and by CPU time."""
        return (
            self.wall(name) / self.wall(yardstick),
            self.cpu(name) / self.cpu(yardstick),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The peak of a process and all its descendants together."""

    rss_mb: float
    """Pages that several processes share are counted for each."""
    pss_mb: float
    """Pages that several processes share are counted once."""


def peak_memory(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, every_s: float = 0.02
) -> Memory:
    """Runs a process and returns its peak memory, sampled over its whole session (Linux).

    Sampling costs the process time: a run is measured for time or for memory, not for both.
    """
    rss: list[int] = [0]
    pss: list[int] = [0]
    over = threading.Event()

    def watch(session: int) -> None:
        while not over.wait(every_s):
            members = [pid for pid in _processes() if _session(pid) == session]
            rss.append(sum(_kilobytes(pid, "Rss:") for pid in members))
            pss.append(sum(_kilobytes(pid, "Pss:") for pid in members))

    adopt_orphans()
    with tempfile.TemporaryDirectory() as place:
        log = Path(place) / "log"
        with started(command, env or {}, log) as main:
            watcher = threading.Thread(target=watch, args=(main,), daemon=True)
            watcher.start()
            status = os.waitstatus_to_exitcode(os.waitpid(main, 0)[1])
            over.set()
            watcher.join()
            _reap()
        if status:
            raise RunError(log.read_text(encoding="utf-8", errors="replace")[-2000:])
    return Memory(rss_mb=max(rss) / 1024, pss_mb=max(pss) / 1024)


def _reap() -> None:
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def _processes() -> list[int]:
    return [int(place.name) for place in Path("/proc").iterdir() if place.name.isdigit()]


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except OSError:
        return None


def _kilobytes(pid: int, label: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(label))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table."""

    work: str
    figure: str
    against: str = ""
    value: float
    """What is compared with the target."""
    shown: str = ""
    target: float | None = None
    target_shown: str = ""
    judged: bool = True

    @property
    def cells(self) -> tuple[str, ...]:
        met = ""
        if self.target is not None and self.judged:
            met = "yes" if self.value <= self.target else "**no**"
        target = self.target_shown or ("" if self.target is None else f"{self.target:g}")
        return self.work, self.figure, self.against, self.shown, target, met


HEAD: Final = ("work", "kb", "against", "ratio", "at most", "met")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Returns a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def machine() -> str:
    """Returns what was measured on, and when: processors, memory, system, Python, day."""
    model = platform.processor() or platform.machine()
    memory = ""
    if sys.platform == "linux":
        described = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        names = [line.partition(":")[2].strip() for line in described if "model name" in line]
        model = names[0] if names else model
        pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        memory = f", {pages / 1024**3:.0f} GB"
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    system = f"{platform.system()} {platform.release().partition('-')[0]}"
    python = f"Python {platform.python_version()}"
    return f"{model}, {cores} cores{memory}, {system}, {python}, {now():%Y-%m-%d}"
