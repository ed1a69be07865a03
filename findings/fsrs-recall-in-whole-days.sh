#!/usr/bin/env bash
# Package: fsrs 6.3.2 (PyPI)
# Guess:   recall falls smoothly from the moment of the answer; with a stability of five hours it is 90 % after five hours.
# Seen:    recall counts whole periods of 24 hours: it is exactly 1 for the first day, whatever the stability, then drops in one step.
# Matters: cards sorted by recall have no order on the day they were learned, and a forecast of 100 % makes the log loss of one lapse infinite.
. "$(dirname "$0")/lib.sh"
python_packages fsrs==6.3.2

see python - <<'PY'
from datetime import datetime, timedelta, timezone
from fsrs import Card, Rating, Scheduler

noon = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)
scheduler = Scheduler(enable_fuzzing=False)
card, _ = scheduler.review_card(Card(card_id=1), Rating.Again, noon)
print(f"stability: {card.stability * 24:.1f} hours")
for hours in (0, 5, 23, 24, 47, 48):
    recall = scheduler.get_card_retrievability(card, noon + timedelta(hours=hours))
    print(f"after {hours:2} hours: {recall:.3f}")
PY

expect <<'END'
stability: 5.1 hours
after  0 hours: 1.000
after  5 hours: 1.000
after 23 hours: 1.000
after 24 hours: 0.766
after 47 hours: 0.766
after 48 hours: 0.698
END
