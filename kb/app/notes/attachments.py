"""The files that notes and cards embed or link to: found, opened, and told to who serves them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb.errors import KbError, reason_of
from kb.graph.resolve import NoteId
from kb.notes.attachments import is_media
from kb.notes.files.walk import is_inside
from kb.notes.markdown.inline import Reference, spans
from kb.store.file.store import Store
from kb.store.notes.attachments import AttachmentId, attachment_place, attachments_named

_TYPES: Final[Mapping[str, str]] = {
    "avif": "image/avif", "bmp": "image/bmp", "gif": "image/gif", "ico": "image/x-icon",
    "jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml",
    "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp",
    "3gp": "audio/3gpp", "aac": "audio/aac", "flac": "audio/flac", "m4a": "audio/mp4",
    "mp3": "audio/mpeg", "oga": "audio/ogg", "ogg": "audio/ogg", "opus": "audio/ogg",
    "wav": "audio/wav",
    "avi": "video/x-msvideo", "m4v": "video/mp4", "mkv": "video/x-matroska",
    "mov": "video/quicktime", "mp4": "video/mp4", "mpeg": "video/mpeg", "mpg": "video/mpeg",
    "ogv": "video/ogg", "webm": "video/webm",
    "pdf": "application/pdf",
}  # fmt: skip
_HARMLESS: Final = ("image/", "audio/", "video/")
_SVG: Final = "image/svg+xml"
_PIXELS: Final = frozenset(kind for kind in _TYPES.values() if kind.startswith("image/")) - {_SVG}
_OPENERS: Final = ("open",) if sys.platform == "darwin" else ("xdg-open", "gio open")
_DETACHED: Final = ("/bin/sh", "-c", '"$@" &', "sh")
"""Starts the words behind it, and ends at once: neither waits for the other."""


class AttachmentError(KbError):
    """A file of a card cannot be opened."""

    code = "attachment"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAttachment:
    """A file that a card shows or links to."""

    written: str
    """As in the card, without ``#page=2`` or the like."""
    attachment: AttachmentId | None
    """None if it is missing."""
    path: str | None
    """Relative to the note's folder; None likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedFile:
    """A file as a page may be sent it."""

    file: Path
    """Absolute, without links."""
    content_type: str
    sandboxed: bool
    """Whether it may hold what runs, and so is sent with a policy that lets nothing run."""
    downloaded: bool
    """Whether a browser is to save it, as it cannot show it, or had better not."""


async def attachments_of_card(
    store: Store, note_id: NoteId, *texts: str
) -> tuple[CardAttachment, ...]:
    """Return the files that the sides of a card show or link to, each once, in their order.

    Args:
        store: the store.
        note_id: the card's note, which decides what a name means.
        texts: the sides, as Markdown.
    """
    written = files_in(*texts)
    if not written:
        return ()
    async with store.reading() as transaction:
        known = await attachments_named(transaction, note_id, written)
    return tuple(
        CardAttachment(
            written=name,
            attachment=known[name][0] if name in known else None,
            path=known[name][1] if name in known else None,
        )
        for name in written
    )


def files_in(*texts: str) -> tuple[str, ...]:
    """Return the names of files that are no notes, as texts write them, each once.

    >>> files_in("![[a.png|300]] and [[b]]", "[c](d%20e.pdf#page=2) [sound:f.mp3]")
    ('a.png', 'd e.pdf', 'f.mp3')
    """
    names = (
        span.target
        for text in texts
        for span in spans(text)
        if isinstance(span, Reference) and is_media(span.target)
    )
    return tuple(dict.fromkeys(names))


def pictures_shown(root: str, files: Iterable[CardAttachment], *texts: str) -> tuple[Path, ...]:
    """Return those files that texts embed and that are pictures of pixels, each once.

    Args:
        root: the folder of the card's note, absolute. What leads out of it is left out.
        files: of the card, as :func:`attachments_of_card` gives them.
        texts: sides of the card.
    """
    paths = {file.written: file.path for file in files}
    embedded = dict.fromkeys(
        span.target
        for text in texts
        for span in spans(text)
        if isinstance(span, Reference) and span.embed
    )
    inside = (_file_inside(Path(root), path) for name in embedded if (path := paths.get(name)))
    return tuple(file for file in inside if file and served_as(file).content_type in _PIXELS)


async def served_file(store: Store, attachment: AttachmentId) -> ServedFile | None:
    """Return an attachment as a page may be sent it.

    None if there is none, it is gone, or a link leads out of its folder by now.
    """
    async with store.reading() as transaction:
        place = await attachment_place(transaction, attachment)
    if place is None:
        return None
    file = _file_inside(Path(place.root), place.path)
    return served_as(file) if file else None


def served_as(file: Path) -> ServedFile:
    """Return how a file is sent: what is neither picture, sound, film nor PDF is only saved.

    >>> served_as(Path("/a/x.svg")).sandboxed, served_as(Path("/a/x.html")).content_type
    (True, 'application/octet-stream')
    """
    content_type = _TYPES.get(file.suffix.lower().removeprefix("."), "application/octet-stream")
    shown = content_type.startswith(_HARMLESS)
    return ServedFile(
        file=file,
        content_type=content_type,
        sandboxed=not shown or content_type == _SVG,
        downloaded=content_type == "application/octet-stream",
    )


def open_attachment(root: str, attachment: CardAttachment, environ: Mapping[str, str]) -> Path:
    """Open a file with the program that the system has for it, without waiting; return it.

    Raises:
        AttachmentError: it is missing, or there is no such program.
    """
    file = _file_inside(Path(root), attachment.path) if attachment.path else None
    if file is None:
        raise AttachmentError(f"{attachment.written} is not in {root}.")
    command = _opener(environ)
    try:
        # The file's name is one word, and no option, as it is an absolute path.
        subprocess.run(  # noqa: S603  # the words are our own
            [*_DETACHED, *command, str(file)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            check=False,
        )
    except OSError as error:
        raise AttachmentError(f"cannot start {command[0]}: {reason_of(error)}.") from error
    return file


def _opener(environ: Mapping[str, str]) -> list[str]:
    """Return the words of the command that opens a file."""
    for opener in _OPENERS:
        name, *words = opener.split()
        if program := shutil.which(name, path=environ.get("PATH")):
            return [program, *words]
    raise AttachmentError("no program that opens files is found. Install xdg-utils.")


def _file_inside(root: Path, path: str) -> Path | None:
    """Return a regular file of a folder, without links; None if they lead out of it."""
    if not is_inside(root, path):
        return None
    file = Path(root, path).resolve()
    return file if os.path.isfile(file) else None  # noqa: PTH113  # which says no without rights
