"""How the whole store stands after an import: its links, and what is wrong in the folders."""

from collections.abc import Sequence

from kb.app.importing.plan import FolderPlan
from kb.app.importing.report import FoundProblem, LinkCounts, ambiguity, in_folder
from kb.app.importing.subpaths import broken_subpaths
from kb.graph.resolve import FolderId
from kb.store.file.store import Transaction
from kb.store.graph.links import link_tally
from kb.store.graph.note_links import ambiguous_links
from kb.store.notes.problems import problems_of


async def how_all_stands(
    transaction: Transaction, folders: Sequence[tuple[FolderId, FolderPlan]]
) -> tuple[LinkCounts, tuple[FoundProblem, ...]]:
    """Returns how links stand in the whole store, and what is wrong in the folders."""
    tally = await link_tally(transaction)
    links = LinkCounts(resolved=tally.resolved, missing=tally.missing, ambiguous=tally.ambiguous)
    problems = []
    for folder, plan in folders:
        problems += await _problems(transaction, folder, plan)
    return links, tuple(problems)


async def _problems(
    transaction: Transaction, folder: FolderId, plan: FolderPlan
) -> list[FoundProblem]:
    """Returns what is wrong in all files that the plan covers."""
    stored = await problems_of(transaction, folder)
    ambiguous = [ambiguity(link) for link in await ambiguous_links(transaction, folder)]
    astray = await broken_subpaths(transaction, folder)
    found = sorted((*stored, *ambiguous, *astray), key=lambda each: (each.path, each.line))
    return [in_folder(plan.root, each) for each in found if plan.covers(each.path)]
