"""Copies of notes that programs make by themselves: of conflicts, backups, and what was deleted.

They repeat a note, so its cards would be asked twice. Known by their names alone.
"""

import re
from collections.abc import Iterator, Mapping

_FOLDERS = frozenset(
    {"$recycle.bin", "recycler", "#recycle", "@recycle", "@eadir", "__macosx", "node_modules"}
)
"""In lower case: recycle bins, and what archives and package managers unpack."""
_BACKUPS_OF_LOGSEQ = frozenset({"bak", "version-files"})
_CONFLICT = (
    r"(?:conflic?t|konflikt|konfliktu|conflitant|конфл[иі]кт|競合|冲突|衝突|충돌|çakış|modstrid|motstrid"
    r"|sprzeczn|ristiriit|ütköz|tegenstrijdig|bertentangan)"
)
_COPY = (
    r"(?:cop(?:y|ie|ia|ies)|cópia|còpia|kopi|kopya|копи|копі|コピー|副本|複本|复制|사본|복사본|salinan"
    r"|másolat|\d{4}-\d\d-\d\d)"
)
_COPY_NAME = re.compile(
    r"\.sync-conflict-\d{8}-\d{6}"  # Syncthing
    # Dropbox, Nextcloud and others, in the language of the user
    rf"|[(\[][^()\[\]]*(?:{_CONFLICT}[^()\[\]]*{_COPY}|{_COPY}[^()\[\]]*{_CONFLICT})[^()\[\]]*[)\]]"
    r"|\(SFConflict\s|\(case conflict|\[conflict(?:ed)?\]|_conflict-\d{8}-\d{6}|_conflict(?:\.|\Z)"
    r"|-(?:DESKTOP|LAPTOP)-[0-9A-Z]{7}(?:-\d+)?\.[^.]+\Z"  # OneDrive
    r"|_(?:BACKUP|BASE|LOCAL|REMOTE)_\d+\.|\.orig(?:\.|\Z)",  # git
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?P<stem>.*\S)(?P<sign> \(\d{1,2}\)| \d)(?P<ending>\.[^.]+)\Z")
"""As Google Drive and browsers number a second file of a name, and iCloud."""
_HINTS = (
    *("(", "[", "onflict", "-DESKTOP-", "-LAPTOP-", ".orig"),
    *("_BACKUP_", "_BASE_", "_LOCAL_", "_REMOTE_"),
)


def is_copies_folder(folder: str, name: str) -> bool:
    """Return whether ``name`` in ``folder`` is a folder of copies."""
    lowered = name.casefold()
    if lowered in _FOLDERS:
        return True
    return lowered in _BACKUPS_OF_LOGSEQ and folder.rpartition("/")[2].casefold() == "logseq"


def copies_among(names: Mapping[str, object]) -> frozenset[str]:
    """Return those names of one folder's files that only programs give to copies.

    All names at once, for an import looks at them every time, and most folders have none.
    """
    joined = "\n".join(names)
    if not any(map(joined.__contains__, _HINTS)):
        return frozenset()
    return frozenset(
        name
        for name in names
        if _COPY_NAME.search(name)
        or ("(" in name and (match := _NUMBERED.match(name)) and _original(match) in names)
    )


def twins(sizes: Mapping[str, int]) -> Iterator[str]:
    """Yield the files such as ``a 2.md`` that are as large as the ``a.md`` beside them: iCloud's.

    A file of another size may be the second of a series.
    """
    for name, size in sizes.items():
        match = _NUMBERED.match(name) if name.rpartition(".")[0][-2:-1] == " " else None
        if match and size and sizes.get(_original(match)) == size:
            yield name


def _original(numbered: re.Match[str]) -> str:
    return f"{numbered['stem']}{numbered['ending']}"
