"""Fit what the traits of a drawn card weigh, and measure how well they foretell a reader's verdict.

``verdicts.tsv`` has a line for each card that was judged: the vault, its subject and language, how
the card was sampled, the verdicts of one or two independent readers (keep, edit or noise), and the
card's traits as :func:`kb.cards.worth.packing.packed` packs them. It holds no text of anybody's.

Usage::

    python -m benchmarks.worth           # agreement, precision and recall; vaults left out in turn
    python -m benchmarks.worth --write   # and write kb/cards/worth/weights.py
"""

import argparse
import math
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from kb.cards.worth.model import Example, Weights, fitted, worth
from kb.cards.worth.packing import unpacked

TABLE: Final = Path(__file__).with_name("verdicts.tsv")
WEIGHTS: Final = Path(__file__).parent.parent / "kb" / "cards" / "worth" / "weights.py"
KEPT: Final = {"keep": 1.0, "edit": 0.4, "noise": 0.0}
"""What a verdict counts."""
STRENGTH: Final = 3.0
"""How strongly each weight is held at 0; the best of 1.5, 3, 6 and 12 on vaults left out."""
ACTIVE_FROM: Final = 0.74
PROPOSED_FROM: Final = 0.35
FOLDS: Final = 8
_THRESHOLDS: Final = (0.35, 0.45, 0.55, 0.6, 0.66, 0.7, 0.74, 0.78)
_LEAST: Final = 0.05
"""A weight that is nearer to 0 is left out."""


class Judged(NamedTuple):
    """One line of the table."""

    vault: str
    subject: str
    language: str
    sample: str
    """``uniform``: any card of a random note; ``rare``: of a rarer generator; ``high`` and ``mid``:
    of a greater or lesser worth by an earlier fit."""
    first: str
    second: str
    """Empty if nobody judged the card again."""
    traits: tuple[str, ...]

    @property
    def kept(self) -> float:
        """What the verdicts count together, from 0 to 1."""
        verdicts = [KEPT[verdict] for verdict in (self.first, self.second) if verdict]
        return sum(verdicts) / len(verdicts)


def read_table(path: Path = TABLE) -> list[Judged]:
    """Return the lines of the table."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    judged = []
    for line in lines:
        vault, subject, language, sample, first, second, traits = line.split("\t")
        judged.append(Judged(vault, subject, language, sample, first, second, unpacked(traits)))
    return judged


def fit(rows: Iterable[Judged]) -> dict[str, float]:
    """Return the weights that explain the verdicts."""
    return fitted([Example(row.traits, row.kept) for row in rows], {}, strength=STRENGTH)


def foretold(rows: Sequence[Judged]) -> list[float]:
    """Return the worth of each card by weights that were fitted without its vault."""
    vaults = sorted({row.vault for row in rows})
    fold_of = {vault: at % FOLDS for at, vault in enumerate(vaults)}
    chances = [0.0] * len(rows)
    for fold in range(FOLDS):
        weights = fit(row for row in rows if fold_of[row.vault] != fold)
        for at, row in enumerate(rows):
            if fold_of[row.vault] == fold:
                chances[at] = worth(row.traits, weights)
    return chances


def interval(hits: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927, https://doi.org/10.2307/2276774)."""
    if not count:
        return 0.0, 1.0
    z, share = 1.96, hits / count
    whole = 1 + z * z / count
    middle = (share + z * z / (2 * count)) / whole
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count**2)) / whole
    return max(0.0, middle - half), min(1.0, middle + half)


def agreement(rows: Sequence[Judged]) -> tuple[int, float, float]:
    """Return how many cards two readers judged, on what share they agree, and Cohen's kappa."""
    pairs = [(row.first, row.second) for row in rows if row.second]
    same = sum(a == b for a, b in pairs) / len(pairs)
    first, second = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    chance = sum(first[verdict] * second[verdict] for verdict in KEPT) / len(pairs) ** 2
    return len(pairs), same, (same - chance) / (1 - chance)


def main() -> None:
    """Print what was measured, and write the weights if asked to."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--write", action="store_true", help="write kb/cards/worth/weights.py")
    options = arguments.parse_args()
    rows = read_table()
    vaults, subjects = {row.vault for row in rows}, {row.subject for row in rows}
    languages = {row.language for row in rows}
    print(
        f"{len(rows)} cards from {len(vaults)} vaults, {len(subjects)} subjects, "
        f"{len(languages)} languages"
    )
    count, same, kappa = agreement(rows)
    print(f"two readers, {count} cards: {same:.2f} the same verdict, kappa {kappa:.2f}")
    chances = foretold(rows)
    for sample in ("uniform", ""):
        chosen = [
            (row, chance)
            for row, chance in zip(rows, chances, strict=True)
            if not sample or row.sample == sample
        ]
        print(f"\n{sample or 'all'} ({len(chosen)} cards), vaults left out in turn")
        print("  worth from    cards    keep            edit            noise           recall")
        for least in _THRESHOLDS:
            print(_line(least, chosen))
    if options.write:
        WEIGHTS.write_text(_module(fit(rows), len(rows), len(vaults)), encoding="utf-8")
        print(f"\nwritten: {WEIGHTS.relative_to(WEIGHTS.parents[3])}", file=sys.stderr)


def _line(least: float, chosen: Sequence[tuple[Judged, float]]) -> str:
    passed = [row for row, chance in chosen if chance >= least]
    verdicts = Counter(row.first for row in passed)
    shares = []
    for verdict in KEPT:
        low, high = interval(verdicts[verdict], len(passed))
        share = verdicts[verdict] / max(len(passed), 1)
        shares.append(f"{share:.2f} ({low:.2f}-{high:.2f})")
    kept = sum(row.first == "keep" for row, _ in chosen)
    recall = verdicts["keep"] / max(kept, 1)
    return f"  {least:10.2f} {len(passed):8}    {'  '.join(shares)}  {recall:.2f}"


def _module(weights: Weights, cards: int, vaults: int) -> str:
    lines = "\n".join(
        f'    "{name}": {weight:.2f},'
        for name, weight in sorted(weights.items())
        if abs(weight) >= _LEAST
    )
    return f'''"""What each trait weighs, fitted to verdicts on {cards} cards of {vaults} vaults.

Written by ``python -m benchmarks.worth --write``. Change the table there, not this file.
"""

from typing import Final

from kb.cards.worth.model import Weights

ACTIVE_FROM: Final = {ACTIVE_FROM}
"""The least worth of a card that is active at once."""
PROPOSED_FROM: Final = {PROPOSED_FROM}
"""The least worth of a card that waits in the inbox; below it, none is made."""

DEFAULT_WEIGHTS: Final[Weights] = {{
{lines}
}}
'''


if __name__ == "__main__":
    main()
