"""The home of somebody who has used kb for a while, with all that the documentation speaks of."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from kb.cli.main import main
from tests.anki.shared_deck import shared_deck
from tests.cli.documentation import ROOT
from tests.editors import fake_editor

NOW = "2026-02-01T18:00:00+00:00"


def environ(home: Path) -> dict[str, str]:
    """Returns the variables that make ``home`` the user's own, with programs of its own."""
    return {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "PATH": os.pathsep.join((str(home / "bin"), os.environ["PATH"])),
        "PYTHONPATH": str(ROOT),
        "EDITOR": str(home / "bin" / "nano"),
        "SHELL": "/bin/bash",
        "TZ": "UTC",
        "KB_NOW": NOW,
        "KB_CONFIG": str(home / ".config" / "kb" / "config.toml"),
        "KB_DB": str(store_of(home)),
    }


def store_of(home: Path) -> Path:
    """Returns where the store is."""
    return home / ".local" / "share" / "kb" / "kb.db"


def settle(home: Path) -> None:
    """Fills an empty home: notes, programs, settings, answers, proposals and backups.

    Args:
        home: an empty folder; it may not be moved afterwards, for the store names it.
    """
    _write_files(home)
    (home / "Sync" / "kb").mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        for name, value in environ(home).items():
            patch.setenv(name, value)
        # First the note of cards by hand, so that the ids that the documentation names are theirs.
        _run("import", str(home / "Documents" / "vault"))
        _run("import", "notes")
        patch.setenv("KB_NOW", "2026-01-31T09:00:00+00:00")
        for rating in ("good", "again", "good"):
            _run("grade", "12", rating)
        _run("suspend", "15")
        backups = store_of(home).with_name("kb.db.backups")
        for day in ("2026-01-31", "2026-02-01"):  # today's, so that only what writes does
            _run("backup", str(backups / f"daily-{day}.db"))
        _run("backup", "copy.db")
        _run("anki", "export", "from-anki.apkg", "--note", "Sums")
        shared_deck(home / "spanish.apkg")
        _run("export", "kb-export")
        (home / "answers.json").write_text('{"sessions": []}')


def _run(*words: str) -> None:
    assert main(list(words)) == 0, words


def _write_files(home: Path) -> None:
    shutil.copytree(ROOT / "notes", home / "notes")
    shutil.copytree(ROOT / "notes", home / "Documents" / "notes")
    for folder in ("stick", "bin", ".config/kb", ".config/fish/completions"):
        (home / folder).mkdir(parents=True)
    for place in (home / "Documents" / "vault", home / "Documents" / "moved"):
        place.mkdir()
        cards = "\n".join(
            f"Q: What is {each} and {each}?\nA: It is {2 * each}.\n" for each in range(20)
        )
        (place / "Sums.md").write_text(f"Tags: #exam #draft\n\n{cards}")
    (home / "outline").mkdir()
    (home / "outline" / "Elm.org").write_text("An elm is a tree.\n")
    (home / ".config" / "kb" / "config.toml").write_text(SETTINGS)
    fake_editor(home / "bin" / "nano")
    for name, does in (("kb", f'exec "{sys.executable}" -m kb "$@"'), ("dot", 'cat "$2"')):
        program = home / "bin" / name
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)


SETTINGS = '''\
[schedule]
new_per_day = 15

[new]
folder = "~/notes"

[new.templates]
book = """
# {{title}}

Type: #book
"""
'''
