"""The queue, the review log and what is reckoned from it."""
