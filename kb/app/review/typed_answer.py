"""An answer that the learner typed, beside the right one. It is shown, and never graded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final
from unicodedata import normalize

from kb.app.sanitize import plain_line
from kb.cards.card import CardKind

_TOKEN: Final = re.compile(r"\w+|\s+|[^\w\s]")
_GAP: Final = re.compile(r"\\\[[^\[\]]*\\\]")
_LONGEST: Final = 2_000
"""Characters that are compared."""
_KINDRED: Final = 0.5
"""Words so alike, in [0, 1], are compared letter by letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of one of the two."""

    text: str
    matches: bool
    """Whether the other says it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was typed and what is right, in parts. Joined they are the two texts."""

    typed: tuple[Part, ...]
    right: tuple[Part, ...]

    @property
    def alike(self) -> bool:
        """Whether nothing is wrong and nothing missing."""
        return all(part.matches for part in (*self.typed, *self.right))


def wanted(front: str, back: str, kind: CardKind) -> str:
    """Returns what one would type: the answer without its mark-up; of a cloze, what was hidden."""
    hidden = _hidden(front, back) if kind is CardKind.CLOZE else None
    return plain_line(back if hidden is None else hidden)


def compared(typed: str, right: str) -> Comparison:
    """Returns where the two differ; case, white space and a full stop at the end are no matter."""
    ours, theirs = (" ".join(normalize("NFC", text).split())[:_LONGEST] for text in (typed, right))
    stop = "." if theirs.endswith(".") and not ours.endswith(".") else ""
    pairs = list(_aligned(_TOKEN.findall(ours), _TOKEN.findall(theirs.removesuffix(stop))))
    return Comparison(
        typed=_joined([(one, same) for one, _, same in pairs]),
        right=_joined([*((other, same) for _, other, same in pairs), (stop, True)]),
    )


def _aligned(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
    """Yields what stands side by side in the two, and whether it is the same."""
    matcher = _matcher(one, other)
    for kind, begin, end, there, beyond in matcher.get_opcodes():
        ours, theirs = "".join(one[begin:end]), "".join(other[there:beyond])
        letters = _matcher(ours, theirs)
        if kind == "replace" and letters.ratio() >= _KINDRED:
            for what, first, last, at, until in letters.get_opcodes():
                yield ours[first:last], theirs[at:until], what == "equal"
        else:
            yield ours, theirs, kind == "equal"


def _matcher(one: Sequence[str], other: Sequence[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(
        None, [each.casefold() for each in one], [each.casefold() for each in other], autojunk=False
    )


def _joined(pieces: Sequence[tuple[str, bool]]) -> tuple[Part, ...]:
    filled = [piece for piece in pieces if piece[0]]
    return tuple(
        Part(text="".join(text for text, _ in some), matches=same)
        for same, some in groupby(filled, key=lambda piece: piece[1])
    )


def _hidden(front: str, back: str) -> str | None:
    """Returns what stands in the answer where the prompt has its gaps; none if that is unclear."""
    shape = _GAP.sub("(.+?)", re.escape(front).replace(r"\ ", " "))
    found = re.fullmatch(shape, back, re.DOTALL)
    if found is None:
        return None
    gaps = [words for words in found.groups() if words not in front]
    return " … ".join(gaps) if gaps else None
