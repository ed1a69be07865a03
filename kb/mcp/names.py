"""How an assistant names notes and concepts: by path, title or alias, or by an address of ours."""

from typing import Annotated, Final
from urllib.parse import quote, unquote

from pydantic import Field

URI: Final = "kb://note/"
"""Begins the address of a note, which is followed by its path."""

_LONGEST: Final = 500

NoteName = Annotated[
    str,
    Field(min_length=1, max_length=_LONGEST, description="A note: its path, title, alias or uri."),
]
"""As an argument."""
ConceptName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=_LONGEST,
        description="A note by its path, title, alias or uri, or what notes link to.",
    ),
]
"""As an argument."""


def uri_of(path: str) -> str:
    """Return the address of a note."""
    return URI + quote(path, safe="/", errors="replace")


def name_of(written: str) -> str:
    """Return the name of a note as kb looks it up, if an address of one was given."""
    if not written.startswith(URI):
        return written
    return unquote(written.removeprefix(URI), errors="replace")
