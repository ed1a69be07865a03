"""Every example of the documentation answers what the page shows."""

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
from tests.forkserver import fork_server

SHOWN = (ROOT / "README.md", ROOT / "docs" / "commands.md", ROOT / "docs" / "queries.md")
"""The pages whose examples show an answer."""


def examples(page: Path) -> list[tuple[str, str]]:
    """Return each command that a page shows, and the answer that it shows."""
    text = page.read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"```\n(.*?)```", text, re.DOTALL) if "$ kb" in block]
    return re.findall(r"^\$ (kb.*)\n((?:(?!\$ ).*\n)*)", "".join(blocks), re.MULTILINE)


def without_numbers(text: str) -> str:
    """Returns ``text`` with every number alike: the sample notes grow."""
    return re.sub(r"\d+(?:\.\d+)?", "0", text)


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.name)
def test_the_examples_answer_what_the_page_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert examples(page)
    monkeypatch.chdir(ROOT)
    answers = [(command, answer(command, tmp_path / "kb.db")) for command, _ in examples(page)]
    assert answers == [(command, without_numbers(shown)) for command, shown in examples(page)]


def answer(command: str, store: Path) -> str:
    """Return what a command of an example prints, without its numbers."""
    environ = {**os.environ, "KB_DB": str(store)}
    if not re.search(r"[|<>&]", command):
        out, err = (store.with_name(name) for name in ("out", "err"))
        words = shlex.split(command)[1:]
        fork_server().start(words, streams=(os.devnull, out, err), environ=environ).wait()
        # What goes into a pipe comes at the end.
        return without_numbers(err.read_text(encoding="utf-8") + out.read_text(encoding="utf-8"))
    # `kb` in an example is this checkout's, whether it is installed or not.
    line = command.replace("kb", f"{shlex.quote(sys.executable)} -m kb", 1)
    done = subprocess.run(
        ["bash", "-c", line],  # noqa: S607  # found on any PATH
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env=environ,
    )
    return without_numbers(done.stdout)


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
