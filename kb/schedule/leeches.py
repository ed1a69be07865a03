"""Leeches: cards forgotten again and again, which want another wording more than a review."""


def is_leech(lapses: int, threshold: int) -> bool:
    """Returns whether a card with so many lapses is a leech.

    Args:
        lapses: how often it was forgotten in review.
        threshold: 0 for never.
    """
    return 0 < threshold <= lapses


def leech_shows(lapses: int, threshold: int) -> bool:
    """Returns whether the lapse just counted is one at which the learner is told.

    At the threshold, and at every half of it after that: with 8, at 8, 12, 16 and so on. See
    ``leech_threshold_met`` in ``rslib/src/scheduler/states/review.rs`` of
    https://github.com/ankitects/anki.
    """
    half = max(1, (threshold + 1) // 2)
    return is_leech(lapses, threshold) and (lapses - threshold) % half == 0
