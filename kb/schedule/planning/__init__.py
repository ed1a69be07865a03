"""Which day a card falls due on, of those that its interval allows; what the learner plans."""
