"""Notes and links become answers: resolution, relatedness, paths, order."""
