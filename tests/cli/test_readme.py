"""Every example of the README answers what it shows."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kb.cli.group import COMMANDS
from tests.cli.documentation import PAGES, ROOT
from tests.cli.understanding import paths


def examples() -> list[tuple[str, str]]:
    """Returns each command that the README shows, and what it says that it answers."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"```\n(.*?)```", text, re.DOTALL) if "$ kb" in block]
    shown = re.findall(r"^\$ (kb.*)\n((?:(?!\$ ).*\n)*)", "".join(blocks), re.MULTILINE)
    return [(command, answer) for command, answer in shown]


def without_numbers(text: str) -> str:
    """Returns ``text`` with every number alike: the sample notes grow."""
    return re.sub(r"\d+(?:\.\d+)?", "0", text)


def test_the_examples_do_what_the_readme_says(tmp_path: Path) -> None:
    answers = []
    for command, _ in examples():
        # `kb` in an example is this checkout's, whether it is installed or not.
        line = command.replace("kb", f"{shlex.quote(sys.executable)} -m kb", 1)
        done = subprocess.run(
            ["bash", "-c", line],  # noqa: S607  # found on any PATH
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            env={**os.environ, "KB_DB": str(tmp_path / "kb.db")},
        )
        answers.append((command, without_numbers(done.stdout)))
    expected = [(command, without_numbers(answer)) for command, answer in examples()]
    assert expected
    assert answers == expected


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_explained_in_the_readme(name: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"kb {name}\b", text)


def test_all_links_of_the_documentation_lead_somewhere() -> None:
    astray = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists() and not set("`%") & set(target)
    ]
    assert astray == []


def test_the_groups_commands_are_found() -> None:
    assert ("folders", "move") in set(paths())
