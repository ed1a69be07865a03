#!/usr/bin/env bash
# Package: fsrs-rs-python 0.9.3 (PyPI)
# Guess:   if all answers are Good, fitting the weights changes only the weights for Good. The other three buttons were never used, so their weights stay.
# Seen:    with 20 cards that were recalled after three days, the initial stability of Again, Hard and Easy also grows more than fourfold. With 17 such cards, nothing is fitted.
# Matters: with weights fitted early, on an easy deck, a forgotten card comes back after a day or two instead of hours. A program has to keep the old weights until there are answers of each kind.
. "$(dirname "$0")/lib.sh"
python_packages fsrs-rs-python==0.9.3

see python - <<'PY'
from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview

for cards in (17, 20, 64):
    items = [FSRSItem([FSRSReview(3, 0), FSRSReview(3, 3)]) for _ in range(cards)]
    fitted = FSRS(list(DEFAULT_PARAMETERS)).compute_parameters(items)
    grown = [new / old for new, old in zip(fitted[:4], DEFAULT_PARAMETERS)]
    said = ", ".join(
        f"{button} {'as it was' if abs(times - 1) < 0.01 else 'more than fourfold' if times > 4 else 'otherwise'}"
        for button, times in zip(("Again", "Hard", "Good", "Easy"), grown)
    )
    print(f"{cards} cards: {said}")
PY

expect <<'END'
17 cards: Again as it was, Hard as it was, Good as it was, Easy as it was
20 cards: Again more than fourfold, Hard more than fourfold, Good more than fourfold, Easy more than fourfold
64 cards: Again more than fourfold, Hard more than fourfold, Good more than fourfold, Easy more than fourfold
END
