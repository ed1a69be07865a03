"""Scan a folder: list the files on the disk that are notes, and what could not be read."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kb.app.importing.plan import FolderPlan
from kb.errors import UsageError
from kb.notes.files.walk import (
    COPIES_LEFT_OUT,
    LINK_OUTSIDE,
    FoundFile,
    found_file,
    unreadable,
    walk_folder,
)
from kb.notes.problem import Problem
from kb.store.notes.files import KnownFile


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderScan:
    """The files of one folder as they are now."""

    files: tuple[FoundFile, ...]
    unreadable: tuple[str, ...]
    """Paths of files and folders that could not be read. Nothing below them counts as gone."""
    problems: tuple[Problem, ...]
    vaults: tuple[str, ...]
    """Folders that are vaults, or parts of one; relative."""
    attachments: tuple[str, ...] | None
    """Paths of the files that notes can embed, by path; None if they were not looked for."""
    named: frozenset[str]
    """Paths of the files that are notes only because the user named them."""


def scan_folder(plan: FolderPlan, known: Sequence[KnownFile]) -> FolderScan:
    """Return the files of the folder that the plan covers.

    Args:
        plan: how much of the folder to scan.
        known: its files that the store knows.

    Raises:
        OSError: the folder itself cannot be read.
        UsageError: a subfolder that the user named is excluded from the folder.
    """
    with os.scandir(plan.root):
        pass  # There may be nothing to walk, and an unreadable folder must not look empty.
    extensions = tuple(dict.fromkeys((*plan.extensions, *plan.part_extensions)))
    files: dict[str, FoundFile] = {}
    problems: list[Problem] = []
    vaults: tuple[str, ...] = ()
    attachments: tuple[str, ...] | None = None
    if extensions and (plan.whole or plan.parts):
        walk = walk_folder(plan.root, extensions=extensions)
        files = {file.path: file for file in walk.files if plan.covers(file.path)}
        vaults, attachments = walk.vaults, walk.attachments
        problems += [problem for problem in walk.problems if plan.covers(problem.path)]
        _refuse_excluded_parts(plan, extensions, files)
    unread = [problem.path for problem in problems if problem.code != COPIES_LEFT_OUT]
    named = {file.path for file in known if file.named and plan.covers(file.path)}
    not_walked = []
    for path in sorted({*named, *plan.files} - files.keys()):
        try:
            files[path] = found_file(plan.root, path)
            not_walked.append(path)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            unread.append(path)
            problems.append(unreadable(path, error))
    # A link that leads out is never followed, so nothing behind it was ever known.
    hidden = {problem.code for problem in problems} - {COPIES_LEFT_OUT, LINK_OUTSIDE}
    return FolderScan(
        files=tuple(files.values()),
        unreadable=tuple(unread),
        problems=tuple(problems),
        vaults=vaults,
        attachments=None if hidden else attachments,
        named=_excluded(plan, known, not_walked),
    )


def _refuse_excluded_parts(
    plan: FolderPlan, extensions: tuple[str, ...], paths: Collection[str]
) -> None:
    for part in () if plan.whole else plan.parts:
        if any(path.startswith(part) for path in paths):
            continue
        folder = plan.root / part
        if walk_folder(folder, extensions=extensions).files:
            raise UsageError(
                f"{folder} is excluded from the known folder {plan.root}, by its name or by an "
                "ignore file. Change that, or import its files by name."
            )


def _excluded(
    plan: FolderPlan, known: Sequence[KnownFile], not_walked: Sequence[str]
) -> frozenset[str]:
    """Return those of the files, none of which a walk met, that no walk of the folder meets."""
    if plan.whole:
        return frozenset(not_walked)
    living = {file.path: file.named for file in known if not file.gone}
    excluded = {path for path in not_walked if living.get(path, True)}
    if not living.keys() >= excluded and plan.extensions:
        walk = walk_folder(plan.root, extensions=plan.extensions)
        excluded -= {file.path for file in walk.files if file.path not in living}
    return frozenset(excluded)
