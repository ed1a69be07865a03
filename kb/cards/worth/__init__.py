"""How likely a learner is to keep a card that was drawn: its traits, and what they weigh."""
