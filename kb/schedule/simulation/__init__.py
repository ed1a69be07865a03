"""What the schedule asks for in the months to come, and what will be known."""
