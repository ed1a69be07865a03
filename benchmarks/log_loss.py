"""How well kb foresees the answers of a real log: ``python -m benchmarks.log_loss FILE.csv``.

The file has a line for each answer, with ``card_id``, ``review_rating`` (1 to 4), ``review_time``
(ISO 8601 with its offset, or milliseconds since 1970) and, if it is known, ``review_duration`` in
milliseconds; the names are those in which the authors of FSRS hand logs around. Each card's answers
are replayed by kb's own model with the weights that FSRS begins with, and every answer a study day
or more after the one before is compared with what was foreseen.

All versions of FSRS that kb can replay a log with are compared, each with its own weights.

With the extra ``kb[fit]``, the last fifth of these answers is then left out, weights are fitted to
the others as ``kb fit`` does, and both foretell what was left out: beside what fsrs-rs, the
optimizer of FSRS's authors, gains alone on the same answers.
"""

import argparse
import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from benchmarks.measure import table
from kb import clock
from kb.schedule.accuracy.answers import Answer, Share
from kb.schedule.accuracy.calibration import brier_score, calibration, log_loss
from kb.schedule.accuracy.tally import tally
from kb.schedule.days import Calendar, elapsed_days
from kb.schedule.fitting.histories import EventKind, PastEvent
from kb.schedule.fitting.past_answers import PastAnswers, bridged, judged, past_answers, too_little
from kb.schedule.fsrs import DEFAULT_WEIGHTS, VERSIONS, Model, allowed_weights
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


def histories(lines: Iterable[Line], calendar: Calendar) -> list[list[PastEvent]]:
    """Returns the answers card by card, as ``kb fit`` reads them from a store."""
    cards: dict[str, list[PastEvent]] = {}
    for tick, line in enumerate(lines):
        events = cards.setdefault(line.card, [])
        at_ms, day = int(line.at.timestamp() * 1000), calendar.day_of(line.at).toordinal()
        events.append(
            PastEvent(
                card=CardId(len(cards)),
                tick=tick,
                uid=str(tick),
                kind=EventKind.REVIEW,
                at_ms=at_ms,
                day=day,
                rating=line.rating,
                voids=None,
                stability_days=0.0,
                difficulty=0.0,
            )
        )
    return list(cards.values())


def gains(past: PastAnswers) -> Iterator[tuple[str, str, str, str]]:
    """Yields how well weights foretell the last fifth, by who fitted them to the rest."""
    from fsrs_rs_python import FSRS, TrainingConfig  # noqa: PLC0415  # an extra

    packed = past.packed()
    known = packed.part(0, past.cut)
    items = known._items  # noqa: SLF001  # the package beside kb
    fitted = bridged(known.fitted(1), DEFAULT_WEIGHTS, past.first_ratings)
    for who, weights in (
        *((f"default of {version.name}", Model(version.default).weights) for version in VERSIONS),
        ("kb fit", allowed_weights(fitted)),
        ("fsrs-rs, its own 5 epochs", FSRS([]).compute_parameters(items)),
        (
            "fsrs-rs, 8 epochs as in Anki",
            FSRS([]).compute_parameters(items, training_config=TrainingConfig(num_epochs=8)),
        ),
    ):
        judgement = judged(past, packed, allowed_weights(weights))
        accuracy = judgement.accuracy
        shown = (
            f"{accuracy.log_loss:.4f}",
            f"{accuracy.rmse_bins:.4f}",
            f"{judgement.predicted:.1%}",
        )
        yield who, *shown


def by_version(lines: list[Line], calendar: Calendar) -> Iterator[tuple[str, str, str, str]]:
    """Yields how well each version of FSRS foretells the whole log, unfitted."""
    for version in VERSIONS:
        model = Model(version.default)
        counted = tally(list(replayed(lines, model, calendar)), {None: model.curve})
        loss, brier = log_loss(counted), brier_score(counted)
        if loss and brier:
            mean = fmean([*counted.recalled, *counted.forgotten])
            yield version.name, f"{loss.model:.4f}", f"{brier.model:.4f}", f"{mean:.1%}"


VERSION_HEAD: Final = ("version, unfitted", "log loss", "Brier score", "predicted")
GAINS: Final = ("weights", "log loss", "RMSE (bins)", "predicted")
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
    counted = tally(answers, {None: Model().curve})
    loss = log_loss(counted)
    if loss is None:
        print(f"{len(answers)} answers: too few to say anything.")
        return
    print(f"{len(answers)} answers, {loss.n} of them a study day or more after the one before.")
    print(f"Log loss {loss.model:.4f}; of always saying the mean, {loss.constant:.4f}.")
    recalled = len(counted.recalled) / counted.judged
    mean = fmean([*counted.recalled, *counted.forgotten])
    print(f"Recalled {recalled:.1%}; {mean:.1%} was predicted.")
    rows = [(f"{each.predicted:.1%}", *_told(each.actual)) for each in calibration(counted) or ()]
    print(table(HEAD, rows))
    print(table(VERSION_HEAD, list(by_version(lines, calendar))))
    if find_spec("fsrs_rs_python") is None:
        return
    end = lines[-1].at + timedelta(days=1)
    past = past_answers(histories(lines, calendar), int(end.timestamp() * 1000))
    if reason := too_little(past):
        print(reason)
        return
    left_out, (_, known) = len(past.examples) - past.cut, past.recalled(past.cut)
    print(
        f"Fitted to {past.cut} of them; of the {left_out} after them, {known / left_out:.1%} were"
    )
    print("recalled, and foretold:")
    print(table(GAINS, list(gains(past))))


def _told(share: Share) -> tuple[str, str, str]:
    return f"{share.share:.1%}", f"{share.low:.1%} to {share.high:.1%}", f"{share.n}"


if __name__ == "__main__":
    main()
