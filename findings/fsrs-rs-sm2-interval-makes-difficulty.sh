#!/usr/bin/env bash
# Package: fsrs-rs-python 0.9.3 (PyPI)
# Guess:   if a card comes from SM-2, its ease becomes its difficulty: a card with the ease that it began with, 2.5, is of middle difficulty whatever its interval.
# Seen:    with the ease 2.5, the difficulty is 8.2 at an interval of one day, 6.1 at a month and 3.6 at a year. With the ease 1.3, it is 10, 10 and 9.5.
# Matters: cards that were answered only once or twice in the other program begin as hard ones, and the first answers here lengthen their intervals less than those of a new card.
. "$(dirname "$0")/lib.sh"
python_packages fsrs-rs-python==0.9.3

see python - <<'PY'
from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS

model = FSRS(list(DEFAULT_PARAMETERS))
for ease in (2.5, 1.3):
    memories = [model.memory_state_from_sm2(ease, days, 0.9) for days in (1.0, 31.0, 365.0)]
    print(f"ease {ease}: difficulty", ", ".join(f"{memory.difficulty:.1f}" for memory in memories))
PY

expect <<'END'
ease 2.5: difficulty 8.2, 6.1, 3.6
ease 1.3: difficulty 10.0, 10.0, 9.5
END
