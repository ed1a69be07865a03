"""What is wrong with links: sentences that an import and an editor say alike."""

from collections.abc import Sequence

from kb.graph.resolve import MOST_CANDIDATES
from kb.graph.subpaths import SubpathTargets, names_block
from kb.notes.problem import Problem, warning


def ambiguous_link(path: str, line: int, target: str, candidates: Sequence[str]) -> Problem:
    """Return the warning for a link that could mean several notes.

    Args:
        path: of the note with the link.
        line: of the link.
        target: as written.
        candidates: the paths of what it could mean; the first is taken.
    """
    chosen, *others = candidates
    listed = ", ".join(others)
    advice = "Write the path to choose another."
    if chosen in others:
        listed += ", in another folder"
        advice = "The folder that you imported first wins. To choose another note, rename one."
    if len(candidates) == MOST_CANDIDATES:
        amount, listed = "very many", f"{listed}, …"
    else:
        amount, listed = str(len(candidates)), f"{listed}."
    message = f"[[{target}]] could mean {amount} notes: {chosen} was chosen, not {listed}"
    return warning(path, line, "link-ambiguous", f"{message} {advice}")


def broken_subpath(
    path: str, line: int, written: tuple[str, str], to_path: str, parts: SubpathTargets
) -> Problem:
    """Return the warning for a link to a heading or block that is not there.

    Args:
        path: of the note with the link.
        line: of the link.
        written: the link's target and subpath.
        to_path: of the note that it leads to.
        parts: what that has.
    """
    target, subpath = written
    name = subpath.rpartition("#")[2]
    if names_block(subpath):
        code, what = "block-missing", f"block {name}"
        hint = "Add it at the end of the block that you mean."
    else:
        code, what = "heading-missing", f"heading “{name}”"
        close = " or ".join(f"“{heading}”" for heading in parts.similar_headings(subpath))
        hint = f"Did you mean {close}?" if close else "Correct the link, or add the heading."
    return warning(path, line, code, f"[[{target}{subpath}]]: {to_path} has no {what}. {hint}")


def missing_file(path: str, line: int, target: str, *, embed: bool) -> Problem:
    """Return the warning for a file that a note embeds or links to, and that is not there."""
    what = "embeds" if embed else "links to"
    message = (
        f"It {what} “{target}”, and no such file is in the folder. Add it, or correct the name."
    )
    return warning(path, line, "attachment-missing", message)
