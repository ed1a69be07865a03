"""Plan an import: from what the user named to which folders are scanned, and how much of each."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.app.importing.vault_discovery import as_typed, likely_folders
from kb.errors import UsageError
from kb.notes.files.walk import shown_path
from kb.store.notes.folders import Folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A folder or file that the user named."""

    path: Path
    extensions: tuple[str, ...] = ()
    """Of the notes in a folder, such as ``.md``. Empty: as remembered, or the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderPlan:
    """How much of one folder an import scans."""

    root: Path
    known: Folder | None
    """None for a new folder."""
    extensions: tuple[str, ...]
    """Extensions to store for the folder. If empty, only files that the user named are notes."""
    whole: bool
    parts: tuple[str, ...] = ()
    """Subfolders to scan if not the whole; relative, each ending with ``/``."""
    part_extensions: tuple[str, ...] = ()
    """Further extensions of notes in the parts."""
    files: tuple[str, ...] = ()
    """Files that were named, relative."""
    absorbed: tuple[Folder, ...] = ()
    """Known folders inside this one, which become part of it."""

    def covers(self, path: str) -> bool:
        """Return whether the import scans the file or folder with this relative path."""
        return self.whole or path in self.files or path.startswith(self.parts or ("\0",))


def plan_folders(
    known: Sequence[Folder], targets: Sequence[Target], extensions: tuple[str, ...]
) -> tuple[FolderPlan, ...]:
    """Return what an import of ``targets`` scans; without targets, all remembered folders.

    Args:
        known: all folders of the store, including forgotten ones.
        targets: what the user named.
        extensions: of notes in a new folder.

    Raises:
        UsageError: a target does not exist, or there is nothing to import.
    """
    if not targets:
        plans = [_known_plan(folder) for folder in known if not folder.forgotten]
        if not plans:
            raise UsageError(_nothing_to_import())
        return tuple(plans)
    by_root: dict[Path, FolderPlan] = {}
    # Outer folders first, so that a folder inside one becomes a part of it.
    for target in sorted(targets, key=lambda target: len(target.path.resolve().parts)):
        plan = _target_plan(target, known, tuple(by_root.values()), extensions)
        earlier = by_root.get(plan.root)
        by_root[plan.root] = _merged(earlier, plan) if earlier else plan
    return tuple(by_root.values())


def _target_plan(
    target: Target,
    known: Sequence[Folder],
    plans: Sequence[FolderPlan],
    default_extensions: tuple[str, ...],
) -> FolderPlan:
    path = target.path.resolve()
    if not str(path).isascii() and shown_path(str(path)) != path.as_posix():
        raise UsageError(f"The name of {shown_path(str(path))} is not valid UTF-8. Rename it.")
    if not path.exists():
        raise UsageError(f"{target.path} does not exist. {_suggestion(target.path)}")
    outer = _outer_plan(path, known, plans)
    if path.is_file():
        if outer:
            return replace(outer, whole=False, files=(path.relative_to(outer.root).as_posix(),))
        return FolderPlan(
            root=path.parent,
            known=_known_at(path.parent, known),
            extensions=(),
            whole=False,
            files=(path.name,),
        )
    if not path.is_dir():
        raise UsageError(
            f"{target.path} is neither a folder nor a regular file. Give one of these."
        )
    if outer and outer.root != path:
        part = path.relative_to(outer.root).as_posix() + "/"
        return replace(outer, whole=False, parts=(part,), part_extensions=target.extensions)
    here = _known_at(path, known)
    return FolderPlan(
        root=path,
        known=here,
        extensions=target.extensions or (here.extensions if here else ()) or default_extensions,
        whole=True,
        absorbed=tuple(folder for folder in known if path in Path(folder.root).parents),
    )


def _known_plan(folder: Folder) -> FolderPlan:
    return FolderPlan(
        root=Path(folder.root), known=folder, extensions=folder.extensions, whole=True
    )


def _outer_plan(
    path: Path, known: Sequence[Folder], plans: Sequence[FolderPlan]
) -> FolderPlan | None:
    """Return a whole plan of the innermost folder that holds ``path``, or is it.

    Folders of which only named files are notes hold nothing.
    """
    remembered = (_known_plan(folder) for folder in known if not folder.forgotten)
    holders = [
        replace(plan, parts=(), part_extensions=(), files=())
        for plan in (*plans, *remembered)
        if plan.extensions and path.is_relative_to(plan.root)
    ]
    return max(holders, key=lambda plan: len(plan.root.parts), default=None)


def _known_at(path: Path, known: Sequence[Folder]) -> Folder | None:
    return next((folder for folder in known if Path(folder.root) == path), None)


def _merged(plan: FolderPlan, other: FolderPlan) -> FolderPlan:
    return replace(
        plan,
        extensions=tuple(dict.fromkeys((*plan.extensions, *other.extensions))),
        whole=plan.whole or other.whole,
        parts=(*plan.parts, *other.parts),
        part_extensions=tuple(dict.fromkeys((*plan.part_extensions, *other.part_extensions))),
        files=(*plan.files, *other.files),
        absorbed=plan.absorbed or other.absorbed,
    )


def _suggestion(path: Path) -> str:
    """Return which file or folder nearby may be meant."""
    from difflib import get_close_matches  # noqa: PLC0415  # slow to load, seldom needed

    try:
        names = [neighbour.name for neighbour in path.absolute().parent.iterdir()]
    except OSError:
        return f"Neither does {path.parent}. Check the names."
    close = get_close_matches(path.name, names, n=1, cutoff=0.7)
    return f"Did you mean {path.with_name(close[0])}?" if close else "Check its name."


def _nothing_to_import() -> str:
    here = Path.cwd()
    likely = [as_typed(folder, os.environ, here) for folder in likely_folders(os.environ, here)]
    example = likely[0] if likely else "~/notes"
    return f"no folder is imported yet. Run kb import FOLDER, for example: kb import {example}"
