"""What a note in Anki remembers of kb: which cards it holds, and the texts that kb gave it.

It stands in a field that no template shows. So a card that comes back is found by its note and
ordinal, and a text that was changed in Anki is told from one that was changed in the notes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from kb.anki.kinds import BACK, FIELDS, FRONT, ORIGIN
from kb.notes.normal_form import normalized

_FORM: Final = re.compile(
    r"kb1 (?P<digest>[0-9a-f]{16})(?P<cards>(?: \d{1,3}:[0-9a-f]{16}){1,500})"
)
_CARD: Final = re.compile(r"(\d{1,3}):([0-9a-f]{16})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
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


def origin_of(fields: Sequence[str]) -> Origin | None:
    """Return what a note remembers; None if it is none of kb's, or was damaged."""
    if len(fields) != len(FIELDS):
        return None
    match = _FORM.fullmatch(re.sub(r"<[^<>]*>|&nbsp;", "", fields[ORIGIN]).strip())
    if match is None:
        return None
    uids = {int(ordinal): uid for ordinal, uid in _CARD.findall(match["cards"])}
    return Origin(uids=uids, digest=match["digest"])


def is_changed(fields: Sequence[str], origin: Origin) -> bool:
    """Return whether somebody changed the front or the back of a note in Anki."""
    return digest_of(fields) != origin.digest


def digest_of(fields: Sequence[str]) -> str:
    """Return what the front and the back of a note are told by: 16 hexadecimal digits."""
    text = "\0".join(normalized("NFC", fields[place]).strip() for place in (FRONT, BACK))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def uid_of_card(guid: str, ordinal: int, fields: Sequence[str]) -> str | None:
    """Return the uid of the card of kb that a card in Anki is; None if it is none of kb's.

    A note's guid is the uid of its first card, unless it is that of an older sibling; see
    :mod:`kb.anki.gathering`. If the field was emptied, the guid alone is known.
    """
    origin = origin_of(fields)
    if origin is not None:
        return origin.uids.get(ordinal)
    return guid if ordinal == 0 and re.fullmatch(r"[0-9a-f]{16}", guid) else None
