"""Problems that an import reports: those in files, in links, and of whole folders."""

import os
import shlex
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from kb.app.importing.plan import FolderPlan
from kb.app.importing.report import FOLDER_SHRANK, FoundProblem, LinkCounts
from kb.app.link_problems import ambiguous_link, broken_subpath, missing_file
from kb.errors import reason_of
from kb.graph.resolve import FolderId, NoteId
from kb.graph.subpaths import SubpathTargets
from kb.notes.problem import Problem, Severity
from kb.store.file.store import Transaction
from kb.store.graph.links import link_tally
from kb.store.graph.note_links import ambiguous_links
from kb.store.graph.subpaths import doubtful_subpaths, headings_of
from kb.store.notes.attachments import missing_attachments
from kb.store.notes.folders import remembered_folders
from kb.store.notes.names import living_paths
from kb.store.notes.problems import problems_of


async def covered_notes(
    transaction: Transaction, folders: Sequence[tuple[FolderId, FolderPlan]]
) -> tuple[NoteId, ...] | None:
    """Return the living notes that the plans cover; None for all that there are."""
    whole = {folder for folder, plan in folders if plan.whole}
    if all(folder.id in whole for folder in await remembered_folders(transaction)):
        return None
    covered: list[NoteId] = []
    for folder, plan in folders:
        living = await living_paths(transaction, folder)
        covered += [note_id for note_id, path in living if plan.covers(path)]
    return tuple(covered)


async def link_counts(transaction: Transaction, notes: Collection[NoteId] | None) -> LinkCounts:
    """Return the counts of the links of notes; of all if None."""
    tally = await link_tally(transaction, notes)
    return LinkCounts(resolved=tally.resolved, missing=tally.missing, ambiguous=tally.ambiguous)


async def current_problems(
    transaction: Transaction, folders: Sequence[tuple[FolderId, FolderPlan]]
) -> tuple[FoundProblem, ...]:
    """Return the problems in what the plans cover."""
    problems: list[FoundProblem] = []
    for folder, plan in folders:
        in_folder = [
            *await problems_of(transaction, folder),
            *await _ambiguities(transaction, folder),
            *await _broken_subpaths(transaction, folder),
            *await _missing_files(transaction, folder),
        ]
        problems += [
            FoundProblem(
                folder=str(plan.root),
                path=problem.path,
                line=problem.line,
                code=problem.code,
                severity=problem.severity,
                message=problem.message,
            )
            for problem in sorted(in_folder, key=lambda problem: (problem.path, problem.line))
            if plan.covers(problem.path)
        ]
    return tuple(problems)


def folder_shrank(root: Path, gone: int, living: int) -> FoundProblem:
    """Return the error for a folder that lost more than half of its notes."""
    message = (
        f"{gone} of {living} notes have disappeared from {root}, so nothing in it was imported. "
        "If that is right, import it with --force."
    )
    return _of_folder(root, FOLDER_SHRANK, message)


def folder_unreadable(root: Path, error: OSError) -> FoundProblem:
    """Return the error for a folder that is not there, or that may not be read."""
    return _of_folder(root, "folder-unreadable", _unreadable_message(root, error))


def why_unreadable(root: Path) -> OSError | None:
    """Return why a folder cannot be read, or None if it can."""
    try:
        with os.scandir(root):
            return None
    except OSError as error:
        return error


def unreadable_folders(roots: Iterable[str]) -> tuple[str, ...]:
    """Return a message for each of the folders that cannot be read now."""
    errors = ((Path(root), why_unreadable(Path(root))) for root in roots)
    return tuple(_unreadable_message(root, error) for root, error in errors if error)


def _unreadable_message(root: Path, error: OSError) -> str:
    return (
        f"{root} cannot be read: {reason_of(error)}. Its notes are kept as they were. If "
        f"it has moved, run “kb folders move {shlex.quote(str(root))} NEW”."
    )


def _of_folder(root: Path, code: str, message: str) -> FoundProblem:
    return FoundProblem(
        folder=str(root), path="", line=1, code=code, severity=Severity.ERROR, message=message
    )


async def _broken_subpaths(transaction: Transaction, folder: FolderId) -> list[Problem]:
    """Return a warning for each link to a heading or block that its target does not have."""
    links = await doubtful_subpaths(transaction, folder)
    targets = await headings_of(transaction, {link.to_note_id for link in links})
    # Many links name the same part of a popular note.
    parts = {
        note_id: SubpathTargets(target.headings, target.body, title=target.title)
        for note_id, target in targets.items()
    }
    missing = {
        (note_id, subpath)
        for note_id, subpath in {(link.to_note_id, link.subpath) for link in links}
        if note_id in parts and not parts[note_id].has(subpath)
    }
    return [
        broken_subpath(
            link.path,
            link.line,
            (link.target, link.subpath),
            targets[link.to_note_id].path,
            parts[link.to_note_id],
        )
        for link in links
        if (link.to_note_id, link.subpath) in missing
    ]


async def _ambiguities(transaction: Transaction, folder: FolderId) -> list[Problem]:
    return [
        ambiguous_link(link.path, link.line, link.target, link.candidates)
        for link in await ambiguous_links(transaction, folder)
    ]


async def _missing_files(transaction: Transaction, folder: FolderId) -> list[Problem]:
    return [
        missing_file(missing.path, missing.line, missing.target, embed=missing.embed)
        for missing in await missing_attachments(transaction, folder)
    ]
