"""What an import says when it is done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kb.app.importing.folder_errors import told
from kb.graph.resolve import MOST_CANDIDATES
from kb.notes.problem import Problem, Severity
from kb.store.graph.note_links import AmbiguousLink

FOLDER_SHRANK: Final = "folder-shrank"
"""The code of the error of a folder that lost most of its notes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCounts:
    """What became of notes."""

    added: int = 0
    """New ones, and those that were gone and are there again."""
    changed: int = 0
    moved: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: int = 0
    """Files that could not be read; what was known of them is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCounts:
    """What became of cards."""

    added: int = 0
    changed: int = 0
    kept: int = 0
    moved: int = 0
    retired: int = 0
    inbox: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCounts:
    """How all links of the store fare, but for those to attachments."""

    resolved: int
    """Those that lead to a note, ambiguous ones too."""
    missing: int
    ambiguous: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundProblem:
    """A problem, and the folder that its path is relative to."""

    folder: str
    path: str
    line: int
    code: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, or would do."""

    notes: NoteCounts
    cards: CardCounts
    links: LinkCounts
    problems: tuple[FoundProblem, ...]
    """All that stand in what was imported, those of unchanged notes too."""
    seconds: float
    dry_run: bool
    locked_seconds: float = field(default=0.0, compare=False)
    """For how long others could not write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an import came to."""

    counts: tuple[NoteCounts, ...]
    """Of each folder's notes."""
    cards: CardCounts
    links: LinkCounts
    problems: tuple[FoundProblem, ...]

    def report(
        self, *, seconds: float, dry_run: bool = False, locked_seconds: float = 0.0
    ) -> ImportReport:
        """Returns what is said of it."""
        return ImportReport(
            notes=total(self.counts),
            cards=self.cards,
            links=self.links,
            problems=self.problems,
            seconds=seconds,
            dry_run=dry_run,
            locked_seconds=locked_seconds,
        )


def in_folder(root: Path, problem: Problem) -> FoundProblem:
    """Returns the problem with its folder."""
    return FoundProblem(
        folder=str(root),
        path=problem.path,
        line=problem.line,
        code=problem.code,
        severity=problem.severity,
        message=problem.message,
    )


def ambiguity(link: AmbiguousLink) -> Problem:
    """Returns the warning of a link that could mean several notes."""
    taken, *others = link.candidates
    told = ", ".join(others)
    advice = "Write the path to choose."
    if taken in others:
        told += ", in another folder"
        advice = "The folder that was imported first counts; give the notes other names to choose."
    if len(link.candidates) == MOST_CANDIDATES:
        message = f"[[{link.target}]] could mean very many notes: {taken} was taken, not {told}, …"
    else:
        amount = len(link.candidates)
        message = f"[[{link.target}]] could mean {amount} notes: {taken} was taken, not {told}."
    return Problem(
        path=link.path,
        line=link.line,
        code="link-ambiguous",
        severity=Severity.WARNING,
        message=f"{message} {advice}",
    )


def folder_unreadable(root: Path, error: OSError) -> FoundProblem:
    """Returns the error of a folder that is not there, or that may not be read."""
    return _of_folder(root, "folder-unreadable", told(root, error))


def folder_shrank(root: Path, gone: int, living: int) -> FoundProblem:
    """Returns the error of a folder that lost more than half of its notes."""
    message = (
        f"{gone} of {living} notes are no longer in {root}, so nothing of it was imported. "
        "If that is right, import it with --force."
    )
    return _of_folder(root, FOLDER_SHRANK, message)


def total(counts: Sequence[NoteCounts]) -> NoteCounts:
    """Returns the sum of several folders' counts."""
    return NoteCounts(
        added=sum(each.added for each in counts),
        changed=sum(each.changed for each in counts),
        moved=sum(each.moved for each in counts),
        removed=sum(each.removed for each in counts),
        unchanged=sum(each.unchanged for each in counts),
        failed=sum(each.failed for each in counts),
    )


def _of_folder(root: Path, code: str, message: str) -> FoundProblem:
    return FoundProblem(
        folder=str(root), path="", line=1, code=code, severity=Severity.ERROR, message=message
    )
