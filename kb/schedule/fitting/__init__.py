"""Fitting the weights of the memory model to the answers in the log."""
