"""A typed answer beside the right one: shown for comparison, never graded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from rapidfuzz.distance import Indel

from kb.app.sanitize import plain_line
from kb.cards.card import CardKind
from kb.notes.normal_form import normalized

_TOKEN: Final = re.compile(r"\w+|\s+|[^\w\s]")
_GAP: Final = re.compile(r"\\\[[^\[\]]*\\\]")
_LONGEST: Final = 2_000
"""How many characters of each text to compare."""
_SIMILAR: Final = 0.5
"""Words at least this similar, in [0, 1], are compared letter by letter."""

_Pair = tuple[str, str, bool]
"""A stretch of the typed answer, that of the right one beside it, and whether they are equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffPart:
    """A stretch of one of the two texts."""

    text: str
    matches: bool
    """Whether the other text has it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDiff:
    """The typed and the right answer, in parts that together are the two texts."""

    typed: tuple[DiffPart, ...]
    right: tuple[DiffPart, ...]

    @property
    def alike(self) -> bool:
        """Whether nothing is wrong, and nothing missing."""
        return all(part.matches for part in (*self.typed, *self.right))


def expected_answer(front: str, back: str, kind: CardKind) -> str:
    """Return what to type: the answer without markup; of a cloze, the text of its gaps."""
    gaps = _gaps(front, back) if kind is CardKind.CLOZE else None
    return plain_line(back if gaps is None else gaps)


def compare_answers(typed: str, right: str) -> AnswerDiff:
    """Compare two answers, ignoring case, white space, and a full stop at the end."""
    typed, right = (" ".join(normalized("NFC", text).split())[:_LONGEST] for text in (typed, right))
    stop = "." if right.endswith(".") and not typed.endswith(".") else ""
    pairs = list(_by_word(_TOKEN.findall(typed), _TOKEN.findall(right.removesuffix(stop))))
    return AnswerDiff(
        typed=_parts([(ours, same) for ours, _, same in pairs]),
        right=_parts([*((theirs, same) for _, theirs, same in pairs), (stop, True)]),
    )


def _by_word(typed: Sequence[str], right: Sequence[str]) -> Iterator[_Pair]:
    for ours, theirs, same in _aligned(typed, right):
        if not same and Indel.normalized_similarity(*map(_folded, (ours, theirs))) >= _SIMILAR:
            yield from _aligned(ours, theirs)
        else:
            yield ours, theirs, same


def _aligned(typed: Sequence[str], right: Sequence[str]) -> Iterator[_Pair]:
    """Yield the longest common subsequence, and in between what differs, in one stretch each."""
    opcodes = Indel.opcodes(_folded(typed), _folded(right))
    for same, stretch in groupby(opcodes, key=lambda opcode: opcode.tag == "equal"):
        steps = list(stretch)
        ours = typed[steps[0].src_start : steps[-1].src_end]
        theirs = right[steps[0].dest_start : steps[-1].dest_end]
        yield "".join(ours), "".join(theirs), same


def _folded(units: Sequence[str]) -> list[str]:
    return [unit.casefold() for unit in units]


def _parts(pieces: Sequence[tuple[str, bool]]) -> tuple[DiffPart, ...]:
    filled = [piece for piece in pieces if piece[0]]
    return tuple(
        DiffPart(text="".join(text for text, _ in run), matches=same)
        for same, run in groupby(filled, key=lambda piece: piece[1])
    )


def _gaps(front: str, back: str) -> str | None:
    """Return the text in the answer where the prompt has its gaps; none if that is unclear."""
    pattern = _GAP.sub("(.+?)", re.escape(front).replace(r"\ ", " "))
    match = re.fullmatch(pattern, back, re.DOTALL)
    if match is None:
        return None
    gaps = [gap for gap in match.groups() if gap not in front]
    return " … ".join(gaps) if gaps else None
