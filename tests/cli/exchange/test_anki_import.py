"""What was exported to Anki and comes back, and what selects no card, as it is typed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.cli.main import main

Kb = Callable[..., tuple[str, str]]


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kb:
    """Types a command beside an imported note of two cards, and returns what it prints and says."""
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "Deck.md").write_text("Q: One?\nA: 1\n\nQ: Two?\nA: 2\n")
    (tmp_path / "config.toml").touch()
    monkeypatch.setenv("KB_DB", str(tmp_path / "kb.db"))
    monkeypatch.setenv("KB_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("KB_NOW", "2026-06-04T10:00:00+00:00")
    monkeypatch.chdir(tmp_path)

    def typed(*words: str, code: int = 0) -> tuple[str, str]:
        capsys.readouterr()
        assert main(list(words)) == code
        printed = capsys.readouterr()
        return printed.out, printed.err

    typed("import", "vault")
    return typed


def test_a_query_that_finds_nothing_exports_nothing_and_says_so(kb: Kb, tmp_path: Path) -> None:
    _, said = kb("anki", "export", "out.apkg", "is:due", code=3)
    assert said == "kb: no cards match. “kb cards” lists all cards.\n"
    _, said = kb("anki", "export", "out.apkg", "is:suspended", code=3)
    assert "no cards match" in said
    assert not (tmp_path / "out.apkg").exists()


def test_what_was_exported_is_known_when_it_comes_back(kb: Kb) -> None:
    kb("grade", "1", "good")
    assert "Exported 2 cards in 2 notes" in kb("anki", "export", "out.apkg")[1]
    assert kb("anki", "import", "out.apkg")[0] == "Imported 0 answers of 2 cards that kb knows.\n"
    _, said = kb("anki", "import", "config.toml", code=2)
    assert said == "kb: config.toml: this is no package of Anki.\n"
