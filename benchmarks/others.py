"""Other programs that read folders of notes, each in an environment of its own."""

import os
import shutil
from pathlib import Path
from typing import Final

from benchmarks.collection import fresh_copy
from benchmarks.measure import BUILD, PYTHON, Run, RunError, run, say

OBSIDIANTOOLS: Final = """
import sys
from pathlib import Path
from obsidiantools.api import Vault

Vault(Path(sys.argv[1])).connect().gather()
"""
"""Reads a vault into a graph in memory, with the text of its notes; it stores nothing."""

BASIC_MEMORY: Final = ("reindex", "--search", "--project", "main")
"""Brings the database of its default project to what the files say. Embeddings are left out."""


def basic_memory(folder: Path, python: Path | None) -> tuple[str, Run]:
    # It writes into the notes, so it gets a copy of them, and a home of its own.
    requirements = ("basic-memory", "basic-memory<0.24")
    place = installed("basic-memory", requirements, python or python_since(12))
    home = BUILD / "basic-memory-home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    notes = fresh_copy(folder, "basic-memory-notes")
    env = {
        "HOME": os.fspath(home),
        "BASIC_MEMORY_HOME": os.fspath(notes),
        "BASIC_MEMORY_SEMANTIC_SEARCH_ENABLED": "false",
        "BASIC_MEMORY_AUTO_UPDATE": "false",
    }
    cost = run((place / "bin" / "basic-memory", *BASIC_MEMORY), env=env)
    rewritten = sum(
        file.read_bytes() != (folder / file.relative_to(notes)).read_bytes()
        for file in notes.rglob("*.md")
    )
    say(f"basic-memory rewrote {rewritten} notes")
    return version_in(place, "basic-memory"), cost


def obsidiantools(folder: Path, python: Path | None) -> tuple[str, Run]:
    place = installed("obsidiantools", ("obsidiantools",), python or Path(PYTHON))
    command = (place / "bin" / "python", "-c", OBSIDIANTOOLS, folder)
    return version_in(place, "obsidiantools"), run(command)


def installed(name: str, requirements: tuple[str, ...], python: Path) -> Path:
    """Returns an environment with a program in it: the first requirement that can be met.

    Raises:
        RunError: none can.
    """
    place = BUILD / "others" / name
    done = place / "installed"
    if done.exists():
        return place
    say(f"installing {name}")
    shutil.rmtree(place, ignore_errors=True)
    run((python, "-m", "venv", place))
    pip = (place / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install")
    *first, last = requirements
    for requirement in first:
        try:
            run((*pip, "--quiet", requirement))
        except RunError:
            continue
        break
    else:
        run((*pip, "--quiet", last))
    done.touch()
    return place


def version_in(place: Path, name: str) -> str:
    (found,) = place.glob(f"lib/*/site-packages/{name.replace('-', '_')}-*.dist-info")
    return found.name.removesuffix(".dist-info").rpartition("-")[2]


def python_since(minor: int) -> Path:
    """Returns a Python that is new enough, of those that are commonly found.

    Raises:
        RunError: there is none.
    """
    versions = Path.home() / ".pyenv" / "versions"
    named = [shutil.which(f"python3.{each}") for each in range(minor, minor + 3)]
    found: list[str | Path] = [
        PYTHON,
        *versions.glob("3.*/bin/python3"),
        *(each for each in named if each),
    ]
    for python in found:
        try:
            run((python, "-c", f"import sys; sys.exit(sys.version_info < (3, {minor}))"))
        except (RunError, OSError):
            continue
        return Path(python)
    raise RunError(f"it needs Python 3.{minor}, which is not here. Name one with --python.")
