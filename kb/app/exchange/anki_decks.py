"""``kb anki import --into``: the decks of others become a folder of notes, with their history."""

import json
import os
import shutil
from collections.abc import Collection as Several
from dataclasses import asdict, dataclass, replace
from hashlib import file_digest
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from kb.anki.collection import Collection
from kb.anki.decks import written_decks
from kb.anki.package.leftovers import PART, remove_stale
from kb.anki.package.reading import Package, open_package, uncollected
from kb.app.cards.acts import suspend
from kb.app.exchange.anki_import import AnkiImport, import_collection, known_cards
from kb.app.importing.diff import Progress
from kb.app.importing.report import ImportReport
from kb.app.importing.run import Target, import_notes, update_meanings
from kb.config.settings import Settings
from kb.errors import AnkiPackageError, UsageError, reason_of
from kb.schedule.days import Moment
from kb.store.file.store import Store

_MEDIA: Final = "media"
_UNFINISHED: Final = ".kb-unfinished"
"""In the folder until all of it is in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecksImport:
    """What became of the decks of a package; the fields are those of the JSON output."""

    folder: Path
    files: int
    cards: int
    """That the notes hold."""
    media: int
    """Pictures and sounds in the folder."""
    suspended: int
    """Cards that are suspended, as they were in Anki."""
    left_out: tuple[str, ...]
    """What of the package is not in the folder, and why."""
    notes: ImportReport | None
    """None if nothing was done."""
    history: AnkiImport | None
    """None if nothing was done."""


async def import_decks(  # noqa: PLR0913  # what, from where, to where, how and when
    store: Store,
    file: Path,
    into: Path,
    settings: Settings,
    moment: Moment,
    *,
    dry_run: bool = False,
    on_progress: Progress | None = None,
) -> DecksImport:
    """Write the cards of a package that are none of kb's into a new folder, and import it.

    The folder appears as a whole. If the rest is interrupted, the same call goes on with it.

    Args:
        store: that is to know the folder.
        file: an ``.apkg`` or ``.colpkg``.
        into: the folder, which is not there yet, or empty, or left by an interrupted call.
        settings: by which notes are read.
        moment: when that is.
        dry_run: whether to write nothing.
        on_progress: called as the notes are read.

    Raises:
        AnkiPackageError: the package cannot be read, or the folder cannot be written.
        UsageError: the folder exists.
    """
    begun = _begun(into, file)
    with open_package(file) as package:
        if begun is None:
            async with store.reading() as transaction:
                known = await known_cards(transaction, package.collection)
            with uncollected():
                begun = _written(package, known, file, None if dry_run else into)
        collection = package.collection
    notes = history = None
    suspended = 0
    if not dry_run:
        notes = await import_notes(
            store,
            [Target(path=into)],
            settings=settings,
            now=moment.now,
            on_progress=on_progress,
            most_meanings=0,
        )
        with uncollected():
            history = await import_collection(store, file, collection, (), moment)
            suspended = await _suspend(store, collection, begun.suspend, moment)
        _finish(into)
        # Minutes for a large deck, and nothing of the history waits for them.
        await update_meanings(store, on_progress)
    return DecksImport(
        folder=into,
        files=begun.files,
        cards=begun.cards,
        media=begun.media,
        suspended=suspended,
        left_out=begun.left_out,
        notes=notes,
        history=history,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """A folder that is written; it stands in it until all else is done."""

    package: str
    """The digest of the file."""
    files: int
    cards: int
    media: int
    left_out: tuple[str, ...]
    suspend: tuple[int, ...]
    """The ids of cards that are new here, and suspended in Anki."""


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as package:
            return file_digest(package, "sha256").hexdigest()
    except OSError as error:
        raise AnkiPackageError(f"cannot read {file}", reason_of(error)) from error


def _begun(into: Path, file: Path) -> _Begun | None:
    """Return what an interrupted call left in a folder; None if it is not there, or empty."""
    try:
        if not any(into.iterdir()):
            return None
        begun = _read_begun((into / _UNFINISHED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        if not into.exists():
            return None
        begun = None
    except (NotADirectoryError, UnicodeDecodeError):
        begun = None
    except OSError as error:
        raise AnkiPackageError(f"cannot read {into}", reason_of(error)) from error
    if begun is None or begun.package != _digest(file):
        raise UsageError(f"{into} exists, and is not empty. Name a new folder after --into.")
    return begun


def _read_begun(text: str) -> _Begun | None:
    """Return what a text says; None if kb did not write it."""
    try:
        values = json.loads(text)
        return _Begun(
            package=str(values["package"]),
            **{name: int(values[name]) for name in ("files", "cards", "media")},
            left_out=tuple(map(str, values["left_out"])),
            suspend=tuple(map(int, values["suspend"])),
        )
    except (ValueError, TypeError, KeyError):
        return None


def _finish(into: Path) -> None:
    try:
        (into / _UNFINISHED).unlink(missing_ok=True)
    except OSError as error:
        raise AnkiPackageError(f"cannot write {into}", reason_of(error)) from error


def _written(package: Package, known: Several[int], file: Path, into: Path | None) -> _Begun:
    """Write the cards that are not known to a folder, if there is one; return what that is."""
    collection = package.collection
    decks = written_decks(_without(collection, known))
    left_out = [*package.left_out]
    if decks.left_out:
        left_out.append(f"{decks.left_out} cards that show nothing on one of their sides")
    begun = _Begun(
        package=_digest(file),
        files=len(decks.files),
        cards=sum(deck.cards for deck in decks.files),
        media=0,
        left_out=tuple(left_out),
        suspend=tuple(
            card.id for card in collection.cards if card.suspended and card.id not in known
        ),
    )
    if into is None:
        return begun
    return _write_folder(package, {deck.path: deck.text for deck in decks.files}, into, begun)


def _without(collection: Collection, known: Several[int]) -> Collection:
    return replace(collection, cards=[card for card in collection.cards if card.id not in known])


def _write_folder(package: Package, texts: dict[str, str], into: Path, begun: _Begun) -> _Begun:
    """Write notes and their media beside the folder, and put them in its place."""
    if not texts:
        raise AnkiPackageError(str(into), "the package has no cards that kb does not know")
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
        place = Path(mkdtemp(prefix=PART, suffix=".folder", dir=into.parent))
        remove_stale(place)
    except OSError as error:
        raise AnkiPackageError(f"cannot write {into}", reason_of(error)) from error
    try:
        for path, text in texts.items():
            note = place / path
            note.parent.mkdir(parents=True, exist_ok=True)
            note.write_text(text, encoding="utf-8", newline="\n")
        left_out = [*begun.left_out]
        media = _write_media(package, "\0".join(texts.values()), place, left_out)
        begun = replace(begun, media=media, left_out=tuple(left_out))
        (place / _UNFINISHED).write_text(json.dumps(asdict(begun)), encoding="utf-8")
        place.chmod(0o777 & ~_umask())
        place.replace(into)
    except OSError as error:
        raise AnkiPackageError(f"cannot write {into}", reason_of(error)) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return begun


def _write_media(package: Package, text: str, place: Path, left_out: list[str]) -> int:
    """Write the media that notes show, and count them. One that is damaged is left out."""
    count = 0
    for name in package.collection.media:
        if name not in text:
            continue
        file = place / _MEDIA / name
        file.parent.mkdir(exist_ok=True)
        try:
            with package.open_media(name) as source, file.open("xb") as target:
                shutil.copyfileobj(source, target)
        except AnkiPackageError as error:
            file.unlink(missing_ok=True)
            left_out.append(error.message)
        else:
            count += 1
    return count


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


async def _suspend(
    store: Store, collection: Collection, suspend_: Several[int], moment: Moment
) -> int:
    """Suspend the cards with these ids in Anki, and count them."""
    wanted = frozenset(suspend_)
    some = replace(collection, cards=[card for card in collection.cards if card.id in wanted])
    async with store.reading() as transaction:
        known = await known_cards(transaction, some)
    cards = [known[card] for card in suspend_ if card in known]
    return len((await suspend(store, cards, moment)).cards) if cards else 0
