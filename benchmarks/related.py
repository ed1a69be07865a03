"""What ``kb related`` costs beside the libraries it loads: ``python -m benchmarks.related``.

Whole processes, in turn. And how many of the exact first ten of personalised PageRank the walk
finds: exact is the same walk at a tolerance of 1e-7.
"""

import argparse
import asyncio
from collections.abc import Iterator, Mapping
from itertools import cycle
from random import Random
from statistics import mean

from benchmarks.collection import Collection, notes_folder
from benchmarks.importing import IMPORT_LIBRARIES
from benchmarks.measure import HEAD, PYTHON, Contest, Row, machine, run, say, table
from kb.graph.concepts import Concept
from kb.graph.pagerank import pagerank
from kb.store.file.store import open_store
from kb.store.graph.adjacency import hubs, run_traversal
from kb.store.notes.names import living_ids

TARGETS = {10_000: 1.5, 100_000: 3.0}


def related(notes: int, rounds: int) -> Iterator[Row]:
    """One question to a store of so many notes."""
    ours = Collection(f"related-{notes}", notes_folder(notes))
    if not ours.store.exists():
        say(f"importing {notes} notes")
        ours.import_all()
    titles = sorted(path.stem for path in ours.folder.rglob("*.md"))
    asked = cycle(Random(1).sample(titles, min(len(titles), 20)))  # noqa: S311  # not for secrets
    contest = Contest(
        works={
            "related": lambda: run(
                (PYTHON, "-m", "kb", "related", next(asked), "--json"), env=ours.env
            ),
            "libraries": lambda: run((PYTHON, "-c", IMPORT_LIBRARIES)),
        }
    ).hold(rounds, say)
    _, cpu = contest.ratio("related", "libraries")
    yield Row(
        work=f"related, {notes:,} notes, in CPU time",
        figure=f"{contest.cpu('related'):.2f} s",
        against=f"importing click, SQLAlchemy and aiosqlite, {contest.cpu('libraries'):.2f} s",
        value=cpu,
        shown=f"{cpu:.2f}",
        target=TARGETS.get(notes),
    )
    found = asyncio.run(_agreement(ours))
    yield Row(
        work=f"of the exact first ten of PageRank, {notes:,} notes",
        figure=f"{mean(found):.1f} found, {min(found)} at worst",
        value=10 - mean(found),
        target=1.0,
        target_shown="1 missed",
    )


async def _agreement(ours: Collection) -> list[int]:
    found = []
    async with open_store(ours.store) as store, store.reading() as transaction:
        left_out = await hubs(transaction)
        notes = await living_ids(transaction)
        for start in Random(2).sample(notes, 50):  # noqa: S311  # not for secrets
            exact = await run_traversal(transaction, pagerank(start, left_out, tolerance=1e-7))
            quick = await run_traversal(transaction, pagerank(start, left_out))
            found.append(len(_ten(exact.scores, start) & _ten(quick.scores, start)))
    return found


def _ten(scores: Mapping[Concept, float], start: Concept) -> set[Concept]:
    ranked = sorted(scores.keys() - {start}, key=lambda each: (-scores[each], str(each)))
    return set(ranked[:10])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, nargs="*", default=[10_000])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="fewer notes and rounds")
    options = parser.parse_args()
    if options.quick:
        options.notes, options.rounds = [1000], 3
    rows = [row for notes in options.notes for row in related(notes, options.rounds)]
    print(machine())
    print(table(HEAD, [row.cells for row in rows]))


if __name__ == "__main__":
    main()
