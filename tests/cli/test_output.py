"""What is taken out of notes before they reach the terminal."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.cli import output
from tests.cli.running import Kb, on_terminal, unstyled

HOSTILE = "a\x1b[31mb\x1b]0;title\x07c\x9b2Jd\u202ee\x07f\rg\x1b(Bh\x00i"


def test_what_a_terminal_would_obey_is_taken_out() -> None:
    assert output.safe(HOSTILE) == "abc2Jdefghi"


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    left = output.safe(text + HOSTILE)
    assert not set(left) & {chr(code) for code in [*range(9), *range(11, 32), *range(127, 160)]}
    assert not set(left) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    left.encode()


@given(st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs"))))
def test_text_without_such_is_left_alone(text: str) -> None:
    assert output.safe(text) == text


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("[[loop]] and [[dir/loop|the **loop**]]", "loop and the loop"),
        ("![[picture.png]] `code` __strong__", "picture.png code strong"),
        ("two\nlines  of\ttext", "two lines of text"),
        ("a ** b ** c", "a ** b ** c"),
        ("snake__case__name", "snakecasename"),
    ],
)
def test_markdown_on_one_line_is_shown_as_it_reads(markdown: str, shown: str) -> None:
    assert output.plain(markdown) == shown


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
