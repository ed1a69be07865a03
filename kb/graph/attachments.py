"""Recognise links to attachments: pictures, recordings, documents, code."""

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
"""Extensions that names have too (Node.js, ASP.NET), so they count only with a folder."""


def is_attachment(target: str) -> bool:
    """Return whether the target of a link that matches no note is an attachment.

    >>> is_attachment("pictures/loop.png"), is_attachment("Node.js"), is_attachment("../src/a.js")
    (True, False, True)
    """
    stem, dot, extension = target.strip().casefold().rpartition(".")
    if not dot or not stem:
        return False
    return extension in _MEDIA or (extension in _CODE and "/" in stem)
