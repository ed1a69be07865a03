"""Counts what the reader brought back of many planted notes.

``python -m tests.planted.score`` prints a table of dresses and fields with the worst failures.
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from kb.notes.parse import parse_note
from tests.planted.compare import Finding, bites_of, compared, taken
from tests.planted.decoys import Decoy, drawn_decoys
from tests.planted.dresses import DRESSES, dressed
from tests.planted.facts import drawn_facts
from tests.planted.frame import Dressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What is asked of the reader, as shares."""

    all_dresses: float = 0.98
    each_dress: float = 0.95
    decoys: float = 0.005
    """At most so many."""


NEEDED = Needed()


@dataclass(slots=True)
class Table:
    """The findings of many notes."""

    planted: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Facts planted, by style and field."""
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    laid: Counter[str] = field(default_factory=Counter)
    """Decoys laid out, by name."""
    taken: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[Dressed, Finding]] = field(default_factory=list)
    bitten: list[tuple[Dressed, Decoy, str]] = field(default_factory=list)

    def add(self, made: Dressed) -> None:
        """Parses one note and counts what came back."""
        note, _ = parse_note(made.path, made.text, rules=made.rules)
        for finding in compared(note, made.facts):
            for style in made.styles:
                self._count(style, finding)
            if not finding.good:
                self.failures.append((made, finding))
        extra = [f for f in compared(note, made.facts) if f.planted is None]
        for decoy in made.decoys:
            bites = [*taken(note, decoy), *bites_of(extra, decoy)]
            self.laid[decoy.name] += 1
            self.taken[decoy.name] += bool(bites)
            self.bitten += [(made, decoy, bite) for bite in bites]

    def _count(self, style: str, finding: Finding) -> None:
        """Counts one finding under one style."""
        place = (style, finding.field)
        if finding.planted is None:
            self.wrong[place] += 1
            return
        self.planted[place] += 1
        self.found[place] += finding.good

    def share(self, style: str | None = None, name: str | None = None) -> float:
        """Return the share of planted facts that came back, in one style or in all dresses."""
        places = [
            place
            for place in self.planted
            if (place[0] in DRESSES if style is None else place[0] == style)
            and (name is None or place[1] == name)
        ]
        planted = sum(self.planted[place] for place in places)
        return sum(self.found[place] for place in places) / planted if planted else 1.0

    def share_taken(self) -> float:
        """Return the share of decoys of which anything was taken for a fact."""
        return self.taken.total() / max(1, self.laid.total())


def table(seeds: Iterable[int], *, dresses: Sequence[str] = DRESSES, decoys: int = 3) -> Table:
    """Return the findings for one note a dress and seed."""
    result = Table()
    for seed in seeds:
        for dress in dresses:
            chance = Random(f"{seed} {dress}")  # noqa: S311 -- a reproducible test
            laid = drawn_decoys(chance, decoys, plain=dress == "flattened")
            result.add(dressed(drawn_facts(chance), dress, chance, laid))
    return result


_SHORT = {
    "title": "titl", "kind": "kind", "tags": "tags", "aliases": "alia", "definition": "defi",
    "reflection": "refl", "sections": "sect", "components": "comp", "item names": "item",
    "item texts": "itxt", "item code": "icod", "quality names": "qual", "quality texts": "qtxt",
    "connections": "conn", "plain connections": "plai", "requires": "reqs", "sources": "srcs",
}  # fmt: skip


def report(result: Table, *, examples: int) -> Iterator[str]:
    """Yield the lines of a report: the table, then the most frequent failures."""
    styles = sorted(dict.fromkeys(style for style, _ in result.planted))
    styles.sort(key=lambda style: (style not in DRESSES, style))
    yield f"all dresses: {result.share():.2%} of planted facts came back"
    yield f"{'':24}  all  " + " ".join(_SHORT.values())
    for style in styles:
        cells = []
        for name in _SHORT:
            planted = result.planted[style, name]
            share = result.found[style, name] / planted if planted else None
            cells.append("   ." if share is None else f"{share * 100:4.0f}")
        wrong = sum(n for (own, _), n in result.wrong.items() if own == style)
        yield f"{style:24}{result.share(style) * 100:5.1f}  {' '.join(cells)}  wrong {wrong}"
    yield ""
    count, laid = result.taken.total(), result.laid.total()
    yield f"decoys: {count} of {laid} taken ({result.share_taken():.2%})"
    for decoy, count in result.taken.most_common():
        kinds = Counter(bite for _, own, bite in result.bitten if own.name == decoy)
        if count:
            yield f"  {count:4} of {result.laid[decoy]:4} {decoy}: {kinds.most_common(4)}"
    yield from _worst(result, examples)


def _worst(result: Table, examples: int) -> Iterator[str]:
    """Yield the shortest example of each frequent kind of failure, by the guiltiest style."""
    kinds: dict[tuple[str, str, str], list[tuple[Dressed, Finding]]] = defaultdict(list)
    for made, finding in result.failures:
        how = "extra" if finding.planted is None else "lost" if finding.found is None else "other"
        shares = {style: result.share(style, finding.field) for style in made.styles}
        guilty = min(shares, key=shares.__getitem__)
        kinds[guilty, finding.field, how].append((made, finding))
    for (style, name, how), group in sorted(kinds.items(), key=lambda kind: -len(kind[1])):
        if examples <= 0:
            return
        examples -= 1
        made, finding = min(group, key=lambda failure: len(failure[0].text))
        yield ""
        yield f"--- {len(group)} x {style} / {name} / {how}   in {made.path}, {made.styles}"
        yield f"planted: {finding.planted!r}"
        yield f"found:   {finding.found!r}"
        yield from (f"    {line}" for line in _snippet(made, finding))


def _snippet(made: Dressed, finding: Finding) -> list[str]:
    """Return the lines around the place where the fact stands."""
    lines = made.text.split("\n")
    wanted = re.split(r" [(<]", finding.planted or finding.found or "")[0].split("\n")[0][:25]
    row = next((i for i, line in enumerate(lines) if wanted and wanted in line), 0)
    return lines[max(0, row - 4) : row + 3]


def main(arguments: Sequence[str]) -> None:
    """Prints the report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--notes", type=int, default=40, help="notes a dress")
    options.add_argument("--decoys", type=int, default=3, help="decoys a note")
    options.add_argument("--examples", type=int, default=25, help="failures to show")
    options.add_argument("--dress", choices=DRESSES, action="append")
    chosen = options.parse_args(arguments)
    result = table(range(chosen.notes), dresses=chosen.dress or DRESSES, decoys=chosen.decoys)
    sys.stdout.write("\n".join(report(result, examples=chosen.examples)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
