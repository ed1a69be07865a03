"""Words that grew together where a page lost the marks of its code: cut apart again.

``litecliandDatasetteshow`` was “`litecli` and `Datasette` show”. The note's own words tell where to
cut, and the words that connect names: and, or, with.
"""

import re
from collections.abc import Collection
from itertools import pairwise

_GLUE = ("and", "or", "with")
_WHOLE = frozenset(
    "android without within withdraw withdrawn withhold withstand order orders ordered origin"
    " original organ organize organise orient oriented orthogonal".split()
)
"""Words that only look as if they began with a connecting one."""
_LONGEST_WORD = 40
_LONGEST_GLUED = 60
"""Letters that grew together; more are left as they are."""
_GLUED_BEFORE_BRACKET = re.compile(r"\b(and|or|with)([^\W_]\w{2,})(?=\([^()\s]*\s[^()]*\))")


def unglued(text: str, vocabulary: Collection[str]) -> str:
    """Return a line with words that grew together cut apart.

    ``andaiomysql(a client)`` becomes ``and aiomysql (a client)``. Only lines that were joined
    lost the spaces around their code.
    """
    text = _GLUED_BEFORE_BRACKET.sub(
        lambda match: match[0] if match[0].casefold() in _WHOLE else f"{match[1]} {match[2]}", text
    )
    text = re.sub(r"[^\W\d_]{6,}", lambda match: _cut(match[0], vocabulary), text)
    text = re.sub(r"(?<=\w)\((?=[^()\s]*\s[^()]*\))", " (", text)
    return re.sub(r"(?<=[^\W\d]),(?=[^\W\d])", ", ", text)


def _cut(word: str, vocabulary: Collection[str]) -> str:
    """Return ``word`` cut into the fewest of the note's words; whole, where that fails."""
    folded = word.casefold()
    if (
        len(word) > _LONGEST_GLUED
        or folded in _WHOLE
        or (folded in vocabulary and not _is_glued(folded, vocabulary))
    ):
        return word
    cuts = _fewest_cuts(folded, vocabulary) or _cuts_around_glue(folded, vocabulary)
    if cuts is None:
        return word
    return " ".join(word[start:end] for start, end in pairwise([0, *cuts]))


def _is_known(part: str, word: str, vocabulary: Collection[str]) -> bool:
    return part != word and (part in vocabulary or part in _GLUE)


def _fewest_cuts(word: str, vocabulary: Collection[str]) -> list[int] | None:
    """Return where the fewest known words that make up ``word`` end; None if none do."""
    best: list[list[int] | None] = [[]] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end - 1):
            cuts, fewest = best[start], best[end]
            if cuts is None or not _is_known(word[start:end], word, vocabulary):
                continue
            if fewest is None or len(cuts) + 1 < len(fewest):
                best[end] = [*cuts, end]
    cuts = best[-1] or []
    pieces = [word[a:b] for a, b in pairwise([0, *cuts])]
    # Without such a piece, they are syllables by chance.
    return cuts if any(piece in _GLUE or len(piece) > 3 for piece in pieces) else None


def _cuts_around_glue(word: str, vocabulary: Collection[str]) -> list[int] | None:
    """Return the cuts around a connecting word that has a known one beside it, or None.

    The longest known words win; what is left over is one unknown word on each side.
    """
    best: tuple[int, list[int]] = (3, [])

    def known(part: str) -> bool:
        return _is_known(part, word, vocabulary)

    for match in re.finditer("|".join(_GLUE), word):
        start, end = match.span()
        left, right = word[:start], word[end:]
        if 0 < len(left) < 3 or len(right) < 3:
            continue
        score = len(left) if known(left) else 0
        inner = [at for at in range(4, len(right) - 1) if known(right[:at])]
        inner += [at for at in range(3, len(right) - 3) if known(right[at:])]
        cuts = [start, end] if start else [end]
        if known(right):
            score += len(right)
        elif inner:
            at = max(inner, key=lambda cut: max(cut if known(right[:cut]) else 0, len(right) - cut))
            score += at if known(right[:at]) else len(right) - at
            cuts.append(end + at)
        best = max(best, (score, [*cuts, len(word)]))
    return best[1] or None


def _is_glued(word: str, vocabulary: Collection[str]) -> bool:
    """Return whether a word that the note has only here has a connecting word between others."""
    return any(glue in word[1:-1] or word.startswith(glue) for glue in _GLUE) and any(
        part != word and part in vocabulary
        for start in range(len(word) - 3)
        for end in range(start + 4, len(word) + 1)
        for part in (word[start:end],)
    )
