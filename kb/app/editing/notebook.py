"""Folders of notes in mind, with what is being typed. What is open wins over the disk.

Nothing here waits for the store, and nothing is written.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from kb.app.editing.outlines import FileToOutline, outline_files, text_on_disk
from kb.app.importing.read_results import read_options
from kb.app.importing.worker_pool import in_parallel
from kb.app.vaults import Vaults
from kb.clock import now
from kb.config.settings import Settings
from kb.graph.index import IndexedNote, NoteIndex
from kb.graph.resolve import FolderId, NoteId
from kb.notes.attachments import Attachments
from kb.notes.files.walk import DEFAULT_EXTENSIONS, Walk, file_facts, shown_path, walk_folder
from kb.notes.outline import OutlinedNote, outline_note, outline_of_name
from kb.notes.positions import Encoding
from kb.notes.problem import Problem

_AT_ONCE: Final = 200
"""Notes that are taken in before a request has its turn."""


@dataclass(slots=True, kw_only=True)
class OpenFolder:
    """A folder of notes."""

    id: FolderId
    root: Path
    extensions: tuple[str, ...] = DEFAULT_EXTENSIONS
    walked: bool = True
    """Whether all of its notes are known, or only those that are open."""
    vaults: Vaults
    attachments: Attachments | None = None
    """None while they were not looked for."""
    problems: tuple[Problem, ...] = ()
    """Of the folder's walk."""
    files: dict[str, FileToOutline] = field(default_factory=dict)
    """Its notes on the disk, by path, as they were when they were read."""


class Notebook:
    """The notes of some folders, as they are on the disk and in open documents."""

    def __init__(self, settings: Settings, encoding: Encoding = Encoding.UTF16) -> None:
        self.settings = settings
        self.encoding = encoding
        self.index = NoteIndex()
        self.folders: list[OpenFolder] = []
        self.rules = read_options(settings, now()).rules
        self._open: dict[tuple[FolderId, str], str] = {}
        self._read: dict[tuple[FolderId, str], OutlinedNote] = {}
        """What open documents say, as far as it was asked for."""

    def add_folder(
        self, root: Path, *, extensions: tuple[str, ...] | None = None, walked: bool = True
    ) -> OpenFolder:
        """Add a folder, whose notes :meth:`refresh` reads."""
        folder = OpenFolder(
            id=FolderId(len(self.folders) + 1),
            root=root,
            extensions=extensions or self.settings.imports.extensions,
            walked=walked,
            vaults=Vaults(folder=root, settings=self.settings, inner=()),
        )
        self.folders.append(folder)
        return folder

    def join(self, root: Path) -> OpenFolder | None:
        """Add a folder, or what was known of it by open notes alone; None if it is in another."""
        where = self.place_of(root)
        if where is None or (not where[0].walked and where[0].root != root):
            return self.add_folder(root)
        folder = where[0]
        if folder.walked:
            return None
        folder.walked = True
        return folder

    def leave(self, root: Path) -> bool:
        """Forget a folder's notes but those that are open; return whether it is one of these."""
        for folder in self.folders:
            if folder.root == root and folder.walked:
                folder.walked = False
                for path in folder.files:
                    self._remove(folder, path)
                folder.files = {}
                return True
        return False

    async def refresh(
        self, folder: OpenFolder, on_progress: Callable[[int, int], Awaitable[None]] | None = None
    ) -> bool:
        """Read what changed on the disk; return whether anything did.

        Args:
            folder: one of those that were added.
            on_progress: is told how many notes of how many are read.

        Raises:
            ReaderDiedError: a process that reads was killed.
        """
        walk = await asyncio.to_thread(_walk, folder)
        if walk is None or not folder.walked:
            return False
        folder.problems = walk.problems
        folder.attachments = Attachments(walk.attachments)
        if folder.vaults.inner != walk.vaults:
            folder.vaults = Vaults(folder=folder.root, settings=self.settings, inner=walk.vaults)
        present = {
            file.path: FileToOutline(
                folder.root, file.path, file.disk_path, file.size, file.mtime_ns
            )
            for file in walk.files
        }
        gone = folder.files.keys() - present.keys()
        for path in gone:
            self._remove(folder, path)
        new = {path: file for path, file in present.items() if folder.files.get(path) != file}
        await self._name(folder, [path for path in new if path not in folder.files])
        folder.files = present
        await self._outline(folder, list(new.values()), on_progress)
        return bool(gone or new)

    async def _name(self, folder: OpenFolder, paths: list[str]) -> None:
        """Take in notes by the names of their files, before they are read."""
        for at, path in enumerate(paths):
            if self.index.at(folder.id, path) is None:
                self.index.put(folder.id, outline_of_name(path))
            if at % _AT_ONCE == 0:
                await asyncio.sleep(0)

    async def _outline(
        self,
        folder: OpenFolder,
        files: list[FileToOutline],
        on_progress: Callable[[int, int], Awaitable[None]] | None,
    ) -> None:
        done = 0
        read = partial(outline_files, rules=self.rules, encoding=self.encoding)
        async with aclosing(in_parallel(files, read)) as chunks:
            async for chunk in chunks:
                for path, outline in chunk:
                    if (folder.id, path) in self._open:
                        continue
                    if outline is None:
                        self.index.remove(folder.id, path)
                    elif path in folder.files:
                        self.index.put(folder.id, outline)
                done += len(chunk)
                if on_progress:
                    await on_progress(done, len(files))
                await asyncio.sleep(0)

    def reread(self, file: Path) -> bool:
        """Read one file that changed on the disk; return False if its folder must be looked at."""
        where = self.place_of(file)
        if where is None:
            return True
        folder, path = where
        facts = file_facts(folder.root, path)
        known = folder.files.get(path)
        if known is None or facts is None:
            return False
        if (known.size, known.mtime_ns) == facts:
            return True
        folder.files[path] = known._replace(size=facts[0], mtime_ns=facts[1])
        if (folder.id, path) not in self._open:
            for _, outline in outline_files(
                [folder.files[path]], rules=self.rules, encoding=self.encoding
            ):
                if outline is None:
                    self.index.remove(folder.id, path)
                else:
                    self.index.put(folder.id, outline)
        return True

    def open(self, file: Path, text: str) -> None:
        """Take in the text of a document that was opened, or changed."""
        where = self.place_of(file)
        if where is None:
            return
        folder, path = where
        self._open[folder.id, path] = text
        self._read.pop((folder.id, path), None)

    def close(self, file: Path) -> None:
        """Let a document go: what is on the disk counts again."""
        where = self.place_of(file)
        if where is None:
            return
        folder, path = where
        self._open.pop((folder.id, path), None)
        self._read.pop((folder.id, path), None)
        text = text_on_disk(folder.root, path)
        if text is None or (folder.walked and path not in folder.files):
            self.index.remove(folder.id, path)
        else:
            self.index.put(folder.id, self._outlined(folder, path, text).outline)

    def settle(self, *, but: Path | None = None) -> None:
        """Read what was typed since the last time.

        Args:
            but: a document that can wait.
        """
        for place in self._open.keys() - self._read.keys():
            folder = self._folder(place[0])
            if but is None or folder.root / place[1] != but:
                self.outlined(folder, place[1])

    def outlined(self, folder: OpenFolder, path: str) -> OutlinedNote | None:
        """Return what a note says now; None if it cannot be read."""
        place = (folder.id, path)
        if place in self._read:
            return self._read[place]
        text = self.text(folder, path)
        if text is None:
            return None
        read = self._outlined(folder, path, text)
        if place in self._open:
            self._read[place] = read
            self.index.put(folder.id, read.outline)
        return read

    def _outlined(self, folder: OpenFolder, path: str, text: str) -> OutlinedNote:
        del folder
        return outline_note(path, text, rules=self.rules, encoding=self.encoding)

    def text(self, folder: OpenFolder, path: str) -> str | None:
        """Return the text of a note as it is now."""
        if (folder.id, path) in self._open:
            return self._open[folder.id, path]
        file = folder.files.get(path)
        return text_on_disk(folder.root, path, file.disk_path if file else None)

    def lines(self, note: IndexedNote) -> list[str]:
        """Return the lines of a note as it is now."""
        text = self.text(self._folder(note.named.folder), note.named.path) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def place_of(self, file: Path) -> tuple[OpenFolder, str] | None:
        """Return the innermost folder that a file is in, and its path there."""
        holding = [folder for folder in self.folders if file.is_relative_to(folder.root)]
        if not holding:
            return None
        folder = max(holding, key=lambda each: len(each.root.parts))
        path = shown_path(os.path.relpath(file, folder.root))
        return folder, path

    def note_at(self, file: Path) -> IndexedNote | None:
        """Return the note of a file, if it is known."""
        where = self.place_of(file)
        return self.index.at(where[0].id, where[1]) if where else None

    def folder_of(self, note: IndexedNote) -> OpenFolder:
        """Return the folder of a note."""
        return self._folder(note.named.folder)

    def file_of(self, note: IndexedNote) -> Path:
        """Return the file of a note."""
        folder = self._folder(note.named.folder)
        file = folder.files.get(note.named.path)
        return folder.root / (file.disk_path if file else note.named.path)

    def note_with(self, note_id: NoteId) -> IndexedNote:
        """Return the note with a number."""
        return self.index.note(note_id)

    def _folder(self, folder: FolderId) -> OpenFolder:
        return self.folders[folder - 1]

    def _remove(self, folder: OpenFolder, path: str) -> None:
        if (folder.id, path) not in self._open:
            self.index.remove(folder.id, path)


def _walk(folder: OpenFolder) -> Walk | None:
    """Return what is in a folder; None if it cannot be read, or is not looked through."""
    if not folder.walked:
        return None
    try:
        return walk_folder(folder.root, extensions=folder.extensions)
    except OSError:
        return None


def roots_of(
    places: Collection[Path], remembered: Mapping[Path, tuple[str, ...]]
) -> dict[Path, tuple[str, ...] | None]:
    """Return the folders of notes that places of an editor are in, outermost only.

    Args:
        places: the folders that the editor has open.
        remembered: the folders that were imported, with the extensions of their notes.
    """
    roots: dict[Path, tuple[str, ...] | None] = {}
    for place in places:
        above = [root for root in remembered if place.is_relative_to(root)]
        root = max(above, key=lambda each: len(each.parts)) if above else place
        roots[root] = remembered.get(root)
    return {
        root: extensions
        for root, extensions in roots.items()
        if not any(root != other and root.is_relative_to(other) for other in roots)
    }
