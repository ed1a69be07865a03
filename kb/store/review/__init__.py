"""Queries for the queue, the review log, the weights and the statistics."""
