"""The findings: a table that says what the scripts say, and scripts of one shape."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent / "findings"
SCRIPTS = sorted(path for path in HERE.glob("*.sh") if path.name != "lib.sh")


def words(script: Path) -> dict[str, str]:
    """Returns what the comment at the top of a script says, by its heads."""
    return dict(re.findall(r"^# (\w+): +(.+)$", script.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_table_says_what_the_scripts_say() -> None:
    table = (HERE / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [
        f"| [{script.stem}]({script.name}) | {said['Package']} | {said['Guess']} | {said['Seen']} |"
        for script in SCRIPTS
        if (said := words(script))
    ]
    assert rows
    assert [row for row in table if row.startswith("| [")] == rows


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_pins_what_it_installs_and_compares_what_it_sees(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert list(words(script)) == ["Package", "Guess", "Seen", "Matters"]
    installed = re.findall(r"^(?:python|node)_packages ((?:.+\\\n)*.+)$", text, re.MULTILINE)
    named = [each for line in installed for each in line.replace("\\\n", " ").split()]
    assert named
    assert all(re.fullmatch(r"[\w.-]+(==|@)[\d.]+", each) for each in named)
    assert text.count("\nexpect <<'END'\n") == 1
    assert script.stat().st_mode & 0o100
