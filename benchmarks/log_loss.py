"""How well kb foresees the answers of a real log: ``python -m benchmarks.log_loss FILE.csv``.

The file has a line for each answer, with ``card_id``, ``review_rating`` (1 to 4), ``review_time``
(ISO 8601 with its offset, or milliseconds since 1970) and, if it is known, ``review_duration`` in
milliseconds; the names are those in which the authors of FSRS hand logs around. Each card's answers
are replayed by kb's own model with the weights that FSRS begins with, and every answer a study day
or more after the one before is compared with what was foreseen.
"""

import argparse
import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from benchmarks.measure import table
from kb import clock
from kb.schedule.answers import Answer, Share
from kb.schedule.calibration import calibration, log_loss, predicted
from kb.schedule.days import Calendar, elapsed_days
from kb.schedule.fsrs import Model
from kb.schedule.memory import CardId, Memory, Rating, State, state_of


class Line(NamedTuple):
    """One answer of the log."""

    at: datetime
    card: str
    rating: Rating


def read(path: Path) -> list[Line]:
    """Returns the answers by their time; those of one moment stay in the order of the file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [
            Line(_moment(row["review_time"]), row["card_id"], Rating(int(row["review_rating"])))
            for row in csv.DictReader(file)
        ]
    return sorted(lines, key=lambda line: line.at)


def _moment(said: str) -> datetime:
    if said.lstrip("-").isdigit():
        return datetime.fromtimestamp(int(said) / 1000, tz=UTC)
    moment = datetime.fromisoformat(said)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def replayed(lines: Iterable[Line], model: Model, calendar: Calendar) -> Iterator[Answer]:
    """Yields the answers, each with the chance of recall that was foreseen."""
    memories: dict[str, Memory] = {}
    numbers: dict[str, CardId] = {}
    for line in lines:
        day = calendar.day_of(line.at)
        before = memories.get(line.card)
        stability, difficulty = model.answered(before, line.rating, day)
        yield Answer(
            card=numbers.setdefault(line.card, CardId(len(numbers))),
            day=day,
            state=state_of(before),
            recalled=line.rating.recalled,
            elapsed_days=elapsed_days(before.last_day, day) if before else None,
            interval_days=None,
            retrievability=model.retrievability(before, day) if before else None,
        )
        memories[line.card] = Memory(
            stability_days=stability,
            difficulty=difficulty,
            state=State.REVIEW,
            step=None,
            last_day=max(day, before.last_day) if before else day,
        )


HEAD: Final = ("predicted", "recalled", "between", "answers")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--zone", type=ZoneInfo, help="where the learner was; by default here")
    parser.add_argument("--rollover-hour", type=int, default=4)
    options = parser.parse_args()
    calendar = Calendar(
        zone=options.zone or clock.local_zone(), rollover_hour=options.rollover_hour
    )
    lines = read(options.file)
    answers = list(replayed(lines, Model(), calendar))
    loss, judged = log_loss(answers), predicted(answers)
    if loss is None:
        print(f"{len(answers)} answers: too few to say anything.")
        return
    print(f"{len(answers)} answers, {loss.n} of them a study day or more after the one before.")
    print(f"Log loss {loss.model:.4f}; of always saying the mean, {loss.constant:.4f}.")
    recalled, mean = fmean(known for _, known in judged), fmean(chance for chance, _ in judged)
    print(f"Recalled {recalled:.1%}; {mean:.1%} was predicted.")
    rows = [(f"{each.predicted:.1%}", *_told(each.actual)) for each in calibration(answers) or ()]
    print(table(HEAD, rows))


def _told(share: Share) -> tuple[str, str, str]:
    return f"{share.share:.1%}", f"{share.low:.1%} to {share.high:.1%}", f"{share.n}"


if __name__ == "__main__":
    main()
