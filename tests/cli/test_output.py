"""What is taken out of notes before they reach the terminal."""

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.cli import output
from tests.cli.running import Kb, on_terminal, unstyled
from tests.hostile import HOSTILE


@dataclass(frozen=True)
class Answer:
    text: str
    when: datetime
    tags: tuple[str, ...]
    path: Path


def test_json_escapes_what_a_terminal_would_obey(capsys: pytest.CaptureFixture[str]) -> None:
    when = datetime(2026, 1, 31, 9, tzinfo=UTC)
    output.print_json(Answer(text=HOSTILE + "\udcff", when=when, tags=("ü",), path=Path("a/b")))
    said = capsys.readouterr().out
    assert output.safe(said) == said
    assert json.loads(said) == {
        "text": HOSTILE + "\udcff",
        "when": "2026-01-31T09:00:00+00:00",
        "tags": ["ü"],
        "path": "a/b",
    }


def test_no_command_lets_a_notes_escape_sequences_through(kb: Kb, tmp_path: Path) -> None:
    root = tmp_path / "hostile"
    root.mkdir()
    text = HOSTILE.replace("\x00", "")
    (root / "evil\x1b[2J.md").write_text(
        f"---\naliases: ['x\u202ey']\ntags: ['t\u202eg']\n---\n# Evil {text}\n\n"
        f"Definition: Evil {text} is bad.\n\n[[tar\x9bget]] {text}\n\nSources:\n- {text}\n"
        "\n## Much\n\n" + "Much that is harmless, so that it counts as text. " * 20,
        encoding="utf-8",
    )
    kb("import", root)
    name = kb("list", "--json").json[0]["path"]
    for words in (["list"], ["show", name], ["search", "evil"], ["tags"], ["folders"]):
        ran = kb(*words)
        assert output.safe(ran.out) == ran.out
        assert output.safe(ran.err) == ran.err
        _, shown = on_terminal(*words)
        assert output.safe(unstyled(shown)) == unstyled(shown)


def test_what_stands_in_a_second_column_goes_on_below_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "30")
    output.print_lines(
        ["  kb due    says what waits for you today", "  and more, of one column only"]
    )
    assert capsys.readouterr().out.splitlines() == [
        "  kb due    says what waits",
        "            for you today",
        "  and more, of one column only",
    ]


def test_long_lines_are_broken_between_words_on_a_terminal(tmp_path: Path) -> None:
    database = str(tmp_path / "kb.db")
    _, shown = on_terminal("import", KB_DB=database, columns=40)
    lines = shown.splitlines()
    assert len(lines) > 1
    assert lines[0].startswith("kb: no folder is imported yet.")
    assert all(len(line) <= 40 or " " not in line for line in lines)


@pytest.mark.parametrize("command", ["tags", "folders", "config"])
@pytest.mark.parametrize("columns", [60, 80])
def test_tables_fit_the_terminal(imported: Kb, command: str, columns: int) -> None:
    code, shown = on_terminal(command, "--quiet", columns=columns)
    assert code == 0
    assert all(len(line) <= columns for line in unstyled(shown).splitlines())
