"""Other names for notes, headings, tags and blocks: all that has to be written otherwise then.

Nothing is written here. What comes out is for the editor, which shows it and applies it as a whole.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from kb.app.editing.linking import (
    link_target,
    means,
    slug_of,
    subpath_of,
)
from kb.app.editing.notebook import Notebook
from kb.app.editing.pointing import Pointed, is_title
from kb.app.editing.rewriting import Edit, NameChanges, rewrite
from kb.app.notes.templates import file_name
from kb.errors import UsageError
from kb.graph.index import IndexedNote, LinkTo
from kb.graph.resolve import NamedNote, NoteId, Rule
from kb.notes.markdown.inline import Tag, is_tag, spans
from kb.notes.names import name_key
from kb.notes.outline import BlockAt, HeadingAt, LinkAt, TagAt, TextRange, outline_note
from kb.notes.positions import column

_HEADING: Final = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(?P<text>.*?)(?:[ \t]+#+)?[ \t]*$")
_BLOCK: Final = re.compile(r"[\w-]+")


class Renamable(NamedTuple):
    """What is renamed at a place: what it is called now, and where that stands."""

    name: str
    place: TextRange


def renamable(notebook: Notebook, here: IndexedNote, found: Pointed | None) -> Renamable | None:
    """Return what would be renamed; None if there is nothing."""
    spot = found.spot if found else None
    if found is None or spot is None:
        return None
    if isinstance(spot, HeadingAt):
        return _written_heading(notebook, here, spot)
    if isinstance(spot, TagAt | BlockAt):
        name: str | None = spot.name if isinstance(spot, TagAt) else spot.id
    else:
        name = _linked_name(notebook, here, spot, found.part)
    return Renamable(name, found.place) if name else None


def _linked_name(
    notebook: Notebook, here: IndexedNote, link: LinkAt, part: int | None
) -> str | None:
    """Return what a part of a link names; None if that cannot be renamed."""
    resolution = notebook.index.resolution(link, here)
    if resolution.note is None:
        return link.target if resolution.rule is None else None
    if part is not None:
        return (link.subpath or "").lstrip("#").split("#")[part].removeprefix("^")
    return PurePosixPath(resolution.note.path).stem if link.target else None


def _written_heading(notebook: Notebook, note: IndexedNote, heading: HeadingAt) -> Renamable | None:
    lines = notebook.lines(note)
    match = _HEADING.match(lines[heading.line]) if heading.line < len(lines) else None
    if match is None:
        return None
    line = lines[heading.line]
    start, end = (column(line, at, notebook.encoding) for at in match.span("text"))
    return Renamable(match["text"], TextRange(heading.line, start, heading.line, end))


def renamed(notebook: Notebook, here: IndexedNote, found: Pointed, name: str) -> NameChanges:
    """Return what changes when what stands at a place is called otherwise.

    Raises:
        UsageError: it cannot be called so.
    """
    spot, name = found.spot, " ".join(name.split())
    if isinstance(spot, TagAt):
        return _tag(notebook, spot.name, name.removeprefix("#"))
    if isinstance(spot, BlockAt):
        return _block(notebook, here, spot.id, name.removeprefix("^"))
    if isinstance(spot, HeadingAt):
        return _heading(notebook, here, spot, name)
    note = notebook.index.meant(spot, here)
    if note is None:
        return _missing(notebook, spot, name)
    if found.part is None:
        return _file(notebook, note, name)
    return _part(notebook, note, spot.subpath or "", found.part, name)


def _part(notebook: Notebook, note: IndexedNote, subpath: str, part: int, name: str) -> NameChanges:
    if subpath.rpartition("#")[2].startswith("^"):
        return _block(notebook, note, subpath.rpartition("^")[2], name.removeprefix("^"))
    chain = note.headings.chain(subpath)
    heading = chain[part] if part < len(chain) else None
    if heading is None:
        raise UsageError("this heading is not in the note, so it cannot be renamed.")
    return _heading(notebook, note, heading, name)


def _tag(notebook: Notebook, old: str, new: str) -> NameChanges:
    written = [span for span in spans(f"#{new}") if isinstance(span, Tag)]
    if not is_tag(new) or [span.name for span in written] != [new]:
        raise UsageError(f"“{new}” cannot be a tag: it needs a letter, and has no spaces.")
    renaming = NameChanges()
    for note, tag in notebook.index.tagged(old):
        renaming.write(note.id, Edit(tag.place, new + tag.name[len(old) :]))
    return renaming


def _block(notebook: Notebook, note: IndexedNote, old: str, new: str) -> NameChanges:
    if not _BLOCK.fullmatch(new):
        raise UsageError(f"“{new}” cannot be the id of a block: letters, digits and dashes can.")
    renaming = NameChanges()
    for block in note.outline.blocks:
        if block.id.casefold() == old.casefold():
            renaming.write(note.id, Edit(block.place, new))
    for link_to in notebook.index.links_to(note):
        name = (link_to.link.subpath or "").rpartition("#")[2]
        if name.casefold() == f"^{old.casefold()}":
            rewrite(notebook, renaming, link_to, {-1: f"^{new}"})
    return renaming


def _missing(notebook: Notebook, link: LinkAt, name: str) -> NameChanges:
    if not any(map(str.isalnum, name)) or any(sign in name for sign in "[]|#"):
        raise UsageError(f"“{name}” cannot be the target of a link.")
    renaming = NameChanges()
    for link_to in notebook.index.links_to_missing(link.target):
        rewrite(notebook, renaming, link_to, {0: name})
    return renaming


def _heading(notebook: Notebook, note: IndexedNote, heading: HeadingAt, name: str) -> NameChanges:
    if not name:
        raise UsageError("a heading needs a name.")
    stem = PurePosixPath(note.named.path).stem
    if is_title(note.outline, heading):
        if name_key(stem) == name_key(heading.text) and file_name(name, "") == name:
            return _file(notebook, note, name)
        return _title(notebook, note, heading, name)
    renaming = NameChanges()
    written = _written_heading(notebook, note, heading)
    if written is not None:
        renaming.write(note.id, Edit(written.place, name))
    _name_in_links(notebook, renaming, note, heading, name)
    return renaming


def _name_in_links(
    notebook: Notebook, renaming: NameChanges, note: IndexedNote, heading: HeadingAt, name: str
) -> None:
    """Write a heading otherwise in the links that lead to it, or below it."""
    for link_to in notebook.index.links_to(note):
        if not link_to.link.subpath:
            continue
        chain = note.headings.chain(link_to.link.subpath)
        old = link_to.link.subpath.lstrip("#").split("#")
        parts = {
            at + 1: slug_of(name) if _is_slug(old[at], heading) else subpath_of(name)
            for at, meant in enumerate(chain)
            if meant == heading
        }
        if parts:
            rewrite(notebook, renaming, link_to, parts)


def _is_slug(written: str, heading: HeadingAt) -> bool:
    return written == slug_of(heading.text) and written != heading.text


def _title(notebook: Notebook, note: IndexedNote, heading: HeadingAt, name: str) -> NameChanges:
    """Return what changes when a note's title does, and its file's name does not."""
    renaming = NameChanges()
    written = _written_heading(notebook, note, heading)
    if written is None:
        raise UsageError("this heading cannot be renamed.")
    renaming.write(note.id, Edit(written.place, name))
    _name_in_links(notebook, renaming, note, heading, name)
    after = _named_after(notebook, note, note.named.path, heading, name)
    _keep_meanings(notebook, renaming, {note.id: after})
    return renaming


def _file(notebook: Notebook, note: IndexedNote, name: str) -> NameChanges:
    path = PurePosixPath(note.named.path)
    if name.casefold().endswith(path.suffix.casefold()):
        name = name[: -len(path.suffix)]
    if not name or file_name(name, "") != name:
        raise UsageError(f'“{name}” cannot be the name of a note: no / \\ : * ? " < > | # ^ [ ].')
    new = str(path.with_name(f"{name}{path.suffix}"))
    file = notebook.file_of(note)
    target = file.with_name(f"{name}{path.suffix}")
    if target != file and target.exists() and not target.samefile(file):
        raise UsageError(f"there is a note at {new} already.")
    for other in notebook.index.names.with_key(name_key(name)):
        if other.id != note.id and (other.folder, other.path.casefold()) == (
            note.named.folder,
            new.casefold(),
        ):
            # Many disks take them for one file, and no link tells them apart.
            raise UsageError(f"there is a note at {other.path} already.")
    renaming = NameChanges(move=(file, target))
    heading = next(
        (
            candidate
            for candidate in note.outline.headings
            if is_title(note.outline, candidate) and name_key(candidate.text) == name_key(path.stem)
        ),
        None,
    )
    written = _written_heading(notebook, note, heading) if heading else None
    if written is not None:
        renaming.write(note.id, Edit(written.place, name))
    if written is None or heading is None:
        after = _named_after(notebook, note, new, None, name)
    else:
        _name_in_links(notebook, renaming, note, heading, name)
        after = _named_after(notebook, note, new, heading, name)
    _keep_meanings(notebook, renaming, {note.id: after})
    return renaming


def moved(notebook: Notebook, moves: Mapping[Path, Path]) -> NameChanges:
    """Return what changes in links when files, or folders of them, get other names or places."""
    after: dict[NoteId, NamedNote] = {}
    for old, new in moves.items():
        for note in notebook.index:
            file = notebook.file_of(note)
            if file != old and not file.is_relative_to(old):
                continue
            target = notebook.place_of(new / file.relative_to(old) if file != old else new)
            if target is not None and target[0].id == note.named.folder:
                after[note.id] = _named_after(notebook, note, target[1], None, "")
    renaming = NameChanges()
    if after:
        _keep_meanings(notebook, renaming, after)
    return renaming


def _named_after(
    notebook: Notebook, note: IndexedNote, path: str, heading: HeadingAt | None, name: str
) -> NamedNote:
    """Return how a note is called at another path, and with another heading."""
    lines = notebook.lines(note)
    if heading is not None:
        lines[heading.line] = f"{'#' * heading.level} {name}"
    outline = outline_note(path, "\n".join(lines), rules=notebook.rules).outline
    return NamedNote(
        id=note.id,
        folder=note.named.folder,
        path=path,
        title=outline.title,
        aliases=outline.aliases,
    )


@contextmanager
def _called(notebook: Notebook, after: Mapping[NoteId, NamedNote]) -> Iterator[None]:
    """Let notes be called otherwise for a while."""
    names = notebook.index.names
    before = {note_id: notebook.note_with(note_id).named for note_id in after}
    for note_id, named in after.items():
        names.replace(before[note_id], named)
    try:
        yield
    finally:
        for note_id, named in after.items():
            names.replace(named, before[note_id])


def _keep_meanings(
    notebook: Notebook, renaming: NameChanges, after: Mapping[NoteId, NamedNote]
) -> None:
    """Rewrite the links that would lead elsewhere once notes are called otherwise."""
    index = notebook.index
    changed = [notebook.note_with(note_id) for note_id in after]
    meant: dict[tuple[NoteId, LinkAt], tuple[LinkTo, NoteId, Rule | None]] = {}
    for note in changed:
        own = (LinkTo(note, link) for link in note.outline.links)
        for link_to in (*index.links_to(note), *own, *_namesakes(notebook, after[note.id])):
            resolution = index.resolution(link_to.link, link_to.source)
            if resolution.note is not None:
                place = (link_to.source.id, link_to.link)
                meant[place] = (link_to, resolution.note.id, resolution.rule)
    with _called(notebook, after):
        for link_to, note_id, rule in meant.values():
            source = after.get(link_to.source.id, link_to.source.named)
            resolution = index.names.resolution(link_to.link.target, source)
            if resolution.note is None or resolution.note.id != note_id:
                named = after.get(note_id, notebook.note_with(note_id).named)
                seen_from = link_to.source._replace(named=source)
                to = notebook.note_with(note_id)._replace(named=named)
                target = _target(notebook, link_to.link, rule, to, seen_from)
                if target is not None:
                    rewrite(notebook, renaming, link_to, {0: target}, to=(to, seen_from))


def _namesakes(notebook: Notebook, named: NamedNote) -> list[LinkTo]:
    """Return the links to other notes that a note could take over at its new path, or name."""
    index = notebook.index
    stem = PurePosixPath(named.path).stem
    others = (index.names.called(name) for name in (stem, named.title, *named.aliases))
    notes = {other.id for some in others for other in some if other.id != named.id}
    return [
        link_to
        for note_id in sorted(notes)
        for link_to in index.links_to(notebook.note_with(note_id))
    ]


def _target(
    notebook: Notebook,
    link: LinkAt,
    rule: Rule | None,
    to: IndexedNote,
    source: IndexedNote,
) -> str | None:
    """Return what a link writes for a note that is called otherwise now, in the link's own way."""
    names = notebook.index.names
    path = PurePosixPath(to.named.path)
    old = PurePosixPath(link.target)
    tries = []
    if rule in (Rule.ALIAS, Rule.TITLE):
        tries.append(to.named.title)
    has_extension = bool(path.suffix) and link.target.casefold().endswith(path.suffix.casefold())
    last = path.name if has_extension else path.stem
    tries += [str(old.with_name(last)) if old.name else last, last]
    if link.target.startswith("./"):
        tries.insert(0, f"./{old.with_name(last)}")
    tries.append(link_target(names, to, source) + (path.suffix if has_extension else ""))
    tries += to.named.aliases if rule in (Rule.ALIAS, Rule.TITLE) else ()
    tries.append(f"/{path if has_extension else path.with_suffix('')}")
    # In brackets, what follows “#” is a heading.
    can_be = [written for written in tries if "#" not in written or "#" in link.target]
    return next((written for written in can_be if means(names, written, to, source)), None)
