"""Which folders an import looks at, and how much of each."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.errors import UsageError
from kb.notes.files.walk import shown_path
from kb.store.notes.folders import Folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A folder or file that the user named."""

    path: Path
    extensions: tuple[str, ...] = ()
    """Of the files in a folder that are notes, such as ``.md``; none: as remembered, or set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderPlan:
    """How much of one folder an import looks at."""

    root: Path
    known: Folder | None
    """Absent for a new folder."""
    extensions: tuple[str, ...]
    """To be remembered. None at all: only files that were named are notes."""
    whole: bool
    parts: tuple[str, ...] = ()
    """Folders inside, relative; each ends with ``/``."""
    also: tuple[str, ...] = ()
    """Further endings that count in the parts."""
    files: tuple[str, ...] = ()
    """Files that were named, relative."""
    absorbed: tuple[Folder, ...] = ()
    """Known folders inside this one, which from now on belong to it."""

    def covers(self, path: str) -> bool:
        """Returns whether the import looks at a file or folder with this path."""
        return self.whole or path in self.files or path.startswith(self.parts or ("\0",))


def planned(
    known: Sequence[Folder], targets: Sequence[Target], extensions: tuple[str, ...]
) -> tuple[FolderPlan, ...]:
    """Returns what an import of ``targets`` looks at; of none, all remembered folders.

    Args:
        known: all folders of the store, forgotten ones too.
        targets: what the user named.
        extensions: what notes end with in a new folder.

    Raises:
        UsageError: a target does not exist, or there is nothing to import.
    """
    if not targets:
        plans = [
            FolderPlan(root=Path(each.root), known=each, extensions=each.extensions, whole=True)
            for each in known
            if not each.forgotten
        ]
        if not plans:
            raise UsageError(_where_to_begin())
        return tuple(plans)
    by_root: dict[Path, FolderPlan] = {}
    # Outer folders first, so that those inside them find them.
    for target in sorted(targets, key=lambda each: len(each.path.resolve().parts)):
        path = target.path.resolve()
        if not str(path).isascii() and shown_path(str(path)) != path.as_posix():
            raise UsageError(f"{shown_path(str(path))} has a name that is no UTF-8. Rename it.")
        if path.is_dir():
            plan = _folder_plan(path, target.extensions, known, tuple(by_root.values()))
            plan = plan or _whole_plan(path, target.extensions, known, extensions)
        elif path.is_file():
            plan = _file_plan(path, known, tuple(by_root.values()))
        elif path.exists():
            raise UsageError(f"{target.path} is neither a folder nor a file with text. Name one.")
        else:
            raise UsageError(f"{target.path} does not exist. {_near(target.path)}")
        earlier = by_root.get(plan.root)
        by_root[plan.root] = _joined(earlier, plan) if earlier else plan
    return tuple(by_root.values())


def _near(path: Path) -> str:
    """Returns which file or folder beside it may be meant."""
    from difflib import get_close_matches  # noqa: PLC0415  # only for the unlucky

    try:
        beside = [each.name for each in path.absolute().parent.iterdir()]
    except OSError:
        return f"Neither does {path.parent}. Check the names."
    near = get_close_matches(path.name, beside, n=1, cutoff=0.7)
    return f"Did you mean {path.with_name(near[0])}?" if near else "Check its name."


def _where_to_begin() -> str:
    from kb.app.importing.vault_discovery import likely_folders, shown  # noqa: PLC0415  # once in a store's life

    here = Path.cwd()
    likely = [shown(each, os.environ, here) for each in likely_folders(os.environ, here)]
    example = likely[0] if likely else "~/notes"
    return f"no folder is known yet. Name yours: kb import FOLDER, such as kb import {example}"


def _folder_plan(
    path: Path, extensions: tuple[str, ...], known: Sequence[Folder], plans: Sequence[FolderPlan]
) -> FolderPlan | None:
    """Returns the plan of a folder inside one that is, or is about to be, known."""
    outer = _outer_plan(path, known, plans)
    if outer is None or outer.root == path:
        return None
    part = path.relative_to(outer.root).as_posix() + "/"
    return replace(outer, whole=False, parts=(part,), files=(), also=extensions)


def _whole_plan(
    path: Path, given: tuple[str, ...], known: Sequence[Folder], default: tuple[str, ...]
) -> FolderPlan:
    here = _known_at(path, known)
    return FolderPlan(
        root=path,
        known=here,
        extensions=given or (here.extensions if here else ()) or default,
        whole=True,
        absorbed=tuple(each for each in known if path in Path(each.root).parents),
    )


def _file_plan(path: Path, known: Sequence[Folder], plans: Sequence[FolderPlan]) -> FolderPlan:
    outer = _outer_plan(path, known, plans)
    if outer is not None:
        return replace(
            outer, whole=False, parts=(), also=(), files=(path.relative_to(outer.root).as_posix(),)
        )
    return FolderPlan(
        root=path.parent,
        known=_known_at(path.parent, known),
        extensions=(),
        whole=False,
        files=(path.name,),
    )


def _outer_plan(
    path: Path, known: Sequence[Folder], plans: Sequence[FolderPlan]
) -> FolderPlan | None:
    """Returns a plan of the innermost whole folder that holds ``path``, or is it."""
    holders = [each for each in plans if each.extensions and path.is_relative_to(each.root)]
    holders += [
        FolderPlan(root=Path(each.root), known=each, extensions=each.extensions, whole=True)
        for each in known
        if each.extensions and not each.forgotten and path.is_relative_to(each.root)
    ]
    return max(holders, key=lambda each: len(each.root.parts), default=None)


def _known_at(path: Path, known: Sequence[Folder]) -> Folder | None:
    return next((each for each in known if Path(each.root) == path), None)


def _joined(one: FolderPlan, other: FolderPlan) -> FolderPlan:
    return replace(
        one,
        extensions=tuple(dict.fromkeys((*one.extensions, *other.extensions))),
        whole=one.whole or other.whole,
        parts=(*one.parts, *other.parts),
        also=tuple(dict.fromkeys((*one.also, *other.also))),
        files=(*one.files, *other.files),
        absorbed=one.absorbed or other.absorbed,
    )
