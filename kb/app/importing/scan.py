"""What is on the disk now, and which of it may have changed."""

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from kb.app.importing.folder_errors import why_unreadable
from kb.app.importing.plan import FolderPlan
from kb.errors import UsageError
from kb.notes.files.walk import FoundFile, found_file, unreadable, walk_folder
from kb.notes.problem import Problem
from kb.store.notes.files import KnownFile
from kb.store.tables.columns import milliseconds

FRESH_MS: Final = 2000
"""A file written so shortly before the import could change again within the same tick of its
clock, so its time proves nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSeen:
    """The files of one folder as they are now."""

    files: tuple[FoundFile, ...]
    unsure: tuple[str, ...]
    """Paths of files and folders that could not be looked at: nothing below them is gone."""
    problems: tuple[Problem, ...]
    named: frozenset[str]
    """Paths of the files that are notes only because the user named them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """How a folder's files differ from what the store knows of them."""

    to_read: tuple[tuple[FoundFile, KnownFile | None], ...]
    """Files that are new, or may have changed, each with what is known of it."""
    gone: tuple[KnownFile, ...]
    unchanged: int


def look(plan: FolderPlan, known: Sequence[KnownFile]) -> FolderSeen:
    """Returns the files of the folder that the import looks at.

    Raises:
        OSError: the folder itself cannot be read.
        UsageError: a part that the user named is left out of the folder.
    """
    with os.scandir(plan.root):
        pass  # No walk may be needed, and an unreadable folder must not look like an empty one.
    endings = tuple(dict.fromkeys((*plan.extensions, *plan.also)))
    found: dict[str, FoundFile] = {}
    problems: list[Problem] = []
    if endings and (plan.whole or plan.parts):
        walk = walk_folder(plan.root, extensions=endings)
        found = {file.path: file for file in walk.files if plan.covers(file.path)}
        problems += [problem for problem in walk.problems if plan.covers(problem.path)]
        _refuse_parts_left_out(plan, endings, found)
    unsure = [each.path for each in problems]
    named = {file.path for file in known if file.named and plan.covers(file.path)}
    alone = []
    for path in sorted({*named, *plan.files} - found.keys()):
        try:
            found[path] = found_file(plan.root, path)
            alone.append(path)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            unsure.append(path)
            problems.append(unreadable(path, error))
    return FolderSeen(
        files=tuple(found.values()),
        unsure=tuple(unsure),
        problems=tuple(problems),
        named=_left_out(plan, known, alone),
    )


def _refuse_parts_left_out(
    plan: FolderPlan, endings: tuple[str, ...], found: Collection[str]
) -> None:
    for part in () if plan.whole else plan.parts:
        if any(path.startswith(part) for path in found):
            continue
        here = plan.root / part
        if walk_folder(here, extensions=endings).files:
            message = (
                f"{here} is left out of the known folder {plan.root}, by its name or by an ignore "
                "file. Change that, or name its files."
            )
            raise UsageError(message)


def _left_out(plan: FolderPlan, known: Sequence[KnownFile], alone: Sequence[str]) -> frozenset[str]:
    """Returns those of the files, none of which was met on a walk, that no walk would meet."""
    if plan.whole:
        return frozenset(alone)
    living = {file.path: file.named for file in known if not file.gone}
    left_out = {path for path in alone if living.get(path, True)}
    if not living.keys() >= left_out and plan.extensions:
        walk = walk_folder(plan.root, extensions=plan.extensions)
        left_out -= {file.path for file in walk.files if file.path not in living}
    return frozenset(left_out)


def differences(
    plan: FolderPlan, seen: FolderSeen, known: Sequence[KnownFile], read_with: str
) -> Differences:
    """Returns which of the files must be read, and which are gone.

    Args:
        plan: what was looked at.
        seen: what was seen.
        known: what the store knows.
        read_with: the reader's version: what another one read is read again.
    """
    by_path = _known_by_path(known)
    present = {file.path for file in seen.files}
    gone = tuple(
        file
        for file in known
        if file.path not in present
        and not file.gone
        and plan.covers(file.path)
        and not _is_below(file.path, seen.unsure)
    )
    # One of these may have been moved over another that looked just like it.
    moving = {(file.size, file.mtime_ns) for file in gone}
    to_read = []
    for file in seen.files:
        before = by_path.get(file.path)
        if (
            not before
            or not _is_unchanged(file, before, read_with)
            or (file.size, file.mtime_ns) in moving
        ):
            to_read.append((file, before))
    return Differences(to_read=tuple(to_read), gone=gone, unchanged=len(seen.files) - len(to_read))


def _known_by_path(known: Iterable[KnownFile]) -> dict[str, KnownFile]:
    """Returns the files by path; of several the living one, else the one gone last."""
    by_path = {file.path: file for file in known if file.gone_at is None}
    gone = [file for file in known if file.gone_at is not None]
    for file in sorted(gone, key=lambda each: each.gone_at or 0, reverse=True):
        by_path.setdefault(file.path, file)
    return by_path


def settled_mtime(file: FoundFile, now: datetime) -> int | None:
    """Returns the file's time in nanoseconds, if it can prove later that nothing changed."""
    return file.mtime_ns if file.mtime_ns // 1_000_000 + FRESH_MS < milliseconds(now) else None


def is_folder_readable(root: Path) -> bool:
    """Returns whether the folder is there and can be read."""
    return why_unreadable(root) is None


def _is_unchanged(file: FoundFile, before: KnownFile, read_with: str) -> bool:
    return (
        before.mtime_ns == file.mtime_ns
        and before.size == file.size
        and before.gone_at is None
        and before.read_with == read_with
    )


def _is_below(path: str, unsure: Iterable[str]) -> bool:
    return any(
        each in ("", ".") or path == each or path.startswith(f"{each.rstrip('/')}/")
        for each in unsure
    )
