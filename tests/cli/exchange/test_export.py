"""``kb export`` as it is typed."""

import json
from pathlib import Path

import pytest

from kb.cli.main import main
from kb.sync.takeout import FILES, MANIFEST


@pytest.fixture
def _notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store with a note of two cards, one of which was answered."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KB_DB", str(tmp_path / "kb.db"))
    monkeypatch.setenv("KB_NOW", "2026-05-04T10:00:00+00:00")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "Deck.md").write_text("Q: One?\nA: First.\n\nQ: Two?\nA: Second.\n")
    assert main(["import", "notes", "--quiet"]) == 0
    assert main(["grade", "1", "good", "--quiet"]) == 0


@pytest.mark.usefixtures("_notes")
def test_what_was_exported_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["export", "out"]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"Exported 1 note, 2 cards and 1 log entry to {tmp_path / 'out'}.\n"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {MANIFEST, *FILES}


@pytest.mark.usefixtures("_notes")
def test_the_report_is_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["export", "out", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["folder"], report["cards"], report["answers"]) == (str(tmp_path / "out"), 2, 1)


@pytest.mark.usefixtures("_notes")
def test_a_folder_of_something_else_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["export", "notes"]) == 2
    assert "is not empty, and no export of kb" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "notes").iterdir()] == ["Deck.md"]
