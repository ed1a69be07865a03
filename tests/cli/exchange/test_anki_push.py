"""``kb anki push`` as it is typed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.anki.kinds import BACK, FIELDS, FRONT, ORIGIN
from kb.anki.origin import NoteOrigin, digest_of
from kb.cli.main import main
from tests.anki.connect_server import AnkiServer, serving
from tests.cli.running import Kb


@pytest.fixture
def anki(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[AnkiServer]:
    """Anki, with one of the two cards of a store, which was answered since."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KB_DB", str(tmp_path / "kb.db"))
    monkeypatch.setenv("KB_NOW", "2026-05-04T10:00:00+00:00")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "Deck.md").write_text("Q: One?\nA: First.\n\nQ: Two?\nA: Second.\n")
    assert main(["import", "notes", "--quiet"]) == 0
    assert main(["export", "out", "--quiet"]) == 0
    lines = (tmp_path / "out" / "cards.jsonl").read_text().splitlines()
    (uid,) = [card["uid"] for card in map(json.loads, lines) if card["front"] == "One?"]
    fields = [""] * len(FIELDS)
    fields[FRONT], fields[BACK] = "One?", "First."
    fields[ORIGIN] = NoteOrigin(uids={0: uid}, digest=digest_of(fields)).text
    with serving(AnkiServer()) as server:
        server.add_note(fields)
        assert main(["grade", "1", "easy", "--quiet"]) == 0
        capsys.readouterr()
        yield server


def test_what_was_sent_is_said(anki: AnkiServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["anki", "push", "--dry-run", "--port", str(anki.port)]) == 0
    absent = "Not in Anki: 1 card. “kb anki export” writes a package with them.\n"
    said = "1 answer, 1 schedule and 0 texts, for 1 card that Anki has.\n"
    assert capsys.readouterr().err == f"Would send {said}{absent}"
    assert main(["anki", "push", "--port", str(anki.port)]) == 0
    assert capsys.readouterr().err == f"Sent {said}{absent}"
    assert main(["anki", "push", "--port", str(anki.port), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["cards"], report["answers"], report["schedules"]) == (1, 0, 0)


def test_a_key_is_sent(anki: AnkiServer, capsys: pytest.CaptureFixture[str]) -> None:
    anki.key = "secret"
    assert main(["anki", "push", "--port", str(anki.port)]) == 2
    assert capsys.readouterr().err == "kb: AnkiConnect wants a key. Give it with --key.\n"
    assert main(["anki", "push", "--port", str(anki.port), "--key", "secret"]) == 0


def test_what_was_left_alone_is_said(anki: AnkiServer, capsys: pytest.CaptureFixture[str]) -> None:
    (card,) = anki.cards
    anki.do_insertReviews([[1_800_000_000_000, card, -1, 3, 9, 0, 500, 4000, 1]])
    assert main(["anki", "push", "--port", str(anki.port)]) == 0
    assert "Left alone: 1 card with answers or due dates in Anki" in capsys.readouterr().err


def test_anki_that_does_not_run_is_one_line(kb: Kb) -> None:
    with serving(AnkiServer()) as server:
        port = str(server.port)
    ran = kb("anki", "push", "--port", port)
    assert ran.code == 2
    assert ran.err.startswith(f"kb: Anki does not answer on 127.0.0.1:{port}. Start Anki")
    assert ran.err.count("\n") == 1
