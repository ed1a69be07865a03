"""``kb inbox``, ``kb review`` and ``kb cards`` for real: a process on a terminal."""

import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kb.cli.main import main
from tests.editors import fake_editor
from tests.tui.terminal import Terminal

Start = Callable[..., Terminal]

LEAVES_THE_SCREEN = "\x1b[?1049l"


@pytest.fixture
def start(tmp_path: Path, vault: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Gives a function that starts a command on a store with five cards and five proposals."""
    monkeypatch.setenv("KB_DB", str(tmp_path / "kb.db"))
    assert main(["import", "--quiet", str(vault)]) == 0
    terminals: list[Terminal] = []

    def started(
        *words: str, borrowed: bool = False, size: tuple[int, int] = (80, 24), **environ: str
    ) -> Terminal:
        terminals.append(Terminal(*words, environ=environ, size=size, borrowed=borrowed))
        return terminals[-1]

    yield started
    for terminal in terminals:
        terminal.kill()


def standing(tmp_path: Path, status: str) -> int:
    """Returns how many cards have a status."""
    with closing(sqlite3.connect(tmp_path / "kb.db")) as store:
        counted = store.execute("SELECT count(*) FROM cards WHERE status = ?", (status,))
        return int(counted.fetchone()[0])


def test_the_screen_takes_keys_and_gives_the_terminal_back(start: Start, tmp_path: Path) -> None:
    terminal = start("inbox")
    terminal.until("1/5 · reverse")
    terminal.type("r")
    terminal.until("2/5")
    assert standing(tmp_path, "rejected") == 1  # kept before the next is shown
    terminal.type("q")
    assert terminal.end() == 0
    _, _, after = terminal.shown.rpartition(LEAVES_THE_SCREEN)
    assert "Decided on 1 card: 1 rejected." in after


def test_the_editor_gets_the_terminal_and_gives_it_back(start: Start, tmp_path: Path) -> None:
    editor = fake_editor(tmp_path / "vim", adds="\nMore.\n")
    terminal = start("inbox", VISUAL=str(editor))
    terminal.until("1/5 · reverse")
    terminal.type("o")
    terminal.until("imports your")
    assert editor.with_suffix(".seen").read_text().startswith("+5\n")
    assert "More." in terminal.shown
    terminal.type("q")
    assert terminal.end() == 0


@pytest.mark.parametrize(
    ("command", "key", "what"),
    [
        ("inbox", "o", "no such editor"),
        ("inbox", "o", "no program"),
        ("inbox", "o", "an error"),
        ("review", "e", "no note"),
        ("review", "e", "an error"),
        ("cards", "o", "no program"),
        ("cards", "o", "an error"),
    ],
)
def test_the_screen_is_there_again_whatever_becomes_of_the_editor(
    start: Start, tmp_path: Path, vault: Path, command: str, key: str, what: str
) -> None:
    editor = fake_editor(tmp_path / "vim", code=7)
    if what == "no program":
        editor.write_bytes(b"\x7fno program")
    named = "nosuch" if what == "no such editor" else str(editor)
    terminal = start(command, VISUAL=named)
    terminal.until("q Quit")
    if what == "no note":
        vault.rename(tmp_path / "elsewhere")
    terminal.type(key)
    terminal.until(
        {
            "no such editor": "nosuch",
            "no program": "exec",
            "no note": "import”",
            "an error": "failed:",
        }[what]
    )
    terminal.type("q")  # it hears keys
    assert terminal.end() == 0


def test_cards_are_searched_changed_and_told_of_at_the_end(start: Start, tmp_path: Path) -> None:
    terminal = start("cards", "is:active")
    terminal.until("1/5 cards")
    terminal.type("/tin is:active\r")
    terminal.until("1/1 card ")
    terminal.type("!")
    terminal.until("Press u to undo.")
    assert standing(tmp_path, "suspended") == 1
    terminal.type("u")
    terminal.until("no longer suspended")
    assert standing(tmp_path, "suspended") == 0
    terminal.type("!/\x7f\r *!y")  # all at once, each after the effect of the one before
    terminal.until("Suspended 4 cards. 6 left alone")
    assert standing(tmp_path, "suspended") == 5
    terminal.type("q")
    assert terminal.end() == 0
    _, _, after = terminal.shown.rpartition(LEAVES_THE_SCREEN)
    assert "Suspended 5 cards." in after
    assert list((tmp_path / "kb.db.backups").iterdir())


def test_keys_that_come_before_a_panel_has_gone_end_nothing(start: Start) -> None:
    terminal = start("inbox")
    terminal.until("q Quit")
    terminal.type("?")
    terminal.until("Show all keys")
    terminal.type("xyz")
    terminal.until("1/5 · reverse")
    terminal.type("q")
    assert terminal.end() == 0


@pytest.mark.parametrize("how", ["key", "signal"])
def test_an_interrupt_leaves_the_terminal_in_order(start: Start, how: str) -> None:
    terminal = start("inbox")
    terminal.until("1/5 · reverse")
    if how == "key":
        terminal.type("\x03")
        assert terminal.end() == 0
    else:
        terminal.terminate()
        assert terminal.end() == 130
    assert LEAVES_THE_SCREEN in terminal.shown
    assert "Traceback" not in terminal.shown


@pytest.mark.parametrize(("words", "term"), [([], "dumb"), (["--plain"], "xterm")])
def test_the_same_goes_line_by_line(start: Start, words: list[str], term: str) -> None:
    terminal = start("inbox", *words, TERM=term)
    terminal.until("> ")
    terminal.type("q\n")
    assert terminal.end() == 0
    assert "1/5  Lathe.md:5  reverse" in terminal.shown
    assert "\x1b" not in terminal.shown


def answers(tmp_path: Path) -> list[int]:
    """Returns the ratings that were kept."""
    with closing(sqlite3.connect(tmp_path / "kb.db")) as store:
        return [rating for (rating,) in store.execute("SELECT rating FROM log ORDER BY at")]


def test_a_review_keeps_each_answer_though_the_process_is_killed(
    start: Start, tmp_path: Path
) -> None:
    terminal = start("review")
    terminal.until("Press Space to show the answer")
    terminal.type(" ")
    terminal.until("1 Again")
    terminal.type("3")
    terminal.until("1 done")
    terminal.kill()
    assert answers(tmp_path) == [3]


def test_a_review_ends_with_what_it_came_to(start: Start, tmp_path: Path) -> None:
    terminal = start("review", "--limit", "1")
    terminal.until("Press Space to show the answer")
    terminal.type(" ")
    terminal.until("4 Easy")
    terminal.type("4")
    terminal.until("1 card in under a minute.")
    terminal.type("\r")
    assert terminal.end() == 0
    _, _, after = terminal.shown.rpartition(LEAVES_THE_SCREEN)
    assert "1 card in under a minute." in after
    assert answers(tmp_path) == [4]


def test_a_folder_that_is_elsewhere_is_told_where_a_review_leaves_it_to_be_read(
    start: Start, tmp_path: Path, vault: Path
) -> None:
    vault.rename(tmp_path / "elsewhere")
    terminal = start("review")
    terminal.until("Press Space to show the answer")
    before, _, _ = terminal.shown.partition("\x1b[?1049h")
    assert "cannot be read: no such file or directory." in " ".join(before.split())
    terminal.type("q")
    assert terminal.end() == 0


def test_undo_in_a_review_takes_back_what_was_set_aside(start: Start, tmp_path: Path) -> None:
    terminal = start("review")
    terminal.until("Press Space to show the answer")
    terminal.type("!")
    terminal.until("Suspended; ")
    assert standing(tmp_path, "suspended") == 1
    terminal.type("u")
    terminal.until("No longer suspended: “")
    assert standing(tmp_path, "suspended") == 0
    terminal.type("q")
    assert terminal.end() == 0


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGHUP", "closed"])
def test_a_review_that_is_ended_from_outside_keeps_its_answers(
    start: Start, tmp_path: Path, how: str
) -> None:
    terminal = start("review")
    terminal.until("Press Space to show the answer")
    for count in ("1 done", "2 done"):
        terminal.type(" ")
        terminal.until("1 Again")
        terminal.type("3")
        terminal.until(count)
    if how == "closed":
        terminal.hang_up()
        assert terminal.wait() == 130
    else:
        terminal.send(signal.Signals[how])
        assert terminal.end() == 130
        assert LEAVES_THE_SCREEN in terminal.shown
        assert "Traceback" not in terminal.shown
    assert answers(tmp_path) == [3, 3]
    assert main(["doctor", "--quiet"]) == 0


@pytest.mark.parametrize(
    ("words", "shows", "keys", "code"),
    [
        (["review"], "Press Space to show the answer", "", 130),
        (["review"], "Press Space to show the answer", "?", 130),
        (["review"], "Press Space to show the answer", " 3", 130),
        (["review", "--plain"], "> ", "\n", 130),
        (["inbox"], "q Quit", "", 130),
        (["inbox"], "q Quit", "A", 130),
        (["inbox"], "q Quit", "exyz", 130),
        (["inbox", "--plain"], "1/5", "", 130),
        (["inbox", "--plain"], "> ", "R\n", 130),
        (["import", "--watch"], "Watching 1 folder.", "", 130),
        (["list"], ":", "", 0),  # what less does is its own affair
    ],
)
def test_a_terminal_that_goes_without_a_signal_ends_what_it_shows(
    start: Start, tmp_path: Path, words: list[str], shows: str, keys: str, code: int
) -> None:
    if words == ["list"] and not shutil.which("less"):
        pytest.skip("needs less")
    size = (80, 4) if words == ["list"] else (80, 24)
    terminal = start(*words, borrowed=True, size=size, KB_PAGER="less")
    terminal.until(shows)
    for key in keys:
        terminal.type(key)
        terminal.settle()
    terminal.hang_up()
    assert terminal.has_ended_within(60)
    assert terminal.wait() == code
    assert answers(tmp_path) == [3] * (keys == " 3")
    assert standing(tmp_path, "inbox") == 5
    assert main(["doctor", "--quiet"]) == 0


def test_a_terminal_that_tells_no_size_is_drawn_once(start: Start) -> None:
    terminal = start("inbox", size=(0, 0))
    terminal.until("q Quit")
    terminal.type("n")
    terminal.until("2/5")
    terminal.type("q")
    assert terminal.end() == 0
    assert len(terminal.shown) < 40_000


def test_a_review_that_is_told_to_go_on_hears_each_key_once(start: Start, tmp_path: Path) -> None:
    terminal = start("review")
    terminal.until("Press Space to show the answer")
    terminal.send(signal.SIGCONT)  # nothing had stopped it
    for count in ("1 done", "2 done"):
        terminal.type(" ")
        terminal.until("1 Again")
        terminal.type("3")
        terminal.until(count)
    terminal.type("q")
    assert terminal.end() == 0
    assert answers(tmp_path) == [3, 3]
