"""What changed in one folder: first which files, then what is in them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from kb.app.looking import Differences, FolderSeen, differences, look
from kb.app.merging import FolderNews
from kb.app.moving import with_moves
from kb.app.reading import FilesRead, Reader, read_files
from kb.app.report import FoundProblem, NoteCounts, folder_shrank
from kb.app.targets import FolderPlan
from kb.graph.resolve import NoteId
from kb.notes.problem import Problem
from kb.notes.walk import FoundFile
from kb.store.files import KnownFile, content_hashes, known_files
from kb.store.open import Transaction
from kb.store.problems import problems_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderChanges:
    """What must be read of one folder, and all that is needed to judge it."""

    plan: FolderPlan
    known: tuple[KnownFile, ...]
    stored_problems: tuple[Problem, ...]
    seen: FolderSeen
    differing: Differences
    hashes: Mapping[NoteId, str]
    """Of the files that are to be read or absent, as they were."""

    @property
    def to_read(self) -> tuple[tuple[FoundFile, KnownFile | None], ...]:
        """The files to read, each with what is known of it."""
        return self.differing.to_read


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderRead:
    """What the changes come to."""

    news: FolderNews
    counts: NoteCounts
    living: int
    """Notes that the folder had before."""

    @property
    def shrank(self) -> bool:
        """Whether more than half of the notes would go, as when a disk is not mounted."""
        return 2 * len(self.news.gone) > self.living

    @property
    def refusal(self) -> FoundProblem:
        """What to say where such a loss is not believed."""
        return folder_shrank(self.news.plan.root, len(self.news.gone), self.living)


async def find_changes(transaction: Transaction, plan: FolderPlan, read_with: str) -> FolderChanges:
    """Returns which files of a folder differ from what the store knows.

    Raises:
        OSError: the folder cannot be read.
    """
    known, problems = await _known(transaction, plan)
    seen = look(plan, known)
    differing = differences(plan, seen, known, read_with)
    wanted = {before.note_id for _, before in differing.to_read if before}
    if any(before is None for _, before in differing.to_read):
        # A new file may be one of these, moved.
        wanted |= {file.note_id for file in (*differing.gone, *_gone_before(known, seen))}
    return FolderChanges(
        plan=plan,
        known=known,
        stored_problems=problems,
        seen=seen,
        differing=differing,
        hashes=await content_hashes(transaction, sorted(wanted)),
    )


async def _known(
    transaction: Transaction, plan: FolderPlan
) -> tuple[tuple[KnownFile, ...], tuple[Problem, ...]]:
    """Returns what the store knows of the folder and of those it absorbs, by its own paths."""
    files: list[KnownFile] = []
    problems: list[Problem] = []
    for folder in (*plan.absorbed, *((plan.known,) if plan.known else ())):
        inside = PurePath(folder.root).relative_to(plan.root).as_posix()
        prefix = "" if inside == "." else f"{inside}/"
        for file in await known_files(transaction, folder.id):
            foreign = bool(prefix) and not file.path.casefold().endswith(plan.extensions)
            files.append(replace(file, path=prefix + file.path, named=file.named or foreign))
        problems += [
            replace(problem, path=prefix + problem.path)
            for problem in await problems_of(transaction, folder.id)
        ]
    # Of several with one path the last one counts, so a living one.
    return tuple(sorted(files, key=lambda file: not file.gone)), tuple(problems)


def read_changes(reader: Reader, changes: FolderChanges, on_read: Callable[[], None]) -> FolderRead:
    """Reads the files that may have changed, and returns what is to be written.

    Args:
        reader: how to read.
        changes: which files.
        on_read: called with each file.
    """
    plan, differing = changes.plan, changes.differing
    read = read_files(reader, plan.root, differing.to_read, changes.hashes, on_read)
    absent = (*differing.gone, *_gone_before(changes.known, changes.seen))
    notes = with_moves(read.notes, absent, changes.hashes)
    placed = {file.note_id for file in notes}
    gone = tuple(file.note_id for file in differing.gone if file.note_id not in placed)
    stale, problems = _new_problems(changes, read)
    news = FolderNews(
        plan=plan,
        notes=notes,
        gone=gone,
        touched=_settled(read),
        stale=stale,
        problems=problems,
    )
    living = {file.note_id: file.path for file in changes.known if not file.gone}
    old = [file for file in notes if file.note_id in living]
    moved = sum(file.note_id is not None and living[file.note_id] != file.note.path for file in old)
    counts = NoteCounts(
        added=len(notes) - len(old),
        changed=len(old) - moved,
        moved=moved,
        removed=len(gone),
        unchanged=differing.unchanged + len(read.touched),
        failed=len(read.failed),
    )
    return FolderRead(news=news, counts=counts, living=len(living))


def _gone_before(known: Sequence[KnownFile], seen: FolderSeen) -> tuple[KnownFile, ...]:
    """Returns the notes that an earlier import found gone, and whose files are not back."""
    present = {file.path for file in seen.files}
    return tuple(file for file in known if file.gone and file.path not in present)


def _settled(read: FilesRead) -> tuple[tuple[NoteId, int | None], ...]:
    """Returns the notes whose files have another time than the store knows."""
    return tuple(
        (file.note_id, mtime_ns) for file, mtime_ns in read.touched if file.mtime_ns != mtime_ns
    )


def _new_problems(
    changes: FolderChanges, read: FilesRead
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Returns the paths whose stored problems no longer hold, and the problems found now.

    Nothing, where the store has just these problems already.
    """
    reread = {file.path for file, _ in changes.to_read} - {file.path for file, _ in read.touched}
    kept = {file.path for file in changes.seen.files} - reread
    stored = [
        problem
        for problem in changes.stored_problems
        if changes.plan.covers(problem.path) and problem.path not in kept
    ]
    found = (*changes.seen.problems, *read.problems)
    if set(stored) == set(found):
        return frozenset(), ()
    return frozenset(problem.path for problem in stored), found
