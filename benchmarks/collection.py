"""Folders of generated notes, and kb with a store of its own."""

import os
import shutil
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Final

from benchmarks import generate
from benchmarks.measure import BUILD, PYTHON, Run, run, say

KB: Final = Path(PYTHON).with_name("kb")


def notes_folder(notes: int, seed: int = 1) -> Path:
    """Returns a folder of generated notes, which is kept for the next time."""
    return _made("notes", notes, seed, generate.generate)


def decks_folder(notes: int, seed: int = 1) -> Path:
    """Returns a folder of generated notes that are all cards, which is kept as well."""
    return _made("decks", notes, seed, generate.generate_decks)


def _made(kind: str, notes: int, seed: int, make: Callable[[Path, int, int], None]) -> Path:
    made_by = Path(generate.__file__).read_bytes()
    version = blake2b(made_by, digest_size=4).hexdigest()
    folder = BUILD / f"{kind}-{notes}-{seed}-{version}"
    if not folder.exists():
        say(f"generating {notes} {kind}")
        unfinished = folder.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        make(unfinished, notes, seed)
        unfinished.rename(folder)
    return folder


def fresh_copy(folder: Path, name: str) -> Path:
    """Returns a copy of a folder that may be written to."""
    copy = BUILD / name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    return copy


class Collection:
    """A store of its own, and kb working on it."""

    def __init__(self, name: str, folder: Path, settings: str = "") -> None:
        self.folder = folder
        self.store = BUILD / f"{name}.db"
        config = BUILD / f"{name}.toml"
        config.write_text(settings, encoding="utf-8")
        self.env = {"KB_DB": os.fspath(self.store), "KB_CONFIG": os.fspath(config)}
        self.command = (KB, "import", folder, "--quiet")

    def forget(self) -> None:
        for file in self.store.parent.glob(f"{self.store.name}*"):
            file.unlink()

    def import_all(self) -> Run:
        return run(self.command, env=self.env)

    def import_anew(self) -> Run:
        self.forget()
        return self.import_all()
