"""What a note in Anki remembers of kb: which cards it holds, and the texts that kb gave it.

It stands in a field that no template shows. So a card that comes back is found by its note and
ordinal, and a text that was changed in Anki is told from one that was changed in the notes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from kb.anki.gathering import cloze_ordinal
from kb.anki.kinds import BACK, FIELDS, FORWARD, FRONT, ORIGIN
from kb.notes.normal_form import normalized

_FORM: Final = re.compile(
    r"kb1 (?P<digest>[0-9a-f]{16})(?P<cards>(?: \d{1,3}:[0-9a-f]{16}){1,500})"
)
_CARD: Final = re.compile(r"(\d{1,3}):([0-9a-f]{16})")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOrigin:
    """Where a note comes from."""

    uids: Mapping[int, str]
    """Of its cards in kb, by their ordinals in Anki."""
    digest: str
    """Of the texts that kb gave it."""

    @property
    def text(self) -> str:
        """As it stands in the field."""
        cards = "".join(f" {ordinal}:{uid}" for ordinal, uid in sorted(self.uids.items()))
        return f"kb1 {self.digest}{cards}"


def origin_of(fields: Sequence[str]) -> NoteOrigin | None:
    """Return what a note remembers; None if it is none of kb's, or was damaged."""
    if len(fields) != len(FIELDS):
        return None
    match = _FORM.fullmatch(re.sub(r"<[^<>]*>|&nbsp;", "", fields[ORIGIN]).strip())
    if match is None:
        return None
    uids = {int(ordinal): uid for ordinal, uid in _CARD.findall(match["cards"])}
    return NoteOrigin(uids=uids, digest=match["digest"])


def is_changed(fields: Sequence[str], origin: NoteOrigin) -> bool:
    """Return whether somebody changed the front or the back of a note in Anki."""
    return digest_of(fields) != origin.digest


def digest_of(fields: Sequence[str]) -> str:
    """Return what the front and the back of a note are told by: 16 hexadecimal digits."""
    text = "\0".join(normalized("NFC", fields[place]).strip() for place in (FRONT, BACK))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def uid_of_card(
    guid: str, ordinal: int, fields: Sequence[str], *, cloze: bool = False
) -> str | None:
    """Return the uid of the card of kb that a card in Anki is; None if it is none of kb's.

    If the field was emptied, only the card that gave the note its guid is known.
    """
    origin = origin_of(fields)
    if origin is not None:
        return origin.uids.get(ordinal)
    if not re.fullmatch(r"[0-9a-f]{16}", guid):
        return None
    return guid if ordinal == (cloze_ordinal(guid) if cloze else FORWARD) else None
