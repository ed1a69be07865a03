"""Fit what each kind of evidence weighs in ``kb related``, and measure how well links are found.

``relating.tsv`` has a line for each link that was hidden, as ``kb related --evaluate`` hides it:
the vault; the draw; at which place twenty lines of half PageRank and half TF-IDF put the link's
target, the same halves of kb's own evidence, and the ranking of kb by fixed weights that this model
replaced (0: not at all); which candidate the target is (-1: none); and the candidates. Of each it
holds one character for each kind of evidence, in the order of :data:`KINDS`. Candidates that no
sensible weights would put among the first ten are left out. It holds no text of anybody's. Links
that are answered by a link back are never hidden. What notes mean is in it, as the extra
``kb[meaning]`` reads it; the weights of all other kinds are fitted without it.

Usage::

    python -m benchmarks.relating           # the links found; vaults left out in turn
    python -m benchmarks.relating --write   # and write kb/graph/weights.py
"""

import argparse
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from random import Random
from statistics import mean, stdev
from typing import Final, NamedTuple

from kb.graph.fitting import KnownLink, Strengths, fitted
from kb.graph.related import FITTED, EvidenceKind, Weights

TABLE: Final = Path(__file__).with_name("relating.tsv")
WEIGHTS: Final = Path(__file__).parent.parent / "kb" / "graph" / "weights.py"
KINDS: Final = FITTED
DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
STRENGTH: Final = 1.0
"""How strongly each weight is held at 0; on vaults left out, 0.3 is as good, and 3 finds less."""
LINK: Final = 1.0
"""What a link weighs. It is chosen: what is linked should rank before what is only beside it."""
FOLDS: Final = 6
FIRST: Final = 10
OTHERS: Final = ("half and half", "half and half of kb", "kb by fixed weights")
OURS: Final = ("kb", "kb with meaning")
PROPOSED: Final = frozenset(FITTED) - {
    EvidenceKind.MEANING,
    EvidenceKind.TITLE,
    EvidenceKind.TITLE_IN_OURS,
    EvidenceKind.TITLE_IN_THEIRS,
    EvidenceKind.FOLDER,
    EvidenceKind.HOMES,
}
"""The kinds that make a note a candidate without the extra; all others are of candidates only."""


class Hidden(NamedTuple):
    """One line of the table."""

    vault: str
    draw: int
    places: tuple[int, int, int]
    """Of the target by the three other methods, from 1; 0 if they did not find it."""
    target: int
    candidates: tuple[Strengths, ...]

    @property
    def choice(self) -> KnownLink | None:
        """What the weights are fitted to, if the target is a candidate."""
        return KnownLink(self.candidates, self.target) if self.target >= 0 else None

    def without_meaning(self) -> "Hidden":
        """Return the same as it is without the extra."""
        left = [at for at, held in enumerate(self.candidates) if held.keys() & PROPOSED]
        return self._replace(
            target=left.index(self.target) if self.target in left else -1,
            candidates=tuple(
                {
                    kind: strength
                    for kind, strength in self.candidates[at].items()
                    if kind != EvidenceKind.MEANING
                }
                for at in left
            ),
        )


def packed(strengths: Strengths) -> str:
    """Return one character for each kind; the square root is kept, as most are small."""
    most = len(DIGITS) - 1
    return "".join(DIGITS[round(math.sqrt(strengths.get(kind, 0.0)) * most)] for kind in KINDS)


def unpacked(text: str) -> dict[EvidenceKind, float]:
    """Return what :func:`packed` packed, to about a hundredth."""
    most = len(DIGITS) - 1
    return {
        kind: round((DIGITS.index(digit) / most) ** 2, 4)
        for kind, digit in zip(KINDS, text, strict=True)
        if digit != "0"
    }


def read_table(path: Path = TABLE) -> list[Hidden]:
    """Return the lines of the table."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        vault, draw, plain, half, fixed, target, candidates = line.split("\t")
        found.append(
            Hidden(
                vault=vault,
                draw=int(draw),
                places=(int(plain), int(half), int(fixed)),
                target=int(target),
                candidates=tuple(map(unpacked, candidates.split())),
            )
        )
    return found


def fit(rows: Iterable[Hidden]) -> dict[EvidenceKind, float]:
    """Return the weights that explain the links, to two digits: first all others, then meaning."""
    rows = tuple(rows)
    others = [kind for kind in KINDS if kind != EvidenceKind.MEANING]
    plain = _choices(row.without_meaning() for row in rows)
    weights = fitted(plain, {}, strength=STRENGTH, kinds=others)
    weights = fitted(_choices(rows), weights, strength=STRENGTH, kinds=[EvidenceKind.MEANING])
    return {kind: round(weights[kind], 2) for kind in KINDS}


def _choices(rows: Iterable[Hidden]) -> list[KnownLink]:
    return [row.choice for row in rows if row.choice and len(row.candidates) > 1]


def place(row: Hidden, weights: Weights) -> int:
    """Return the target's place by these weights, from 1; among equals the middle one; else 0."""
    if row.target < 0:
        return 0
    sums = [
        sum(weights.get(kind, 0.0) * value for kind, value in strengths.items())
        for strengths in row.candidates
    ]
    ours = sums[row.target]
    return sum(each > ours for each in sums) + (sum(each == ours for each in sums) + 1) // 2


def both_places(row: Hidden, weights: Weights) -> tuple[int, int]:
    """Return the target's place without meaning, and with it."""
    return place(row.without_meaning(), weights), place(row, weights)


def left_out(rows: Sequence[Hidden]) -> list[tuple[int, int]]:
    """Return each target's places by weights that were fitted without its vault."""
    vaults = sorted({row.vault for row in rows})
    fold_of = {vault: at % FOLDS for at, vault in enumerate(vaults)}
    places = [(0, 0)] * len(rows)
    for fold in range(FOLDS):
        weights = fit(row for row in rows if fold_of[row.vault] != fold)
        for at, row in enumerate(rows):
            if fold_of[row.vault] == fold:
                places[at] = both_places(row, weights)
    return places


def rates(
    rows: Sequence[Hidden], places: Sequence[tuple[int, int]]
) -> dict[str, tuple[float, ...]]:
    """Return the share among the first ten by each method, by vault."""
    hits: dict[str, list[tuple[bool, ...]]] = {}
    for row, ours in zip(rows, places, strict=True):
        hits.setdefault(row.vault, []).append(tuple(0 < at <= FIRST for at in (*row.places, *ours)))
    return {
        vault: tuple(mean(map(float, column)) for column in zip(*found, strict=True))
        for vault, found in sorted(hits.items())
    }


def interval(differences: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of a mean over vaults, by 4,000 draws of as many vaults."""
    rng = Random(1)  # noqa: S311  # not for secrets
    means = sorted(mean(rng.choices(differences, k=len(differences))) for _ in range(4000))
    return means[100], means[-101]


def report(by_vault: Mapping[str, tuple[float, ...]], counts: Mapping[str, int]) -> str:
    """Return the table of hit rates."""
    lines = [f"{'vault':8} {'links':>5}" + "".join(f"  {name:>20}" for name in (*OTHERS, *OURS))]
    for vault, found in by_vault.items():
        shares = "".join(f"  {share:20.2f}" for share in found)
        lines.append(f"{vault:8} {counts[vault]:5}{shares}")
    means = [mean(column) for column in zip(*by_vault.values(), strict=True)]
    lines.append(f"{'mean':14}" + "".join(f"  {share:20.3f}" for share in means))
    for ours, theirs in [*product(OURS, OTHERS), OURS[::-1]]:
        columns = (*OTHERS, *OURS)
        gained = [
            found[columns.index(ours)] - found[columns.index(theirs)] for found in by_vault.values()
        ]
        low, high = interval(gained)
        lines.append(
            f"{ours} above {theirs}: {mean(gained):+.3f} ({low:+.3f} to {high:+.3f}; between "
            f"vaults {stdev(gained):.3f}); below it in {sum(gain < 0 for gain in gained)} of "
            f"{len(gained)}"
        )
    return "\n".join(lines)


def main() -> None:
    """Print what was measured, and write the weights if asked to."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--write", action="store_true", help="write kb/graph/weights.py")
    options = arguments.parse_args()
    rows = read_table()
    vaults = [row.vault for row in rows]
    print(f"{len(rows)} links of {len({*vaults})} vaults, each left out in turn; first {FIRST}")
    counts = {vault: vaults.count(vault) for vault in {*vaults}}
    print(report(rates(rows, left_out(rows)), counts))
    if options.write:
        WEIGHTS.write_text(module(fit(rows), len(rows), len({*vaults})), encoding="utf-8")
        print(f"\nwritten: {WEIGHTS.relative_to(WEIGHTS.parents[2])}", file=sys.stderr)


def module(weights: Weights, links: int, vaults: int) -> str:
    """Return the text of the module of weights."""
    lines = "\n".join(
        f"    EvidenceKind.{kind.name}: {weight:.2f}," for kind, weight in weights.items()
    )
    return f'''"""What each kind of evidence weighs, by {links:,} hidden links of {vaults} vaults.

Written by ``python -m benchmarks.relating --write``. Change the table there, not this file.
"""

from typing import Final

from kb.graph.related import EvidenceKind, Weights

DEFAULT_WEIGHTS: Final[Weights] = {{
    EvidenceKind.LINK: {LINK},  # not fitted: see kb.graph.related.FITTED
{lines}
}}
'''


if __name__ == "__main__":
    main()
