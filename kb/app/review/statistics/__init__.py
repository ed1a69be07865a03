"""What the log says of the days that are over, and what is due on those to come."""
