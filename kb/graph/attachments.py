"""Which links mean files that are no notes: pictures, recordings, documents, drawings."""

from typing import Final

_MEDIA: Final = frozenset(
    "png jpg jpeg gif bmp svg webp avif heic tif tiff ico "
    "mp3 wav m4a ogg oga opus 3gp flac aac mp4 m4v webm ogv mov mkv avi "
    "pdf epub djvu canvas base excalidraw drawio zip gz tgz bz2 xz 7z rar "
    "html htm doc docx xls xlsx ppt pptx odt ods odp rtf csv tsv".split()  # reads better
)
_CODE: Final = frozenset(
    "py ipynb js ts jsx tsx css json yaml yml toml ini cfg xml sql sh bash "
    "c h cpp hpp rs go java kt rb php lua r txt log".split()
)
"""Endings that name concepts too (Node.js, ASP.NET), so these count only below a folder."""


def is_attachment(target: str) -> bool:
    """Returns whether a link's target, which no note bears, means a file that is no note.

    >>> is_attachment("pictures/loop.png"), is_attachment("Node.js"), is_attachment("../src/a.js")
    (True, False, True)
    """
    stem, dot, ending = target.strip().casefold().rpartition(".")
    if not dot or not stem:
        return False
    return ending in _MEDIA or (ending in _CODE and "/" in stem)
