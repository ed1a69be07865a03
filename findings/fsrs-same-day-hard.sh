#!/usr/bin/env bash
# Package: fsrs 6.3.1 and 6.3.2 (PyPI)
# Guess:   a patch release of the scheduler leaves the memory of a card as it was, if weights and log are the same.
# Seen:    after Good, and Hard ten minutes later, the stability is 1.3334 with 6.3.1 and 2.3065 with 6.3.2, in which Hard on the same day no longer lowers it.
# Matters: two devices that replay one log with different patch releases compute different due dates. Store the version with the weights.
. "$(dirname "$0")/lib.sh"

replay() {
  python - <<'PY'
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from fsrs import Card, Rating, Scheduler

noon = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)
scheduler, card = Scheduler(enable_fuzzing=False), Card(card_id=1)
for rating, minutes in ((Rating.Good, 0), (Rating.Hard, 10)):
    card, _ = scheduler.review_card(card, rating, noon + timedelta(minutes=minutes))
print(f"fsrs {version('fsrs')}: stability {card.stability:.4f}")
PY
}

python_packages fsrs==6.3.1
replay >"$place/older"
python -m pip install -qq --no-compile fsrs==6.3.2 || cannot_tell "pip could not install fsrs"
replay >"$place/newer"
see cat older newer

expect <<'END'
fsrs 6.3.1: stability 1.3334
fsrs 6.3.2: stability 2.3065
END
