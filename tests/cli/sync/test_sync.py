"""``kb sync`` as it is typed, and what carries its folder."""

import errno
import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from kb.cli.main import main

GIT, RSYNC = shutil.which("git"), shutil.which("rsync")
DECK = "# Deck\n\nQ: Question 1?\nA: Answer 1.\n\nQ: Question 2?\nA: Answer 2.\n"


def git(*words: str) -> None:
    """Runs git, as somebody who has a name."""
    named = ("-c", "user.name=Reader", "-c", "user.email=reader@example.org")
    subprocess.run([GIT or "", *named, *words], check=True, capture_output=True)


class Computer:
    """A machine on which kb is typed."""

    def __init__(
        self, place: Path, patch: pytest.MonkeyPatch, out: pytest.CaptureFixture[str]
    ) -> None:
        self.place, self.patch, self.out = place, patch, out
        (place / "notes").mkdir(parents=True)
        (place / "notes" / "Deck.md").write_text(DECK)
        (place / "config.toml").touch()
        self.kb("import", str(place / "notes"))

    def kb(self, *words: str, code: int = 0) -> tuple[str, str]:
        """Types a command, and returns what it prints and says."""
        self.patch.setenv("KB_DB", str(self.place / "kb.db"))
        self.patch.setenv("KB_CONFIG", str(self.place / "config.toml"))
        self.patch.setenv("KB_NOW", "2026-05-04T10:00:00+00:00")
        self.out.readouterr()
        assert main(list(words)) == code
        printed = self.out.readouterr()
        return printed.out, printed.err

    def cards(self) -> list[tuple[str, str, int]]:
        cards = json.loads(self.kb("cards", "--json")[0])
        return [(card["front"], card["due"], card["reps"]) for card in cards]


@pytest.fixture
def two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[Computer, Computer]:
    """Two computers with the same notes."""
    desk, phone = (Computer(tmp_path / name, monkeypatch, capsys) for name in ("desk", "phone"))
    return desk, phone


def test_what_was_sent_and_received_is_said(two: tuple[Computer, Computer], tmp_path: Path) -> None:
    desk, phone = two
    folder = tmp_path / "shared"
    folder.mkdir()
    desk.kb("grade", "1", "good")
    said = desk.kb("sync", str(folder))[1]
    assert said == "Sent 1 entry and received 0 entries; the folder has no other device yet.\n"
    said = phone.kb("sync", str(folder))[1]
    assert said == "Sent 0 entries and received 1 entry; the folder has 1 other device.\n"
    assert phone.cards() == desk.cards()


def test_the_report_is_json_too(two: tuple[Computer, Computer], tmp_path: Path) -> None:
    desk, _ = two
    (tmp_path / "shared").mkdir()
    report = json.loads(desk.kb("sync", str(tmp_path / "shared"), "--json")[0])
    assert {"folder", "device", "devices", "sent", "received", "waiting", "damaged"} <= {*report}
    status = json.loads(desk.kb("sync", str(tmp_path / "shared"), "--status", "--json")[0])
    assert {"folder", "synced_at", "to_send", "to_read_bytes", "devices"} <= {*status}


def test_what_cannot_be_written_is_one_document_and_one_line(
    two: tuple[Computer, Computer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "read-only file system")

    monkeypatch.setattr("kb.app.sync.run.append", refuse)
    (tmp_path / "shared").mkdir()
    desk, _ = two
    desk.kb("grade", "1", "good")
    printed, said = desk.kb("sync", str(tmp_path / "shared"), "--json", code=2)
    assert "read-only file system" in json.loads(printed)["trouble"]
    assert said == ""
    said = desk.kb("sync", str(tmp_path / "shared"), "--quiet", code=2)[1]
    assert said.startswith("kb: cannot synchronise with ")
    assert said.count("\n") == 1


def test_the_status_is_printed(two: tuple[Computer, Computer], tmp_path: Path) -> None:
    desk, _ = two
    (tmp_path / "shared").mkdir()
    desk.kb("grade", "1", "good")
    printed = desk.kb("sync", str(tmp_path / "shared"), "--status")[0]
    assert printed.splitlines()[1:3] == ["Never synchronised from here.", "To send: 1 entry"]
    assert list((tmp_path / "shared").iterdir()) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("sync",),
            "kb: which folder? “kb sync FOLDER” names it, or “kb config set sync.folder FOLDER”.\n",
        ),
        (("sync", "away"), "kb: there is no folder away. Make it, or name another one.\n"),
    ],
)
def test_a_folder_that_is_not_there_is_told(
    two: tuple[Computer, Computer], words: tuple[str, ...], message: str
) -> None:
    assert two[0].kb(*words, code=2)[1] == message


def test_a_review_synchronises_when_it_starts_and_ends(
    two: tuple[Computer, Computer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, phone = two
    folder = tmp_path / "shared"
    folder.mkdir()
    for computer in two:
        (computer.place / "config.toml").write_text(f'[sync]\nfolder = "{folder}"\n')
    phone.kb("grade", "2", "easy")
    phone.kb("sync")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n3\nq\n"))
    said = desk.kb("review", "--plain")[1]
    assert "Received 1 entry from your other machines." in said
    assert "received 1 entry" in phone.kb("sync")[1]
    assert phone.cards() == desk.cards()


def test_a_review_goes_on_without_its_folder(
    two: tuple[Computer, Computer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, _ = two
    (desk.place / "config.toml").write_text(f'[sync]\nfolder = "{tmp_path / "away"}"\n')
    monkeypatch.setattr("sys.stdin", io.StringIO("\n3\nq\n"))
    desk.kb("review", "--plain")
    assert sum(reps for _, _, reps in desk.cards()) == 1


def test_a_review_says_what_it_could_not_send(
    two: tuple[Computer, Computer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "read-only file system")

    monkeypatch.setattr("kb.app.sync.run.append", refuse)
    desk, _ = two
    (tmp_path / "shared").mkdir()
    (desk.place / "config.toml").write_text(f'[sync]\nfolder = "{tmp_path / "shared"}"\n')
    monkeypatch.setattr("sys.stdin", io.StringIO("\n3\nq\n"))
    said = desk.kb("review", "--plain")[1]
    assert "cannot synchronise with " in said
    assert sum(reps for _, _, reps in desk.cards()) == 1


def test_the_doctor_compares_folder_and_store(
    two: tuple[Computer, Computer], tmp_path: Path
) -> None:
    desk, _ = two
    folder = tmp_path / "shared"
    folder.mkdir()
    desk.kb("grade", "1", "good")
    desk.kb("sync", str(folder))
    printed = desk.kb("doctor")[0]
    assert "ok    sync: 1 folder in reach, all of whose entries are in the store" in printed
    (file,) = folder.rglob("*.jsonl")
    file.write_bytes(file.read_bytes().replace(b'["answer"', b'["answex"'))
    printed = desk.kb("doctor", code=1)[0]
    assert f"FAIL  sync: 1 line in {folder} cannot be read." in printed


@pytest.mark.skipif(GIT is None, reason="there is no git")
def test_git_carries_the_folder_and_never_conflicts(
    two: tuple[Computer, Computer], tmp_path: Path
) -> None:
    origin = tmp_path / "origin"
    git("init", "-q", "--bare", "-b", "main", str(origin))
    folders = [str(computer.place / "carried") for computer in two]
    for folder in folders:
        git("clone", "-q", str(origin), folder)
        git("-C", folder, "commit", "-q", "--allow-empty", "-m", "begin")
    git("-C", folders[0], "push", "-q", "origin", "HEAD:main")
    git("-C", folders[1], "fetch", "-q")
    git("-C", folders[1], "reset", "-q", "--hard", "origin/main")
    for card in "1", "2", "1":
        for computer, folder in zip(two, folders, strict=True):
            computer.kb("grade", card, "good")
            computer.kb("sync", folder)
            git("-C", folder, "add", "-A")
            git("-C", folder, "commit", "-q", "-m", "answers")
        for folder in (*folders, folders[0]):
            git("-C", folder, "pull", "-q", "--no-rebase", "--no-edit", "origin", "main")
            git("-C", folder, "push", "-q", "origin", "HEAD:main")
    for computer, folder in zip(two, folders, strict=True):
        computer.kb("sync", folder)
    desk, phone = two
    assert desk.cards() == phone.cards()
    assert sum(reps for _, _, reps in desk.cards()) == 6


@pytest.mark.skipif(RSYNC is None, reason="there is no rsync")
def test_rsync_carries_the_folder_both_ways(two: tuple[Computer, Computer], tmp_path: Path) -> None:
    folders = [computer.place / "carried" for computer in two]
    for computer, folder in zip(two, folders, strict=True):
        folder.mkdir()
        computer.kb("grade", "1", "good")
        computer.kb("sync", str(folder))
    for source, target in (folders, folders[::-1]):
        copy = ["rsync", "-a", "--update", f"{source}/", f"{target}/"]
        subprocess.run(copy, check=True)
    for computer, folder in zip(two, folders, strict=True):
        computer.kb("sync", str(folder))
    desk, phone = two
    assert desk.cards() == phone.cards()
    assert sum(reps for _, _, reps in desk.cards()) == 2
