"""Where a note stands, as Anki says it: decks, tags, and the way back."""

import re
from collections.abc import Sequence
from hashlib import blake2b
from html import escape
from typing import Final
from urllib.parse import quote

from kb.notes.normal_form import normalized

_BLANKS: Final = re.compile(r"[\s\x00-\x1f\x7f\"]+")
_FIRST_ID: Final = 1_700_000_000_000
_IDS: Final = 90_000_000_000


def deck_name(parts: Sequence[str]) -> str:
    """Return the name of a deck inside others.

    >>> deck_name(["vault", "a::b", " Heat  "])
    'vault::a:b::Heat'
    """
    named = (_BLANKS.sub(" ", re.sub(":{2,}", ":", part)).strip(" :") for part in parts)
    return "::".join(normalized("NFC", part)[:100] for part in named if part) or "kb"


def deck_of_tag(tag: str) -> str:
    """Return the deck of a tag; a nested tag is a deck inside another.

    >>> deck_of_tag("flashcards/web")
    'flashcards::web'
    """
    return deck_name(tag.split("/"))


def options_id(values: object) -> int:
    """Return the id of the options of some decks, by what they say.

    Anki keeps the options that it has under an id, and never updates them.
    """
    return deck_id(f"\0{values!r}")


def deck_id(name: str) -> int:
    """Return the id of a deck, which Anki replaces by that of its own deck of this name."""
    digest = blake2b(name.casefold().encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return _FIRST_ID + int.from_bytes(digest) % _IDS


def ankis_tag(tag: str) -> str:
    """Return a tag as Anki writes it.

    >>> ankis_tag("exam/2026"), ankis_tag("two words")
    ('exam::2026', 'two_words')
    """
    return normalized("NFC", re.sub(r"\s+", "_", tag.strip("/ ").replace("/", "::")))


def headings_html(headings: Sequence[str]) -> str:
    """Return the headings above a card, as kb shows them."""
    return escape(" › ".join(headings), quote=False)


def link_html(title: str, address: str | None) -> str:
    """Return the title of a note, as a link if there is an address."""
    shown = escape(title, quote=False)
    return shown if address is None else f'<a href="{escape(address)}">{shown}</a>'


def obsidian_address(vault: str, path: str) -> str:
    """Return the address by which Obsidian opens a note, whatever machine it is on.

    >>> obsidian_address("My vault", "heat/Kiln.md")
    'obsidian://open?vault=My%20vault&file=heat%2FKiln'
    """
    file = quote(re.sub(r"\.md$", "", path), safe="")
    return f"obsidian://open?vault={quote(vault, safe='')}&file={file}"
