#!/usr/bin/env bash
# Package: fsrs 6.3.2 (PyPI) and ts-fsrs 5.4.2 (npm)
# Guess:   the two libraries of one project, with the same default weights, compute the same memory from the same answers.
# Seen:    the Python library counts periods of 24 hours, the TypeScript library counts dates in UTC. Easy at 22:00 and Good at 07:00 are on the same day for the first and on two days for the second, which adds five days to the interval.
# Matters: a log moved between a program in Python and one on ts-fsrs gets other due dates. So does an evening in America, when the date in UTC changes. A log needs its own rule for what a day is.
. "$(dirname "$0")/lib.sh"
python_packages fsrs==6.3.2
node_packages ts-fsrs@5.4.2

cat >"$place/one.py" <<'PY'
from datetime import datetime, timezone
from fsrs import Card, Rating, Scheduler

for first, second in (
    ("2026-01-01T22:00+00:00", "2026-01-02T07:00+00:00"),
    ("2026-01-01T23:55+00:00", "2026-01-02T00:05+00:00"),
    ("2026-01-01T22:00+00:00", "2026-01-09T22:00+00:00"),
):
    scheduler, card = Scheduler(enable_fuzzing=False), Card(card_id=1)
    for rating, moment in ((Rating.Easy, first), (Rating.Good, second)):
        moment = datetime.fromisoformat(moment).astimezone(timezone.utc)
        card, _ = scheduler.review_card(card, rating, moment)
    days = (card.due - card.last_review).days
    print(f"fsrs    {first[5:16]} {second[5:16]}: stability {card.stability:.2f}, {days} days")
PY
cat >"$place/two.mjs" <<'JS'
import { createEmptyCard, fsrs, Rating } from 'ts-fsrs'

for (const [first, second] of [
  ['2026-01-01T22:00Z', '2026-01-02T07:00Z'],
  ['2026-01-01T23:55Z', '2026-01-02T00:05Z'],
  ['2026-01-01T22:00Z', '2026-01-09T22:00Z'],
]) {
  const scheduler = fsrs({ enable_fuzz: false })
  let card = createEmptyCard(new Date(first))
  for (const [rating, moment] of [[Rating.Easy, first], [Rating.Good, second]])
    card = scheduler.next(card, new Date(moment), rating).card
  console.log(`ts-fsrs ${first.slice(5, 16)} ${second.slice(5, 16)}: stability ${card.stability.toFixed(2)}, ${card.scheduled_days} days`)
}
JS
both() { python one.py && node two.mjs; }
see both

expect <<'END'
fsrs    01-01T22:00 01-02T07:00: stability 8.30, 8 days
fsrs    01-01T23:55 01-02T00:05: stability 8.30, 8 days
fsrs    01-01T22:00 01-09T22:00: stability 38.91, 39 days
ts-fsrs 01-01T22:00 01-02T07:00: stability 13.49, 13 days
ts-fsrs 01-01T23:55 01-02T00:05: stability 13.49, 13 days
ts-fsrs 01-01T22:00 01-09T22:00: stability 38.91, 39 days
END
