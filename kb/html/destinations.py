"""Where in a page that is to be had which a text names: told by whoever asks for the page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


class EmbeddedText(NamedTuple):
    """What a note shows of another."""

    title: str
    address: str
    """Of the note, or its part, in the page."""
    markdown: str


def _no_text(_target: str, _subpath: str) -> EmbeddedText | None:
    return None


def _no_tag(_name: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Destinations:
    """Where in the page that is to be had which a text names."""

    note: Callable[[str, str], str | None]
    """Gives the address for a link, by its target and its subpath; None if it is missing.

    The target is empty for the note itself, the subpath for the whole of a note."""
    file: Callable[[str], str | None]
    """Gives the address of a file that is no note; None if it is missing."""
    text: Callable[[str, str], EmbeddedText | None] = _no_text
    """Gives what an embedded note shows, by target and subpath; None to show a link to it."""
    tag: Callable[[str], str | None] = _no_tag
    """Gives the address for a tag."""
