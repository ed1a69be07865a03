"""``kb serve`` as a process: what it prints, how it ends, and what it costs while nothing comes."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from sqlalchemy import text

from kb.cli.main import main
from kb.cli.web import serve
from kb.clock import monotonic_seconds
from kb.store.file.engine import SERVER_CACHE_KIB
from kb.store.file.store import Store
from tests.web.serving import PATIENCE, address_of, serving


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a store of one note."""
    place = tmp_path_factory.mktemp("serve")
    (place / "Kiln.md").write_text("Definition: A kiln is an oven that hardens [[Clay]] slowly.\n")
    assert main(["--db", str(place / "kb.db"), "import", "--quiet", str(place)]) == 0
    return place / "kb.db"


def ended(process: "subprocess.Popen[str]", by: signal.Signals) -> tuple[int, str, float]:
    """Returns the exit code, what was said, and after how many seconds it ended."""
    began = monotonic_seconds()
    process.send_signal(by)
    _, said = process.communicate(timeout=PATIENCE)
    return process.returncode, said, monotonic_seconds() - began


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_ends_at_once_when_told_to(stored: Path, number: signal.Signals) -> None:
    with serving(stored) as process:
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        address = address_of(process)
        with browser.open(address, timeout=PATIENCE) as page:
            assert page.geturl() == address.partition("?")[0]
            assert "<h1>Today</h1>" in page.read().decode()
        code, said, seconds = ended(process, number)
    assert code == 0
    assert said.splitlines()[-1] == "Stopped."
    assert seconds < 1
    with closing(sqlite3.connect(stored)) as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not stored.with_name("kb.db-wal").exists()  # every connection was closed


def test_a_request_that_is_still_being_sent_does_not_hold_it_up(stored: Path) -> None:
    with serving(stored) as process:
        host, port = address_of(process).split("/")[2].split(":")
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as slow:
            slow.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n")
            time.sleep(0.2)
            code, said, _ = ended(process, signal.SIGINT)
    assert (code, said.splitlines()[-1]) == (0, "Stopped.")


def test_a_port_in_use_is_named_with_what_to_do(stored: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with serving(stored, "--port", str(port)) as process:
            out, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (2, "")
    assert said == (
        f"kb: port {port} cannot be used: address already in use. Name another with --port, or "
        "leave it out for one that is free.\n"
    )


def test_what_it_counts_does_not_hold_it_up(tmp_path: Path) -> None:
    asked = "\n".join(f"Question {number}?::{number}" for number in range(600))
    (tmp_path / "Deck.md").write_text(f"#flashcards\n\n{asked}\n")
    stored = tmp_path / "kb.db"
    assert main(["--db", str(stored), "import", "--quiet", str(tmp_path)]) == 0
    with serving(stored) as process:
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        address = address_of(process)
        browser.open(address, timeout=PATIENCE).close()
        counted = f"{address.partition('?')[0]}workload/counted?part"
        waiting = threading.Thread(target=_asked, args=(browser, counted))
        waiting.start()
        end = monotonic_seconds() + PATIENCE
        while not (children := _children(process.pid)) and monotonic_seconds() < end:
            time.sleep(0.01)
        code, said, seconds = ended(process, signal.SIGINT)
        waiting.join(PATIENCE)
    assert (code, said.splitlines()[-1]) == (0, "Stopped.")
    assert seconds < 1
    assert children
    assert not any(_runs(child) for child in children)


def _asked(browser: OpenerDirector, address: str) -> None:
    with suppress(OSError):
        browser.open(address, timeout=PATIENCE).close()


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _runs(pid: str) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_the_page_is_opened_on_request(stored: Path, tmp_path: Path) -> None:
    opened, script = tmp_path / "opened", tmp_path / "browser"
    script.write_text(f'echo "$1" >"{opened}.part" && mv "{opened}.part" "{opened}"\n')
    with serving(stored, "--open", environ={"BROWSER": f"sh {script} %s"}) as process:
        address = address_of(process)
        end = monotonic_seconds() + PATIENCE
        while not opened.exists() and monotonic_seconds() < end:
            time.sleep(0.05)
        assert ended(process, signal.SIGTERM)[0] == 0
    assert opened.read_text().strip() == address


def test_two_servers_take_two_ports_and_their_cookies_do_not_meet(stored: Path) -> None:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with serving(stored) as first, serving(stored) as second:
        addresses = [address_of(process) for process in (first, second)]
        for address in [*addresses, *(address.partition("?")[0] for address in addresses)]:
            with browser.open(address, timeout=PATIENCE) as page:
                assert "<h1>Today</h1>" in page.read().decode()
        said = [ended(process, signal.SIGINT)[1] for process in (first, second)]
    ports = [address.split("/")[2].partition(":")[2] for address in addresses]
    assert len({*ports}) == 2
    # Which of them has the usual one, if no other program has it, is decided by chance.
    for port, words in zip(ports, said, strict=True):
        elsewhere = (
            f"Port 8765 is in use by another program, so kb listens on port {port}. Answers that a "
            "browser keeps for port 8765 are sent once kb listens there.\n"
        )
        assert words.startswith(elsewhere) is (port != "8765")


def test_it_does_nothing_while_nothing_comes(stored: Path) -> None:
    with serving(stored) as process:
        with build_opener(HTTPCookieProcessor(CookieJar())).open(address_of(process)) as page:
            page.read()
        backups = stored.with_name("kb.db.backups")
        end = monotonic_seconds() + PATIENCE
        while not list(backups.glob("*")) and monotonic_seconds() < end:
            time.sleep(0.1)  # it makes the backup of the day once the first page is there
        time.sleep(1)
        before = _work(process.pid)
        time.sleep(2)
        assert _work(process.pid) == before


def _work(pid: int) -> tuple[int, ...]:
    """Returns how often each thread has been given the processor because something came."""
    threads = sorted(Path(f"/proc/{pid}/task").iterdir())
    lines = [line for thread in threads for line in (thread / "status").read_text().splitlines()]
    return tuple(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt"))


def test_it_keeps_little_of_the_store_in_memory(
    stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []

    async def asked(_: object, store: Store, *_others: object, **_named: object) -> None:
        async with store.reading() as transaction:
            told.extend(await transaction.scalars(text("PRAGMA cache_size")))

    monkeypatch.setattr(serve, "_serve", asked)
    assert main(["--db", str(stored), "serve"]) == 0
    assert told == [-SERVER_CACHE_KIB]


def test_it_works_at_a_terminal_that_goes(stored: Path) -> None:
    ours, theirs = os.openpty()
    with closing(os.fdopen(theirs, "w")) as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", "kb", "--db", str(stored), "serve"],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),  # noqa: PLW1509
        )
    try:
        shown = b""
        while b"Ctrl-C" not in shown:
            shown += os.read(ours, 4096)
        os.close(ours)
        assert process.wait(timeout=PATIENCE) == 130
    finally:
        process.kill()
        process.wait()
    assert not stored.with_name("kb.db-wal").exists()
