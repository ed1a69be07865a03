"""Links to headings and blocks that are not there."""

from kb.graph.resolve import FolderId
from kb.graph.subpaths import is_found, names_block, similar_headings
from kb.notes.problem import Problem, Severity
from kb.store.file.store import Transaction
from kb.store.graph.subpaths import LinkTarget, SubpathLink, doubtful_subpaths, headings_of


async def broken_subpaths(transaction: Transaction, folder: FolderId) -> tuple[Problem, ...]:
    """Returns a warning for each link of a folder's notes to a part that its target lacks."""
    doubtful = await doubtful_subpaths(transaction, folder)
    targets = await headings_of(transaction, {link.to_note_id for link in doubtful})
    # Many links name the same part of a note that is well known.
    named = {(link.to_note_id, link.subpath) for link in doubtful}
    missing = {
        (note_id, subpath)
        for note_id, subpath in named
        if (target := targets.get(note_id))
        and not is_found(subpath, (target.title, *target.headings), target.body)
    }
    return tuple(
        _problem(link, targets[link.to_note_id])
        for link in doubtful
        if (link.to_note_id, link.subpath) in missing
    )


def _problem(link: SubpathLink, target: LinkTarget) -> Problem:
    wanted = link.subpath.rpartition("#")[2]
    if names_block(link.subpath):
        code, what = "block-missing", f"block {wanted}"
        hint = "Write it at the end of the block that is meant."
    else:
        code, what = "heading-missing", f"heading “{wanted}”"
        near = similar_headings(link.subpath, target.headings)
        listed = " or ".join(f"“{each}”" for each in near)
        hint = f"Did you mean {listed}?" if near else "Correct the link, or add the heading."
    written = f"[[{link.target}{link.subpath}]]"
    return Problem(
        path=link.path,
        line=link.line,
        code=code,
        severity=Severity.WARNING,
        message=f"{written}: {target.path} has no {what}. {hint}",
    )
