"""The files that texts show, by their extensions, and the tags for them."""

import re
from html import escape
from typing import Final

PICTURES: Final = frozenset("png jpg jpeg gif bmp svg webp avif ico tif tiff".split())
"""Extensions of what a browser shows in place."""
SOUNDS: Final = frozenset("mp3 wav m4a ogg oga opus 3gp flac aac".split())
"""Extensions of what a browser plays."""
FILMS: Final = frozenset("mp4 m4v webm ogv mov mkv avi mpg mpeg".split())

Size = tuple[str, str]
"""A width and a height in pixels, as written; either may be empty."""
REMOTE: Final = re.compile(r"https?://", re.IGNORECASE)
ADDRESS: Final = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"""(?P<name>src|alt|width|height)\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'>]+))""",
    re.IGNORECASE,
)


def tag_values(html: str) -> dict[str, str]:
    """Return the source, the text and the size in a tag, as they are written."""
    return {
        match["name"].lower(): match["a"] or match["b"] or match["c"] or ""
        for match in _ATTRIBUTE.finditer(html)
    }


def picture(address: str, alt: str, size: Size | None) -> str:
    """Return the tag of a picture."""
    described = f' alt="{escape(alt)}"' if alt else ""
    return f'<img src="{escape(address)}"{described}{sizes(size)}>'


def sizes(size: Size | None) -> str:
    """Return a width and a height as attributes."""
    width, height = size or ("", "")
    attributes = f' width="{escape(width)}"' if width else ""
    return attributes + (f' height="{escape(height)}"' if height else "")


def extension_of(written: str) -> str:
    """Return the extension of what a note writes, in lower case.

    >>> extension_of("img/Loop.PNG#left")
    'png'
    """
    return written.partition("#")[0].rpartition(".")[2].strip().casefold()
